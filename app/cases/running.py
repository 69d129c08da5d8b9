"""A running case in the hands of a command: loaded under its lock, changed, stored with its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.cases.opening import close_tasks, open_tasks
from app.cases.recording import advance_payload
from app.clock.levels import resolve_by
from app.definitions.library import compiled
from app.engine import Advance, Bundle, Execution, State
from app.engine.model import Variables
from app.errors import EscaladeError, NotFound
from app.history.log import NewEvent, append, case_stream
from app.store.desk import Desk
from app.store.tables import Case, Incident, Snapshot, Timer

PRIORITIES = frozenset({"P1", "P2", "P3", "P4"})


class CaseOver(EscaladeError):
    """The case {reference} is over, so this can no longer be done. Nothing was changed. Its history stays readable."""

    status = 409


@dataclass
class RunningCase:
    """The row (locked until the commit), its bundle and its execution."""

    row: Case
    bundle: Bundle
    execution: Execution


@dataclass(frozen=True)
class Cause:
    """Why a case moves: the event's type, who caused it, what they sent, and the command's idempotency key."""

    type: str
    actor: str
    payload: Mapping[str, Any]
    request: str | None = None


def reference(case_id: int) -> str:
    """How people name a case: ``E-000123``."""
    return f"E-{case_id:06d}"


def lock_case(desk: Desk, case_id: int) -> Case:
    """The case's row, locked until the transaction ends. Raises :class:`NotFound`."""
    row = desk.session.scalar(select(Case).where(Case.id == case_id).with_for_update())
    if row is None:
        raise NotFound(what=f"The case {reference(case_id)}")
    return row


def load_case(desk: Desk, case_id: int) -> RunningCase:
    """The case, ready to be moved. Raises :class:`NotFound` or, when it is over, :class:`CaseOver`."""
    row = lock_case(desk, case_id)
    body = desk.session.scalar(select(Snapshot.body).where(Snapshot.case_id == case_id))
    if row.state != State.RUNNING or body is None:
        raise CaseOver(reference=reference(case_id))
    bundle = compiled(desk.session, row.version_id)
    return RunningCase(row, bundle, Execution.restore(bundle, body))


def record(desk: Desk, case: RunningCase, cause: Cause, advance: Advance) -> None:
    """Stores what an input did: tasks, timers, jobs, incidents, the snapshot – and, next to them, the event."""
    now = desk.now()
    closed = close_tasks(desk.session, case.row.id, advance.closed)
    opened = open_tasks(desk.session, case.row, advance.opened, now)
    _arm_timers(desk, case)
    _note_incidents(desk, case, advance, now)
    for job in advance.jobs:
        desk.defer(desk.session, "run_step", {"case_id": case.row.id, "step": job.step}, run_at=now)
    if opened and desk.settings.mail:
        tasks: dict[str, object] = {"case_id": case.row.id, "tasks": [task["task"] for task in opened]}
        desk.defer(desk.session, "announce_tasks", tasks, run_at=now)
    _reflect(desk, case, advance, now)
    payload = dict(cause.payload) | {"advance": advance_payload(advance, opened, closed)}
    event = NewEvent(cause.type, cause.actor, payload, cause.request)
    case.row.revision = append(desk.session, case_stream(case.row.id), after=case.row.revision, at=now, events=[event])
    _store_snapshot(desk, case)


def record_remark(desk: Desk, row: Case, cause: Cause) -> None:
    """Appends an event that moves no token: a claim, a comment, a file."""
    event = NewEvent(cause.type, cause.actor, cause.payload, cause.request)
    row.revision = append(desk.session, case_stream(row.id), after=row.revision, at=desk.now(), events=[event])
    desk.session.flush()


def _arm_timers(desk: Desk, case: RunningCase) -> None:
    """The table says what is armed now; one job wakes up for the earliest of them."""
    armed = {timer.step: timer for timer in case.execution.timers}
    stored = {timer.step: timer for timer in desk.session.scalars(select(Timer).where(Timer.case_id == case.row.id))}
    for step in stored.keys() - armed.keys():
        desk.session.delete(stored[step])
    for step, timer in armed.items():
        if step not in stored:
            desk.session.add(Timer(case_id=case.row.id, step=step, element=timer.element, due_at=timer.due_at))
        elif stored[step].due_at != timer.due_at:
            stored[step].due_at = timer.due_at
    before = min((timer.due_at for timer in stored.values()), default=None)
    wake_up(desk, case, only_if_not=before)


def wake_up(desk: Desk, case: RunningCase, *, only_if_not: datetime | None = None) -> None:
    """Defers the job that fires the case's timers to the earliest of them, unless it already waits for that moment."""
    earliest = min((timer.due_at for timer in case.execution.timers), default=None)
    if earliest is not None and earliest != only_if_not:
        arguments: dict[str, object] = {"case_id": case.row.id}
        desk.defer(desk.session, "fire_timers", arguments, run_at=earliest, dedup=f"timers/{case.row.id}")


def _note_incidents(desk: Desk, case: RunningCase, advance: Advance, now: datetime) -> None:
    """Incidents are the failures that the execution still has: new ones are added, repaired ones removed."""
    open_now = {failure.step: failure for failure in case.execution.failures}
    stored = set(desk.session.scalars(select(Incident.step).where(Incident.case_id == case.row.id)))
    for step in stored - open_now.keys():
        desk.session.execute(delete(Incident).where(Incident.case_id == case.row.id, Incident.step == step))
    for step in open_now.keys() - stored:
        failure = open_now[step]
        desk.session.add(
            Incident(
                case_id=case.row.id,
                step=step,
                element=failure.element,
                code=failure.code,
                message=failure.message,
                opened_at=now,
            )
        )


def _reflect(desk: Desk, case: RunningCase, advance: Advance, now: datetime) -> None:
    """What lists show of a case follows from its variables: scenario, priority, outcome; its state from the engine."""
    row, variables = case.row, case.execution.variables
    if advance.changes:
        row.scenario = _scenario(case, variables)
        row.confidential = case.bundle.processes[row.scenario].properties.get("confidential") == "true"
        row.outcome = str(variables.get("outcome") or "")[:64]
        priority = _priority(variables)
        if priority and priority != row.priority:
            row.priority = priority
            row.due_at = resolve_by(row.opened_at, priority, desk.settings.pace)
    row.state = str(advance.state)
    if advance.state is not State.RUNNING:
        row.closed_at = now


def _scenario(case: RunningCase, variables: Variables) -> str:
    """What the route says; a route that leads to no scenario leaves the case with the diagram that it began with."""
    route = variables.get("route")
    chosen = route.get("scenario") if isinstance(route, Mapping) else None
    return str(chosen) if chosen in case.bundle.processes else case.row.definition


def _priority(variables: Variables) -> str | None:
    route = variables.get("route")
    found = variables.get("priority") or (route.get("priority") if isinstance(route, Mapping) else None)
    return str(found) if found in PRIORITIES else None


def _store_snapshot(desk: Desk, case: RunningCase) -> None:
    """Keeps the engine's state while the case runs; afterwards the history is all that is needed."""
    if case.row.state != State.RUNNING:
        for table in (Snapshot, Timer, Incident):
            desk.session.execute(delete(table).where(table.case_id == case.row.id))
        return
    body = case.execution.snapshot()
    desk.session.merge(Snapshot(case_id=case.row.id, revision=case.row.revision, body=body))
    desk.session.flush()
