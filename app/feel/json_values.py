"""Between FEEL values and plain JSON values, as Camunda 8 converts them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.errors import Phrase
from app.feel.budget import DEFAULT_BUDGET, Run
from app.feel.comparison import MAX_DEPTH
from app.feel.durations import NANOS, DaysDuration, MonthsDuration
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import from_float, from_int
from app.feel.stack import with_room
from app.feel.temporal import Date, DateTime, Time, from_python
from app.feel.text import to_text
from app.feel.values import Function, Range

_CONTAINER_COST = 4
_READY = frozenset(
    (type(None), Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function)
)


def from_json(value: object, run: Run | None = None) -> object:
    """The FEEL value of a JSON value. Values of FEEL and of the standard library's datetime are taken too.

    The work counts as that of *run*, else it has the budget of one evaluation. Raises FeelBudgetExceeded.
    """
    if type(value) in _READY:
        return value
    if run is not None:
        return _from_json(value, run, 0)
    return with_room(lambda: _from_json(value, Run(), 0), DEFAULT_BUDGET.depth)


def _from_json(value: object, run: Run, level: int) -> object:
    kind = type(value)
    if kind in _READY:
        return value
    convert = _FROM_PYTHON.get(kind)
    if convert:
        if isinstance(value, int):
            run.spend(value.bit_length() >> 5)
        return convert(value)
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(value, dict):
        run.check_entries(len(value))
        run.spend(_CONTAINER_COST + len(value))
        return {str(key): _from_json(entry, run, level + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        run.check_items(len(value))
        run.spend(_CONTAINER_COST + len(value))
        return [_from_json(item, run, level + 1) for item in value]
    return value if hasattr(value, "invoke") else None


def to_json(value: object, run: Run | None = None) -> object:
    """The JSON value of a FEEL value: temporal values as ISO 8601 text, numbers as int or float, functions as null.

    The work counts as that of *run*, else it has the budget of one evaluation. Raises FeelBudgetExceeded.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if run is not None:
        return _to_json(value, run, 0)
    return with_room(lambda: _to_json(value, Run(), 0), DEFAULT_BUDGET.depth)


def _to_json(value: object, run: Run, level: int) -> object:
    if isinstance(value, str):
        return run.text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return _number(value, run)
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(value, dict):
        run.check_entries(len(value))
        run.spend(_CONTAINER_COST + len(value))
        return {key: _to_json(entry, run, level + 1) for key, entry in value.items()}
    if isinstance(value, list):
        run.check_items(len(value))
        run.spend(_CONTAINER_COST + len(value))
        return [_to_json(item, run, level + 1) for item in value]
    run.spend(2)
    if isinstance(value, Range):
        return to_text(run, value)
    return str(value) if isinstance(value, Date | Time | DateTime | DaysDuration | MonthsDuration) else None


def _number(value: Decimal, run: Run) -> int | float:
    """An int or a float. Raises FeelBudgetExceeded for a number with more digits than anybody writes or reads."""
    if value != value.to_integral_value():
        return float(value)
    if value.adjusted() >= run.budget.digits:
        raise FeelBudgetExceeded(Phrase("digits of a number"), run.budget.digits)
    run.spend(max(0, value.adjusted()) >> 3)
    return int(value)


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
