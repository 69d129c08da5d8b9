"""With which right somebody may do a task."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.store.statements import run
from app.store.tables import TaskCandidate

OWN, GROUP, DELEGATE = "own", "group", "delegate"
_CANDIDATES = (
    select(TaskCandidate.task_id, TaskCandidate.candidate)
    .where(TaskCandidate.task_id.in_(bindparam("tasks", expanding=True)))
    .order_by(TaskCandidate.candidate)
)


@dataclass(frozen=True)
class Right:
    """Why somebody may do a task: their own, through a group, or for somebody who is absent."""

    kind: str
    on_behalf_of: str | None = None


def right_to(actor: Actor, candidates: Collection[str]) -> Right | None:
    """The strongest right of the actor, or None."""
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


def candidates_by_task(session: Session, task_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The candidates of each task."""
    found: dict[str, list[str]] = {}
    for task_id, candidate in run(session, _CANDIDATES, tasks=list(task_ids)):
        found.setdefault(task_id, []).append(candidate)
    return {task_id: tuple(candidates) for task_id, candidates in found.items()}
