"""A running case in the hands of a command: loaded under its lock, changed, stored with its event."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.cases.failing import kept
from app.cases.keeping import wake_kept
from app.cases.locked import LockedCase, keep_case, lock_case, reference
from app.cases.opening import add_participants, close_tasks, open_tasks
from app.cases.recording import advance_payload
from app.cases.subscriptions import Wait, note_waits, waits_of
from app.clock.levels import resolve_by
from app.definitions.library import compiled
from app.engine import Advance, Bundle, Execution, State
from app.engine.model import Failure, Variables
from app.errors import EscaladeError
from app.history.log import NewEvent, append, case_stream
from app.store.desk import Desk
from app.store.statements import Prepared
from app.store.tables import Incident, MessageStart, Snapshot, Subscription, Timer

PRIORITIES = frozenset({"P1", "P2", "P3", "P4"})

_SNAPSHOT = Prepared(select(Snapshot.body).where(Snapshot.case_id == bindparam("case_id")))
_KEEP_SNAPSHOT = Prepared(
    update(Snapshot)
    .where(Snapshot.case_id == bindparam("of_case"))
    .values(revision=bindparam("reached"), body=bindparam("state"))
)
_DISARM = Prepared(delete(Timer).where(Timer.case_id == bindparam("case_id"), Timer.step == bindparam("step")))
_REPAIRED = Prepared(
    delete(Incident).where(Incident.case_id == bindparam("case_id"), Incident.step == bindparam("step"))
)
_FIRST_SNAPSHOT, _ARM, _STOP = Prepared(insert(Snapshot)), Prepared(insert(Timer)), Prepared(insert(Incident))
_OF_RUNNING = (Snapshot, Timer, Incident, Subscription, MessageStart)
_ENDED = [Prepared(delete(table).where(table.case_id == bindparam("case_id"))) for table in _OF_RUNNING]


class CaseOver(EscaladeError):
    """The case {reference} is over, so this can no longer be done. Nothing was changed. Its history stays readable."""

    status = 409


@dataclass
class RunningCase:
    """The row (locked until the commit), its bundle and its execution.

    ``armed`` and ``stopped`` are the rows of its timers (with their moments) and incidents in the database, by step;
    ``waiting`` those of the messages and signals that it waits for.
    """

    row: LockedCase
    bundle: Bundle
    execution: Execution
    armed: Mapping[str, datetime] = field(default_factory=dict)
    stopped: Mapping[str, Failure] = field(default_factory=dict)
    waiting: Set[Wait] = frozenset()


@dataclass(frozen=True)
class Cause:
    """Why a case moves: the event's type, who caused it, what they sent, and the command's idempotency key."""

    type: str
    actor: str
    payload: Mapping[str, Any]
    request: str | None = None


def load_case(desk: Desk, case_id: int) -> RunningCase:
    """The case, ready to be moved. Raises :class:`NotFound` or, when it is over, :class:`CaseOver`."""
    return resume(desk, lock_case(desk, case_id))


def resume(desk: Desk, row: LockedCase) -> RunningCase:
    """The locked case, ready to be moved. Raises :class:`CaseOver`."""
    body: bytes | None = _SNAPSHOT.value(desk.session, case_id=row.id)
    if row.state != State.RUNNING or body is None:
        raise CaseOver(reference=reference(row.id))
    bundle = compiled(desk.session, row.version_id)
    execution = Execution.restore(bundle, body)
    armed = {timer.step: timer.due_at for timer in execution.timers}
    return RunningCase(row, bundle, execution, armed, _stopped(execution), waits_of(execution))


def record(desk: Desk, case: RunningCase, cause: Cause, advance: Advance, *, joined_by: Sequence[str] = ()) -> None:
    """Stores what an input did: tasks, timers, jobs, incidents, the snapshot – and, next to them, the event.

    Who is named in *joined_by* (``person:lea``) takes part in the case from now on.
    """
    now = desk.now()
    closed = close_tasks(desk.session, case.row.id, advance.closed)
    opened = open_tasks(desk.session, case.row, advance.opened, now)
    offered = [candidate for task in opened for candidate in task["candidates"]]
    add_participants(desk.session, case.row.id, [*joined_by, *offered])
    _arm_timers(desk, case)
    _note_incidents(desk, case, now)
    _note_waits(desk, case, now)
    for job in advance.jobs:
        desk.defer(desk.session, "run_step", {"case_id": case.row.id, "step": job.step}, run_at=now)
    if opened and desk.settings.mail:
        tasks: dict[str, object] = {"case_id": case.row.id, "tasks": [task["task"] for task in opened]}
        desk.defer(desk.session, "announce_tasks", tasks, run_at=now)
    _pass_on(desk, case, advance, now)
    _reflect(desk, case, advance, now)
    payload = dict(cause.payload) | {"advance": advance_payload(advance, opened, closed)}
    event = NewEvent(cause.type, cause.actor, payload, cause.request)
    case.row.revision = append(desk.session, case_stream(case.row.id), after=case.row.revision, at=now, events=[event])
    _store_snapshot(desk, case)
    keep_case(desk.session, case.row)


def record_remark(desk: Desk, row: LockedCase, cause: Cause) -> None:
    """Appends an event that moves no token: a claim, a comment, a file."""
    event = NewEvent(cause.type, cause.actor, cause.payload, cause.request)
    row.revision = append(desk.session, case_stream(row.id), after=row.revision, at=desk.now(), events=[event])
    keep_case(desk.session, row)


def _arm_timers(desk: Desk, case: RunningCase) -> None:
    """The table says what is armed now; one job wakes up for the earliest of them."""
    timers, armed = case.execution.timers, case.armed
    case.armed = {timer.step: timer.due_at for timer in timers}
    gone = [step for step, due_at in armed.items() if case.armed.get(step) != due_at]
    new = [timer for timer in timers if armed.get(timer.step) != timer.due_at]
    _DISARM.change_each(desk.session, [{"case_id": case.row.id, "step": step} for step in gone])
    rows = [{"case_id": case.row.id, "step": each.step, "element": each.element, "due_at": each.due_at} for each in new]
    _ARM.change_each(desk.session, rows)
    wake_up(desk, case, only_if_not=min(armed.values(), default=None))


def wake_up(desk: Desk, case: RunningCase, *, only_if_not: datetime | None = None) -> None:
    """Defers the job that fires the case's timers to the earliest of them, unless it already waits for that moment."""
    earliest = min(case.armed.values(), default=None)
    if earliest is not None and earliest != only_if_not:
        arguments: dict[str, object] = {"case_id": case.row.id}
        desk.defer(desk.session, "fire_timers", arguments, run_at=earliest, dedup=f"timers/{case.row.id}")


def _stopped(execution: Execution) -> dict[str, Failure]:
    return {failure.step: failure for failure in execution.failures}


def _note_incidents(desk: Desk, case: RunningCase, now: datetime) -> None:
    """Incidents are the failures that the execution still has: new ones are added, repaired ones removed; a step that
    failed again in another way is told anew."""
    open_now = _stopped(case.execution)
    gone = [step for step, failure in case.stopped.items() if open_now.get(step) != failure]
    repaired = [{"case_id": case.row.id, "step": step} for step in gone]
    _REPAIRED.change_each(desk.session, repaired)
    new = [failure for step, failure in open_now.items() if case.stopped.get(step) != failure]
    _STOP.change_each(desk.session, [_incident(case.row.id, failure, now) for failure in new])
    case.stopped = open_now


def _note_waits(desk: Desk, case: RunningCase, now: datetime) -> None:
    """What the case waits for from outside is kept where what comes from outside looks for it."""
    waiting = waits_of(case.execution)
    note_waits(desk.session, case.row.id, case.waiting, waiting, now)
    wake_kept(desk, waiting - case.waiting)
    case.waiting = waiting


def _pass_on(desk: Desk, case: RunningCase, advance: Advance, now: datetime) -> None:
    """What the diagram sent out of the case goes on its way after the commit; the event about to be appended says
    what it was."""
    event: dict[str, object] = {"stream": case_stream(case.row.id), "sequence": case.row.revision + 1}
    for number in range(len(advance.thrown)):
        desk.defer(desk.session, "pass_message_on", event | {"number": number}, run_at=now)
    for number in range(len(advance.signals)):
        desk.defer(desk.session, "spread_signal", event | {"number": number}, run_at=now)


def _incident(case_id: int, failure: Failure, now: datetime) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "step": failure.step,
        "element": failure.element,
        "code": failure.code,
        "message": kept(failure.message),
        "opened_at": now,
    }


def _reflect(desk: Desk, case: RunningCase, advance: Advance, now: datetime) -> None:
    """What lists show of a case follows from its variables: scenario, priority, outcome; its state from the engine."""
    row, variables = case.row, case.execution.variables
    if advance.changes:
        follow_scenario(case)
        row.outcome = str(variables.get("outcome") or "")[:64]
        priority = _priority(variables)
        if priority and priority != row.priority:
            row.priority = priority
            row.due_at = resolve_by(row.opened_at, priority, desk.settings.pace)
    row.state = str(advance.state)
    if advance.state is not State.RUNNING:
        row.closed_at = now


def follow_scenario(case: RunningCase) -> None:
    """What the case turned out to be, and whether only its people may see it, as its version says."""
    row = case.row
    row.scenario = _scenario(case, case.execution.variables)
    row.confidential = case.bundle.processes[row.scenario].properties.get("confidential") == "true"


def _scenario(case: RunningCase, variables: Variables) -> str:
    """What the route says; a route that leads to no scenario leaves the case with the diagram that it began with."""
    route = variables.get("route")
    chosen = route.get("scenario") if isinstance(route, Mapping) else None
    return str(chosen) if chosen in case.bundle.processes else case.row.definition


def _priority(variables: Variables) -> str | None:
    """The route's priority comes first: level 1 may have overruled the one that the decision gave."""
    route = variables.get("route")
    found = (route.get("priority") if isinstance(route, Mapping) else None) or variables.get("priority")
    return str(found) if found in PRIORITIES else None


def _store_snapshot(desk: Desk, case: RunningCase) -> None:
    """Keeps the engine's state while the case runs; afterwards the history is all that is needed."""
    if case.row.state != State.RUNNING:
        for statement in _ENDED:
            statement.change(desk.session, case_id=case.row.id)
        return
    body, reached = case.execution.snapshot(), case.row.revision
    if not _KEEP_SNAPSHOT.change(desk.session, of_case=case.row.id, reached=reached, state=body):
        _FIRST_SNAPSHOT.change(desk.session, case_id=case.row.id, revision=reached, body=body)
