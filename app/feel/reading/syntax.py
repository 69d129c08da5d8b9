"""The syntax tree (DMN 1.5 §10.3.1.2). ``at`` is the offset in the source, for messages."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has: where it is."""

    at: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean, null or ``@"…"`` literal; ``problem`` says why one is null that was not written so."""

    value: object
    problem: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name to look up; ``?`` is the input value of a unary test."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``first op operand op operand …`` of one level of precedence, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """``and`` or ``or`` of two or more parts."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left operator right`` with one of ``= != < <= > >=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in tests``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then positive else negative``."""

    condition: Node
    positive: Node
    negative: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in source`` or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return body``."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` or ``every`` iterators ``satisfies`` condition."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type as written: its name, and the types it is made of (fields of a context have names)."""

    name: str
    parts: tuple["TypeName", ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Node):
    """``function(parameters) body``; ``external`` bodies are known but never run."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``source.name``."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[condition]``."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """``function(arguments)``, by position or by name."""

    function: Node
    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[a, b, …]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{key: value, …}``."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """``[low..high]`` with open or closed ends."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """A unary test such as ``< 5``; as a value it is a range."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: one of them holds, or with ``negated`` none. No tests: ``-``, which always holds."""

    tests: tuple[Node, ...]
    negated: bool = False


def children(node: Node) -> list[Node]:
    """Nodes directly below a node."""
    found: list[Node] = []
    for name in node.__dataclass_fields__:
        _collect(getattr(node, name), found)
    return found


def walk(node: Node) -> Iterable[Node]:
    """A node and all those below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for part in value:
            _collect(part, found)
