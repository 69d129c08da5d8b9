"""Dates and times of a form: read from what a browser or a program sends, written as form-js writes them (ISO 8601)."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from app.forms.definition import Moment
from app.forms.errors import FieldError, error

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def read_moment(text: str, moment: Moment, *, now: datetime, zone: tzinfo) -> str | FieldError:
    """The value to store, with seconds, in the form that the field asks for; *zone* is meant where none is written."""
    try:
        if moment.subtype == "date":
            return _date(text).isoformat()
        if moment.subtype == "time":
            today = now.astimezone(zone).date()
            return _written(datetime.combine(today, _time(text)), moment, zone, date_too=False)
        day, _, clock = text.replace(" ", "T", 1).partition("T")
        return _written(datetime.combine(_date(day), _time(clock)), moment, zone, date_too=True)
    except (ValueError, OverflowError):
        return error({"date": "not-date", "time": "not-time"}.get(moment.subtype, "not-moment"))


def is_past(value: str, moment: Moment, *, now: datetime, zone: tzinfo) -> bool:
    """Whether a stored date lies before today."""
    if moment.subtype == "time":
        return False
    read = datetime.fromisoformat(value)
    return (read.astimezone(zone) if read.tzinfo else read).date() < now.astimezone(zone).date()


def for_control(value: str, moment: Moment, zone: tzinfo) -> str:
    """What the browser's own date or time control takes: local, without seconds where they are zero."""
    try:
        if moment.subtype == "date":
            return _date(value).isoformat()
        if moment.subtype == "time":
            return _short(_time(value).replace(tzinfo=None))
        read = datetime.fromisoformat(value)
        local = read.astimezone(zone) if read.tzinfo else read
        return f"{local.date().isoformat()}T{_short(local.time())}"
    except (ValueError, OverflowError):
        return value


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _time(text: str) -> time:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _written(read: datetime, moment: Moment, zone: tzinfo, *, date_too: bool) -> str:
    aware = read if read.tzinfo else read.replace(tzinfo=zone)
    local = aware.astimezone(UTC if moment.form == "utc_normalized" else zone)
    if moment.form == "no_timezone":
        local = local.replace(tzinfo=None)
    text = local.isoformat() if date_too else local.isoformat().partition("T")[2]
    return text.replace("+00:00", "Z") if moment.form == "utc_normalized" else text


def _short(clock: time) -> str:
    return clock.isoformat(timespec="minutes") if not clock.second and not clock.microsecond else clock.isoformat()
