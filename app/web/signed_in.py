"""Who is signed in: a signed cookie with the person's id, which ends after a while without use."""

from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request, session

from app.errors import NotFound
from app.identity.actor import Actor
from app.identity.directory import actor_for
from app.web.workplace import clock, db

PERSON = "person"
SEEN = "seen"
SEEN_EVERY = timedelta(minutes=1)


def watch(app: Flask) -> None:
    """Ends idle sessions. A page that refreshes itself is no use of the desk: see :func:`unattended`."""
    app.before_request(_notice)


def remember(person_id: str) -> None:
    """Signs the person in; nothing of an earlier session survives."""
    language = session.get("language")
    session.clear()
    session[PERSON] = person_id
    session[SEEN] = clock().now().timestamp()
    if language:
        session["language"] = language
    g.pop("actor", None)


def forget() -> None:
    """Signs the person out."""
    session.clear()
    g.pop("actor", None)


def current_actor() -> Actor | None:
    """The person of this request with their groups at this moment, or None; read once a request."""
    if "actor" not in g:
        g.actor = _load()
    return g.actor


def actor() -> Actor:
    """The person of this request, on a route that is only open to people who are signed in."""
    person = current_actor()
    if person is None:
        raise NotFound(what="Your session")
    return person


def unattended() -> bool:
    """Whether the page asked by itself, without anybody doing anything."""
    return request.headers.get("HX-Request") == "true" and request.args.get("poll") == "1"


def _load() -> Actor | None:
    person_id = session.get(PERSON)
    if person_id is None:
        return None
    try:
        return actor_for(db.session(), person_id, now=clock().now())
    except NotFound:
        session.clear()
        return None


def _notice() -> None:
    if PERSON not in session:
        return
    now = clock().now()
    idle = now - datetime.fromtimestamp(session.get(SEEN, 0), UTC)
    if idle > current_app.permanent_session_lifetime:
        forget()
    elif idle > SEEN_EVERY and not unattended():
        session[SEEN] = now.timestamp()
