"""Variables for the expressions: JSON and Python values, sane and hostile."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tests.fuzz.choices import Choices

NAMES = ("a", "b", "x", "count", "item", "partial", "total amount", "a-b", "date", "case", "?", "é", "f")
SCALARS: tuple[object, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1e308, 5e-324, float("nan"), float("inf"), 10**40, 10**6144, -(10**20)),
    *("", "a", "ab", "P1D", "2026-11-23T08:00:00Z", "10:00:00@Europe/Paris", "é\u200b", "\ud800", '"\\', "x" * 3000),
    *(datetime(2026, 3, 29, 2, 30, tzinfo=UTC), date(1, 1, 1), time(23, 59, 59), timedelta(days=-1), Decimal("1E-30")),
)


def variables(number: int) -> dict[str, object]:
    """The variables that belong to a number."""
    choices = Choices.of_number(number)
    if number == 0:
        return {"a": 1, "b": [1, 2, None], "x": "ab", "case": {"a": {"b": 3}, "lines": [{"a": 1}, {"a": 2}]}}
    return {name: value(choices, 0) for name in NAMES if choices.below(4)}


def value(choices: Choices, level: int) -> object:
    """Any value."""
    shape = choices.below(12) if level < 4 else 0
    if shape < 7:
        return choices.pick(SCALARS)
    return _SHAPES[shape - 7](choices, level)


def _list(choices: Choices, level: int) -> object:
    return [value(choices, level + 1) for _ in range(choices.below(5))]


def _context(choices: Choices, level: int) -> object:
    return {choices.pick(NAMES): value(choices, level + 1) for _ in range(choices.below(5))}


def _wide(choices: Choices, level: int) -> object:
    return [value(choices, level + 1)] * (1 << choices.below(12))


def _deep(choices: Choices, level: int) -> object:
    inner = value(choices, level + 1)
    for _ in range(choices.below(130)):
        inner = {"a": inner} if choices.below(2) else [inner]
    return inner


def _shared(choices: Choices, level: int) -> object:
    inner = value(choices, level + 1)
    for _ in range(choices.below(60)):
        inner = [inner, inner]
    return inner


_SHAPES: tuple[Callable[[Choices, int], object], ...] = (_list, _context, _wide, _deep, _shared)
