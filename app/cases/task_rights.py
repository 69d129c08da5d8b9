"""With which right somebody may do a task."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.identity.directory import GroupRef, group_ref
from app.store.statements import FoundRow, Prepared
from app.store.tables import Group, Task, TaskCandidate

OWN, GROUP, DELEGATE = "own", "group", "delegate"
_CANDIDATES = (
    select(TaskCandidate.task_id, TaskCandidate.candidate, Group.id, Group.name, Group.name_en)
    .outerjoin(Group, Group.id == func.substr(TaskCandidate.candidate, len("group:") + 1))
    .order_by(TaskCandidate.candidate)
)
_BY_TASK = _CANDIDATES.where(TaskCandidate.task_id.in_(bindparam("tasks", expanding=True)))
_OF_TASK = Prepared(_CANDIDATES.where(TaskCandidate.task_id == bindparam("task")))
_OF_CASE = Prepared(
    _CANDIDATES.join(Task, Task.id == TaskCandidate.task_id).where(Task.case_id == bindparam("case_id"))
)


@dataclass(frozen=True)
class Candidate:
    """Who may take a task: the key (``group:it-managers``, ``person:lea``) and, for a group, its names."""

    key: str
    group: GroupRef | None


@dataclass(frozen=True)
class Right:
    """Why somebody may do a task: their own, through a group, or for somebody who is absent."""

    kind: str
    on_behalf_of: str | None = None


def right_to(actor: Actor, offered: Iterable[Candidate]) -> Right | None:
    """The strongest right of the actor, or None."""
    candidates = {candidate.key for candidate in offered}
    if f"person:{actor.id}" in candidates:
        return Right(OWN)
    if any(f"group:{group}" in candidates for group in actor.groups):
        return Right(GROUP)
    absent = next((person for person in sorted(actor.deputising) if f"person:{person}" in candidates), None)
    if absent is not None:
        return Right(DELEGATE, absent)
    for group, person in actor.delegated:
        if f"group:{group}" in candidates:
            return Right(DELEGATE, person)
    return None


def candidates_by_task(session: Session, task_ids: Iterable[str]) -> dict[str, tuple[Candidate, ...]]:
    """The candidates of each of the tasks."""
    return _grouped(session.execute(_BY_TASK, {"tasks": list(task_ids)}))


def candidates_of_task(session: Session, task_id: str) -> tuple[Candidate, ...]:
    """The candidates of one task."""
    return _grouped(_OF_TASK.all(session, task=task_id)).get(task_id, ())


def candidates_of_case(session: Session, case_id: int) -> dict[str, tuple[Candidate, ...]]:
    """The candidates of each open task of the case."""
    return _grouped(_OF_CASE.all(session, case_id=case_id))


def _grouped(rows: Iterable[FoundRow]) -> dict[str, tuple[Candidate, ...]]:
    found: dict[str, list[Candidate]] = {}
    for row in rows:
        found.setdefault(row.task_id, []).append(Candidate(row.candidate, _group_of(row)))
    return {task_id: tuple(candidates) for task_id, candidates in found.items()}


def _group_of(row: FoundRow) -> GroupRef | None:
    """A group that the directory does not have goes by its id."""
    kind, _, name = row.candidate.partition(":")
    if kind != "group":
        return None
    return GroupRef(name, name, name) if row.id is None else group_ref(row)
