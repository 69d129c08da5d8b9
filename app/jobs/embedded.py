"""The runner inside the server process, for SQLite: leases, retries, and delayed jobs that start on time."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.jobs.bell import WORK_COMMITTED
from app.jobs.work import Failure, JobKind, OpenDesk, Work, attempt
from app.store.desk import Desk
from app.store.tables import Job

log = logging.getLogger("escalade.jobs")


@dataclass(frozen=True)
class Leased:
    """A job that this runner may do until its lease ends; ``dedup`` comes back when it must be tried again."""

    id: int
    work: Work
    dedup: str | None


class EmbeddedRunner:
    """Runs jobs in threads from :meth:`start` to :meth:`stop`.

    A job whose *lease* (seconds) ended without a result is run again: its process died. *poll* is how long, in seconds,
    work that another process committed may wait; what this process commits starts at once.
    """

    def __init__(
        self,
        open_desk: OpenDesk,
        kinds: Mapping[str, JobKind],
        *,
        threads: int = 2,
        lease: float = 60.0,
        poll: float = 1.0,
    ) -> None:
        self._open_desk = open_desk
        self._kinds = kinds
        self._lease = timedelta(seconds=lease)
        self._poll = poll
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name=f"escalade-jobs-{n}", daemon=True) for n in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Takes no further job and waits *timeout* seconds for those that run; their leases cover the rest."""
        self._stopping.set()
        WORK_COMMITTED.ring()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self) -> None:
        """Nothing may end this thread but :meth:`stop`: a full or locked database is waited out."""
        while not self._stopping.is_set():
            seen = WORK_COMMITTED.count
            try:
                pause = self._do_next()
            except Exception:
                log.exception("the job runner could not use the database; it goes on trying")
                pause = self._poll
            if pause and not self._stopping.is_set():
                WORK_COMMITTED.wait(seen, pause)

    def _do_next(self) -> float:
        """Does a job that is due and returns 0, or how many seconds there is nothing to do."""
        with self._open_desk() as desk:
            if desk.session.scalar(_due(desk)) is None:
                return self._until_next(desk)
            leased = desk.commit(lambda: self._take(desk))
        if leased is not None:
            failure = attempt(leased.work, self._kinds, self._open_desk)
            with self._open_desk() as desk:
                desk.commit(lambda: _settle(desk.session, leased, failure))
        return 0

    def _take(self, desk: Desk) -> Leased | None:
        """Its ``dedup`` is free from now on: what is deferred while it runs must run once more."""
        job = desk.session.scalars(_due(desk)).first()
        if job is None:
            return None
        leased = Leased(job.id, Work(job.name, orjson.loads(job.arguments), job.attempts + 1), job.dedup)
        job.attempts, job.leased_until, job.dedup = job.attempts + 1, desk.now() + self._lease, None
        return leased

    def _until_next(self, desk: Desk) -> float:
        """Seconds until a job is due or a lease ends, at most the poll interval."""
        moment = func.coalesce(Job.leased_until, Job.run_at)
        first = desk.session.scalar(select(moment).where(~Job.failed).order_by(moment).limit(1))
        if first is None:
            return self._poll
        return min(max((first - desk.now()).total_seconds(), 0.001), self._poll)


def _due(desk: Desk) -> Select[Job]:
    """The next job that may be run now."""
    free = or_(Job.leased_until.is_(None), Job.leased_until <= desk.now())
    return select(Job).where(~Job.failed, Job.run_at <= desk.now(), free).order_by(Job.run_at, Job.id).limit(1)


def _settle(session: Session, leased: Leased, failure: Failure | None) -> None:
    """Removes what is done or waits again under its name; keeps what failed, with its error."""
    job = session.get(Job, leased.id)
    if job is None or job.attempts != leased.work.attempt:
        return
    if failure is None or (failure.retry_at is not None and _replaced(session, leased.dedup)):
        session.delete(job)
        return
    job.leased_until, job.last_error, job.failed = None, failure.error, failure.retry_at is None
    if failure.retry_at is not None:
        job.run_at, job.dedup = failure.retry_at, leased.dedup


def _replaced(session: Session, dedup: str | None) -> bool:
    """Whether the same work was deferred again while this attempt ran."""
    return dedup is not None and session.scalar(select(Job.id).where(Job.dedup == dedup)) is not None
