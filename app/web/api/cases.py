"""Cases for programs: start one, read it and its history, send it a message, remark on it."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from flask import Response, request

from app.cases.commands import Sent, Started, add_comment, record_reading, send_message, start_case
from app.cases.queries import case_history, case_page, list_cases
from app.cases.views import CaseFilter, CaseList, CasePage, HistoryEntry
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.language import say
from app.web.api.operations import answered, done, operation
from app.web.api.reading import read_json, read_key, read_query
from app.web.api.shapes import about
from app.web.workplace import clock, desk, reading

STATES = ["running", "completed", "cancelled"]


@dataclass(frozen=True)
class CaseQuery:
    """Which cases are wanted."""

    whose: str = field(default="all", metadata=about("mine: I asked; all: those that I may see.", enum=["mine", "all"]))
    state: str | None = field(default=None, metadata=about("Only cases in this state.", enum=STATES))
    scenario: str | None = field(default=None, metadata=about("Only cases of this scenario.", maxLength=64))
    text: str = field(default="", metadata=about("Words of the title, or a reference.", maxLength=200))
    page: int = field(default=1, metadata=about("The page, from 1.", minimum=1, maximum=100_000))
    page_size: int = field(default=50, metadata=about("Cases on a page.", minimum=1, maximum=200))


@dataclass(frozen=True)
class StartRequest:
    """What is asked for: the answers of the scenario's start form. The scenario "intake" lets the desk choose."""

    scenario: str = field(metadata=about("The key of a scenario; see GET /scenarios.", minLength=1, maxLength=64))
    values: dict[str, Any] = field(metadata=about("The answers of the start form, checked by it."))
    title: str | None = field(default=None, metadata=about("A title; the scenario makes one otherwise.", maxLength=200))
    requester_id: str | None = field(default=None, metadata=about("For whom, when not for the caller.", maxLength=64))


@dataclass(frozen=True)
class MessageRequest:
    """A BPMN message for the case, such as "withdraw" or "information"."""

    message: str = field(metadata=about("The name of the message in the diagram.", minLength=1, maxLength=200))
    values: dict[str, Any] | None = field(default=None, metadata=about("What the message brings."))
    key: str | None = field(default=None, metadata=about("The correlation key, if the diagram has one.", maxLength=200))


@dataclass(frozen=True)
class CommentRequest:
    """A remark that everybody on the case can read."""

    text: str = field(metadata=about("The remark.", minLength=1, maxLength=10_000))


@dataclass(frozen=True)
class History:
    """Everything that happened in a case, oldest first; ``sentence`` is in the language of the answer."""

    entries: tuple[HistoryEntry, ...]


@operation("POST", "/cases", body=StartRequest, answer=Started, status=201, repeatable=True, errors=(404, 422))
@open_to(TOKEN)
def start() -> Response:
    """Start a case."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, StartRequest)
    started = start_case(actor, desk(), **asdict(sent), channel="api", idempotency_key=key)
    return answered(started, 201, location=f"/api/v1/cases/{started.case_id}")


@operation("GET", "/cases", query=CaseQuery, answer=CaseList)
@open_to(TOKEN)
def find_cases() -> Response:
    """List cases, newest first."""
    actor = caller()
    filter = CaseFilter(**asdict(read_query(request, CaseQuery)))
    return answered(list_cases(reading(), actor, filter, now=clock().now()))


@operation("GET", "/cases/<int:case_id>", answer=CasePage)
@open_to(TOKEN)
def read_case(case_id: int) -> Response:
    """Read where a case stands."""
    actor = caller()
    record_reading(actor, desk(), case_id=case_id)
    page = case_page(reading(), actor, case_id, now=clock().now())
    return answered(replace(page, timeline=_in_words(page.timeline)))


@operation("GET", "/cases/<int:case_id>/history", answer=History)
@open_to(TOKEN)
def read_history(case_id: int) -> Response:
    """Read everything that happened in a case."""
    actor = caller()
    record_reading(actor, desk(), case_id=case_id)
    return answered(History(_in_words(case_history(reading(), actor, case_id))))


@operation(
    "POST", "/cases/<int:case_id>/messages", body=MessageRequest, answer=Sent, repeatable=True, errors=(409, 422)
)
@open_to(TOKEN)
def send(case_id: int) -> Response:
    """Send a message to a case. 409 says that the case does not wait for it."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, MessageRequest)
    answer = send_message(
        actor, desk(), case_id=case_id, message=sent.message, values=sent.values or {}, key=sent.key,
        idempotency_key=key,
    )  # fmt: skip
    return answered(answer)


@operation("POST", "/cases/<int:case_id>/comments", body=CommentRequest, status=204, repeatable=True)
@open_to(TOKEN)
def comment(case_id: int) -> Response:
    """Remark on a case."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, CommentRequest)
    add_comment(actor, desk(), case_id=case_id, text=sent.text, idempotency_key=key)
    return done()


def _in_words(entries: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    return tuple(replace(entry, sentence=say(entry.sentence, entry.details)) for entry in entries)
