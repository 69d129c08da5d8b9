"""What several rules cover together, and what they leave: a recursive partition, column by column.

A set of rules is a number whose bit *n* stands for the rule *n*. Equal remainders are one node, so that neighbouring
regions with the same gaps become one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.dmn.analysis.domain import Spans, joined

Box = tuple[Spans, ...]
STEPS = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Which spans of a column lead to which gaps in the columns behind it. There are no two equal ones."""

    parts: tuple[tuple[Spans, "Node"], ...] = ()


OPEN, COVERED = Node(), Node()
"""Everything is a gap; nothing is."""


class TooLarge(Exception):
    """The analysis needs more steps than it may use."""


class Steps:
    """A budget that several parts of one analysis share; a count, so that every machine says the same."""

    def __init__(self, limit: int = STEPS) -> None:
        self._left = limit

    def spend(self, steps: int) -> None:
        """Count pieces of work. Raises TooLarge when they were the last ones."""
        self._left -= steps
        if self._left < 0:
            raise TooLarge


class Coverage:
    """Boxes of several rules in columns of so many regions. ``rows`` holds each rule's spans, column by column."""

    def __init__(self, rows: Sequence[Sequence[Spans]], sizes: Sequence[int], steps: Steps) -> None:
        self._sizes = sizes
        self._steps = steps
        self._all = (1 << len(rows)) - 1
        self._rows = rows
        self._cells = [_by_spans(rows, at) for at in range(len(sizes))]
        self._free = self._free_from()
        self._nodes: dict[tuple[int, int], Node] = {}
        self._known: dict[tuple[tuple[Spans, int], ...], Node] = {}
        self._weight = 1 + len(rows) // 1000

    def gaps(self) -> Node:
        """What no rule covers."""
        return self._gaps(0, self._all)

    def covers(self, box: Sequence[Spans], rules: int) -> bool:
        """Whether some of the rules together cover a box."""
        return self._covers(box, 0, rules, {})

    def _gaps(self, at: int, active: int) -> Node:
        if not active:
            return OPEN
        if active & self._free[at]:
            return COVERED
        key = (at, active)
        if key not in self._nodes:
            self._nodes[key] = self._node(at, active)
        return self._nodes[key]

    def _node(self, at: int, active: int) -> Node:
        found: dict[Node, list[tuple[int, int]]] = {}
        for low, high, rules in self._pieces(at, active, ((0, self._sizes[at]),)):
            below = self._gaps(at + 1, rules)
            if below is not COVERED:
                found.setdefault(below, []).append((low, high))
        if not found:
            return COVERED
        parts = tuple((joined(spans), below) for below, spans in found.items())
        if parts == ((((0, self._sizes[at]),), OPEN),):
            return OPEN
        return self._known.setdefault(tuple((spans, id(below)) for spans, below in parts), Node(parts))

    def _covers(self, box: Sequence[Spans], at: int, active: int, seen: dict[tuple[int, int], bool]) -> bool:
        if active & self._free[at]:
            return True
        if not active or at == len(self._sizes):
            return False
        key = (at, active)
        if key not in seen:
            pieces = {rules for _, _, rules in self._pieces(at, active, box[at])}
            ordered = sorted(pieces, key=int.bit_count)
            seen[key] = all(self._covers(box, at + 1, rules, seen) for rules in ordered)
        return seen[key]

    def _pieces(self, at: int, active: int, inside: Spans) -> Iterator[tuple[int, int, int]]:
        """The spans of a column inside which the same rules apply, with these rules."""
        changes: dict[int, int] = {}
        for spans, rules in self._active(at, active):
            for low, high in spans:
                changes[low] = changes.get(low, 0) ^ rules
                changes[high] = changes.get(high, 0) ^ rules
        self._steps.spend(self._weight * (len(changes) + len(inside)))
        for start, end in inside:
            yield from _between(changes, start, end)

    def _active(self, at: int, active: int) -> Iterator[tuple[Spans, int]]:
        cells = self._cells[at]
        if active.bit_count() < len(cells):
            for rule in members(active):
                yield self._rows[rule][at], 1 << rule
        else:
            self._steps.spend(self._weight * len(cells))
            yield from ((spans, rules & active) for spans, rules in cells.items() if rules & active)

    def _free_from(self) -> list[int]:
        """For each column the rules that take everything in it and in the columns behind it."""
        free = [self._all]
        for at in range(len(self._sizes) - 1, -1, -1):
            free.append(free[-1] & self._cells[at].get(((0, self._sizes[at]),), 0))
        return free[::-1]


def _between(changes: dict[int, int], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    rules, low = 0, start
    for position in sorted(changes):
        if position >= end:
            break
        if position > low:
            yield low, position, rules
            low = position
        rules ^= changes[position]
    if low < end:
        yield low, end, rules


def boxes(node: Node, columns: int) -> Iterator[Box]:
    """The boxes of a node, one after the other; a column that does not matter has no spans."""
    if node is OPEN:
        yield ((),) * columns
    for spans, below in node.parts:
        for rest in boxes(below, columns - 1):
            yield (spans, *rest)


def count(node: Node) -> int:
    """How many boxes a node has."""
    known: dict[Node, int] = {OPEN: 1, COVERED: 0}

    def of(inner: Node) -> int:
        if inner not in known:
            known[inner] = sum(of(below) for _, below in inner.parts)
        return known[inner]

    return of(node)


def members(rules: int) -> Iterator[int]:
    """The numbers of the rules of a set."""
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest


def _by_spans(rows: Sequence[Sequence[Spans]], at: int) -> dict[Spans, int]:
    found: dict[Spans, int] = {}
    for number, row in enumerate(rows):
        found[row[at]] = found.get(row[at], 0) | 1 << number
    return found
