"""Open tasks as lists show them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.summaries import summaries
from app.cases.task_rights import candidates_by_task, right_to
from app.cases.views import CaseSummary, InboxRow
from app.identity.actor import Actor
from app.identity.directory import GroupRef, PersonRef, groups, person_names
from app.store.tables import Case, Claim, Task


def inbox_rows(session: Session, actor: Actor, task_ids: Sequence[str]) -> tuple[InboxRow, ...]:
    """The tasks in the order of the ids, as this actor sees them."""
    tasks = {task.id: task for task in session.scalars(select(Task).where(Task.id.in_(task_ids)))}
    if not tasks:
        return ()
    holders = _holders(session, tasks)
    people = person_names(session, {*holders.values(), *(task.assignee for task in tasks.values() if task.assignee)})
    cases = _cases(session, {task.case_id for task in tasks.values()})
    candidates, known = candidates_by_task(session, tasks), groups(session)
    return tuple(
        _row(tasks[task_id], actor, cases, people, holders.get(task_id), candidates.get(task_id, ()), known)
        for task_id in task_ids
        if task_id in tasks
    )


def rows_of_case(session: Session, actor: Actor, case_id: int) -> tuple[InboxRow, ...]:
    """All open tasks of a case, oldest first."""
    ids = session.scalars(select(Task.id).where(Task.case_id == case_id).order_by(Task.opened_at, Task.id))
    return inbox_rows(session, actor, list(ids))


def _holders(session: Session, tasks: Mapping[str, Task]) -> dict[str, str]:
    rows = session.execute(select(Claim.task_id, Claim.person_id).where(Claim.task_id.in_(list(tasks))))
    return {task_id: person_id for task_id, person_id in rows}


def _cases(session: Session, ids: set[int]) -> Mapping[int, CaseSummary]:
    return {
        summary.id: summary for summary in summaries(session, session.scalars(select(Case).where(Case.id.in_(ids))))
    }


def _row(
    task: Task,
    actor: Actor,
    cases: Mapping[int, CaseSummary],
    people: Mapping[str, PersonRef],
    holder: str | None,
    candidates: Sequence[str],
    known: Mapping[str, GroupRef],
) -> InboxRow:
    right = right_to(actor, candidates)
    ids = [candidate.removeprefix("group:") for candidate in candidates if candidate.startswith("group:")]
    return InboxRow(
        id=task.id,
        name=task.name,
        name_en=task.name_en,
        kind=task.kind,
        case=cases[task.case_id],
        opened_at=task.opened_at,
        due_at=task.due_at,
        priority=task.priority,
        assignee=people[task.assignee] if task.assignee else None,
        claimed_by=people[holder] if holder else None,
        groups=tuple(known.get(group, GroupRef(group, group, group)) for group in ids),
        right=right.kind if right else "",
    )
