"""Open tasks as rows: what the engine opened is put into inboxes, what it closed leaves them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.engine.model import OpenTask
from app.store.tables import Case, CaseParticipant, Draft, Task, TaskCandidate

FALLBACK_GROUP = "service-desk"


def open_tasks(session: Session, case: Case, opened: Sequence[OpenTask], now: datetime) -> list[dict[str, Any]]:
    """Adds the tasks in the order in which they opened; returns what the event says of them."""
    told: list[dict[str, Any]] = []
    for task in opened:
        case.tasks_opened += 1
        task_id = f"{case.id}-{case.tasks_opened}"
        row = _row(task_id, case.id, task, now)
        session.execute(insert(Task).values(row))
        candidates = candidates_of(task)
        session.execute(
            insert(TaskCandidate), [{"candidate": candidate, "task_id": task_id} for candidate in candidates]
        )
        add_participants(session, case.id, candidates)
        told.append({"task": task_id, "step": task.step, "candidates": candidates} | _own_name(task, row))
    return told


def close_tasks(session: Session, case_id: int, steps: Sequence[str]) -> list[dict[str, Any]]:
    """Removes the tasks of the steps with their claims and drafts; returns what the event says of them."""
    if not steps:
        return []
    rows = session.execute(select(Task.id, Task.step).where(Task.case_id == case_id, Task.step.in_(steps))).all()
    ids = [row.id for row in rows]
    session.execute(delete(Draft).where(Draft.task_id.in_(ids)))
    session.execute(delete(Task).where(Task.id.in_(ids)))
    return [{"task": row.id, "step": row.step} for row in rows]


def candidates_of(task: OpenTask) -> list[str]:
    """Who may take the task. A named person has it alone; a task for nobody is the service desk's."""
    if task.assignee:
        return [f"person:{task.assignee}"]
    found = [f"group:{group}" for group in task.candidate_groups]
    found += [f"person:{person}" for person in task.candidate_users]
    return list(dict.fromkeys(found)) or [f"group:{FALLBACK_GROUP}"]


def add_participants(session: Session, case_id: int, candidates: Sequence[str]) -> None:
    """They may see the case from now on."""
    rows = [{"candidate": candidate, "case_id": case_id} for candidate in candidates]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(CaseParticipant).on_conflict_do_nothing(), rows)


def _own_name(task: OpenTask, row: Mapping[str, Any]) -> dict[str, str]:
    """What this visit is called, where the diagram calls it otherwise than the element that is visited."""
    if row["name"] == task.name:
        return {}
    return {"name": row["name"], "name_en": row["name_en"]}


def _row(task_id: str, case_id: int, task: OpenTask, now: datetime) -> dict[str, Any]:
    return {
        "id": task_id,
        "case_id": case_id,
        "step": task.step,
        "element": task.element,
        "name": task.properties.get("task-name") or task.name,
        "name_en": task.properties.get("task-name:en") or task.properties.get("name:en") or task.name,
        "form": task.form,
        "kind": task.properties.get("kind", "action"),
        "separation": task.properties.get("separation"),
        "assignee": task.assignee,
        "priority": task.priority,
        "opened_at": now,
        "due_at": task.due_at,
    }
