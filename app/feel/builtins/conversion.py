"""Conversion functions (DMN 1.5 §10.3.4.1)."""

import re
from decimal import Decimal

from app.errors import Phrase
from app.feel.budget import Run
from app.feel.builtins.registry import builtin
from app.feel.comparison import is_orderable, less_or_equal
from app.feel.durations import NANOS, DaysDuration, MonthsDuration, months_duration, parse_duration
from app.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from app.feel.numbers import is_integer, parse_number
from app.feel.reading import syntax
from app.feel.reading.parser import parse_expression
from app.feel.temporal import Date, DateTime, Time, at_offset, at_zone, is_zone, make_date, make_time
from app.feel.temporal_text import parse_date, parse_date_time, parse_offset, parse_temporal, parse_time
from app.feel.text import to_text
from app.feel.values import Range

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_OPENING, _CLOSING = ("[", "]", "("), ("]", ")", "[")
_PARSE_COST = 8
_MOMENT_COST = 20


@builtin("date", "from: string|moment")
def date_from(run: Run, value: object) -> object:
    """The date in a text, or of a date and time."""
    if isinstance(value, str):
        run.spend(_MOMENT_COST + (len(value) >> 6))
        return parse_date(value) or run.null("“{value}” is not a date", value=value[:40])
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year: number, month: number, day: number")
def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    """The date of its parts."""
    if not all(is_integer(part) and abs(part) < 10**10 for part in (year, month, day)):
        return run.null("a date has whole numbers")
    return make_date(int(year), int(month), int(day)) or run.null("there is no such day")


@builtin("date and time", "from: string|moment")
def date_time_from(run: Run, value: object) -> object:
    """The date and time in a text; of a date, its midnight."""
    if isinstance(value, str):
        run.spend(_MOMENT_COST + (len(value) >> 6))
        return parse_date_time(value) or run.null("“{value}” is not a date and time", value=value[:40])
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


@builtin("date and time", "date: moment, time: time")
def date_time_of_parts(run: Run, day: Date | DateTime, time: Time) -> object:
    """A date and a time put together."""
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


@builtin("date and time", "date: date and time, timezone: string", extension=True)
def date_time_in_zone(run: Run, moment: DateTime, zone: str) -> object:
    """The same instant on the clocks of a zone or offset; a local date and time counts as UTC."""
    if is_zone(zone):
        return at_zone(moment.instant, zone)
    offset = parse_offset(zone)
    return (
        run.null("there is no time zone {zone}", zone=zone[:40])
        if offset is None
        else at_offset(moment.instant, offset)
    )


@builtin("time", "from: string|time|moment")
def time_from(run: Run, value: object) -> object:
    """The time of day in a text or of a date and time; of a date, midnight in UTC."""
    if isinstance(value, str):
        run.spend(_MOMENT_COST + (len(value) >> 6))
        return parse_time(value) or run.null("“{value}” is not a time", value=value[:40])
    if isinstance(value, DateTime):
        return value.time
    return Time(0, 0) if isinstance(value, Date) else value


@builtin("time", "hour: number, minute: number, second: number, offset: days|null?")
def time_of_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> object:
    """The time of day of its parts; seconds may have a fraction."""
    if not (is_integer(hour) and is_integer(minute)) or max(abs(hour), abs(minute), abs(second)) > 1000:
        return run.null("a time has whole hours and minutes")
    shift = None if offset is None else offset.seconds_total
    nanos = int(second * NANOS)
    return make_time(int(hour), int(minute), nanos, shift) or run.null("there is no such time")


@builtin("number", "from: string|number")
def number_from(run: Run, value: object) -> object:
    """The number that a text is."""
    if isinstance(value, str):
        return _parse(run, value)
    return value


@builtin("number", "from: string, grouping separator: string", extension=True)
@builtin("number", "from: string, grouping separator: string|null, decimal separator: string|null")
def number_with_separators(run: Run, text: str, grouping: str | None, point: str | None = None) -> object:
    """The number that a text is, written with these separators."""
    if (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ".", ",")
        or (grouping is not None and grouping == point)
    ):
        return run.null("these separators cannot be used")
    if grouping:
        run.reads(text)
        text = text.replace(grouping, "")
    if point and point != ".":
        run.reads(text)
        text = text.replace(".", "!").replace(point, ".")
    return _parse(run, text)


def _parse(run: Run, text: str) -> object:
    if len(text) > run.budget.digits:
        raise FeelBudgetExceeded(Phrase("digits of a number"), run.budget.digits)
    return parse_number(text) if _NUMBER.fullmatch(text) else run.null("“{text}” is not a number", text=text[:40])


@builtin("string", "from: any")
def string_from(run: Run, value: object) -> object:
    """A value as text; null stays null."""
    return None if value is None else run.text(to_text(run, value))


@builtin("duration", "from: string|duration")
def duration_from(run: Run, value: object) -> object:
    """The duration in a text."""
    if isinstance(value, str):
        run.spend(_MOMENT_COST + (len(value) >> 6))
        return parse_duration(value) or run.null("“{value}” is not a duration", value=value[:40])
    return value


@builtin("years and months duration", "from: moment, to: moment")
def months_between(run: Run, start: Date | DateTime, end: Date | DateTime) -> object:
    """Whole months from one moment to another."""
    first, last = (value.date if isinstance(value, DateTime) else value for value in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return months_duration(months)


@builtin("range", "from: string")
def range_from(run: Run, text: str) -> object:
    """The range in a text; its ends are literals, not other expressions."""
    run.spend(_PARSE_COST * (2 + len(text)))
    written = text.strip()
    low_text, _, high_text = written[1:-1].partition("..")
    found = written[:1] in _OPENING and written[-1:] in _CLOSING and low_text.strip() and high_text.strip()
    low, high = (_range_end(low_text), _range_end(high_text)) if found else (None, None)
    fits = low is not None and type(low) is type(high) and is_orderable(low) and less_or_equal(low, high, run)
    if not found or not fits:
        return run.null("“{text}” is not a range", text=text[:40])
    return Range(low, high, written[0] == "[", written[-1] == "]")


def _range_end(text: str) -> object:
    """The value of a literal; None when it is something else."""
    try:
        tree = parse_expression(text.strip())
    except (FeelSyntaxError, FeelBudgetExceeded):
        return None
    if isinstance(tree, syntax.Literal):
        return tree.value
    return _constructed(tree)


def _constructed(tree: object) -> object:
    if (
        not isinstance(tree, syntax.Invocation)
        or not isinstance(tree.function, syntax.Name)
        or len(tree.positional) != 1
    ):
        return None
    argument, name = tree.positional[0], tree.function.name
    if not isinstance(argument, syntax.Literal) or not isinstance(argument.value, str):
        return None
    value = parse_temporal(argument.value)
    wanted = {
        "date": Date,
        "time": Time,
        "date and time": DateTime,
        "duration": DaysDuration | MonthsDuration,
    }.get(name)
    return value if wanted and isinstance(value, wanted) else None
