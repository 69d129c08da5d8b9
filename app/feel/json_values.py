"""Between FEEL values and plain JSON values, as Camunda 8 converts them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.feel.comparison import MAX_DEPTH
from app.feel.durations import NANOS, DaysDuration, MonthsDuration
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import from_float, from_int, number_text
from app.feel.temporal import Date, DateTime, Time, from_python
from app.feel.values import Function, Range

_READY = frozenset(
    (type(None), Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function)
)


def from_json(value: object, level: int = 0) -> object:
    """The FEEL value of a JSON value. Values of FEEL and of the standard library's datetime are taken too."""
    kind = type(value)
    if kind in _READY:
        return value
    convert = _FROM_PYTHON.get(kind)
    if convert:
        return convert(value)
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(value, dict):
        return {str(key): from_json(entry, level + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [from_json(item, level + 1) for item in value]
    return value if hasattr(value, "invoke") else None


def to_json(value: object, level: int = 0) -> object:
    """The JSON value of a FEEL value: temporal values as ISO 8601 text, numbers as int or float, functions as null."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(value, dict):
        return {key: to_json(entry, level + 1) for key, entry in value.items()}
    if isinstance(value, list):
        return [to_json(item, level + 1) for item in value]
    return _text(value)


def _number(value: Decimal) -> int | float:
    if value == value.to_integral_value():
        return int(value)
    return float(value)


def _text(value: object) -> str | None:
    if isinstance(value, Date | Time | DateTime | DaysDuration | MonthsDuration):
        return str(value)
    return range_text(value, json_text) if isinstance(value, Range) else None


def range_text(value: Range, show: Callable[[object], str]) -> str:
    """A range as it is written."""
    if value.operator:
        return value.operator + show(value.low if value.low is not None else value.high)
    ends = f"{show(value.low)}..{show(value.high)}"
    return ("[" if value.low_closed else "(") + ends + ("]" if value.high_closed else ")")


def json_text(value: object) -> str:
    """An end of a range as text."""
    if isinstance(value, Decimal):
        return number_text(value)
    return f'"{value}"' if isinstance(value, str) else str(value)


def _from_time(value: time) -> Time:
    nanos = (value.hour * 3600 + value.minute * 60 + value.second) * NANOS + value.microsecond * 1000
    shift = value.utcoffset()
    return Time(nanos, None if shift is None else int(shift.total_seconds()), getattr(value.tzinfo, "key", None))


def _from_timedelta(value: timedelta) -> DaysDuration:
    return DaysDuration((value.days * 86_400 + value.seconds) * NANOS + value.microseconds * 1000)


_FROM_PYTHON: dict[type, Callable[..., object]] = {
    int: from_int,
    float: from_float,
    datetime: from_python,
    date: lambda value: Date(value.year, value.month, value.day),
    time: _from_time,
    timedelta: _from_timedelta,
}
