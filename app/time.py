"""Where the time comes from: commands are handed a clock and never look at the wall themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the current moment as an aware datetime in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, to the millisecond, so that a stored moment reads back equal."""

    source: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> datetime:
        moment = self.source()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class SimulatedClock:
    """A clock that only moves when it is told to: for scenario tests, traces and plays."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Moves forward and returns the new moment."""
        self._now += by
        return self._now

    def set(self, moment: datetime) -> None:
        """Moves to *moment*; a clock never goes back."""
        self._now = max(self._now, moment)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as it is stored in the history: ``2026-11-23T08:15:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The moment that :func:`iso` wrote."""
    return datetime.fromisoformat(text)
