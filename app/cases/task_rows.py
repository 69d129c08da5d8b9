"""Open tasks as lists show them: two statements for a list, however long it is."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from app.cases.summaries import SUMMARY, summary_of, with_names
from app.cases.task_rights import Candidate, candidates_by_task, candidates_of_case, right_to
from app.cases.views import InboxRow
from app.identity.actor import Actor
from app.identity.directory import PersonRef
from app.store.statements import FoundRow, Prepared
from app.store.tables import Case, Claim, Person, Task

_Holder, _Assignee = aliased(Person), aliased(Person)
_PEOPLE = tuple(
    column.label(f"{who}_{column.key}")
    for who, person in (("holder", _Holder), ("assignee", _Assignee))
    for column in (person.name, person.title, person.vip)
)
_COLUMNS = (*Task.__table__.c, Claim.person_id.label("holder_id"), *_PEOPLE, *SUMMARY)
_TASKS = (
    with_names(select(*_COLUMNS).select_from(Task).join(Case, Case.id == Task.case_id))
    .outerjoin(Claim, Claim.task_id == Task.id)
    .outerjoin(_Holder, _Holder.id == Claim.person_id)
    .outerjoin(_Assignee, _Assignee.id == Task.assignee)
)
_BY_ID = _TASKS.where(Task.id.in_(bindparam("ids", expanding=True)))
_ALL_OF_CASE = _TASKS.where(Task.case_id == bindparam("of_case")).order_by(Task.opened_at, Task.id)
NEXT = 50
"""Open tasks that an answer names; a case may have thousands."""
_OF_CASE, _FIRST_OF_CASE = Prepared(_ALL_OF_CASE), Prepared(_ALL_OF_CASE.limit(NEXT))


def inbox_rows(session: Session, actor: Actor, task_ids: Sequence[str]) -> tuple[InboxRow, ...]:
    """The tasks in the order of the ids, as this actor sees them."""
    found = {task.id: task for task in session.execute(_BY_ID, {"ids": list(task_ids)})} if task_ids else {}
    tasks = [found[task_id] for task_id in task_ids if task_id in found]
    return _rows(actor, tasks, candidates_by_task(session, found))


def rows_of_case(session: Session, actor: Actor, case_id: int) -> tuple[InboxRow, ...]:
    """All open tasks of a case, oldest first."""
    return _rows(actor, _OF_CASE.all(session, of_case=case_id), candidates_of_case(session, case_id))


def next_rows_of_case(session: Session, actor: Actor, case_id: int) -> tuple[InboxRow, ...]:
    """The oldest open tasks of a case, at most :data:`NEXT`."""
    tasks = _FIRST_OF_CASE.all(session, of_case=case_id)
    few = len(tasks) < NEXT
    found = candidates_of_case(session, case_id) if few else candidates_by_task(session, [task.id for task in tasks])
    return _rows(actor, tasks, found)


def _rows(
    actor: Actor, tasks: Sequence[FoundRow], candidates: Mapping[str, Sequence[Candidate]]
) -> tuple[InboxRow, ...]:
    return tuple(_row(task, actor, candidates.get(task.id, ())) for task in tasks)


def _row(task: FoundRow, actor: Actor, candidates: Sequence[Candidate]) -> InboxRow:
    right = right_to(actor, candidates)
    return InboxRow(
        id=task.id,
        name=task.name,
        name_en=task.name_en,
        kind=task.kind,
        case=summary_of(task),
        opened_at=task.opened_at,
        due_at=task.due_at,
        priority=task.priority,
        assignee=_person(task, "assignee", task.assignee),
        claimed_by=_person(task, "holder", task.holder_id),
        groups=tuple(candidate.group for candidate in candidates if candidate.group),
        right=right.kind if right else "",
    )


def _person(task: FoundRow, who: str, person_id: str | None) -> PersonRef | None:
    """Somebody whose id a diagram made up goes by it."""
    if person_id is None:
        return None
    name, title, vip = (getattr(task, f"{who}_{part}") for part in ("name", "title", "vip"))
    return PersonRef(person_id, name or person_id, title or "", bool(vip))
