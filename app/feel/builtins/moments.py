"""Functions of moments (DMN 1.5 §10.3.4.6, §10.3.4.8 and §10.3.4.11)."""

from app.feel import calendar
from app.feel.budget import Run
from app.feel.builtins.registry import builtin, number
from app.feel.comparison import equal
from app.feel.temporal import Date, DateTime, Time, from_python

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("is", "value1: any?, value2: any?")
def is_same(run: Run, value1: object = None, value2: object = None) -> object:
    """Whether two values are the same in kind, value and form (zone and offset included)."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return value1 == value2
    return equal(value1, value2, run) is True


@builtin("now", "")
def now(run: Run) -> object:
    """The date and time of the evaluation."""
    return from_python(run.now)


@builtin("today", "")
def today(run: Run) -> object:
    """The date of the evaluation."""
    return from_python(run.now).date


@builtin("day of year", "date: moment")
def day_of_year(run: Run, date: Date | DateTime) -> object:
    """Day of the year, from 1."""
    day = _day(date)
    return number(day.number - calendar.day_number(day.year, 1, 1) + 1)


@builtin("day of week", "date: moment")
def day_of_week(run: Run, date: Date | DateTime) -> object:
    """English name of the day of the week."""
    return _DAYS[calendar.weekday(_day(date).number) - 1]


@builtin("month of year", "date: moment")
def month_of_year(run: Run, date: Date | DateTime) -> object:
    """English name of the month."""
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date: moment")
def week_of_year(run: Run, date: Date | DateTime) -> object:
    """ISO 8601 week of the year."""
    return number(calendar.week_of_year(_day(date).number))


@builtin("last day of month", "date: moment", extension=True)
def last_day_of_month(run: Run, date: Date | DateTime) -> object:
    """The last day of the month of a date."""
    day = _day(date)
    return Date(day.year, day.month, calendar.month_length(day.year, day.month))


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value
