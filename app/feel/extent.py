"""Where the text of a node begins and ends, for messages: a node itself only knows where its operator or bracket is."""

from decimal import Decimal

from app.feel import syntax
from app.feel.syntax import Node
from app.feel.tokens import Token

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


def start_of(node: Node) -> int:
    """Offset of the first character of a node."""
    while (name := _FIRST.get(type(node))) is not None:
        node = getattr(node, name)
    return node.at


def text_of(source: str, tokens: list[Token], node: Node) -> str:
    """The text of a node, at most 40 characters of its first line."""
    return source[start_of(node) : _end_of(tokens, node)].partition("\n")[0][:LONGEST]


def _end_of(tokens: list[Token], node: Node) -> int:
    """Behind the last part of a node and the brackets that are open there."""
    start, last = start_of(node), max(_below(node), key=lambda part: part.at)
    left, level, end = _tokens_of(last), 0, start
    for token in tokens:
        if token.at < start:
            continue
        if token.at >= last.at:
            left -= 1
        if token.kind == "op":
            level += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        end = token.end
        if left <= 0 and level <= 0:
            break
    return end


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
