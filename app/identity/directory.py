"""Looking up people and what they hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, null, select, union_all
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actor import CLOCK_ID, SYSTEM_ID, Actor
from app.store.statements import FoundRow, Prepared
from app.store.tables import Absence, Group, Membership, Moment, Person

DESK_NAME = "Escalade"

_PERSON = Prepared(select(*Person.__table__.c).where(Person.id == bindparam("person_id")))
_NAMES = select(Person.id, Person.name, Person.title, Person.vip).where(Person.id.in_(bindparam("ids", expanding=True)))
_GROUPS = select(Group.id, Group.name, Group.name_en)
_STANDING = Prepared(
    union_all(
        select(Membership.group_id.label("holds"), null().label("replaces")).where(
            Membership.person_id == bindparam("person_id")
        ),
        select(null(), Absence.person_id).where(
            Absence.deputy_id == bindparam("person_id"),
            Absence.begins <= bindparam("now", type_=Moment),
            Absence.ends > bindparam("now", type_=Moment),
        ),
    )
)
_DELEGATED = (
    select(Membership.group_id, Membership.person_id)
    .join(Group, Group.id == Membership.group_id)
    .where(Membership.person_id.in_(bindparam("people", expanding=True)), Group.role.is_(False))
    .order_by(Membership.group_id, Membership.person_id)
)


@dataclass(frozen=True)
class PersonRef:
    """A person as lists show them."""

    id: str
    name: str
    title: str = ""
    vip: bool = False


@dataclass(frozen=True)
class GroupRef:
    """A group with its names in both languages."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True)
class PersonEntry:
    """A person with their groups, for the directory."""

    ref: PersonRef
    email: str
    language: str
    active: bool
    groups: tuple[GroupRef, ...]


def actor_for(session: Session, person_id: str, *, now: datetime) -> Actor:
    """The person as somebody who acts, with their groups and those whose deputy they are now.

    Raises :class:`NotFound` for an unknown person or one who has left.
    """
    person = _PERSON.first(session, person_id=person_id)
    if person is None or not person.active:
        raise NotFound(what=person_id)
    return actor_from(session, person, now=now)


def actor_from(session: Session, person: FoundRow, *, now: datetime) -> Actor:
    """The same from the columns of an active person that are already there."""
    standing = _STANDING.all(session, person_id=person.id, now=now)
    absent = sorted({row.replaces for row in standing if row.replaces})
    return Actor(
        id=person.id,
        name=person.name,
        groups=frozenset(row.holds for row in standing if row.holds),
        language=person.language,
        vip=person.vip,
        email=person.email,
        title=person.title,
        deputising=frozenset(absent),
        delegated=_delegated(session, absent),
    )


def person_names(session: Session, ids: Collection[str]) -> Mapping[str, PersonRef]:
    """References for the ids; the desk itself and people who are gone are found too."""
    found = session.execute(_NAMES, {"ids": list(set(ids))}) if ids else ()
    names = {person.id: _ref(person) for person in found}
    for missing in set(ids) - names.keys():
        names[missing] = PersonRef(missing, DESK_NAME if missing in {SYSTEM_ID, CLOCK_ID} else missing)
    return names


def person_ref(session: Session, person_id: str) -> PersonRef:
    """One reference; see :func:`person_names`."""
    return person_names(session, [person_id])[person_id]


def people(session: Session) -> tuple[PersonEntry, ...]:
    """Everybody, by name."""
    groups = {group.id: group_ref(group) for group in session.scalars(select(Group))}
    held: dict[str, list[GroupRef]] = {}
    for member in session.scalars(select(Membership).order_by(Membership.group_id)):
        held.setdefault(member.person_id, []).append(groups[member.group_id])
    rows = session.scalars(select(Person).order_by(Person.name))
    return tuple(
        PersonEntry(_ref(row), row.email, row.language, row.active, tuple(held.get(row.id, ()))) for row in rows
    )


def groups(session: Session) -> Mapping[str, GroupRef]:
    """All groups by id."""
    return {row.id: group_ref(row) for row in session.execute(_GROUPS)}


def members(session: Session, group_ids: Iterable[str]) -> frozenset[str]:
    """The ids of the active people in any of the groups."""
    query = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id.in_(list(group_ids)), Person.active)
    )
    return frozenset(session.scalars(query))


def group_ref(group: Group | FoundRow) -> GroupRef:
    """A group row as a value."""
    return GroupRef(group.id, group.name, group.name_en)


def _ref(person: Person | FoundRow) -> PersonRef:
    return PersonRef(person.id, person.name, person.title, person.vip)


def _delegated(session: Session, absent: list[str]) -> tuple[tuple[str, str], ...]:
    """The groups that are held in the place of the absent, without roles of the desk."""
    found = session.execute(_DELEGATED, {"people": absent}) if absent else ()
    return tuple((row.group_id, row.person_id) for row in found)
