"""Reading ``value.name`` (DMN 1.5 §10.3.2.11, Tables 60 to 63)."""

from decimal import Decimal

from app.feel import calendar
from app.feel.budget import Run
from app.feel.comparison import MAX_DEPTH
from app.feel.durations import NANOS, DaysDuration, MonthsDuration
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.temporal import Date, DateTime, Time
from app.feel.values import Range, named_kind

_DATE = ("year", "month", "day", "weekday")


def read_property(run: Run, value: object, name: str, level: int = 0) -> object:
    """The entry or property of a value; of a list, those of its items; null when there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return run.null("the context has no entry {name}", name=name)
    if isinstance(value, list):
        if level > MAX_DEPTH:
            raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
        run.spend(3 + len(value))
        return [read_property(run, item, name, level + 1) for item in value]
    if value is None:
        return None
    found = _property(value, name)
    return run.null("{value} has no {name}", value=named_kind(value), name=name) if found is None else found


def _property(value: object, name: str) -> object:
    if isinstance(value, DaysDuration | MonthsDuration):
        part = value.part(name)
        return None if part is None else Decimal(part)
    if isinstance(value, Range):
        return value.member(name)
    if isinstance(value, Date):
        return _of_date(value, name)
    if isinstance(value, DateTime):
        return _of_date(value.date, name) if name in _DATE else _of_time(value.time, value.offset, name)
    return _of_time(value, value.offset_on(0), name) if isinstance(value, Time) else None


def _of_date(day: Date, name: str) -> Decimal | None:
    if name == "weekday":
        return Decimal(calendar.weekday(day.number))
    return Decimal(getattr(day, name)) if name in _DATE else None


def _of_time(time: Time, offset: int | None, name: str) -> object:
    if name == "time offset":
        return None if offset is None else DaysDuration(offset * NANOS)
    if name == "timezone":
        return time.zone
    part = dict(zip(("hour", "minute", "second"), time.clock(), strict=True)).get(name)
    return None if part is None else Decimal(part)
