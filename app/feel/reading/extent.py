"""Where the text of a node begins and ends, for messages: a node itself only knows where its operator or bracket is."""

from decimal import Decimal

from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.reading.tokens import Token

LONGEST = 40
_FIRST = {
    syntax.Comparison: "left",
    syntax.Between: "value",
    syntax.In: "value",
    syntax.InstanceOf: "value",
    syntax.Path: "source",
    syntax.Filter: "source",
    syntax.Invocation: "function",
}


def place_of(source: str, tokens: list[Token], node: Node) -> tuple[int, str]:
    """Where a node begins, and its text: at most 40 characters of its first line."""
    first = next(index for index, token in enumerate(tokens) if token.at >= _start_of(node))
    last = _last(tokens, first, node)
    first = _with_brackets(tokens, first, last)
    return tokens[first].at, source[tokens[first].at : tokens[last].end].partition("\n")[0][:LONGEST]


def _start_of(node: Node) -> int:
    """Offset of the leftmost part of a node."""
    while (name := _FIRST.get(type(node))) is not None:
        node = getattr(node, name)
    return node.at


def _last(tokens: list[Token], first: int, node: Node) -> int:
    """The token that ends the last part of a node and the brackets that are open there."""
    part = max(_below(node), key=lambda one: one.at)
    left, level = _tokens_of(part), 0
    for index in range(first, len(tokens)):
        left -= tokens[index].at >= part.at
        level = max(0, level + _opens(tokens[index]))
        if left <= 0 and level <= 0:
            return index
    return len(tokens) - 1


def _with_brackets(tokens: list[Token], first: int, last: int) -> int:
    """The first token with the brackets before it that are closed inside."""
    level = lowest = 0
    for token in tokens[first : last + 1]:
        level += _opens(token)
        lowest = min(lowest, level)
    while lowest < 0 and first > 0 and tokens[first - 1].text == "(":
        first, lowest = first - 1, lowest + 1
    return first


def _opens(token: Token) -> int:
    """1 for a bracket that opens, -1 for one that closes."""
    if token.kind != "op":
        return 0
    return (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))


def _below(node: Node) -> list[Node]:
    found, waiting = [node], [node]
    while waiting:
        inside = syntax.children(waiting.pop())
        found += inside
        waiting += inside
    return found


def _tokens_of(node: Node) -> int:
    if isinstance(node, syntax.Path):
        return 1 + len(node.name.split())
    if isinstance(node, syntax.Literal):
        return 2 if isinstance(node.value, Decimal) and node.value < 0 else 1
    return max(1, len(node.name.split())) if isinstance(node, syntax.Name | syntax.TypeName) else 1
