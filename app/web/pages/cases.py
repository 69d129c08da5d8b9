"""A case: where does it stand?"""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases import commands, migration
from app.cases.queries import attachment, case_page, list_cases
from app.cases.views import CaseFilter
from app.definitions.queries import scenarios
from app.web import incoming
from app.web.access import SIGNED_IN, open_to
from app.web.picture import picture
from app.web.signed_in import actor
from app.web.workplace import clock, desk, reading

pages = Blueprint("cases", __name__, url_prefix="/cases")
STATES = ("running", "completed", "cancelled")


@pages.get("")
@open_to(SIGNED_IN)
def index() -> str:
    """The cases that this person may see, newest first."""
    state = request.args.get("state", "")
    wish = CaseFilter(
        whose="all",
        state=state if state in STATES else None,
        scenario=request.args.get("scenario", "")[:64] or None,
        text=request.args.get("q", "").strip()[:200],
        page=incoming.number("page"),
    )
    found = list_cases(reading(), actor(), wish, now=clock().now())
    return render_template("cases.html", cases=found, scenarios=scenarios(reading()), states=STATES)


@pages.get("/<int:case_id>")
@open_to(SIGNED_IN)
def show(case_id: int) -> str:
    """Diagram, timeline, open tasks, remarks and files of one case."""
    commands.record_reading(actor(), desk(), case_id=case_id)
    page = case_page(reading(), actor(), case_id, now=clock().now())
    pictures = [picture(diagram) for diagram in page.diagrams]
    return render_template("case.html", page=page, pictures=pictures, key=incoming.new_key())


@pages.post("/<int:case_id>/comments")
@open_to(SIGNED_IN)
def comment(case_id: int) -> Response:
    """Adds a remark."""
    text = incoming.text("text")
    commands.add_comment(actor(), desk(), case_id=case_id, text=text, idempotency_key=incoming.key())
    flash(gettext("Your comment is on the case."), "success")
    return redirect(incoming.back_to(_address(case_id)), 303)


@pages.post("/<int:case_id>/files")
@open_to(SIGNED_IN)
def add_file(case_id: int) -> Response:
    """Adds a file."""
    file = incoming.upload("file")
    commands.attach_file(
        actor(), desk(), case_id=case_id, name=file.filename or "", media_type=file.mimetype, content=file.read()
    )
    flash(gettext("The file is on the case."), "success")
    return redirect(incoming.back_to(_address(case_id)), 303)


@pages.get("/<int:case_id>/files/<file_id>")
@open_to(SIGNED_IN)
def read_file(case_id: int, file_id: str) -> Response:
    """A file, to be saved: it is never shown as a page of the desk."""
    commands.record_reading(actor(), desk(), case_id=case_id)
    found = attachment(reading(), actor(), case_id, file_id)
    response = send_file(
        BytesIO(found.content), mimetype=found.view.media_type, as_attachment=True, download_name=found.view.name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@pages.post("/<int:case_id>/withdrawal")
@open_to(SIGNED_IN)
def withdraw(case_id: int) -> Response:
    """The requester no longer needs it."""
    commands.withdraw_case(actor(), desk(), case_id=case_id, reason=incoming.text("reason"))
    flash(gettext("The request is withdrawn. Those who worked on it are told."), "success")
    return redirect(_address(case_id), 303)


@pages.post("/<int:case_id>/information")
@open_to(SIGNED_IN)
def inform(case_id: int) -> Response:
    """The requester adds what they forgot."""
    commands.add_information(actor(), desk(), case_id=case_id, text=incoming.text("text"))
    flash(gettext("Your information is with those who work on the case."), "success")
    return redirect(_address(case_id), 303)


@pages.post("/<int:case_id>/messages/<message>")
@open_to(SIGNED_IN)
def send(case_id: int, message: str) -> Response:
    """Sends a message for which the diagram gives the page a button."""
    commands.send_message(actor(), desk(), case_id=case_id, message=message, idempotency_key=incoming.key())
    flash(gettext("It is sent. This page shows what follows."), "success")
    return redirect(_address(case_id), 303)


@pages.post("/<int:case_id>/cancellation")
@open_to("administrator", "manager", "incident-manager")
def cancel(case_id: int) -> Response:
    """Ends the case from outside its diagram."""
    commands.cancel_case(actor(), desk(), case_id=case_id, reason=incoming.text("reason"))
    flash(gettext("The case is cancelled."), "success")
    return redirect(_address(case_id), 303)


@pages.post("/<int:case_id>/migration/reversal")
@open_to("process-owner", "administrator")
def undo_migration(case_id: int) -> Response:
    """Puts the case back on the version from which it was moved."""
    migration.undo_migration(actor(), desk(), case_id=case_id, reason=incoming.text("reason"))
    flash(gettext("The case is back on its earlier version."), "success")
    return redirect(_address(case_id), 303)


def _address(case_id: int) -> str:
    return url_for("cases.show", case_id=case_id)
