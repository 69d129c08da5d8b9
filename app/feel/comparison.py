"""Equality and order of values (DMN 1.5 §10.3.2.13, Tables 42 and 43). None means null: cannot be compared."""

from collections.abc import Callable
from decimal import Decimal

from app.feel.budget import Run
from app.feel.durations import NANOS, DaysDuration, MonthsDuration
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.temporal import Date, DateTime, Time
from app.feel.values import Range

MAX_DEPTH = 100
_LONG = 256
_PLAIN = (Decimal, str, bool, Date, DaysDuration, MonthsDuration)


def equal(left: object, right: object, run: Run | None = None) -> bool | None:
    """``left = right``. The work counts as that of *run*, else it has the budget of one evaluation."""
    if left is right:
        return True
    kind = type(left)
    if left is None or right is None:
        return False
    if kind is not type(right):
        return None
    if kind in _PLAIN and (kind is not str or len(left) < _LONG):  # type: ignore[arg-type]
        return left == right
    return _equal(left, right, run or Run(), 0)


def _equal(left: object, right: object, run: Run, level: int) -> bool | None:
    kind = type(left)
    if left is right:
        return True
    if left is None or right is None:
        return False
    if kind is not type(right):
        return None
    if kind in _PLAIN:
        _read(left, right, run)
        return left == right
    if kind is Time or kind is DateTime:
        _read(left, right, run)
        return ordering_key(left) == ordering_key(right)
    return _equal_parts(left, right, run, level)


def _equal_parts(left: object, right: object, run: Run, level: int) -> bool | None:
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(left, list) and isinstance(right, list):
        run.spend(2 + min(len(left), len(right)))
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(_equal(a, b, run, level + 1) is True for a, b in pairs)
    if isinstance(left, dict) and isinstance(right, dict):
        run.spend(2 + 2 * min(len(left), len(right)))
        return left.keys() == right.keys() and all(
            _equal(left[key], right[key], run, level + 1) is True for key in left
        )
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(left, right, run, level)
    return False


def _equal_ranges(left: Range, right: Range, run: Run, level: int) -> bool:
    run.spend(4)
    shape = (left.low_closed, left.high_closed, left.operator) == (right.low_closed, right.high_closed, right.operator)
    return (
        shape
        and _equal(left.low, right.low, run, level + 1) is True
        and _equal(left.high, right.high, run, level + 1) is True
    )


def less(left: object, right: object, run: Run | None = None) -> bool | None:
    """``left < right``. The work counts as that of *run*."""
    keys = _keys(left, right, run)
    return None if keys is None else keys[0] < keys[1]


def less_or_equal(left: object, right: object, run: Run | None = None) -> bool | None:
    """``left <= right``. The work counts as that of *run*."""
    keys = _keys(left, right, run)
    return None if keys is None else keys[0] <= keys[1]


def _read(left: object, right: object, run: Run) -> None:
    """Count the work of comparing two values of one kind, where it is more than a step."""
    run.spend(min(ordering_cost(left), ordering_cost(right)))


def ordering_cost(value: object) -> int:
    """Steps that comparing a value with another may take."""
    if isinstance(value, str):
        return len(value) >> 8
    return 16 if isinstance(value, Time | DateTime) else 0


COMPARISONS: dict[str, Callable[[object, object, Run], bool | None]] = {
    "=": equal,
    "!=": lambda left, right, run: None if (same := equal(left, right, run)) is None else not same,
    "<": less,
    "<=": less_or_equal,
    ">": lambda left, right, run: less(right, left, run),
    ">=": lambda left, right, run: less_or_equal(right, left, run),
}
"""What each sign compares."""


def ordering_key(value: object) -> object:
    """Something that sorts as values of this kind do; moments count in whole seconds (DMN 1.5 §10.3.2.3.4)."""
    if isinstance(value, DateTime):
        return value.instant // NANOS
    if isinstance(value, Time):
        return value.nanos // NANOS - (value.offset_on(0) or 0)
    return value


def is_orderable(value: object) -> bool:
    """Whether values of this kind have an order."""
    return type(value) in _ORDERED


_ORDERED = frozenset((Decimal, str, Date, DaysDuration, MonthsDuration, Time, DateTime))


def _keys(left: object, right: object, run: Run | None):  # type: ignore[no-untyped-def]
    kind = type(left)
    if kind is Decimal and type(right) is Decimal:
        return left, right
    if kind is not type(right) or kind not in _ORDERED:
        return None
    if run is not None:
        _read(left, right, run)
    return ordering_key(left), ordering_key(right)


def in_range(value: object, bounds: Range, run: Run | None = None) -> bool | None:
    """Whether a value lies in a range; null when it cannot be compared with the ends."""
    if bounds.operator == "=":
        return equal(value, bounds.low, run)
    if bounds.operator == "!=":
        same = equal(value, bounds.low, run)
        return None if same is None else not same
    above = _above(value, bounds, run)
    below = _below(value, bounds, run)
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def _above(value: object, bounds: Range, run: Run | None) -> bool | None:
    if bounds.low is None and bounds.operator:
        return True
    return less_or_equal(bounds.low, value, run) if bounds.low_closed else less(bounds.low, value, run)


def _below(value: object, bounds: Range, run: Run | None) -> bool | None:
    if bounds.high is None and bounds.operator:
        return True
    return less_or_equal(value, bounds.high, run) if bounds.high_closed else less(value, bounds.high, run)


def matches_test(run: Run, value: object, test: object) -> bool | None:
    """Whether a value satisfies the value of a unary test: lies in it, is one of its items, or is it."""
    if isinstance(test, Range):
        return True if isinstance(value, Range) and equal(value, test, run) else in_range(value, test, run)
    if isinstance(test, list):
        run.spend(len(test) >> 1)
        if any(contains_test(run, value, item) for item in test):
            return True
        return equal(value, test, run) is True
    return equal(value, test, run)


def contains_test(run: Run, value: object, item: object) -> bool:
    """Whether a value satisfies one item of a list of tests: lies in it, or is it."""
    return equal(value, item, run) is True or (isinstance(item, Range) and in_range(value, item, run) is True)
