"""Adding people, and changing what they belong to and sign in with; each change is in the person's history."""

import re
from collections.abc import Collection

from sqlalchemy import delete, insert, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.history.log import NewEvent, append_last
from app.identity.actor import SYSTEM_ID, Actor
from app.identity.passwords import hash_password
from app.store.desk import Desk
from app.store.tables import Group, Membership, Person

PERSON_ID = re.compile(r"[a-z][a-z0-9.-]{0,63}")
RESERVED = frozenset({"system", "clock"})
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200


def add_person(
    actor: Actor, desk: Desk, *, person_id: str, name: str, email: str, title: str = "", language: str = "fr",
    vip: bool = False, groups: Collection[str] = (),
) -> None:  # fmt: skip
    """Adds somebody, without a password yet. Raises InvalidInput (also when the id is taken) and NotFound (a group)."""
    _administers(actor)
    if not PERSON_ID.fullmatch(person_id) or person_id in RESERVED:
        raise InvalidInput(reason=f"«{person_id}» is no id: small letters, digits, dots and dashes, a letter first")
    if not name.strip() or "@" not in email:
        raise InvalidInput(reason="a person needs a name and an e-mail address")

    def work() -> None:
        if desk.session.get(Person, person_id) is not None:
            raise InvalidInput(reason=f"there is somebody called {person_id} already")
        desk.session.add(
            Person(id=person_id, name=name.strip(), email=email, title=title, language=language, vip=vip, active=True)
        )
        desk.session.flush()
        _join(desk, person_id, groups)
        _record(actor, desk, person_id, "person_added", {"name": name.strip(), "groups": sorted(groups)})

    desk.commit(work)


def set_groups(actor: Actor, desk: Desk, *, person_id: str, groups: Collection[str]) -> None:
    """From now on the person belongs to exactly these groups. Raises NotFound for a person or group not there."""
    _administers(actor)

    def work() -> None:
        _person(desk, person_id)
        before = sorted(desk.session.scalars(select(Membership.group_id).where(Membership.person_id == person_id)))
        desk.session.execute(delete(Membership).where(Membership.person_id == person_id))
        _join(desk, person_id, groups)
        _record(actor, desk, person_id, "groups_changed", {"before": before, "after": sorted(groups)})

    desk.commit(work)


def set_password(actor: Actor, desk: Desk, *, person_id: str, password: str) -> None:
    """A new password of 12 characters or more; the history says that it changed, never what it is."""
    _administers(actor)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput(reason=f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    hashed = hash_password(password)

    def work() -> None:
        _person(desk, person_id).password = hashed
        _record(actor, desk, person_id, "password_changed", {})

    desk.commit(work)


def _administers(actor: Actor) -> None:
    if actor.id != SYSTEM_ID and not actor.holds("administrator"):
        raise NotAllowed(action="change people", whom="an administrator")


def _person(desk: Desk, person_id: str) -> Person:
    person = desk.session.get(Person, person_id)
    if person is None:
        raise NotFound(what=person_id)
    return person


def _join(desk: Desk, person_id: str, groups: Collection[str]) -> None:
    known = set(desk.session.scalars(select(Group.id)))
    for group in groups:
        if group not in known:
            raise NotFound(what=f"The group «{group}»")
    if groups:
        rows = [{"person_id": person_id, "group_id": group} for group in sorted(set(groups))]
        desk.session.execute(insert(Membership), rows)


def _record(actor: Actor, desk: Desk, person_id: str, event: str, payload: dict[str, object]) -> None:
    append_last(desk.session, f"person/{person_id}", at=desk.now(), event=NewEvent(event, actor.id, payload))
