"""What pages and programs are told about tasks: frozen values, no rows of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases.views import AttachmentView, CommentView, DiagramView, HistoryEntry, InboxRow
from app.forms import FormDefinition


@dataclass(frozen=True)
class InboxFilter:
    """What the address of the inbox says. ``whose``: all, mine, groups; ``order``: urgency, newest, oldest."""

    whose: str = "all"
    scenario: str | None = None
    priority: str | None = None
    vip: bool = False
    late: bool = False
    order: str = "urgency"
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True)
class Inbox:
    """A page of open tasks as asked for, with the counts for the tabs (over all pages, without filters)."""

    rows: tuple[InboxRow, ...]
    total: int
    filter: InboxFilter
    count_all: int
    count_mine: int
    count_groups: int
    count_late: int
    scenarios: tuple[tuple[str, str, str], ...]  # (key, name, name_en) of the scenarios that have open tasks for them


@dataclass(frozen=True)
class TaskView:
    """Everything that a person needs in order to decide. ``values`` are the case variables that the form may show."""

    row: InboxRow
    element: str
    title: str
    title_en: str
    documentation: str
    properties: Mapping[str, str]
    form: FormDefinition | None
    values: Mapping[str, Any]
    draft: Mapping[str, list[str]] | None
    draft_saved_at: datetime | None
    revision: int
    story: tuple[HistoryEntry, ...]
    comments: tuple[CommentView, ...]
    attachments: tuple[AttachmentView, ...]
    diagram: DiagramView
    may_claim: bool
    may_release: bool
    may_complete: bool
    why_not: str  # English template (a gettext key) when none is allowed, else ""
    why_not_details: Mapping[str, str]


@dataclass(frozen=True)
class Completion:
    """What sending a form did: the case after it, and what happens next (the 50 oldest open tasks of the case)."""

    case_id: int
    reference: str
    task_id: str
    revision: int
    state: str
    outcome: str
    next_tasks: tuple[InboxRow, ...]
    repeated: bool = False
