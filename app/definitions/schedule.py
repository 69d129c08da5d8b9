"""When a timer start event starts cases: at a date, after a duration, or again and again (BPMN 2.0.2 §10.5.5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.engine.texts import MISSING, parse_text
from app.engine.timing import LAST, Duration, NoTime, moment_of, parse_cycle, parse_duration
from app.feel import FeelError

SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True)
class Schedule:
    """The next start, how long until the one after it, and how many follow (None: without end)."""

    due_at: datetime
    every: str | None = None
    rounds: int | None = 0

    def following(self, now: datetime) -> "Schedule | None":
        """What comes after this start: the first round later than *now*.

        Rounds that passed meanwhile are over and count: after an outage a case is started once, not for each of them.
        """
        if self.every is None:
            return None
        try:
            later, passed = _first_after(self.due_at, parse_duration(self.every), now)
        except (NoTime, OverflowError):
            return None
        if self.rounds is not None and self.rounds < passed:
            return None
        return Schedule(later, self.every, None if self.rounds is None else self.rounds - passed)


def first_start(measure: str, text: str, variables: Mapping[str, object], now: datetime) -> Schedule | None:
    """The schedule of a timer armed at *now*; None when its only moment is past. NoTime when it cannot be read.

    A cycle with a beginning in the past keeps its rhythm: ``R/2026-01-05T06:00:00Z/P7D`` is every Monday at six.
    """
    try:
        value = str(parse_text(text).value(lambda name: variables.get(name, MISSING), now))
        schedule = _cycle(value, now) if measure == "timeCycle" else Schedule(moment_of(value, measure, now))
    except (FeelError, OverflowError) as error:
        raise NoTime(str(error)) from error
    return schedule if schedule.due_at >= now else schedule.following(now)


def _cycle(text: str, now: datetime) -> Schedule:
    cycle = parse_cycle(text)
    if not cycle.every.months and cycle.every.exact < SHORTEST:
        raise NoTime(text)
    due = cycle.start or cycle.every.after(now)
    return Schedule(due, text.strip().rpartition("/")[2], None if cycle.times is None else max(cycle.times - 1, 0))


def _first_after(due: datetime, every: Duration, now: datetime) -> tuple[datetime, int]:
    """The first moment of the rhythm later than both, and how many rounds on it is."""
    if not every.months:
        rounds = max((now - due) // every.exact, 0) + 1
        return _within(due + rounds * every.exact), rounds
    later, rounds = every.after(due), 1
    while later <= now:
        later, rounds = every.after(later), rounds + 1
    return _within(later), rounds


def _within(moment: datetime) -> datetime:
    if moment > LAST:
        raise NoTime("outside the calendar")
    return moment
