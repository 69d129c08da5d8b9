"""Asking for something: the form, the proposal of a route before sending, the catalogue, my requests."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.commands import start_case
from app.cases.queries import list_cases, propose_route
from app.cases.views import CaseFilter
from app.definitions.queries import form_of, scenario, scenarios
from app.forms import AnswersRefused, FieldError
from app.identity.directory import people
from app.web import incoming, uploads
from app.web.access import SIGNED_IN, open_to
from app.web.form_view import judged, shown_form
from app.web.signed_in import actor
from app.web.workplace import clock, desk, reading

pages = Blueprint("requests", __name__)
INTAKE = "intake"
ASK_FOR_OTHERS = ("service-desk", "administrator")


@pages.get("/requests")
@open_to(SIGNED_IN)
def index() -> str:
    """What I asked for, newest first."""
    wish = CaseFilter(whose="mine", page=incoming.number("page"))
    return render_template("requests.html", cases=list_cases(reading(), actor(), wish, now=clock().now()))


@pages.get("/catalogue")
@open_to(SIGNED_IN)
def catalogue() -> str:
    """The scenarios that can be started directly."""
    return render_template("catalogue.html", scenarios=scenarios(reading()))


@pages.get("/requests/new")
@open_to(SIGNED_IN)
def new() -> str:
    """The form of a new request: the general one, or that of a scenario."""
    return _page(request.args.get("scenario", INTAKE)[:64])


@pages.post("/requests/proposal")
@open_to(SIGNED_IN)
def propose() -> str:
    """The form as these answers change it, and what the desk would do with them. Nothing is stored."""
    key = incoming.text("_scenario", limit=64)
    template = "asked.html" if "HX-Request" in request.headers else "request.html"
    return _page(key, incoming.fields(), propose=True, template=template)


@pages.post("/requests")
@open_to(SIGNED_IN)
def create() -> Response | tuple[str, int]:
    """Sends the request: a case begins."""
    key, answers = incoming.text("_scenario", limit=64), incoming.fields()
    requester = request.form.get("_requester", "")[:64] or None
    try:
        started = start_case(
            actor(), desk(), scenario=key, files=uploads.looked_at(answers), fields=answers, requester_id=requester,
            idempotency_key=incoming.key(),
        )  # fmt: skip
    except AnswersRefused as error:
        errors = uploads.choose_again(answers, error.errors)
        return _page(key, answers, errors), error.status
    sentence = gettext("Your request is registered as %(reference)s. The desk has it now.", reference=started.reference)
    flash(sentence, "success")
    return redirect(url_for("cases.show", case_id=started.case_id), 303)


def _page(
    key: str,
    answers: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, FieldError] | None = None,
    propose: bool = False,
    template: str = "request.html",
) -> str:
    found = scenario(reading(), key)
    form = form_of(reading(), found.version_id, found.start_form) if found.start_form else None
    for_others = actor().holds(*ASK_FOR_OTHERS)
    return render_template(
        template,
        scenario=found,
        redrawn=template != "request.html",
        intake=key == INTAKE,
        changing=form.changing if form else False,
        form=shown_form(form, {}, answers, errors) if form else None,
        errors=errors or {},
        asked=propose,
        proposal=_proposal(key, answers) if propose and answers else None,
        people=[entry.ref for entry in people(reading()) if entry.active] if for_others else (),
        requester=request.form.get("_requester") or actor().id,
        key=request.form.get("_key") or incoming.new_key(),
    )


def _proposal(key: str, answers: Mapping[str, list[str]]) -> object | None:
    """The route that the decision proposes for the answers so far; None while they are not enough."""
    found = scenario(reading(), key)
    if key != INTAKE or not found.start_form:
        return None
    submission = judged(form_of(reading(), found.version_id, found.start_form), answers, {})
    return propose_route(reading(), values=submission.values, now=clock().now())
