"""Decisions for editors: what can be said of a DMN document before it is deployed."""

from dataclasses import dataclass, field

from flask import Response, request

from app.dmn import Finding, check_model
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.language import say
from app.web.api.operations import answered, operation
from app.web.api.reading import read_json
from app.web.api.shapes import about

DOCUMENT_LIMIT = 300_000


@dataclass(frozen=True)
class DecisionCheckRequest:
    """A DMN model as it stands in the editor."""

    document: str = field(metadata=about("The text of the .dmn file.", minLength=1, maxLength=DOCUMENT_LIMIT))


@dataclass(frozen=True)
class DecisionFinding:
    """Something found at one place: the decision, the nearest element with an id, rules from 1, the column's label.

    `line` and `position` count from 1 in the text of the cell or expression; 0 when they say nothing.
    """

    code: str
    severity: str
    decision: str
    element: str
    rules: tuple[int, ...]
    column: str
    line: int
    position: int
    message: str
    remedy: str


@dataclass(frozen=True)
class DecisionFindings:
    """Everything found, in the language of Accept-Language."""

    findings: tuple[DecisionFinding, ...]


@operation("POST", "/decisions/check", body=DecisionCheckRequest, answer=DecisionFindings)
@open_to(TOKEN)
def check_decisions() -> Response:
    """Check a DMN document without deploying it.

    What it imports is not looked at. An error would stop its deployment; a warning would not. Nothing is stored.
    """
    caller()
    sent = read_json(request, DecisionCheckRequest)
    return answered(DecisionFindings(tuple(map(_told, check_model(sent.document.encode())))))


def _told(found: Finding) -> DecisionFinding:
    place = found.place
    return DecisionFinding(
        code=found.rule,
        severity=str(found.severity),
        decision=place.decision,
        element=place.element,
        rules=place.rules,
        column=place.column,
        line=place.line,
        position=place.column_in_text,
        message=say(found.message, found.details),
        remedy=say(found.remedy, found.details),
    )
