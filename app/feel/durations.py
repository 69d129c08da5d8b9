"""The two durations of FEEL (DMN 1.5 §10.3.2.3.7, §10.3.2.3.8)."""

import re
from dataclasses import dataclass

NANOS = 1_000_000_000
MINUTE = 60 * NANOS
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_LIMIT = 10**18 * NANOS
_DAYS = re.compile(
    r"(-?)P(?:([0-9]{1,15})D)?(?:T(?=[0-9])(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})(?:\.([0-9]*))?S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?")


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    @property
    def seconds_total(self) -> int:
        """Whole seconds, towards zero."""
        return _towards_zero(self.nanos, NANOS)

    def part(self, name: str) -> int | None:
        """``days``, ``hours``, ``minutes`` or ``seconds`` with the sign of the duration; None for another name."""
        size = {"days": (DAY, None), "hours": (HOUR, 24), "minutes": (MINUTE, 60), "seconds": (NANOS, 60)}.get(name)
        if size is None:
            return None
        whole = abs(self.nanos) // size[0]
        value = whole if size[1] is None else whole % size[1]
        return -value if self.nanos < 0 else value

    def __str__(self) -> str:
        if self.nanos == 0:
            return "PT0S"
        days, rest = divmod(abs(self.nanos), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, fraction = divmod(rest, NANOS)
        decimals = f".{fraction:09d}".rstrip("0") if fraction else ""
        time = _unit(hours, "H") + _unit(minutes, "M") + (f"{seconds}{decimals}S" if seconds or fraction else "")
        return ("-" if self.nanos < 0 else "") + "P" + _unit(days, "D") + ("T" + time if time else "")


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int

    def part(self, name: str) -> int | None:
        """``years`` or ``months`` with the sign of the duration; None for another name."""
        years, months = divmod(abs(self.months), 12)
        value = {"years": years, "months": months}.get(name)
        return -value if value is not None and self.months < 0 else value

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = _unit(years, "Y") + _unit(months, "M")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


Duration = DaysDuration | MonthsDuration


def parse_duration(text: str) -> Duration | None:
    """Read ``P1Y2M`` or ``P1DT2H3M4.5S`` (with ``-`` in front when negative); None when it is neither."""
    months = _MONTHS.fullmatch(text)
    if months and (months[2] or months[3]):
        total = int(months[2] or 0) * 12 + int(months[3] or 0)
        return MonthsDuration(-total if months[1] else total)
    days = _DAYS.fullmatch(text)
    if not days or not any(days.group(2, 3, 4, 5)):
        return None
    fraction = int((days[6] or "")[:9].ljust(9, "0"))
    seconds = int(days[2] or 0) * 86_400 + int(days[3] or 0) * 3600 + int(days[4] or 0) * 60 + int(days[5] or 0)
    return days_duration((seconds * NANOS + fraction) * (-1 if days[1] else 1))


def days_duration(nanos: int) -> DaysDuration | None:
    """A duration, or None when it is longer than any calendar of FEEL."""
    return DaysDuration(nanos) if abs(nanos) < _LIMIT else None


def months_duration(months: int) -> MonthsDuration | None:
    """A duration, or None when it is longer than any calendar of FEEL."""
    return MonthsDuration(months) if abs(months) < 10**17 else None


def _unit(count: int, letter: str) -> str:
    return f"{count}{letter}" if count else ""


def _towards_zero(value: int, unit: int) -> int:
    return -(-value // unit) if value < 0 else value // unit
