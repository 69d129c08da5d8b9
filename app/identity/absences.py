"""Who stands in for whom, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput, NotFound
from app.history.log import NewEvent, append_last
from app.identity.actor import Actor
from app.identity.directory import PersonRef, actor_for, person_names
from app.store.desk import Desk
from app.store.tables import Absence
from app.time import iso


@dataclass(frozen=True)
class AbsenceView:
    """Somebody is away and somebody stands in."""

    id: int
    person: PersonRef
    deputy: PersonRef
    begins: datetime
    ends: datetime


def declare_absence(actor: Actor, desk: Desk, *, deputy_id: str, begins: datetime, ends: datetime) -> int:
    """The deputy may do the actor's tasks from *begins* until *ends*; returns the absence's id."""
    if deputy_id == actor.id:
        raise InvalidInput(reason="you cannot be your own deputy")
    if ends <= max(begins, desk.now()):
        raise InvalidInput(reason="an absence ends after it begins, and in the future")
    return desk.commit(lambda: _declare(actor, desk, deputy_id, begins, ends))


def end_absence(actor: Actor, desk: Desk, *, absence_id: int) -> None:
    """The actor is back: the deputy's right ends now."""
    desk.commit(lambda: _end(actor, desk, absence_id))


def absences_of(session: Session, person_id: str) -> tuple[AbsenceView, ...]:
    """The absences of a person and those during which they deputise, newest first."""
    query = select(Absence).where(or_(Absence.person_id == person_id, Absence.deputy_id == person_id))
    rows = list(session.scalars(query.order_by(Absence.begins.desc())))
    names = person_names(session, {row.person_id for row in rows} | {row.deputy_id for row in rows})
    return tuple(AbsenceView(row.id, names[row.person_id], names[row.deputy_id], row.begins, row.ends) for row in rows)


def _declare(actor: Actor, desk: Desk, deputy_id: str, begins: datetime, ends: datetime) -> int:
    actor_for(desk.session, deputy_id, now=desk.now())
    row = Absence(person_id=actor.id, deputy_id=deputy_id, begins=begins, ends=ends)
    desk.session.add(row)
    desk.session.flush()
    payload = {"absence": row.id, "deputy": deputy_id, "begins": iso(begins), "ends": iso(ends)}
    event = NewEvent("absence_declared", actor.id, payload)
    append_last(desk.session, f"person/{actor.id}", at=desk.now(), event=event)
    return row.id


def _end(actor: Actor, desk: Desk, absence_id: int) -> None:
    row = desk.session.get(Absence, absence_id)
    if row is None or row.person_id != actor.id:
        raise NotFound(what="This absence")
    row.ends = max(row.begins, min(row.ends, desk.now()))
    event = NewEvent("absence_ended", actor.id, {"absence": absence_id})
    append_last(desk.session, f"person/{actor.id}", at=desk.now(), event=event)
