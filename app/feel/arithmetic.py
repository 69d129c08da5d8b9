"""Arithmetic on numbers, texts, moments and durations (DMN 1.5 §10.3.2.14, Tables 44 to 47). None means null."""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from app.feel.budget import Run
from app.feel.durations import (
    DAY,
    NANOS,
    DaysDuration,
    Duration,
    MonthsDuration,
    days_duration,
    months_duration,
)
from app.feel.numbers import CONTEXT, ArithmeticFailure
from app.feel.temporal import Date, DateTime, Time, add_to_date, add_to_moment, add_to_time
from app.feel.values import named_kind

POWER_COST = 200
Operation = Callable[[Run, object, object], object]


def add(run: Run, left: object, right: object) -> object:
    """``left + right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, CONTEXT.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        run.check_text(len(left) + len(right))
        return run.text(left + right)
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return days_duration(left.nanos + right.nanos)
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return months_duration(left.months + right.months)
    if isinstance(right, DaysDuration | MonthsDuration):
        return _later(run, left, right, "+")
    if isinstance(left, DaysDuration | MonthsDuration):
        return _later(run, right, left, "+")
    return _mismatch(run, "+", left, right)


def subtract(run: Run, left: object, right: object) -> object:
    """``left - right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, CONTEXT.subtract, left, right)
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return days_duration(left.nanos - right.nanos)
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return months_duration(left.months - right.months)
    if isinstance(right, DaysDuration | MonthsDuration):
        return _later(run, left, negate_duration(right), "-")
    if isinstance(left, Time) and isinstance(right, Time):
        return _between_times(run, left, right)
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return _between(run, left, right)
    return _mismatch(run, "-", left, right)


def multiply(run: Run, left: object, right: object) -> object:
    """``left * right``."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, CONTEXT.multiply, left, right)
    if type(left) is Decimal:
        left, right = right, left
    if isinstance(left, DaysDuration | MonthsDuration) and isinstance(right, Decimal):
        return _scaled(run, left, CONTEXT.multiply, right)
    return _mismatch(run, "*", left, right)


def divide(run: Run, left: object, right: object) -> object:
    """``left / right``; null when *right* is zero."""
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, CONTEXT.divide, left, right)
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return _number(run, CONTEXT.divide, Decimal(left.nanos), Decimal(right.nanos))
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return _number(run, CONTEXT.divide, Decimal(left.months), Decimal(right.months))
    if isinstance(left, DaysDuration | MonthsDuration) and isinstance(right, Decimal):
        return _scaled(run, left, CONTEXT.divide, right)
    return _mismatch(run, "/", left, right)


def power(run: Run, left: object, right: object) -> object:
    """``left ** right``; with the exponent 0 always 1 (IEEE 754-2008 §9.2.1)."""
    if type(left) is Decimal and type(right) is Decimal:
        if not right:
            return Decimal(1)
        run.spend(POWER_COST)
        return _number(run, CONTEXT.power, left, right)
    return _mismatch(run, "**", left, right)


def negate(run: Run, value: object) -> object:
    """``-value``."""
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, DaysDuration | MonthsDuration):
        return negate_duration(value)
    return None if value is None else run.null("{value} has no opposite", value=named_kind(value))


def negate_duration(value: Duration) -> Duration:
    """The duration in the other direction."""
    return DaysDuration(-value.nanos) if isinstance(value, DaysDuration) else MonthsDuration(-value.months)


OPERATIONS: dict[str, Operation] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def _number(run: Run, operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> object:
    try:
        return operation(left, right)
    except ArithmeticFailure:
        return run.null("{left} and {right} give no number", left=left, right=right)


def _scaled(
    run: Run, duration: Duration, operation: Callable[[Decimal, Decimal], Decimal], factor: Decimal
) -> Duration | None:
    units = duration.nanos if isinstance(duration, DaysDuration) else duration.months
    result = _number(run, operation, Decimal(units), factor)
    if not isinstance(result, Decimal) or abs(result) > 10**30:
        run.null("the duration is longer than the calendar")
        return None
    if isinstance(duration, DaysDuration):
        return days_duration(int(result.to_integral_value(ROUND_HALF_EVEN)))
    return months_duration(int(result.to_integral_value(ROUND_DOWN)))


def _later(run: Run, moment: object, duration: Duration, operator: str) -> object:
    if isinstance(moment, Date | DateTime):
        later = add_to_date(moment, duration) if isinstance(moment, Date) else add_to_moment(moment, duration)
        told = {"moment": moment, "operator": operator, "duration": duration}
        return later or run.null("{moment} {operator} {duration} lies outside the calendar", **told)
    if isinstance(moment, Time) and isinstance(duration, DaysDuration):
        return add_to_time(moment, duration)
    return _mismatch(run, operator, moment, duration)


def _between(run: Run, left: Date | DateTime, right: Date | DateTime) -> object:
    """Time from right to left; a date counts as its midnight in UTC when the other is a date and time."""
    if isinstance(left, Date) and isinstance(right, Date):
        return days_duration((left.number - right.number) * DAY)
    first, second = _moment(left), _moment(right)
    if (first.offset is None) != (second.offset is None):
        return run.null("a local date and time has no distance from one with an offset or a zone")
    return days_duration(first.instant - second.instant)


def _moment(value: Date | DateTime) -> DateTime:
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0))


def _between_times(run: Run, left: Time, right: Time) -> object:
    if left.is_local != right.is_local:
        return run.null("a local time has no distance from one with an offset or a zone")
    shift = (left.offset_on(0) or 0) - (right.offset_on(0) or 0)
    return days_duration(left.nanos - right.nanos - shift * NANOS)


def _mismatch(run: Run, operator: str, left: object, right: object) -> object:
    return run.null(
        "{left} {operator} {right} has no result", left=named_kind(left), operator=operator, right=named_kind(right)
    )
