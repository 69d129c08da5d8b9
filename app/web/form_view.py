"""The forms of owners on a page: what was typed over a draft over what the case knows."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import get_timezone

from app.definitions.queries import form_of
from app.errors import NotFound
from app.forms import FieldError, FormDefinition, FormView, Submission, form_view, from_html
from app.tasks.views import TaskView
from app.web.language import language
from app.web.workplace import clock, reading

Answers = Mapping[str, list[str]]


def form_of_task(
    task: TaskView, answers: Answers | None = None, errors: Mapping[str, FieldError] | None = None
) -> FormView | None:
    """The form of a task as it is to be shown now; None for a task that asks for nothing."""
    if task.form is None:
        return None
    return shown_form(task.form, task.values, answers if answers is not None else task.draft, errors)


def shown_form(
    form: FormDefinition,
    variables: Mapping[str, Any],
    answers: Answers | None = None,
    errors: Mapping[str, FieldError] | None = None,
) -> FormView:
    """A form with the answers in it, and what is wrong with them."""
    entered = judged(form, answers, variables).entered if answers else None
    return form_view(
        form, variables, now=clock().now(), language=language(), zone=zone(), entered=entered, errors=errors
    )


def judged(form: FormDefinition, answers: Answers, variables: Mapping[str, Any]) -> Submission:
    """The answers read by the form's own rules."""
    return from_html(form, answers, variables, now=clock().now(), language=language(), zone=zone())


def typed(answers: Answers) -> list[tuple[str, str]]:
    """What a person typed, with the questions, for a page that can no longer take it."""
    version_id, _, form_id = request.form.get("_form", "").partition(":")
    try:
        form = form_of(reading(), version_id, form_id)
    except NotFound:
        return [(name, ", ".join(values)) for name, values in answers.items() if not name.startswith("_")]
    return [(view.label, _display(view)) for view in shown_form(form, {}, answers).answerable if _display(view)]


def zone() -> ZoneInfo:
    """The time zone of the desk's pages."""
    return ZoneInfo(str(get_timezone()))


def _display(view: Any) -> str:
    return view.display or view.value
