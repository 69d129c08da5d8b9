"""What pages and programs are told about incidents and their repair: frozen values, no rows of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases.views import CaseSummary, DiagramView
from app.errors import Phrase
from app.identity.directory import PersonRef

Names = tuple[str, str]
"""A name in both languages."""


@dataclass(frozen=True)
class IncidentRow:
    """A step that failed, with its case. ``code`` is a stable name for programs, ``message`` what happened, ``said``
    the same as template and details, for other languages."""

    case: CaseSummary
    step: str
    element: str
    name: str
    name_en: str
    code: str
    message: str
    said: Mapping[str, Any]
    opened_at: datetime


@dataclass(frozen=True)
class IncidentList:
    """A page of open incidents, the oldest first; ``more`` says that another page follows."""

    rows: tuple[IncidentRow, ...]
    total: int
    page: int
    more: bool


@dataclass(frozen=True)
class IncidentPage:
    """An incident with everything that its step sees (``data``); ``own`` names what differs from the case's data."""

    incident: IncidentRow
    revision: int
    data: Mapping[str, Any]
    own: tuple[str, ...]
    diagram: DiagramView


@dataclass(frozen=True)
class CaseData:
    """The case's own variables, and the revision at which they are so."""

    case: CaseSummary
    revision: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """A step where the case stands. ``depth`` counts the activities around it, ``holder`` who took its task."""

    step: str
    element: str
    name: str
    name_en: str
    depth: int
    failed: bool
    holder: str


@dataclass(frozen=True)
class StartPlace:
    """Where a case can go on: ``target`` is an element, or the flow by which to arrive from ``source`` at a gateway
    that joins; ``around`` is the subprocess that it lies in."""

    target: str
    element: str
    kind: str
    name: str
    name_en: str
    source: str
    source_en: str
    around: str
    around_en: str


@dataclass(frozen=True)
class MovePage:
    """Where a case stands and where it could go on."""

    case: CaseSummary
    revision: int
    standing: tuple[Standing, ...]
    places: tuple[StartPlace, ...]
    diagrams: tuple[DiagramView, ...]


@dataclass(frozen=True)
class ClosedTask:
    """An open task that a move would close, who took it, and how many people have typed into it."""

    id: str
    name: str
    name_en: str
    claimed_by: PersonRef | None
    drafts: int


@dataclass(frozen=True)
class MovePreview:
    """What a move would do: steps cancelled, tasks closed, deadlines dropped, steps reached, tasks opened,
    automatic steps begun, and what would fail; ``ends`` says that the case would be over."""

    cancelled: tuple[Names, ...]
    closed: tuple[ClosedTask, ...]
    deadlines: tuple[Names, ...]
    reached: tuple[Names, ...]
    opened: tuple[Names, ...]
    jobs: tuple[Names, ...]
    failures: tuple[str | Phrase, ...]
    ends: bool
