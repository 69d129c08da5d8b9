"""One attempt at one job, the same for both engines: run it, and decide what a failure means."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.jobs.deferring import deferrer_for
from app.store.desk import Desk, DeskSettings
from app.time import Clock

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)

log = logging.getLogger("escalade.jobs")

OpenDesk = Callable[[], AbstractContextManager[Desk]]


# What a job does, given the desk and its arguments. It is run at least once, perhaps twice: the second time must change
# nothing. ``GaveUp`` also gets the last error, when the last attempt failed and the job is kept as failed.
Job = Callable[..., None]
GaveUp = Callable[..., None]


@dataclass(frozen=True)
class JobKind:
    """A job by name: how often it is tried, and who is told when that was not enough."""

    run: Job
    attempts: int = 10
    gave_up: GaveUp | None = None


@dataclass(frozen=True)
class Work:
    """An attempt: ``attempt`` is 1 the first time."""

    name: str
    arguments: dict[str, Any]
    attempt: int


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed; ``retry_at`` is None when it was the last."""

    error: str
    retry_at: datetime | None


def desks(engine: Engine, clock: Clock, settings: DeskSettings) -> OpenDesk:
    """Opens a desk with a session of its own for each job or command outside a request."""
    deferrer = deferrer_for(engine.url.render_as_string(hide_password=False))

    @contextmanager
    def opened() -> Iterator[Desk]:
        with Session(engine) as session:
            yield Desk(session=session, clock=clock, defer=deferrer, settings=settings)

    return opened


def attempt(work: Work, kinds: Mapping[str, JobKind], open_desk: OpenDesk) -> Failure | None:
    """Runs the job once. None when it is done; otherwise what failed and when to try again."""
    kind = kinds.get(work.name)
    if kind is None:
        return Failure(f"no job is called {work.name!r}", None)
    if work.attempt > kind.attempts:
        return _given_up(work, kind, "the process died each time that it ran this job", open_desk)
    try:
        with open_desk() as desk:
            kind.run(desk, **work.arguments)
        return None
    except Exception as error:
        log.exception("job %s %s failed (attempt %d)", work.name, work.arguments, work.attempt)
        return _failure(work, kind, error, open_desk)


def _failure(work: Work, kind: JobKind, error: Exception, open_desk: OpenDesk) -> Failure:
    said = f"{type(error).__name__}: {error}"
    if work.attempt >= kind.attempts:
        return _given_up(work, kind, said, open_desk)
    with open_desk() as desk:
        return Failure(said, desk.now() + pause(work.attempt))


def _given_up(work: Work, kind: JobKind, error: str, open_desk: OpenDesk) -> Failure:
    """Telling may fail as well (the database is gone): the job stays failed and visible all the same."""
    if kind.gave_up is not None:
        try:
            with open_desk() as desk:
                kind.gave_up(desk, error, **work.arguments)
        except Exception:
            log.exception("nobody could be told that job %s %s gave up", work.name, work.arguments)
    return Failure(error, None)


def pause(attempt: int) -> timedelta:
    """Before the next attempt: 2 s, 4 s, 8 s … at most an hour."""
    return min(FIRST_PAUSE * (1 << (attempt - 1)), LONGEST_PAUSE)
