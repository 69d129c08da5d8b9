"""What pages and programs are told about cases: frozen values, no rows of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.identity.directory import GroupRef, PersonRef


@dataclass(frozen=True)
class CaseSummary:
    """A case in a list. ``state`` is running, completed or cancelled; ``outcome`` a short code set by the diagram."""

    id: int
    reference: str
    title: str
    scenario: str
    scenario_name: str
    scenario_name_en: str
    requester: PersonRef
    vip: bool
    confidential: bool
    priority: str
    state: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    version_number: int


@dataclass(frozen=True)
class CommentView:
    """A remark on a case; comments are events and cannot be changed."""

    author: PersonRef
    at: datetime
    text: str


@dataclass(frozen=True)
class AttachmentView:
    """A file of a case; its content is read at ``/cases/<case>/files/<id>``."""

    id: str
    name: str
    media_type: str
    size: int
    added_by: PersonRef
    at: datetime


@dataclass(frozen=True)
class FieldValue:
    """One value that was sent, with the label that the person saw, and the words of a choice in both languages."""

    key: str
    label: str
    label_en: str
    value: Any
    value_en: Any = None


@dataclass(frozen=True)
class StepView:
    """What a token did at an element. ``kind``: entered, left, cancelled, failed."""

    kind: str
    element: str
    step: str
    name: str
    name_en: str
    element_kind: str


@dataclass(frozen=True)
class ChangeView:
    """A variable before and after; a missing ``before`` is None."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryEntry:
    """One event of a case. ``sentence`` is an English template (a gettext key) with ``{placeholders}`` in ``details``.

    ``details`` hold names of people and elements (element names under ``name`` and ``name_en``). ``right`` says with
    which right the actor acted: own, group, delegate (``on_behalf_of``), requester, administrator, system.
    ``other_case`` is the case that a message or signal came from or went to.
    """

    sequence: int
    type: str
    at: datetime
    actor: PersonRef
    sentence: str
    details: Mapping[str, str]
    right: str = ""
    on_behalf_of: PersonRef | None = None
    channel: str = ""
    comment: str = ""
    sent: tuple[FieldValue, ...] = ()
    steps: tuple[StepView, ...] = ()
    changes: tuple[ChangeView, ...] = ()
    digest: str = ""
    other_case: int | None = None


@dataclass(frozen=True)
class TimerView:
    """A deadline that is armed."""

    element: str
    name: str
    name_en: str
    due_at: datetime


@dataclass(frozen=True)
class IncidentView:
    """A technical failure that stops a step; ``said`` is the message as template and details, for other languages."""

    step: str
    element: str
    name: str
    name_en: str
    message: str
    said: Mapping[str, Any]
    opened_at: datetime


@dataclass(frozen=True)
class OutcomeText:
    """How the case ended, in both languages, as the diagram says it."""

    code: str
    text: str
    text_en: str


@dataclass(frozen=True)
class InboxRow:
    """An open task in a list. ``right`` says why the viewer may do it: assignee, group, delegate, or "" when not."""

    id: str
    name: str
    name_en: str
    kind: str
    case: CaseSummary
    opened_at: datetime
    due_at: datetime | None
    priority: int
    assignee: PersonRef | None
    claimed_by: PersonRef | None
    groups: tuple[GroupRef, ...]
    right: str

    def mine(self, person_id: str) -> bool:
        """Whether this person took it or it is theirs by name."""
        holder = self.claimed_by or self.assignee
        return holder is not None and holder.id == person_id


@dataclass(frozen=True)
class DiagramView:
    """A diagram of a version with the places of its tokens; ``process`` is the process drawn."""

    version_id: str
    path: str
    process: str
    here: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageView:
    """A message that the diagram lets people send from the case's page: the words of its button and what follows."""

    name: str
    send: str
    send_en: str
    confirm: str
    confirm_en: str


@dataclass(frozen=True)
class CasePage:
    """Where a case stands. ``diagrams`` starts with the process of the case; called diagrams in use follow."""

    summary: CaseSummary
    revision: int
    request: tuple[FieldValue, ...]
    outcome: OutcomeText | None
    open_tasks: tuple[InboxRow, ...]
    timers: tuple[TimerView, ...]
    incidents: tuple[IncidentView, ...]
    timeline: tuple[HistoryEntry, ...]
    comments: tuple[CommentView, ...]
    attachments: tuple[AttachmentView, ...]
    diagrams: tuple[DiagramView, ...]
    messages: tuple[str, ...]  # message names that the case waits for, e.g. "withdraw", "information"
    buttons: tuple[MessageView, ...]  # those of them that the viewer may send here
    may_comment: bool
    may_withdraw: bool
    may_add_information: bool
    may_cancel: bool
    may_repair: bool
    may_read_history: bool
    may_undo_migration: bool = False


@dataclass(frozen=True)
class CaseFilter:
    """What the address of a list of cases says. ``whose``: mine (I asked), all (I may see)."""

    whose: str = "mine"
    state: str | None = None
    scenario: str | None = None
    text: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True)
class CaseList:
    """A page of cases, newest first. ``total`` is None when there are too many to count at each look; ``more`` says
    that another page follows."""

    rows: tuple[CaseSummary, ...]
    total: int | None
    filter: CaseFilter
    more: bool
