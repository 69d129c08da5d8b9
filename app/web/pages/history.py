"""The history of a case: what happened, and can I believe it?"""

from flask import Blueprint, render_template

from app.cases.commands import record_reading
from app.cases.queries import case_history, case_summary, verify_case
from app.web import incoming
from app.web.access import SIGNED_IN, open_to
from app.web.signed_in import actor
from app.web.workplace import desk, reading

pages = Blueprint("history", __name__, url_prefix="/cases")
PER_PAGE = 100


@pages.get("/<int:case_id>/history")
@open_to(SIGNED_IN)
def show(case_id: int) -> str:
    """Every event of the case in words, and whether its chain holds."""
    record_reading(actor(), desk(), case_id=case_id)
    case = case_summary(reading(), actor(), case_id)
    entries = case_history(reading(), actor(), case_id)
    page = incoming.number("page")
    return render_template(
        "history.html",
        case=case,
        entries=entries[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(entries),
        page=page,
        pages=-(-len(entries) // PER_PAGE),
        verification=verify_case(reading(), case_id),
    )
