"""Finding a task that may already be over, and saying then who did what."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.cases.locked import row_number
from app.cases.rights import visible_case
from app.errors import EscaladeError, NotFound
from app.history.log import StoredEvent, case_stream, read
from app.identity.actor import Actor
from app.identity.directory import person_names
from app.store.statements import FoundRow, Prepared
from app.store.tables import Claim, Task
from app.time import iso

_TASK = Prepared(
    select(*Task.__table__.c, Claim.person_id.label("holder"), Claim.at.label("taken_at"))
    .outerjoin(Claim, Claim.task_id == Task.id)
    .where(Task.id == bindparam("task"))
)


class TaskNotOpen(EscaladeError):
    """This task is over: {who} was faster ({what}, {when}). What you typed is kept on this page and was not sent.
    Look at the case to see where it stands."""

    status = 409


class TaskTaken(EscaladeError):
    """{who} has taken this task ({when}). What you typed is kept on this page and was not sent.
    You can do it when they give it back; look at the case to see where it stands."""

    status = 409


@dataclass(frozen=True)
class TaskName:
    """What a task id says: the case and the task's number in it."""

    case_id: int
    number: int


def task_name(task_id: str) -> TaskName:
    """Reads ``12-3``. Raises :class:`NotFound` for anything else."""
    case, _, number = task_id.partition("-")
    case_id = row_number(case) if len(task_id) <= 32 and number.isascii() and number.isdecimal() else None
    if case_id is None:
        raise NotFound(what="This task")
    return TaskName(case_id, int(number))


def find_task(session: Session, actor: Actor, task_id: str) -> FoundRow:
    """The columns of the open task, with ``holder`` and ``taken_at`` of its claim (None where nobody took it).

    Raises :class:`TaskNotOpen` when it is over and the actor may see the case, :class:`NotFound` otherwise.
    """
    name = task_name(task_id)
    task = _TASK.first(session, task=task_id)
    if task is None:
        visible_case(session, actor, name.case_id)
        raise _over(session, name.case_id, task_id)
    return task


def _over(session: Session, case_id: int, task_id: str) -> EscaladeError:
    """How the task ended, from the history."""
    for event in read(session, case_stream(case_id)):
        if any(closed["task"] == task_id for closed in _closed(event)):
            who = person_names(session, [event.actor])[event.actor]
            return TaskNotOpen(who=who.name, what=event.type, when=iso(event.at), actor=event.actor)
    return NotFound(what="This task")


def _closed(event: StoredEvent) -> list[dict[str, str]]:
    advance = (event.payload or {}).get("advance") or {}
    return list(advance.get("closed", ()))
