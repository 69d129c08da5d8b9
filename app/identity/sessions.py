"""Signing in with a password, and the trace of it."""

from app.errors import EscaladeError
from app.history.log import NewEvent, append_last
from app.identity.actor import Actor
from app.identity.directory import actor_for
from app.identity.passwords import verify_password
from app.store.desk import Desk
from app.store.tables import Person


class SignInRefused(EscaladeError):
    """The name or the password is not right. Nothing was changed. Try again, or ask the administrator of the desk."""

    status = 401


def sign_in(desk: Desk, *, person_id: str, password: str) -> Actor:
    """Checks the password and records the sign-in. Takes as long for an unknown name as for a wrong password."""
    person = desk.session.get(Person, person_id)
    known = person is not None and person.active
    if not verify_password(person.password if person is not None and known else None, password):
        if known:
            record_sign_in(desk, person_id=person_id, event="sign_in_refused")
        raise SignInRefused()
    record_sign_in(desk, person_id=person_id, event="signed_in")
    return actor_for(desk.session, person_id, now=desk.now())


def record_sign_in(desk: Desk, *, person_id: str, event: str = "signed_in") -> None:
    """Appends to the person's stream that they signed in, out, or were refused."""
    desk.commit(
        lambda: append_last(desk.session, f"person/{person_id}", at=desk.now(), event=NewEvent(event, person_id, {}))
    )
