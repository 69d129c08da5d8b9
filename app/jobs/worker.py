"""The worker for PostgreSQL: Procrastinate, with dead workers' jobs taken over and a database restart survived."""

import asyncio
import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import make_url

from app.jobs.deferring import QUEUE, TASK, PostgresDeferrer
from app.jobs.failures import keep_failed
from app.jobs.work import JobKind, OpenDesk, Work, attempt

log = logging.getLogger("escalade.jobs")

RESTART_PAUSE = 2.0


class PostgresWorker:
    """Runs jobs from :meth:`start` to :meth:`stop`, or in the calling thread with :meth:`run`.

    A worker that gave no sign for *stalled_after* seconds is taken for dead, and its jobs are run again. *poll* is how
    late, in seconds, a delayed job may start.
    """

    def __init__(
        self,
        database_url: str,
        open_desk: OpenDesk,
        kinds: Mapping[str, JobKind],
        *,
        threads: int = 4,
        poll: float = 0.5,
        stalled_after: float = 15.0,
    ) -> None:
        url = make_url(database_url).set(drivername="postgresql")
        self._conninfo = url.render_as_string(hide_password=False)
        self._open_desk = open_desk
        self._kinds = kinds
        self._concurrency = threads
        self._poll = poll
        self._stalled_after = stalled_after
        self._deferrer = PostgresDeferrer()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name="escalade-jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Takes no further job and waits *timeout* seconds for those that run; others take over what is not done."""
        self._stopping.set()
        self._thread.join(timeout)

    def run(self) -> None:
        """Works until :meth:`stop`; a database that went away is waited for."""
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work())
            except Exception:
                log.exception("the job worker lost the database; it goes on trying")
            self._stopping.wait(RESTART_PAUSE)

    async def _work(self) -> None:
        app = App(connector=PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=4))
        app.task(name=TASK, queue=QUEUE, pass_context=True)(self._run_job)
        async with app.open_async():
            worker = asyncio.create_task(self._run_worker(app))
            rescue = asyncio.create_task(self._rescue(app))
            await asyncio.wait(
                [worker, rescue, asyncio.create_task(self._stop_asked())], return_when=asyncio.FIRST_COMPLETED
            )
            rescue.cancel()
            worker.cancel()
            for task in (rescue, worker):
                with suppress(asyncio.CancelledError):
                    await task

    async def _run_worker(self, app: App) -> None:
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=self._concurrency,
            fetch_job_polling_interval=self._poll,
            update_heartbeat_interval=self._stalled_after / 5,
            stalled_worker_timeout=self._stalled_after,
            delete_jobs="successful",
            install_signal_handlers=False,
        )

    async def _stop_asked(self) -> None:
        while not self._stopping.is_set():
            await asyncio.sleep(0.1)

    async def _rescue(self, app: App) -> None:
        """Puts the jobs of dead workers back into the queue."""
        while True:
            for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._stalled_after):
                await _put_back(app, job)
            await asyncio.sleep(self._stalled_after / 3)

    def _run_job(self, context: JobContext, *, name: str, arguments: dict[str, Any], attempts: int) -> None:
        """One attempt. A failure is put back under its name, or kept as failed, before this attempt counts as over."""
        work = Work(name, arguments, attempts + context.job.attempts + 1)
        failure = attempt(work, self._kinds, self._open_desk)
        if failure is None:
            return
        with self._open_desk() as desk:
            retry_at = failure.retry_at
            if retry_at is None:
                keep_failed(desk, name, arguments, attempts=work.attempt, error=failure.error)
                return
            desk.commit(
                lambda: self._deferrer.add(
                    desk.session,
                    name,
                    arguments,
                    run_at=retry_at,
                    dedup=context.job.queueing_lock,
                    attempts=work.attempt,
                )
            )


async def _put_back(app: App, job: Job) -> None:
    """A job that meanwhile waits again under the same name needs no second copy."""
    log.warning("job %s was left by a dead worker and is run again", job.id)
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job_by_id_async(cast(int, job.id), status=Status.ABORTED, delete_job=True)
