"""Service levels: the time to resolve by priority, and how a deadline stands at a moment."""

from datetime import datetime, timedelta
from enum import StrEnum

WARNING_FRACTION = 0.75
TIME_TO_RESOLVE = {
    "P1": timedelta(hours=4),
    "P2": timedelta(hours=8),
    "P3": timedelta(hours=24),
    "P4": timedelta(hours=72),
}


class Standing(StrEnum):
    """How a deadline stands: there is none, there is time, a warning fraction has passed, or it has passed."""

    NONE = "none"
    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"


def standing(opened_at: datetime, due_at: datetime | None, now: datetime) -> Standing:
    """Soon begins when three quarters of the time from opening to the deadline have passed."""
    if due_at is None:
        return Standing.NONE
    if now >= due_at:
        return Standing.LATE
    passed = (now - opened_at) / (due_at - opened_at) if due_at > opened_at else 1.0
    return Standing.SOON if passed >= WARNING_FRACTION else Standing.ON_TIME


def resolve_by(opened_at: datetime, priority: str, pace: float) -> datetime | None:
    """When a case of this priority is due (time to resolve, TTR); None for a priority without a service level."""
    level = TIME_TO_RESOLVE.get(priority)
    return None if level is None else opened_at + level * pace
