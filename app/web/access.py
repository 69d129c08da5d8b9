"""Who may call a route. Every route says so with :func:`open_to`; an application with one without does not start.

This is the first door only: whether this person may see *this* case or do *this* task is decided by the query or the
command that the route calls.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from app.errors import EscaladeError, NotAllowed
from app.web.signed_in import current_actor

EVERYBODY = "everybody"
SIGNED_IN = "signed-in"
TOKEN = "bearer-token"  # noqa: S105 -- the name of a policy: the API's own check of the bearer token

View = TypeVar("View", bound=Callable[..., object])


class RouteWithoutPolicy(EscaladeError):
    """The routes {routes} do not say who may call them. The server did not start. Give each an open_to(…)."""


class SignInNeeded(EscaladeError):
    """You are signed out. Nothing was changed. Sign in, then go back and send it again: your browser kept what you typed."""  # noqa: E501

    status = 401


def open_to(*who: str) -> Callable[[View], View]:
    """Says who may call the view: ``everybody``, ``signed-in``, ``bearer-token``, or the names of roles."""

    def mark(view: View) -> View:
        view.open_to = who  # type: ignore[attr-defined]
        return view

    return mark


def guard(app: Flask) -> None:
    """Applies the policies to each request, and refuses an application in which one is missing."""
    app.view_functions["static"] = open_to(EVERYBODY)(lambda **values: app.send_static_file(**values))
    missing = sorted(rule.rule for rule in app.url_map.iter_rules() if not policy_of(app, rule.endpoint))
    if missing:
        raise RouteWithoutPolicy(routes=", ".join(missing))
    app.before_request(_check)


def policy_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Who may call the endpoint; empty when nobody said so."""
    return getattr(app.view_functions[endpoint], "open_to", ())


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if EVERYBODY in policy or TOKEN in policy:
        return None
    actor = current_actor()
    if actor is None:
        return _ask_to_sign_in()
    if SIGNED_IN not in policy and not actor.holds(*policy):
        raise NotAllowed(action="open this page", whom="an administrator")
    return None


def _ask_to_sign_in() -> Response:
    """A page that was asked for comes after signing in; what was sent cannot be repeated by the server."""
    if request.method not in {"GET", "HEAD"} or "HX-Request" in request.headers:
        raise SignInNeeded()
    return redirect(url_for("sessions.new", next=request.full_path.rstrip("?")))
