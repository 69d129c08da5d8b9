"""ISO 8601 durations, dates and cycles, computed from a moment that is passed in.

Dates without an offset are UTC. Years and months are counted on the calendar (31 January + P1M = 28 February).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DURATION = re.compile(
    rf"(-)?P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_CYCLE = re.compile(r"R(\d*)/(.+)")
LONGEST = timedelta(days=366 * 100)
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(9990, 1, 1, tzinfo=UTC)


class NoTime(ValueError):
    """The text is not a duration, date or cycle, or is outside what a calendar can hold."""


@dataclass(frozen=True)
class Duration:
    """Whole months and an exact part; one of them is usually zero."""

    months: int
    exact: timedelta

    def after(self, start: datetime) -> datetime:
        """The moment this long after *start*."""
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        if not 1 <= year <= LAST.year:
            raise NoTime("outside the calendar")
        day = min(start.day, monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + self.exact


@dataclass(frozen=True)
class Cycle:
    """How often (None: without end), how long between, and from when (None: from the moment it is armed)."""

    times: int | None
    every: Duration
    start: datetime | None


def parse_duration(text: str) -> Duration:
    """``P1DT2H`` as a :class:`Duration`. NoTime when it is none or longer than a hundred years."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise NoTime(text)
    sign = -1 if match[1] else 1
    years, months, weeks, days, hours, minutes, seconds = (
        float(part.replace(",", ".")) if part else 0.0 for part in match.groups()[1:]
    )
    if years * 12 + months > 1200 or weeks * 7 + days + hours / 24 + minutes / 1440 + seconds / 86400 > LONGEST.days:
        raise NoTime(text)
    if (years * 12 + months) % 1:
        raise NoTime(text)
    exact = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return Duration(sign * int(years * 12 + months), sign * exact)


def parse_moment(text: str) -> datetime:
    """``2026-11-23T08:15:00+01:00``, also with ``@Europe/Paris`` or a date alone, in UTC. NoTime when it is none."""
    plain, _, zone = text.strip().partition("@")
    try:
        moment = datetime.fromisoformat(plain) if len(plain) > 10 else _midnight(plain)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError, KeyError) as error:
        raise NoTime(text) from error


def parse_cycle(text: str) -> Cycle:
    """``R3/PT1H``, ``R/PT1H`` or ``R3/<start>/PT1H``. NoTime when it is none or repeats without a pause."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        raise NoTime(text)
    start, _, every = match[2].rpartition("/")
    duration = parse_duration(every)
    if duration.months < 0 or duration.exact < timedelta() or not (duration.months or duration.exact):
        raise NoTime(text)
    return Cycle(int(match[1][:9]) if match[1] else None, duration, parse_moment(start) if start else None)


def due_at(text: str, now: datetime) -> datetime:
    """When a timer of that duration or date, armed at *now*, is due. NoTime when *text* is neither."""
    text = text.strip()
    try:
        due = parse_duration(text).after(now) if text.lstrip("-").startswith("P") else parse_moment(text)
    except OverflowError as error:
        raise NoTime(text) from error
    if due > LAST:
        raise NoTime(text)
    return due


def is_time(text: str, measure: str) -> bool:
    """Whether a text is what a timer of that measure needs: a duration, a date or a cycle."""
    try:
        if measure == "timeCycle":
            parse_cycle(text)
        else:
            moment_of(text, measure, _ANY_DAY)
    except NoTime:
        return False
    return True


def moment_of(text: str, measure: str, now: datetime) -> datetime:
    """When a timer that is armed at *now* is due: a date for ``timeDate``, else a duration. NoTime for all else."""
    if text.strip().lstrip("-").startswith("P") == (measure == "timeDate"):
        raise NoTime(text)
    return due_at(text, now)


def _midnight(text: str) -> datetime:
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
