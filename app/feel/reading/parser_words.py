"""Constructs that begin with a word, and contexts (DMN 1.5 §10.3.1.2, rules 43 to 60)."""

from collections.abc import Callable
from typing import Protocol

from app.errors import Phrase
from app.feel.numbers import parse_number
from app.feel.reading import syntax
from app.feel.reading.cursor import Cursor
from app.feel.reading.parser_types import parse_type
from app.feel.reading.syntax import Node
from app.feel.reading.tokens import unescape
from app.feel.temporal_text import parse_temporal

SHOWN = 40


class Reader(Protocol):
    """What reads the expressions inside a construct."""

    cursor: Cursor

    def expression(self) -> Node:
        """Read any expression."""


def conditional(reader: Reader) -> Node:
    """``if … then … else …``."""
    cursor, at = reader.cursor, reader.cursor.expect("if").at
    condition = reader.expression()
    cursor.expect("then")
    positive = reader.expression()
    cursor.expect("else")
    return syntax.If(condition, positive, reader.expression(), at=at)


def for_loop(reader: Reader) -> Node:
    """``for … return …``."""
    at = reader.cursor.expect("for").at
    with reader.cursor.knowing(("partial",)) as scope:
        iterators = _iterators(reader, scope.add)
        reader.cursor.expect("return")
        return syntax.For(iterators, reader.expression(), at=at)


def quantified(reader: Reader) -> Node:
    """``some`` or ``every`` … ``satisfies …``."""
    at, every = reader.cursor.token.at, reader.cursor.advance().text == "every"
    with reader.cursor.knowing() as scope:
        iterators = _iterators(reader, scope.add)
        reader.cursor.expect("satisfies")
        return syntax.Quantified(every, iterators, reader.expression(), at=at)


def function(reader: Reader) -> Node:
    """``function(a, b: type) body``."""
    cursor, at = reader.cursor, reader.cursor.expect("function").at
    cursor.expect("(")
    parameters: list[tuple[str, syntax.TypeName | None]] = []
    while not cursor.at(")"):
        name = cursor.new_name(",", ")", ":")
        parameters.append((name, parse_type(cursor) if cursor.take(":") else None))
        if not cursor.take(","):
            break
    cursor.expect(")")
    external = cursor.take("external")
    with cursor.knowing([name for name, _ in parameters]):
        return syntax.FunctionDefinition(tuple(parameters), reader.expression(), external, at=at)


def context(reader: Reader) -> Node:
    """``{key: value}``; each entry sees the names of those before it."""
    cursor, at = reader.cursor, reader.cursor.expect("{").at
    entries: list[tuple[str, Node]] = []
    with cursor.knowing() as scope:
        while not cursor.at("}"):
            key = string_value(cursor.advance().text) if cursor.token.kind == "string" else cursor.new_name(":")
            cursor.expect(":")
            entries.append((str(key), reader.expression()))
            scope.add(str(key))
            cursor.members.add(str(key))
            if not cursor.take(","):
                break
    cursor.expect("}")
    return syntax.ContextOf(tuple(entries), at=at)


def _iterators(reader: Reader, introduce: Callable[[str], None]) -> tuple[syntax.Iterator, ...]:
    found: list[syntax.Iterator] = []
    while not found or reader.cursor.take(","):
        at, name = reader.cursor.token.at, reader.cursor.new_name("in")
        reader.cursor.expect("in")
        source = reader.expression()
        end = reader.expression() if reader.cursor.take("..") else None
        found.append(syntax.Iterator(name, source, end, at=at))
        reader.cursor.limit_chain(len(found))
        introduce(name)
    return tuple(found)


def number_literal(text: str, at: int) -> syntax.Literal:
    """A number; null, with the reason, when it is too large to exist."""
    number = parse_number(text)
    problem = None if number is not None else Phrase("there is no number {text}", {"text": text[:SHOWN]})
    return syntax.Literal(number, problem, at=at)


def string_literal(text: str, at: int) -> syntax.Literal:
    """A string, or the value of an ``@"…"`` literal; null, with the reason, when that is none."""
    value = string_value(text)
    problem = None if value is not None else Phrase("{text} is no date, time or duration", {"text": text[:SHOWN]})
    return syntax.Literal(value, problem, at=at)


def string_value(text: str) -> object:
    """The value of a string literal or of an ``@"…"`` literal."""
    if text.startswith("@"):
        return parse_temporal(unescape(text[2:-1]))
    return unescape(text[1:-1])
