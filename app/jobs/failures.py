"""Jobs that failed for good: kept on both databases in table ``job``, until somebody tries them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.desk import Desk
from app.store.tables import Job


@dataclass(frozen=True)
class FailedJob:
    """A job that failed for good: what it was to do, how often it was tried, and the last error."""

    id: int
    name: str
    arguments: dict[str, Any]
    attempts: int
    error: str
    since: datetime


def failed_jobs(session: Session) -> list[FailedJob]:
    """All of them, the oldest first."""
    rows = session.scalars(select(Job).where(Job.failed).order_by(Job.id))
    return [FailedJob(r.id, r.name, orjson.loads(r.arguments), r.attempts, r.last_error, r.run_at) for r in rows]


def retry_failed(desk: Desk, *, job_id: int) -> None:
    """Starts a failed job again from its first attempt. Raises :class:`NotFound`."""

    def work() -> None:
        job = desk.session.get(Job, job_id, with_for_update=True)
        if job is None or not job.failed:
            raise NotFound(what=f"failed job {job_id}")
        desk.session.delete(job)
        desk.defer(desk.session, job.name, orjson.loads(job.arguments), run_at=desk.now())

    desk.commit(work)


def keep_failed(desk: Desk, name: str, arguments: dict[str, Any], *, attempts: int, error: str) -> None:
    """Remembers a job that failed for good on PostgreSQL, where no row of ours stood for it."""
    row = Job(
        name=name,
        arguments=orjson.dumps(arguments).decode(),
        run_at=desk.now(),
        attempts=attempts,
        last_error=error,
        failed=True,
    )
    desk.commit(lambda: desk.session.add(row))
