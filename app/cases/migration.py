"""Moving a running case to another version: with a plan, a reason and its history; and back, until it moves again."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.cases.commands import REASON_LIMIT, required
from app.cases.locked import LockedCase, lock_case, reference
from app.cases.opening import shown_columns
from app.cases.recording import element_of
from app.cases.rights import MIGRATE_WHOM, may_migrate, require, right_to_migrate, visible_case
from app.cases.running import Cause, RunningCase, follow_scenario, record, resume
from app.cases.subscriptions import rename_waits, waits_of
from app.cases.version_history import MIGRATED, UNDONE
from app.definitions.library import compiled
from app.definitions.queries import number_of, version_id_of
from app.engine import Advance, Execution, MoveKind, migrate
from app.errors import EscaladeError, InvalidInput
from app.history.log import StoredEvent, case_stream, read
from app.identity.actor import Actor
from app.store.desk import Desk, StaleWrite
from app.store.statements import Prepared
from app.store.tables import Incident, Snapshot, Task

PLAN_LIMIT = 1_000
_MOVED_AT = Prepared(select(Snapshot.revision).where(Snapshot.case_id == bindparam("case_id")))
_RENAME = [
    Prepared(update(table).where(table.case_id == bindparam("of_case"), table.step == bindparam("old_step")))
    for table in (Task, Incident)
]
_SHOW = _RENAME[0]


class AlreadyOnVersion(EscaladeError):
    """{reference} is already on version {number}. Nothing was changed. Choose another version."""

    status = 409


class NoMigrationToUndo(EscaladeError):
    """{reference} has moved since it was migrated, or never was. Nothing was changed. To go back, migrate it to the
    earlier version."""

    status = 409


@dataclass(frozen=True)
class Migration:
    """A case after it changed its version; ``steps`` are the open steps that got other names, by their old ones."""

    case_id: int
    reference: str
    revision: int
    version: int
    state: str
    steps: Mapping[str, str]


def migrate_case(
    actor: Actor,
    desk: Desk,
    *,
    case_id: int,
    version: int,
    plan: Mapping[str, str] | None = None,
    reason: str,
    revision: int | None = None,
) -> Migration:
    """Moves the case to another version of its process; *plan* names, by its old id, what has another id there.

    With *revision*, only a case that has not changed since. Raises :class:`~app.engine.MigrationRefused` with every
    reason, :class:`AlreadyOnVersion`, :class:`~app.cases.running.CaseOver`.
    """
    require(may_migrate(actor), "migrate cases", MIGRATE_WHOM)
    visible_case(desk.session, actor, case_id)
    clean, checked = required(reason, REASON_LIMIT, "a reason"), checked_plan(plan or {})

    def work() -> Migration:
        row = lock_case(desk, case_id)
        if revision is not None and revision != row.revision:
            raise StaleWrite()
        return move_to(desk, row, Move(actor.id, right_to_migrate(actor), version, checked, clean))

    return desk.commit(work)


def undo_migration(actor: Actor, desk: Desk, *, case_id: int, reason: str) -> Migration:
    """Puts the case back as it was before its last migration: version, state, deadlines and what tasks show.

    Claims, drafts and remarks made since stay. Raises :class:`NoMigrationToUndo` once the case has moved.
    """
    require(may_migrate(actor), "undo a migration", MIGRATE_WHOM)
    visible_case(desk.session, actor, case_id)
    clean = required(reason, REASON_LIMIT, "a reason")
    return desk.commit(lambda: _undo(actor, desk, lock_case(desk, case_id), clean))


def migration_to_undo(session: Session, case_id: int) -> StoredEvent | None:
    """The case's last migration while nothing has moved since."""
    moved_at = _MOVED_AT.value(session, case_id=case_id)
    event = next(iter(read(session, case_stream(case_id), after=moved_at - 1)), None) if moved_at else None
    known = event is not None and event.type == MIGRATED and event.payload is not None
    return event if known and "snapshot" in event.payload["before"] else None  # type: ignore[union-attr, index]


@dataclass(frozen=True)
class Move:
    """What cases are to be moved to, by whom, with which right and why; ``batch`` names the migration of many."""

    by: str
    right: str
    version: int
    plan: Mapping[str, str]
    reason: str
    batch: int | None = None


def move_to(desk: Desk, row: LockedCase, move: Move) -> Migration:
    """Moves the locked case in the transaction of the caller."""
    case, goal = resume(desk, row), version_id_of(desk.session, row.definition, move.version)
    if goal == row.version_id:
        raise AlreadyOnVersion(reference=reference(row.id), number=move.version)
    before = {"version": row.version_id, "number": number_of(desk.session, row.definition, row.version_id)}
    migrated = migrate(case.execution, compiled(desk.session, goal), move.plan, now=desk.now())
    if not _has_moved(migrated.advance):
        before["snapshot"] = base64.b64encode(case.execution.snapshot()).decode()
    payload = {"version": goal, "number": move.version, "before": before, "plan": dict(move.plan)}
    payload |= {"reason": move.reason, "steps": dict(migrated.steps), "right": move.right}
    payload |= {"migration": move.batch} if move.batch else {}
    _go_on(desk, case, goal, migrated.execution, migrated.steps)
    record(desk, case, Cause(MIGRATED, move.by, payload), migrated.advance)
    return _migration(row, move.version, migrated.steps)


def _undo(actor: Actor, desk: Desk, row: LockedCase, reason: str) -> Migration:
    case, event = resume(desk, row), migration_to_undo(desk.session, row.id)
    if event is None or event.payload is None:
        raise NoMigrationToUndo(reference=reference(row.id))
    done, before = event.payload, event.payload["before"]
    steps = {new: old for old, new in done["steps"].items()}
    body = base64.b64decode(before["snapshot"])
    execution = Execution.restore(compiled(desk.session, before["version"]), body)
    undone = {"version": done["version"], "number": done["number"]}
    payload = {"version": before["version"], "number": before["number"], "before": undone}
    payload |= {"reason": reason, "steps": steps, "undone": event.sequence, "right": right_to_migrate(actor)}
    _go_on(desk, case, before["version"], execution, steps)
    record(desk, case, Cause(UNDONE, actor.id, payload), Advance())
    return _migration(row, before["number"], steps)


def _has_moved(advance: Advance) -> bool:
    """Whether tokens went on at once, as at a join that no longer waits; such a migration cannot be undone."""
    return any(move.kind is not MoveKind.FAILED for move in advance.moves)


def _go_on(desk: Desk, case: RunningCase, version_id: str, execution: Execution, steps: Mapping[str, str]) -> None:
    """Puts the case on the other version; tasks and incidents follow, with their claims, drafts and dates."""
    case.row.version_id, case.bundle, case.execution = version_id, execution.bundle, execution
    case.waiting = rename_waits(desk.session, case.row.id, case.waiting, waits_of(execution))
    follow_scenario(case)
    for old, new in steps.items():
        for statement in _RENAME:
            statement.change(desk.session, of_case=case.row.id, old_step=old, step=new, element=element_of(new))
    case.stopped = {
        steps.get(step, step): replace(failure, step=steps.get(step, step), element=element_of(steps.get(step, step)))
        for step, failure in case.stopped.items()
    }
    for task in execution.tasks:
        _SHOW.change(desk.session, of_case=case.row.id, old_step=task.step, **shown_columns(task))
    renamed = set(steps.values())
    for job in execution.jobs:
        if job.step in renamed:
            arguments: dict[str, object] = {"case_id": case.row.id, "step": job.step}
            desk.defer(desk.session, "run_step", arguments, run_at=desk.now())


def checked_plan(plan: Mapping[str, Any]) -> dict[str, str]:
    """The plan without the lines that say nothing. Raises :class:`InvalidInput`."""
    if len(plan) > PLAN_LIMIT:
        raise InvalidInput(reason=f"a plan has at most {PLAN_LIMIT} lines")
    if not all(isinstance(part, str) and 0 < len(part) <= 500 for pair in plan.items() for part in pair):
        raise InvalidInput(reason="a plan has an id of the old version and one of the new in each line")
    return {old: new for old, new in plan.items() if old != new}


def _migration(row: LockedCase, version: int, steps: Mapping[str, str]) -> Migration:
    return Migration(row.id, reference(row.id), row.revision, version, row.state, dict(steps))
