"""Repairing cases for programs: what stopped and why, and the four things that an administrator can do about it."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from app.cases.commands import Sent, record_reading
from app.cases.incidents import incidents_of_case, open_incidents
from app.cases.repair import correct_data, end_case, move_token, retry_step
from app.cases.repair_views import IncidentList, IncidentPage
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.operations import answered, operation
from app.web.api.reading import read_json, read_key, read_query
from app.web.api.shapes import about
from app.web.workplace import desk, reading

WHY = about("Why; it is kept in the history.", minLength=1, maxLength=2_000)
SEEN = about("The revision of the case on which this was decided; 409 when a step was taken since.", minimum=0)
DATA = about("Data that is corrected by it, by the names of the variables.")


@dataclass(frozen=True)
class IncidentQuery:
    """Which page is wanted."""

    page: int = field(default=1, metadata=about("The page, from 1.", minimum=1, maximum=10_000))


@dataclass(frozen=True)
class IncidentsOfCase:
    """The steps of a case that failed, with the data that each of them sees."""

    incidents: tuple[IncidentPage, ...]


@dataclass(frozen=True)
class RetryRequest:
    """A failed step, to be tried again. Its values are corrected as the step sees them."""

    step: str = field(metadata=about("The step, as the incident names it.", minLength=1, maxLength=500))
    reason: str = field(metadata=WHY)
    revision: int = field(metadata=SEEN)
    values: dict[str, Any] | None = field(default=None, metadata=DATA)


@dataclass(frozen=True)
class CorrectionRequest:
    """Data of the case, or of one step of it, to be corrected."""

    values: dict[str, Any] = field(metadata=DATA)
    reason: str = field(metadata=WHY)
    revision: int = field(metadata=SEEN)
    step: str = field(default="", metadata=about("A step whose own data it is; empty: the case's.", maxLength=500))


@dataclass(frozen=True)
class MoveRequest:
    """Steps to cancel, and where to go on instead."""

    reason: str = field(metadata=WHY)
    revision: int = field(metadata=SEEN)
    cancel: tuple[str, ...] = field(default=(), metadata={"description": "Steps, with everything inside them."})
    start: tuple[str, ...] = field(
        default=(), metadata={"description": "Elements; at a gateway that joins, the sequence flow to arrive by."}
    )
    values: dict[str, Any] | None = field(default=None, metadata=DATA)


@dataclass(frozen=True)
class EndRequest:
    """A case that cannot go on, to be ended."""

    reason: str = field(metadata=WHY)
    revision: int = field(metadata=SEEN)


@operation("GET", "/incidents", query=IncidentQuery, answer=IncidentList)
@open_to(TOKEN)
def find_incidents() -> Response:
    """List the steps of all cases that failed, the oldest first."""
    actor = caller()
    return answered(open_incidents(reading(), actor, page=read_query(request, IncidentQuery).page))


@operation("GET", "/cases/<int:case_id>/incidents", answer=IncidentsOfCase)
@open_to(TOKEN)
def read_incidents(case_id: int) -> Response:
    """Read the incidents of a case with their data."""
    actor = caller()
    found = incidents_of_case(reading(), actor, case_id)
    record_reading(actor, desk(), case_id=case_id)
    return answered(IncidentsOfCase(found))


@operation("POST", "/cases/<int:case_id>/retries", body=RetryRequest, answer=Sent, repeatable=True, errors=(409,))
@open_to(TOKEN)
def retry(case_id: int) -> Response:
    """Try a failed step again."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, RetryRequest)
    answer = retry_step(
        actor, desk(), case_id=case_id, step=sent.step, values=sent.values or {}, reason=sent.reason,
        revision=sent.revision, idempotency_key=key,
    )  # fmt: skip
    return answered(answer)


@operation(
    "POST", "/cases/<int:case_id>/corrections", body=CorrectionRequest, answer=Sent, repeatable=True, errors=(409,)
)
@open_to(TOKEN)
def correct(case_id: int) -> Response:
    """Correct data of a case."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, CorrectionRequest)
    answer = correct_data(
        actor, desk(), case_id=case_id, values=sent.values, reason=sent.reason, revision=sent.revision, step=sent.step,
        idempotency_key=key,
    )  # fmt: skip
    return answered(answer)


@operation("POST", "/cases/<int:case_id>/moves", body=MoveRequest, answer=Sent, repeatable=True, errors=(409, 422))
@open_to(TOKEN)
def move(case_id: int) -> Response:
    """Cancel steps of a case and go on at others. 422 says why a case cannot be moved like this."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, MoveRequest)
    answer = move_token(
        actor, desk(), case_id=case_id, cancel=sent.cancel, start=sent.start, values=sent.values or {},
        reason=sent.reason, revision=sent.revision, idempotency_key=key,
    )  # fmt: skip
    return answered(answer)


@operation("POST", "/cases/<int:case_id>/end", body=EndRequest, answer=Sent, repeatable=True, errors=(409,))
@open_to(TOKEN)
def end(case_id: int) -> Response:
    """End a case that cannot go on."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, EndRequest)
    answer = end_case(actor, desk(), case_id=case_id, reason=sent.reason, revision=sent.revision, idempotency_key=key)
    return answered(answer)
