"""Relations between points and ranges (DMN 1.5 §10.3.4.7, Table 78)."""

from collections.abc import Callable

from app.feel.budget import Run
from app.feel.builtins.registry import builtin
from app.feel.comparison import equal, is_orderable, less, ordering_cost
from app.feel.values import Range

Relation = Callable[[Range, Range], bool | None]
_POINT = "number|string|date|time|date and time|duration"


def _relation(name: str, *shapes: str) -> Callable[[Relation], Relation]:
    """Declare a relation for the given shapes: ``pp pr rp rr`` (p: a point, r: a range)."""

    def declare(relation: Relation) -> Relation:
        def evaluate(run: Run, first: object, second: object) -> object:
            ranges = _as_range(first), _as_range(second)
            run.spend(4 * sum(ordering_cost(end) for bounds in ranges for end in (bounds.low, bounds.high)))
            result = relation(*ranges)
            return run.null("{name}: the values cannot be compared", name=name) if result is None else result

        for shape in shapes:
            builtin(name, _signature(shape))(evaluate)
        return relation

    return declare


def _signature(shape: str) -> str:
    names = {"pp": ("point1", "point2"), "pr": ("point", "range"), "rp": ("range", "point"), "rr": ("range1", "range2")}
    kinds = {"p": _POINT, "r": "range"}
    return ", ".join(f"{name}: {kinds[letter]}" for name, letter in zip(names[shape], shape, strict=True))


def _as_range(value: object) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _ends(first: Range, second: Range) -> bool:
    """Whether all ends exist and are of one kind."""
    values = (first.low, first.high, second.low, second.high)
    return len({type(value) for value in values}) == 1 and is_orderable(first.low)


def _before(first: Range, second: Range) -> bool | None:
    if not _ends(first, second):
        return None
    touching = equal(first.high, second.low) and not (first.high_closed and second.low_closed)
    return bool(less(first.high, second.low) or touching)


def _starts_within(first: Range, second: Range) -> bool:
    """Whether first begins where second begins or later."""
    later = less(second.low, first.low)
    return bool(later or (equal(first.low, second.low) and (second.low_closed or not first.low_closed)))


def _ends_within(first: Range, second: Range) -> bool:
    """Whether first ends where second ends or earlier."""
    earlier = less(first.high, second.high)
    return bool(earlier or (equal(first.high, second.high) and (second.high_closed or not first.high_closed)))


def _same_start(first: Range, second: Range) -> bool:
    return bool(equal(first.low, second.low)) and first.low_closed == second.low_closed


def _same_end(first: Range, second: Range) -> bool:
    return bool(equal(first.high, second.high)) and first.high_closed == second.high_closed


def _during(first: Range, second: Range) -> bool | None:
    return _starts_within(first, second) and _ends_within(first, second) if _ends(first, second) else None


def _starts(first: Range, second: Range) -> bool | None:
    return _same_start(first, second) and _ends_within(first, second) if _ends(first, second) else None


def _finishes(first: Range, second: Range) -> bool | None:
    return _same_end(first, second) and _starts_within(first, second) if _ends(first, second) else None


def _meets(first: Range, second: Range) -> bool | None:
    if not _ends(first, second):
        return None
    return bool(equal(first.high, second.low)) and first.high_closed and second.low_closed


def _overlaps(first: Range, second: Range) -> bool | None:
    apart = _before(first, second), _before(second, first)
    return None if None in apart else not any(apart)


def _overlaps_before(first: Range, second: Range) -> bool | None:
    if not _ends(first, second):
        return None
    begins_first = not _starts_within(first, second)
    return begins_first and bool(_overlaps(first, second)) and _ends_within(first, second)


def _overlaps_after(first: Range, second: Range) -> bool | None:
    """Begins inside second and ends where second ends or later; the start of first has to lie behind that of second."""
    if not _ends(first, second):
        return None
    begins_later = not _starts_within(second, first)
    return begins_later and bool(_overlaps(first, second)) and _ends_within(second, first)


def _coincides(first: Range, second: Range) -> bool | None:
    return _same_start(first, second) and _same_end(first, second) if _ends(first, second) else None


def _turned(relation: Relation) -> Relation:
    return lambda first, second: relation(second, first)


_relation("before", "pp", "pr", "rp", "rr")(_before)
_relation("after", "pp", "pr", "rp", "rr")(_turned(_before))
_relation("meets", "rr")(_meets)
_relation("met by", "rr")(_turned(_meets))
_relation("overlaps", "rr")(_overlaps)
_relation("overlaps before", "rr")(_overlaps_before)
_relation("overlaps after", "rr")(_overlaps_after)
_relation("finishes", "pr", "rr")(_finishes)
_relation("finished by", "rp", "rr")(_turned(_finishes))
_relation("includes", "rp", "rr")(_turned(_during))
_relation("during", "pr", "rr")(_during)
_relation("starts", "pr", "rr")(_starts)
_relation("started by", "rp", "rr")(_turned(_starts))
_relation("coincides", "pp", "rr")(_coincides)
