"""One's own page: absences, access for programs."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.identity.absences import absences_of, declare_absence, end_absence
from app.identity.directory import groups, people
from app.identity.tokens import NewToken, create_token, list_tokens, revoke_token
from app.web import incoming
from app.web.access import SIGNED_IN, open_to
from app.web.signed_in import actor
from app.web.workplace import clock, desk, reading

pages = Blueprint("account", __name__, url_prefix="/me")
TOKEN_LIFE = timedelta(days=90)


@pages.get("")
@open_to(SIGNED_IN)
def show() -> str:
    """Who I am here, who stands in for me, and what may act in my name."""
    return _page()


@pages.post("/absences")
@open_to(SIGNED_IN)
def declare() -> Response:
    """Says that somebody stands in."""
    begins, ends = incoming.moment("begins"), incoming.moment("ends")
    declare_absence(actor(), desk(), deputy_id=incoming.text("deputy", limit=64), begins=begins, ends=ends)
    flash(gettext("Your absence is noted. Your deputy may do your tasks during it."), "success")
    return redirect(url_for("account.show"), 303)


@pages.post("/absences/<int:absence_id>/end")
@open_to(SIGNED_IN)
def come_back(absence_id: int) -> Response:
    """Ends an absence now."""
    end_absence(actor(), desk(), absence_id=absence_id)
    flash(gettext("Welcome back. Your deputy no longer acts for you."), "success")
    return redirect(url_for("account.show"), 303)


@pages.post("/tokens")
@open_to(SIGNED_IN)
def create() -> tuple[str, int]:
    """Makes a token for a program and shows its secret, this once."""
    expires_at = clock().now() + TOKEN_LIFE
    made = create_token(actor(), desk(), name=incoming.text("name", limit=100), expires_at=expires_at)
    return _page(made), 201


@pages.post("/tokens/<token_id>/revocation")
@open_to(SIGNED_IN)
def revoke(token_id: str) -> Response:
    """Makes a token useless."""
    revoke_token(actor(), desk(), token_id=token_id)
    flash(gettext("The token no longer opens anything."), "success")
    return redirect(url_for("account.show"), 303)


def _page(made: NewToken | None = None) -> str:
    me, names = actor(), groups(reading())
    return render_template(
        "account.html",
        groups=[names[group] for group in sorted(me.groups) if group in names],
        absences=absences_of(reading(), me.id),
        colleagues=[entry.ref for entry in people(reading()) if entry.active and entry.ref.id != me.id],
        tokens=list_tokens(reading(), me.id),
        made=made,
    )
