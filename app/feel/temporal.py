"""Dates, times and dates with times as FEEL has them (DMN 1.5 §10.3.2.3.4 to §10.3.2.3.6)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.feel import calendar
from app.feel.durations import DAY, NANOS, DaysDuration, MonthsDuration

_MAX_OFFSET = 18 * 3600


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the calendar."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return calendar.day_number(self.year, self.month, self.day)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: nanoseconds since midnight, with an offset from UTC in seconds, the name of a zone, or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether neither an offset nor a zone is known."""
        return self.offset is None and self.zone is None

    def offset_on(self, day: int) -> int | None:
        """Offset from UTC in seconds at this time on a day number; None for a local time."""
        return self.offset if self.zone is None else zone_offset(self.zone, day, self.nanos)

    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second."""
        seconds = self.nanos // NANOS
        return seconds // 3600, seconds // 60 % 60, seconds % 60

    def __str__(self) -> str:
        hour, minute, second = self.clock()
        fraction = self.nanos % NANOS
        decimals = f".{fraction:09d}".rstrip("0") if fraction else ""
        return f"{hour:02d}:{minute:02d}:{second:02d}{decimals}{self._suffix()}"

    def _suffix(self) -> str:
        if self.zone is not None:
            return "@" + self.zone
        return "" if self.offset is None else offset_text(self.offset)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day."""

    date: Date
    time: Time

    @property
    def offset(self) -> int | None:
        """Offset from UTC in seconds at this moment; None for a local date and time."""
        return self.time.offset_on(self.date.number)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z; a local date and time counts as UTC."""
        return self.date.number * DAY + self.time.nanos - (self.offset or 0) * NANOS

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def make_date(year: int, month: int, day: int) -> Date | None:
    """A date, or None when there is no such day."""
    return Date(year, month, day) if calendar.is_valid_date(year, month, day) else None


def date_of(number: int) -> Date | None:
    """The date of a day number, or None outside the calendar."""
    return make_date(*calendar.civil(number)) if abs(number) < 400_000_000_000 else None


def make_time(hour: int, minute: int, nanos: int, offset: int | None = None, zone: str | None = None) -> Time | None:
    """A time of day (*nanos* within the minute), or None when it does not exist."""
    valid_clock = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= nanos < 60 * NANOS
    if not valid_clock or (offset is not None and abs(offset) > _MAX_OFFSET) or (zone and not is_zone(zone)):
        return None
    return Time((hour * 60 + minute) * 60 * NANOS + nanos, offset, zone)


def from_python(moment: datetime) -> DateTime:
    """A date and time of the standard library as FEEL has it; the zone's key is kept when it has one."""
    clock = moment.hour * 3600 + moment.minute * 60 + moment.second
    zone = getattr(moment.tzinfo, "key", None)
    shift = moment.utcoffset()
    offset = None if zone or shift is None else int(shift.total_seconds())
    return DateTime(
        Date(moment.year, moment.month, moment.day), Time(clock * NANOS + moment.microsecond * 1000, offset, zone)
    )


def add_to_date(day: Date, duration: DaysDuration | MonthsDuration) -> Date | None:
    """A date later or earlier; the time of day of the result is dropped (DMN 1.5 Table 57)."""
    if isinstance(duration, MonthsDuration):
        return make_date(*calendar.add_months(day.year, day.month, day.day, duration.months))
    return date_of((day.number * DAY + duration.nanos) // DAY)


def add_to_moment(moment: DateTime, duration: DaysDuration | MonthsDuration) -> DateTime | None:
    """A date and time later or earlier; its offset or zone stays."""
    if isinstance(duration, MonthsDuration):
        day = add_to_date(moment.date, duration)
        return DateTime(day, moment.time) if day else None
    if moment.time.zone is not None:
        return at_zone(moment.instant + duration.nanos, moment.time.zone)
    number, nanos = divmod(moment.date.number * DAY + moment.time.nanos + duration.nanos, DAY)
    day = date_of(number)
    return DateTime(day, Time(nanos, moment.time.offset)) if day else None


def add_to_time(time: Time, duration: DaysDuration) -> Time:
    """A time of day later or earlier, going round midnight."""
    return Time((time.nanos + duration.nanos) % DAY, time.offset, time.zone)


def at_zone(instant: int, zone: str) -> DateTime | None:
    """The date and time in a zone at an instant (nanoseconds since 1970 UTC)."""
    seconds = instant // NANOS
    local = instant + _offset_at(zone, seconds) * NANOS
    number, nanos = divmod(local, DAY)
    day = date_of(number)
    return DateTime(day, Time(nanos, None, zone)) if day else None


def at_offset(instant: int, offset: int) -> DateTime | None:
    """The date and time with an offset in seconds at an instant; None for an offset that no clock has."""
    number, nanos = divmod(instant + offset * NANOS, DAY)
    day = date_of(number)
    return DateTime(day, Time(nanos, offset)) if day and abs(offset) <= _MAX_OFFSET else None


def is_zone(name: str) -> bool:
    """Whether the time zone database knows the name."""
    return _zone(name) is not None


def zone_offset(name: str, day: int, nanos: int) -> int:
    """Offset from UTC in seconds of a wall clock time in a zone; beyond the database's years, that of its last year."""
    wall = _moment(day * 86_400 + nanos // NANOS).replace(tzinfo=_zone(name) or UTC)
    return int((wall.utcoffset() or timedelta()).total_seconds())


def offset_text(offset: int) -> str:
    """``Z`` or ``+hh:mm`` with ``:ss`` when needed."""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def _offset_at(name: str, seconds: int) -> int:
    moment = _moment(seconds).replace(tzinfo=UTC).astimezone(_zone(name) or UTC)
    return int((moment.utcoffset() or timedelta()).total_seconds())


def _moment(seconds: int) -> datetime:
    inside = min(max(seconds, -62_135_000_000), 253_402_000_000)
    return datetime(1970, 1, 1) + timedelta(seconds=inside)


def _zone(name: str) -> ZoneInfo | None:
    return _known_zone(name) if name in _names_of_zones() else None


@cache
def _names_of_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _known_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
