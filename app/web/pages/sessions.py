"""Signing in and out, and the language."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.identity.demo import PEOPLE, DemoPerson
from app.identity.directory import actor_for
from app.identity.sessions import SignInRefused, record_sign_in, sign_in
from app.web import incoming
from app.web.access import EVERYBODY, open_to
from app.web.language import COOKIE, LANGUAGES
from app.web.security import limiter
from app.web.signed_in import current_actor, forget, remember
from app.web.workplace import clock, desk, reading, settings

pages = Blueprint("sessions", __name__)
DECIDE = {
    "support-manager", "deputy-support-manager", "security-officer", "deputy-security-officer",
    "cio", "deputy-cio", "technical-manager", "incident-manager",
}  # fmt: skip
A_YEAR = 365 * 24 * 3600


@pages.get("/login")
@open_to(EVERYBODY)
def new() -> Response | str:
    """Asks who it is; in a demonstration, the invented people stand in a list."""
    if current_actor() and not settings().demo:
        return redirect(url_for("inbox.show"))
    return _form()


@pages.post("/login")
@open_to(EVERYBODY)
@limiter.limit(lambda: current_app.config["LOGIN_RATE"])
def create() -> Response | tuple[str, int]:
    """Signs in with a password."""
    name = incoming.text("person", limit=64).lower()
    try:
        sign_in(desk(), person_id=name, password=incoming.text("password", limit=500))
    except SignInRefused as error:
        return _form(error=error, name=name), error.status
    remember(name)
    return redirect(incoming.back_to(url_for("inbox.show")), 303)


@pages.post("/login/demo")
@open_to(EVERYBODY)
def create_demo() -> Response:
    """Signs in as one of the invented people of a demonstration; elsewhere this address does not exist."""
    if not settings().demo:
        raise NotFound(what="This page")
    person_id = incoming.text("person", limit=64)
    if person_id not in {person.id for person in PEOPLE}:
        raise NotFound(what="This person")
    actor_for(reading(), person_id, now=clock().now())
    record_sign_in(desk(), person_id=person_id)
    remember(person_id)
    return redirect(incoming.back_to(url_for("inbox.show")), 303)


@pages.post("/logout")
@open_to(EVERYBODY)
def end() -> Response:
    """Signs out."""
    actor = current_actor()
    if actor:
        record_sign_in(desk(), person_id=actor.id, event="signed_out")
    forget()
    return redirect(url_for("sessions.new"), 303)


@pages.post("/language")
@open_to(EVERYBODY)
def speak() -> Response:
    """Changes the language of this browser."""
    wish = request.form.get("language", "")
    response = make_response(redirect(incoming.back_to(url_for("inbox.show")), 303))
    if wish in LANGUAGES:
        session["language"] = wish
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, wish, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def _form(**shown: object) -> str:
    people = _by_role() if settings().demo else []
    return render_template("login.html", people=people, next=incoming.back_to("/"), **shown)


def _by_role() -> list[tuple[str, list[DemoPerson]]]:
    """The invented people as a newcomer looks for them."""
    titles = {
        "ask": gettext("They ask"),
        "work": gettext("They work on it"),
        "decide": gettext("They decide"),
        "watch": gettext("They draw, check and run the desk"),
    }
    return [(title, [person for person in PEOPLE if _role(person) == role]) for role, title in titles.items()]


def _role(person: DemoPerson) -> str:
    groups = set(person.groups)
    if groups & {"process-owner", "auditor", "administrator"}:
        return "watch"
    if groups & DECIDE:
        return "decide"
    return "work" if groups - {"management"} else "ask"
