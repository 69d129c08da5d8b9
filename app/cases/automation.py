"""What the desk itself does to a case: timers that fire, jobs that finish. Background jobs call it, maybe twice."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.cases.recording import timer_payload
from app.cases.running import CaseOver, Cause, RunningCase, load_case, record, wake_up
from app.definitions.library import compiled
from app.engine import Execution
from app.engine.model import OpenJob
from app.errors import NotFound
from app.identity.actor import CLOCK_ID, SYSTEM_ID
from app.store.desk import Desk
from app.store.tables import Case, Snapshot


def fire_timers(desk: Desk, *, case_id: int) -> None:
    """Fires every timer of the case that is due; nothing happens when an answer was faster."""
    desk.commit(lambda: _fire(desk, case_id))


def open_job(desk: Desk, *, case_id: int, step: str) -> OpenJob | None:
    """The job that waits at a step, or None when it is done or gone."""
    found = desk.session.execute(
        select(Case.version_id, Snapshot.body).join(Snapshot, Snapshot.case_id == Case.id).where(Case.id == case_id)
    ).first()
    if found is None:
        return None
    execution = Execution.restore(compiled(desk.session, found.version_id), found.body)
    return next((job for job in execution.jobs if job.step == step), None)


def complete_job(desk: Desk, *, case_id: int, step: str, result: Mapping[str, Any]) -> None:
    """The operator did what the step asked; done twice, the second is ignored."""
    desk.commit(lambda: _finish(desk, case_id, step, result))


def fail_job(desk: Desk, *, case_id: int, step: str, code: str, message: str) -> None:
    """The operator gave up: the diagram catches the error, or an incident is opened."""
    desk.commit(lambda: _fail(desk, case_id, step, code, message))


def _fire(desk: Desk, case_id: int) -> None:
    case = _still_running(desk, case_id)
    if case is None:
        return
    due = [timer for timer in case.execution.timers if timer.due_at <= desk.now()]
    if due:
        advance = case.execution.fire_timers(now=desk.now())
        record(desk, case, Cause("timer_fired", CLOCK_ID, {"timers": timer_payload(due)}), advance)
    wake_up(desk, case)


def _finish(desk: Desk, case_id: int, step: str, result: Mapping[str, Any]) -> None:
    case = _still_running(desk, case_id)
    if case is None or not _waits(case, step):
        return
    advance = case.execution.complete(step, result, now=desk.now())
    record(desk, case, Cause("job_completed", SYSTEM_ID, {"step": step, "result": dict(result)}), advance)


def _fail(desk: Desk, case_id: int, step: str, code: str, message: str) -> None:
    case = _still_running(desk, case_id)
    if case is None or not _waits(case, step):
        return
    advance = case.execution.fail(step, code, message, now=desk.now())
    payload = {"step": step, "code": code, "message": message}
    record(desk, case, Cause("job_failed", SYSTEM_ID, payload), advance)


def _still_running(desk: Desk, case_id: int) -> RunningCase | None:
    try:
        return load_case(desk, case_id)
    except (NotFound, CaseOver):
        return None


def _waits(case: RunningCase, step: str) -> bool:
    return any(job.step == step for job in case.execution.jobs)
