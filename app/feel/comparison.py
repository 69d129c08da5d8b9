"""Equality and order of values (DMN 1.5 §10.3.2.13, Tables 42 and 43). None means null: cannot be compared."""

from collections.abc import Callable
from decimal import Decimal

from app.feel.durations import NANOS, DaysDuration, MonthsDuration
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.temporal import Date, DateTime, Time
from app.feel.values import Range

MAX_DEPTH = 100
_PLAIN = (Decimal, str, bool, Date, DaysDuration, MonthsDuration)


def equal(left: object, right: object, level: int = 0) -> bool | None:
    """``left = right``."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _PLAIN:
        return left == right
    if kind is Time or kind is DateTime:
        return ordering_key(left) == ordering_key(right)
    return _equal_parts(left, right, level)


def _equal_parts(left: object, right: object, level: int) -> bool | None:
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(left, list) and isinstance(right, list):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(equal(a, b, level + 1) is True for a, b in pairs)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[key], right[key], level + 1) is True for key in left)
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(left, right)
    return left is right


def _equal_ranges(left: Range, right: Range) -> bool:
    shape = (left.low_closed, left.high_closed, left.operator) == (right.low_closed, right.high_closed, right.operator)
    return shape and equal(left.low, right.low) is True and equal(left.high, right.high) is True


def less(left: object, right: object) -> bool | None:
    """``left < right``."""
    keys = _keys(left, right)
    return None if keys is None else keys[0] < keys[1]


def less_or_equal(left: object, right: object) -> bool | None:
    """``left <= right``."""
    keys = _keys(left, right)
    return None if keys is None else keys[0] <= keys[1]


COMPARISONS: dict[str, Callable[[object, object], bool | None]] = {
    "=": equal,
    "!=": lambda left, right: None if (same := equal(left, right)) is None else not same,
    "<": less,
    "<=": less_or_equal,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: less_or_equal(right, left),
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


def _keys(left: object, right: object):  # type: ignore[no-untyped-def]
    kind = type(left)
    if kind is Decimal and type(right) is Decimal:
        return left, right
    if kind is not type(right) or kind not in _ORDERED:
        return None
    return ordering_key(left), ordering_key(right)


def in_range(value: object, bounds: Range) -> bool | None:
    """Whether a value lies in a range; null when it cannot be compared with the ends."""
    if bounds.operator == "=":
        return equal(value, bounds.low)
    if bounds.operator == "!=":
        same = equal(value, bounds.low)
        return None if same is None else not same
    above = _above(value, bounds)
    below = _below(value, bounds)
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def _above(value: object, bounds: Range) -> bool | None:
    if bounds.low is None and bounds.operator:
        return True
    return less_or_equal(bounds.low, value) if bounds.low_closed else less(bounds.low, value)


def _below(value: object, bounds: Range) -> bool | None:
    if bounds.high is None and bounds.operator:
        return True
    return less_or_equal(value, bounds.high) if bounds.high_closed else less(value, bounds.high)


def matches_test(value: object, test: object) -> bool | None:
    """Whether a value satisfies the value of a unary test: lies in it, is one of its items, or is it."""
    if isinstance(test, Range):
        return True if isinstance(value, Range) and equal(value, test) else in_range(value, test)
    if isinstance(test, list):
        if any(contains_test(value, item) for item in test):
            return True
        return equal(value, test) is True
    return equal(value, test)


def contains_test(value: object, item: object) -> bool:
    """Whether a value satisfies one item of a list of tests: lies in it, or is it."""
    return equal(value, item) is True or (isinstance(item, Range) and in_range(value, item) is True)
