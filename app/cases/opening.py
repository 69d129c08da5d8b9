"""Open tasks as rows: what the engine opened is put into inboxes, what it closed leaves them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.cases.locked import LockedCase
from app.engine.model import OpenTask
from app.store.statements import Prepared
from app.store.tables import CaseParticipant, Task, TaskCandidate

FALLBACK_GROUP = "service-desk"

_OPEN, _OFFER = Prepared(insert(Task)), Prepared(insert(TaskCandidate))
_CLOSE = Prepared(
    delete(Task).where(Task.case_id == bindparam("case_id"), Task.step == bindparam("step")).returning(Task.id)
)
_PARTICIPATE = {
    "postgresql": Prepared(postgresql.insert(CaseParticipant).on_conflict_do_nothing()),
    "sqlite": Prepared(sqlite.insert(CaseParticipant).on_conflict_do_nothing()),
}


def open_tasks(session: Session, case: LockedCase, opened: Sequence[OpenTask], now: datetime) -> list[dict[str, Any]]:
    """Adds the tasks in the order in which they opened; returns what the event says of them."""
    rows: list[dict[str, Any]] = []
    offers: list[dict[str, str]] = []
    told: list[dict[str, Any]] = []
    for number, task in enumerate(opened, start=case.tasks_opened + 1):
        task_id, candidates = f"{case.id}-{number}", candidates_of(task)
        row = _row(task_id, case.id, task, now)
        rows.append(row)
        offers += [{"candidate": candidate, "task_id": task_id} for candidate in candidates]
        told.append({"task": task_id, "step": task.step, "candidates": candidates} | _own_name(task, row))
    case.tasks_opened += len(opened)
    _OPEN.change_each(session, rows)
    _OFFER.change_each(session, offers)
    return told


def close_tasks(session: Session, case_id: int, steps: Sequence[str]) -> list[dict[str, Any]]:
    """Removes the tasks of the steps with their claims and drafts; returns what the event says of them."""
    closed: list[dict[str, Any]] = []
    for step in steps:
        found = _CLOSE.all(session, case_id=case_id, step=step)
        closed += [{"task": task.id, "step": step} for task in found]
    return closed


def candidates_of(task: OpenTask) -> list[str]:
    """Who may take the task. A named person has it alone; a task for nobody is the service desk's."""
    if task.assignee:
        return [f"person:{task.assignee}"]
    found = [f"group:{group}" for group in task.candidate_groups]
    found += [f"person:{person}" for person in task.candidate_users]
    return list(dict.fromkeys(found)) or [f"group:{FALLBACK_GROUP}"]


def add_participants(session: Session, case_id: int, candidates: Sequence[str]) -> None:
    """They may see the case from now on."""
    rows = [{"candidate": candidate, "case_id": case_id} for candidate in dict.fromkeys(candidates)]
    _PARTICIPATE[session.connection().dialect.name].change_each(session, rows)


def _own_name(task: OpenTask, row: Mapping[str, Any]) -> dict[str, str]:
    """What this visit is called, where the diagram calls it otherwise than the element that is visited."""
    if row["name"] == task.name:
        return {}
    return {"name": row["name"], "name_en": row["name_en"]}


def shown_columns(task: OpenTask) -> dict[str, Any]:
    """What people see of a task as its version says it; whose it is and by when is not among it."""
    return {
        "element": task.element,
        "name": task.properties.get("task-name") or task.name,
        "name_en": task.properties.get("task-name:en") or task.properties.get("name:en") or task.name,
        "form": task.form,
        "kind": task.properties.get("kind", "action"),
        "separation": task.properties.get("separation"),
    }


def _row(task_id: str, case_id: int, task: OpenTask, now: datetime) -> dict[str, Any]:
    return {
        "id": task_id,
        "case_id": case_id,
        "step": task.step,
        "assignee": task.assignee,
        "priority": task.priority,
        "opened_at": now,
        "due_at": task.due_at,
    } | shown_columns(task)
