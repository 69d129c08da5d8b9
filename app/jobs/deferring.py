"""The two :class:`app.store.desk.Deferrer`: rows of our own on SQLite, Procrastinate on PostgreSQL."""

from datetime import datetime
from typing import cast

import orjson
from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from psycopg import Connection
from sqlalchemy import event, make_url, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.errors import EscaladeError
from app.jobs.bell import WORK_COMMITTED
from app.store.desk import Deferrer
from app.store.tables import Job

TASK = "run_job"
QUEUE = "escalade"
ATTEMPTS = 5
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:dedup, 0))")
WAITING = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :dedup AND status = 'todo' FOR UPDATE")


class WorkContended(EscaladeError):
    """Too many people asked for the same work at once. Nothing of this was stored. Try again in a moment."""

    status = 503


def deferrer_for(database_url: str) -> Deferrer:
    """The deferrer that fits the database."""
    return defer_on_sqlite if make_url(database_url).get_backend_name() == "sqlite" else PostgresDeferrer()


def defer_on_sqlite(
    session: Session, name: str, arguments: dict[str, object], *, run_at: datetime, dedup: str | None = None
) -> None:
    """Adds a row of table ``job``, or moves the one that waits under the same *dedup*."""
    values = {
        "name": name,
        "arguments": orjson.dumps(arguments).decode(),
        "run_at": run_at,
        "dedup": dedup,
        "attempts": 0,
        "last_error": "",
        "failed": False,
    }
    statement = insert(Job).values(values)
    session.execute(
        statement.on_conflict_do_update(index_elements=[Job.dedup], index_where=Job.dedup.is_not(None), set_=values)
    )
    if not event.contains(session, "after_commit", _ring):
        event.listen(session, "after_commit", _ring)


class PostgresDeferrer:
    """Adds a job of Procrastinate on the session's own connection; its NOTIFY wakes the workers after the commit."""

    def __init__(self) -> None:
        self._app = App(connector=SyncPsycopgConnector())

    def __call__(
        self,
        session: Session,
        name: str,
        arguments: dict[str, object],
        *,
        run_at: datetime,
        dedup: str | None = None,
    ) -> None:
        """Raises :class:`WorkContended` when others keep deferring the same work at this very moment."""
        for _ in range(ATTEMPTS):
            if dedup:
                self._drop_waiting(session, dedup)
            if self.add(session, name, arguments, run_at=run_at, dedup=dedup):
                return
        raise WorkContended()

    def add(
        self,
        session: Session,
        name: str,
        arguments: dict[str, object],
        *,
        run_at: datetime,
        dedup: str | None,
        attempts: int = 0,
    ) -> bool:
        """Adds the job, which failed *attempts* times before, unless one waits under the same *dedup*."""
        try:
            with session.begin_nested():
                task = self._app.configure_task(
                    TASK, queue=QUEUE, schedule_at=run_at, queueing_lock=dedup, connection=_driver(session)
                )
                task.defer(name=name, arguments=arguments, attempts=attempts)  # type: ignore[arg-type]
            return True
        except AlreadyEnqueued:
            return False

    def _drop_waiting(self, session: Session, dedup: str) -> None:
        """Until the commit nobody else defers the same work, so that nobody has to give way in vain."""
        session.execute(LOCK, {"dedup": dedup})
        for job in session.execute(WAITING, {"dedup": dedup}).scalars():
            self._app.job_manager.cancel_job_by_id(job, delete_job=True, connection=_driver(session))


def _driver(session: Session) -> "Connection[object]":
    """Asked for inside a savepoint: the session sets it when the connection is used."""
    return cast("Connection[object]", session.connection().connection.driver_connection)


def _ring(_session: Session) -> None:
    WORK_COMMITTED.ring()
