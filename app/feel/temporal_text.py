"""Reading dates, times and dates with times (DMN 1.5 §10.3.4.1, XML Schema lexical forms with ``@zone`` added)."""

import re

from app.feel.durations import NANOS, Duration, parse_duration
from app.feel.temporal import Date, DateTime, Time, make_date, make_time

_DATE = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]+)?"
_DATE_PATTERN = re.compile(_DATE)
_TIME_PATTERN = re.compile(_TIME)
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")

_OFFSET_AND_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\[([A-Za-z0-9_+/-]+)\]$")

Temporal = Date | Time | DateTime | Duration


def parse_date(text: str) -> Date | None:
    """Read ``2026-11-23``; None when it is not a date."""
    found = _DATE_PATTERN.fullmatch(text)
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def parse_time(text: str) -> Time | None:
    """Read ``10:30:00``, with ``Z``, ``+01:00`` or ``@Europe/Paris`` behind it; None when it is not a time."""
    found = _TIME_PATTERN.fullmatch(text)
    if not found:
        return None
    nanos = int(found[3]) * NANOS + int((found[4] or "")[:9].ljust(9, "0"))
    suffix = found[5] or ""
    if suffix.startswith("@"):
        return make_time(int(found[1]), int(found[2]), nanos, None, suffix[1:])
    offset = parse_offset(suffix)
    if suffix and offset is None:
        return None
    return make_time(int(found[1]), int(found[2]), nanos, offset)


def parse_date_time(text: str) -> DateTime | None:
    """Read ``2026-11-23T10:30:00`` with an optional offset or zone, or a date alone (midnight).

    As Camunda writes them, ``+01:00[Europe/Paris]`` is taken too; the zone counts.
    """
    text = _OFFSET_AND_ZONE.sub(r"@\1", text)
    day_text, separator, time_text = text.partition("T")
    day = parse_date(day_text)
    time = parse_time(time_text) if separator else Time(0)
    return DateTime(day, time) if day and time else None


def parse_temporal(text: str) -> Temporal | None:
    """Read the text of an ``@"…"`` literal (DMN 1.5 §10.3.1.2, rule 65)."""
    return (
        parse_date(text) or (parse_date_time(text) if "T" in text else None) or parse_time(text) or parse_duration(text)
    )


def parse_offset(text: str) -> int | None:
    """Read ``Z`` or ``+01:00`` as seconds; None when it is neither."""
    if text == "Z":
        return 0
    found = _OFFSET.fullmatch(text)
    if not found or int(found[3]) > 59 or int(found[4] or 0) > 59:
        return None
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
    return -seconds if found[1] == "-" else seconds
