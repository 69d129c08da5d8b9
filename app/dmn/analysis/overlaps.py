"""Which rules have a value in common: for each rule a set of the others, as a number with a bit for each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import xor

from app.dmn.analysis.coverage import Steps, members
from app.dmn.analysis.domain import Spans

FEW_SPANS = 4


class Crossing:
    """Finds the rules whose cell in one column crosses given spans."""

    def __init__(self, cells: Sequence[Spans], steps: Steps) -> None:
        depth = max((len(spans) for spans in cells), default=0)
        self._steps = steps
        self._kept: _Layers | _Pieces = _Layers(cells, depth) if depth <= FEW_SPANS else _Pieces(cells, steps)
        self._found: dict[Spans, int] = {}

    def rules(self, spans: Spans) -> int:
        """The rules of the column that have a region of these spans."""
        if spans not in self._found:
            self._found[spans] = self._kept.rules(spans, self._steps)
        return self._found[spans]


class _Layers:
    """For cells of few spans: the first span of each rule, the second, and so on."""

    def __init__(self, cells: Sequence[Spans], depth: int) -> None:
        places = [
            [(spans[at], 1 << rule) for rule, spans in enumerate(cells) if at < len(spans)] for at in range(depth)
        ]
        self._layers = [_Layer(layer) for layer in places]

    def rules(self, spans: Spans, steps: Steps) -> int:
        steps.spend(len(spans) * len(self._layers))
        crossed = 0
        for low, high in spans:
            for layer in self._layers:
                crossed |= layer.crossing(low, high)
        return crossed


class _Pieces:
    """For cells of many spans, such as long lists of numbers: the rules of each piece of the column."""

    def __init__(self, cells: Sequence[Spans], steps: Steps) -> None:
        changes: dict[int, int] = {}
        for rule, spans in enumerate(cells):
            for place in (place for span in spans for place in span):
                changes[place] = changes.get(place, 0) ^ 1 << rule
        steps.spend(len(changes) * (1 + len(cells) // 1000))
        self._places = sorted(changes)
        self._rules = list(accumulate((changes[place] for place in self._places), xor))

    def rules(self, spans: Spans, steps: Steps) -> int:
        crossed = 0
        for low, high in spans:
            first, last = bisect_right(self._places, low) - 1, bisect_left(self._places, high)
            steps.spend(last - first)
            for rules in self._rules[max(first, 0) : last]:
                crossed |= rules
        return crossed


class _Layer:
    """At most one span of each rule: those that began before a place, without those that ended."""

    def __init__(self, spans: list[tuple[tuple[int, int], int]]) -> None:
        self._starts, self._started = _running((low, rule) for (low, _), rule in spans)
        self._ends, self._ended = _running((high, rule) for (_, high), rule in spans)

    def crossing(self, low: int, high: int) -> int:
        return self._started[bisect_left(self._starts, high)] & ~self._ended[bisect_right(self._ends, low)]


def _running(places: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The places in their order, and the rules up to each of them, beginning with none."""
    at_place: dict[int, int] = {}
    for place, rule in places:
        at_place[place] = at_place.get(place, 0) | rule
    ordered, sums = sorted(at_place), [0]
    for place in ordered:
        sums.append(sums[-1] | at_place[place])
    return ordered, sums


def crossings(boxes: Sequence[Sequence[Spans]], others: Sequence[Sequence[Spans]], steps: Steps) -> list[int]:
    """For each box the numbers of the other boxes that have something in common with it."""
    found = [(1 << len(others)) - 1] * len(boxes)
    for at in range(len(boxes[0]) if boxes else 0):
        column = Crossing([other[at] for other in others], steps)
        for number, box in enumerate(boxes):
            found[number] &= column.rules(box[at])
    return found


def pairs(found: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of rules that cross, each once, the smaller number first."""
    for first, rules in enumerate(found):
        yield from ((first, second) for second in members(rules >> (first + 1) << (first + 1)))


def count_pairs(found: Sequence[int]) -> int:
    """How many pairs there are."""
    return sum((rules >> (first + 1)).bit_count() for first, rules in enumerate(found))
