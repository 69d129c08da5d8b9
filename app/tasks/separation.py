"""Separation of duties: one person never gives two agreements that must come from two."""

from sqlalchemy.orm import Session

from app.cases.task_rights import Right
from app.errors import NotAllowed
from app.history.log import case_stream, read
from app.identity.actor import Actor
from app.store.statements import FoundRow


class SamePerson(NotAllowed):
    """You have already given one of the agreements of this case, so the other must come from somebody else.
    Nothing was changed. Leave this task to another member of the group."""

    status = 403


def already_agreed(session: Session, task: FoundRow) -> frozenset[str]:
    """Those who completed a task with the same separation label in this case, or in whose place it was done."""
    if task.separation is None:
        return frozenset()
    people: set[str] = set()
    for event in read(session, case_stream(task.case_id)):
        payload = event.payload or {}
        if event.type == "task_completed" and payload.get("separation") == task.separation:
            people |= {event.actor, *filter(None, [payload.get("on_behalf_of")])}
    return frozenset(people)


def require_separate(session: Session, task: FoundRow, actor: Actor, right: Right) -> None:
    """Separation of duties (four eyes): raises :class:`SamePerson` when one person would give both agreements."""
    if not already_agreed(session, task).isdisjoint({actor.id, right.on_behalf_of}):
        raise SamePerson()
