"""Looking up people and what they hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actor import CLOCK_ID, SYSTEM_ID, Actor
from app.store.tables import Absence, Group, Membership, Person

DESK_NAME = "Escalade"


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
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound(what=person_id)
    absent = _absent_people(session, person_id, now)
    return Actor(
        id=person.id,
        name=person.name,
        groups=frozenset(_groups(session, [person_id])),
        language=person.language,
        vip=person.vip,
        email=person.email,
        title=person.title,
        deputising=frozenset(absent),
        delegated=tuple(_memberships(session, absent)),
    )


def person_names(session: Session, ids: Collection[str]) -> Mapping[str, PersonRef]:
    """References for the ids; the desk itself and people who are gone are found too."""
    found = session.scalars(select(Person).where(Person.id.in_(set(ids)))) if ids else ()
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
    return {group.id: group_ref(group) for group in session.scalars(select(Group))}


def members(session: Session, group_ids: Iterable[str]) -> frozenset[str]:
    """The ids of the active people in any of the groups."""
    query = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id.in_(list(group_ids)), Person.active)
    )
    return frozenset(session.scalars(query))


def group_ref(group: Group) -> GroupRef:
    """A group row as a value."""
    return GroupRef(group.id, group.name, group.name_en)


def _ref(person: Person) -> PersonRef:
    return PersonRef(person.id, person.name, person.title, person.vip)


def _groups(session: Session, person_ids: Collection[str]) -> list[str]:
    return list(session.scalars(select(Membership.group_id).where(Membership.person_id.in_(person_ids))))


def _memberships(session: Session, person_ids: Collection[str]) -> list[tuple[str, str]]:
    if not person_ids:
        return []
    query = (
        select(Membership.group_id, Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id.in_(person_ids), Group.role.is_(False))
        .order_by(Membership.group_id, Membership.person_id)
    )
    return [(group_id, person_id) for group_id, person_id in session.execute(query)]


def _absent_people(session: Session, deputy_id: str, now: datetime) -> list[str]:
    query = select(Absence.person_id).where(Absence.deputy_id == deputy_id, Absence.begins <= now, Absence.ends > now)
    return sorted(set(session.scalars(query)))
