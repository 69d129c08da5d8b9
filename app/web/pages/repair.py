"""Repairing a case: what stopped, what is known of it, and what to do next. For administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases import repair
from app.cases.commands import record_reading
from app.cases.incidents import case_data, incident_page, move_page, open_incidents, preview_move, seen_by
from app.cases.queries import case_summary
from app.web import incoming
from app.web.access import open_to
from app.web.data_fields import changed
from app.web.picture import picture
from app.web.signed_in import actor
from app.web.workplace import clock, desk, reading

pages = Blueprint("repair", __name__)
OPERATOR = open_to("administrator")


@pages.get("/incidents")
@OPERATOR
def index() -> str:
    """Every step that could not be done and waits for somebody, the oldest first."""
    found = open_incidents(reading(), actor(), page=incoming.number("page", most=10_000))
    return render_template("incidents.html", incidents=found)


@pages.get("/cases/<int:case_id>/incident")
@OPERATOR
def show(case_id: int) -> str:
    """One incident: where, why, and the data that the step sees."""
    found = incident_page(reading(), actor(), case_id, request.args.get("step", ""))
    record_reading(actor(), desk(), case_id=case_id)
    return render_template("incident.html", page=found, picture=picture(found.diagram), key=incoming.new_key())


@pages.post("/cases/<int:case_id>/retries")
@OPERATOR
def retry(case_id: int) -> Response:
    """Tries the step again, with the data as corrected on the page."""
    step = incoming.text("step", limit=500)
    values = changed(seen_by(reading(), actor(), case_id, step))
    repair.retry_step(
        actor(), desk(), case_id=case_id, step=step, values=values, reason=incoming.text("reason", limit=2_000),
        revision=incoming.revision(), idempotency_key=incoming.key(),
    )  # fmt: skip
    flash(gettext("The step was tried again. This page shows what follows."), "success")
    return _to_case(case_id)


@pages.get("/cases/<int:case_id>/data")
@OPERATOR
def data(case_id: int) -> str:
    """The case's data, to be corrected."""
    found = case_data(reading(), actor(), case_id)
    record_reading(actor(), desk(), case_id=case_id)
    return render_template("case_data.html", page=found, key=incoming.new_key())


@pages.post("/cases/<int:case_id>/corrections")
@OPERATOR
def correct(case_id: int) -> Response:
    """Corrects the case's data without trying anything again."""
    values = changed(case_data(reading(), actor(), case_id).data)
    repair.correct_data(
        actor(), desk(), case_id=case_id, values=values, reason=incoming.text("reason", limit=2_000),
        revision=incoming.revision(), idempotency_key=incoming.key(),
    )  # fmt: skip
    flash(gettext("The data is corrected. The history has what it was before."), "success")
    return _to_case(case_id)


@pages.get("/cases/<int:case_id>/move")
@OPERATOR
def choose(case_id: int) -> str:
    """Where the case stands, and where it could go on."""
    found = move_page(reading(), actor(), case_id)
    record_reading(actor(), desk(), case_id=case_id)
    return render_template("move.html", page=found, pictures=[picture(each) for each in found.diagrams])


@pages.post("/cases/<int:case_id>/moves/check")
@OPERATOR
def check_move(case_id: int) -> str:
    """What the move would do; nothing is changed yet."""
    cancel, start = request.form.getlist("cancel"), request.form.getlist("start")
    reason, values = incoming.text("reason", limit=2_000), changed({})
    what = preview_move(
        reading(), actor(), case_id, cancel=cancel, start=start, values=values, now=clock().now()
    )  # fmt: skip
    case = case_summary(reading(), actor(), case_id)
    return render_template(
        "move_check.html", what=what, case=case, cancel=cancel, start=start, values=values, reason=reason,
        revision=incoming.revision(), key=incoming.new_key(),
    )  # fmt: skip


@pages.post("/cases/<int:case_id>/moves")
@OPERATOR
def move(case_id: int) -> Response:
    """Cancels the chosen steps and goes on at the chosen ones."""
    repair.move_token(
        actor(), desk(), case_id=case_id, cancel=request.form.getlist("cancel"), start=request.form.getlist("start"),
        values=changed({}), reason=incoming.text("reason", limit=2_000), revision=incoming.revision(),
        idempotency_key=incoming.key(),
    )  # fmt: skip
    flash(gettext("The case was moved. This page shows where it stands now."), "success")
    return _to_case(case_id)


@pages.post("/cases/<int:case_id>/end")
@OPERATOR
def end(case_id: int) -> Response:
    """Ends a case that cannot go on."""
    reason = incoming.text("reason", limit=2_000)
    repair.end_case(
        actor(), desk(), case_id=case_id, reason=reason, revision=incoming.revision(), idempotency_key=incoming.key()
    )
    flash(gettext("The case is over. Its history stays readable."), "success")
    return _to_case(case_id)


def _to_case(case_id: int) -> Response:
    return redirect(url_for("cases.show", case_id=case_id), 303)
