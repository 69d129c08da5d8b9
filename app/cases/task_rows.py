"""Open tasks as lists show them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.cases.summaries import summaries
from app.cases.task_rights import candidates_by_task, right_to
from app.cases.views import CaseSummary, InboxRow
from app.identity.actor import Actor
from app.identity.directory import GroupRef, PersonRef, groups, person_names
from app.store.statements import FoundRow, run
from app.store.tables import Case, Claim, Task

_TASKS = select(*Task.__table__.c, Claim.person_id.label("holder")).outerjoin(Claim, Claim.task_id == Task.id)
_BY_ID = _TASKS.where(Task.id.in_(bindparam("ids", expanding=True)))
_OF_CASE = _TASKS.where(Task.case_id == bindparam("case_id")).order_by(Task.opened_at, Task.id)
_CASES = select(Case).where(Case.id.in_(bindparam("ids", expanding=True)))


def inbox_rows(session: Session, actor: Actor, task_ids: Sequence[str]) -> tuple[InboxRow, ...]:
    """The tasks in the order of the ids, as this actor sees them."""
    found = {task.id: task for task in run(session, _BY_ID, ids=list(task_ids))}
    return _rows(session, actor, [found[task_id] for task_id in task_ids if task_id in found])


def rows_of_case(session: Session, actor: Actor, case_id: int) -> tuple[InboxRow, ...]:
    """All open tasks of a case, oldest first."""
    return _rows(session, actor, run(session, _OF_CASE, case_id=case_id).all())


def _rows(session: Session, actor: Actor, tasks: Sequence[FoundRow]) -> tuple[InboxRow, ...]:
    """What rows have in common – cases, people, groups – is looked up once for all."""
    if not tasks:
        return ()
    people = person_names(session, {name for task in tasks for name in (task.holder, task.assignee) if name})
    cases = _cases(session, {task.case_id for task in tasks})
    candidates, known = candidates_by_task(session, [task.id for task in tasks]), groups(session)
    return tuple(_row(task, actor, cases, people, candidates.get(task.id, ()), known) for task in tasks)


def _cases(session: Session, ids: set[int]) -> Mapping[int, CaseSummary]:
    found = session.scalars(_CASES, {"ids": list(ids)})
    return {summary.id: summary for summary in summaries(session, found)}


def _row(
    task: FoundRow,
    actor: Actor,
    cases: Mapping[int, CaseSummary],
    people: Mapping[str, PersonRef],
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
        claimed_by=people[task.holder] if task.holder else None,
        groups=tuple(known.get(group, GroupRef(group, group, group)) for group in ids),
        right=right.kind if right else "",
    )
