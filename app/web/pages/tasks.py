"""One task: what am I deciding, and what do I need to know?"""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.cases.commands import attach_file, record_reading
from app.cases.queries import case_page
from app.errors import EscaladeError
from app.forms import AnswersRefused, FieldError
from app.identity.directory import people
from app.store.desk import StaleWrite
from app.tasks import commands
from app.tasks.finding import TaskNotOpen, TaskTaken, task_name
from app.tasks.queries import task_view
from app.web import incoming, uploads
from app.web.access import SIGNED_IN, open_to
from app.web.failures import title
from app.web.form_view import form_of_task, typed
from app.web.picture import picture
from app.web.signed_in import actor
from app.web.words import error_words
from app.web.workplace import clock, desk, reading

pages = Blueprint("tasks", __name__, url_prefix="/tasks")


@pages.get("/<task_id>")
@open_to(SIGNED_IN)
def show(task_id: str) -> str:
    """The task with its form and what one needs in order to decide."""
    page = _page(task_id)
    record_reading(actor(), desk(), case_id=task_name(task_id).case_id)
    return page


@pages.post("/<task_id>/claim")
@open_to(SIGNED_IN)
def claim(task_id: str) -> Response:
    """Takes the task: the others see that somebody is on it."""
    commands.claim_task(actor(), desk(), task_id=task_id)
    return redirect(incoming.back_to(url_for("tasks.show", task_id=task_id)), 303)


@pages.post("/<task_id>/release")
@open_to(SIGNED_IN)
def release(task_id: str) -> Response:
    """Gives the task back to its group."""
    commands.release_task(actor(), desk(), task_id=task_id)
    flash(gettext("The task is free again for its group."), "success")
    return redirect(incoming.back_to(url_for("inbox.show")), 303)


@pages.post("/<task_id>/delegation")
@open_to(SIGNED_IN)
def delegate(task_id: str) -> Response:
    """Hands the task to another person, with the reason."""
    person_id = incoming.text("person", limit=64)
    commands.delegate_task(actor(), desk(), task_id=task_id, person_id=person_id, reason=incoming.text("reason"))
    flash(gettext("The task was handed over."), "success")
    return redirect(url_for("inbox.show"), 303)


@pages.post("/<task_id>/draft")
@open_to(SIGNED_IN)
def save_draft(task_id: str) -> Response | str:
    """Keeps what was typed for later."""
    commands.save_draft(actor(), desk(), task_id=task_id, fields=incoming.fields())
    if "HX-Request" in request.headers:
        task = task_view(reading(), actor(), task_id, now=clock().now())
        return render_template("draft_saved.html", task=task, form=form_of_task(task))
    flash(gettext("Your draft is kept. You will find it here again."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@pages.post("/<task_id>/completion")
@open_to(SIGNED_IN)
def complete(task_id: str) -> Response | tuple[str, int]:
    """Sends the form: the case goes on."""
    answers = incoming.fields()
    try:
        uploads.name_files(answers, _stored(task_id))
        commands.complete_task(
            actor(), desk(), task_id=task_id, fields=answers,
            revision=incoming.revision(), idempotency_key=incoming.key(),
        )  # fmt: skip
    except AnswersRefused as error:
        return _page(task_id, answers, error.errors), error.status
    return redirect(url_for("tasks.sent", task_id=task_id), 303)


@pages.get("/<task_id>/completion")
@open_to(SIGNED_IN)
def sent(task_id: str) -> str:
    """What happens next, after a form was sent."""
    page = case_page(reading(), actor(), task_name(task_id).case_id, now=clock().now())
    return render_template("sent.html", page=page)


@pages.errorhandler(TaskNotOpen)
@pages.errorhandler(TaskTaken)
@pages.errorhandler(StaleWrite)
def too_late(error: EscaladeError) -> tuple[str, int]:
    """Somebody else acted first: says who and when, leads to the case, and keeps what was typed in sight."""
    case_url = url_for("cases.show", case_id=task_name((request.view_args or {})["task_id"]).case_id)
    page = render_template(
        "error.html", status=error.status, title=title(error.status), text=error_words(error),
        typed=typed(incoming.fields()) if request.method == "POST" else (), case_url=case_url,
    )  # fmt: skip
    return page, error.status


def _page(
    task_id: str, answers: Mapping[str, list[str]] | None = None, errors: Mapping[str, FieldError] | None = None
) -> str:
    task = task_view(reading(), actor(), task_id, now=clock().now())
    return render_template(
        "task.html",
        task=task,
        form=form_of_task(task, answers, errors),
        errors=errors or {},
        picture=picture(task.diagram),
        colleagues=[entry.ref for entry in people(reading()) if entry.active and entry.ref.id != actor().id],
        key=request.form.get("_key") or incoming.new_key(),
    )


def _stored(task_id: str) -> Callable[[FileStorage], str]:
    """Stores a file of the form with the case."""

    def keep(file: FileStorage) -> str:
        return attach_file(
            actor(), desk(), case_id=task_name(task_id).case_id, task_id=task_id,
            name=file.filename, media_type=file.mimetype, content=file.read(),
        ).id  # fmt: skip

    return keep
