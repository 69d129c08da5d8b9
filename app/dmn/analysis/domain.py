"""The values of one column, cut into regions that no cell of the column tells apart."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.dmn.analysis.values import between
from app.feel.comparison import ordering_key
from app.feel.values import kind

Spans = tuple[tuple[int, int], ...]
"""Regions from, up to but without: sorted, apart from each other."""
Verdict = Callable[[object], bool]
ANYTHING = "any"
OTHER_TEXT = "other"


@dataclass(frozen=True, slots=True)
class Region:
    """One value, or several with one of them that stands for all.

    With ``ordered`` it lies on a line, and several are those between *low* and *high* (None: no limit). ``rest``: every
    text that no cell names, or with the kind ``any`` every value of a kind that no cell names.
    """

    kind: str
    value: object
    low: object = None
    high: object = None
    point: bool = True
    ordered: bool = False
    rest: bool = False


class Line:
    """The values of one kind in their order: between two that are named lie those that nobody names."""

    def __init__(self, kind_: str, points: Iterable[object]) -> None:
        unique = {ordering_key(point): point for point in points}
        ordered = [unique[key] for key in sorted(unique)]  # type: ignore[type-var]
        self._slot_of = {ordering_key(point): 2 * at + 1 for at, point in enumerate(ordered)}
        self.slots = 2 * len(ordered) + 1
        self._kind = kind_
        self._ends = [None, *ordered, None]

    def regions(self) -> Iterator[tuple[int, Region]]:
        """Each region with its slot; a slot between two neighbours, such as two days, may hold no value."""
        for at, (low, high) in enumerate(pairwise(self._ends)):
            if at:
                yield 2 * at - 1, Region(self._kind, low, ordered=True)
            value = between(self._kind, low, high)
            if value is not None:
                yield 2 * at, Region(self._kind, value, low, high, point=False, ordered=True)

    def classes(self, points: Iterable[object]) -> list[Spans]:
        """Spans of slots inside each of which nothing but these points can make a difference."""
        found: list[Spans] = []
        start = 0
        for slot in sorted({self._slot_of[ordering_key(point)] for point in points}):
            found += [((start, slot),), ((slot, slot + 1),)]
            start = slot + 1
        return [*found, ((start, self.slots),)]


class Names:
    """The values of one kind that are named, without an order, and with *others* one slot for all that are not."""

    def __init__(self, kind_: str, points: Iterable[object], others: bool) -> None:
        self._kind = kind_
        self._slot_of = {point: at for at, point in enumerate(dict.fromkeys(points))}
        self._others = others
        self.slots = len(self._slot_of) + others

    def regions(self) -> Iterator[tuple[int, Region]]:
        """Each region with its slot."""
        for point, slot in self._slot_of.items():
            yield slot, Region(self._kind, point)
        if self._others:
            other = OTHER_TEXT
            while other in self._slot_of:
                other += "…"
            yield self.slots - 1, Region(self._kind, other, point=False, rest=True)

    def classes(self, points: Iterable[object]) -> list[Spans]:
        """As :meth:`Line.classes`."""
        own = sorted({self._slot_of[point] for point in points})
        singles: list[Spans] = [((slot, slot + 1),) for slot in own]
        ends = [-1, *own, self.slots]
        rest = tuple((low + 1, high) for low, high in pairwise(ends) if low + 1 < high)
        return [*singles, rest]


@dataclass(frozen=True, slots=True)
class _Section:
    """The regions of one kind: the slots of those that are admitted, and the number of the first of them."""

    kind: str
    values: Line | Names
    slots: list[int]
    first: int

    def placed(self, spans: Spans) -> list[tuple[int, int]]:
        """Spans of slots as spans of regions."""
        ends = [(bisect_left(self.slots, low), bisect_left(self.slots, high)) for low, high in spans]
        return [(self.first + low, self.first + high) for low, high in ends if low < high]


class Domain:
    """The regions of a column: of each kind of values in turn, then null, then everything else."""

    def __init__(
        self, kinds: Sequence[str], points: Sequence[object], *, ordered_text: bool, others: bool, admits: Verdict
    ) -> None:
        self.regions: list[Region] = []
        self._sections: list[_Section] = []
        for name in kinds:
            own = [point for point in points if kind(point) == name]
            self._add(name, _section(name, own, ordered_text), admits)
        self.named = len(self.regions)
        """How many regions hold values that are not null and of a kind that the column is known to have."""
        self.has_null = admits(None)
        if self.has_null:
            self.regions.append(Region("null", None))
        if others and admits({}):
            self.regions.append(Region(ANYTHING, {}, point=False, rest=True))

    @property
    def everything(self) -> Spans:
        """All regions."""
        return ((0, len(self.regions)),) if self.regions else ()

    def matching(self, points: Iterable[object], verdict: Verdict) -> Spans:
        """The regions that satisfy tests which know only *points*."""
        own: dict[str, list[object]] = {}
        for point in points:
            own.setdefault(kind(point), []).append(point)
        found: list[tuple[int, int]] = []
        for section in self._sections:
            for spans in section.values.classes(own.get(section.kind, ())):
                inside = section.placed(spans)
                if inside and verdict(self.regions[inside[0][0]].value):
                    found += inside
        singles = range(self.named, len(self.regions))
        found += [(at, at + 1) for at in singles if verdict(self.regions[at].value)]
        return joined(found)

    def _add(self, name: str, values: Line | Names, admits: Verdict) -> None:
        kept = [(slot, region) for slot, region in values.regions() if admits(region.value)]
        self._sections.append(_Section(name, values, [slot for slot, _ in kept], len(self.regions)))
        self.regions += [region for _, region in kept]


def _section(name: str, points: list[object], ordered_text: bool) -> Line | Names:
    if name == "boolean":
        return Names(name, (True, False), others=False)
    if name == "string" and not ordered_text:
        return Names(name, points, others=True)
    return Line(name, points)


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans in their order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def clipped(spans: Spans, limit: int) -> Spans:
    """The part of spans below a limit."""
    return tuple((low, min(high, limit)) for low, high in spans if low < limit)


def common(left: Spans, right: Spans) -> Spans:
    """The regions that are in both."""
    found: list[tuple[int, int]] = []
    first, second = 0, 0
    while first < len(left) and second < len(right):
        low, high = max(left[first][0], right[second][0]), min(left[first][1], right[second][1])
        if low < high:
            found.append((low, high))
        if left[first][1] < right[second][1]:
            first += 1
        else:
            second += 1
    return tuple(found)


def without(spans: Spans, limit: int) -> Spans:
    """The regions up to a limit that are not in the spans."""
    ends = [0, *(place for span in clipped(spans, limit) for place in span), limit]
    return tuple((low, high) for low, high in zip(ends[::2], ends[1::2], strict=True) if low < high)
