"""What the desk told me."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.notifications.commands import mark_read
from app.notifications.queries import notifications
from app.web import incoming
from app.web.access import SIGNED_IN, open_to
from app.web.signed_in import actor
from app.web.workplace import desk, reading

pages = Blueprint("notifications", __name__, url_prefix="/notifications")


@pages.get("")
@open_to(SIGNED_IN)
def index() -> str:
    """My messages, newest first."""
    page = incoming.number("page")
    return render_template("notifications.html", messages=notifications(reading(), actor().id, page), page=page)


@pages.post("/reading")
@open_to(SIGNED_IN)
def read_all() -> Response:
    """I have seen them."""
    mark_read(actor(), desk())
    return redirect(url_for("notifications.index"), 303)
