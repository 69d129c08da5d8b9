"""Reading cases: one with all that its page shows, lists, files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.cases.labels import Labels
from app.cases.locked import row_number
from app.cases.migration import migration_to_undo
from app.cases.page import (
    attachments_of,
    buttons_of,
    comments_of,
    diagrams_of,
    final_variables,
    incidents_of,
    outcome_of,
    timers_of,
)
from app.cases.rights import (
    cases_in_sight,
    may_cancel,
    may_migrate,
    may_remark,
    may_repair,
    may_send,
    may_withdraw,
    visible_case,
)
from app.cases.routing import RouteProposal, propose_route
from app.cases.story import case_events, case_history, story, verify_case
from app.cases.summaries import summaries
from app.cases.task_rows import rows_of_case
from app.cases.version_history import first_version
from app.cases.views import AttachmentView, CaseFilter, CaseList, CasePage, CaseSummary, FieldValue
from app.definitions.library import compiled
from app.engine import Bundle, Execution, State
from app.errors import NotFound
from app.history.log import StoredEvent
from app.identity.actor import Actor
from app.identity.directory import person_ref
from app.store.tables import Attachment, Case, Snapshot

__all__ = [
    "AttachmentContent",
    "RouteProposal",
    "attachment",
    "case_history",
    "case_page",
    "case_summary",
    "list_cases",
    "propose_route",
    "verify_case",
]

LONGEST_SEARCH = 100
COUNTED = 1_000


@dataclass(frozen=True)
class AttachmentContent:
    """A file with its bytes."""

    view: AttachmentView
    content: bytes


def case_page(session: Session, actor: Actor, case_id: int, *, now: datetime) -> CasePage:
    """Where a case stands, as this actor may see it. Raises :class:`NotFound`."""
    row = visible_case(session, actor, case_id)
    bundle, events = compiled(session, row.version_id), case_events(session, row)
    execution = _execution(session, row, bundle)
    running = execution is not None
    subscriptions = execution.subscriptions if execution else ()
    waits, remark = {wait.message for wait in subscriptions}, may_remark(session, actor, row)
    return CasePage(
        summary=summaries(session, [row.id])[0],
        revision=row.revision,
        request=_request(session, row, events),
        outcome=outcome_of(row, final_variables(events)),
        open_tasks=rows_of_case(session, actor, case_id),
        timers=timers_of(session, case_id, bundle),
        incidents=incidents_of(session, case_id, bundle),
        timeline=story(session, row, events),
        comments=comments_of(session, events),
        attachments=attachments_of(session, case_id),
        diagrams=diagrams_of(row, bundle, events, execution.tokens if execution else ()),
        messages=tuple(sorted(waits)),
        buttons=buttons_of(bundle, subscriptions) if may_send(session, actor, row, with_values=False) else (),
        may_comment=remark,
        may_withdraw="withdraw" in waits and may_withdraw(actor, row),
        may_add_information="information" in waits and remark,
        may_cancel=running and may_cancel(actor),
        may_repair=running and may_repair(actor),
        may_read_history=True,
        may_undo_migration=running and may_migrate(actor) and migration_to_undo(session, case_id) is not None,
    )


def case_summary(session: Session, actor: Actor, case_id: int) -> CaseSummary:
    """A case as a list shows it. Raises :class:`NotFound`."""
    return summaries(session, [visible_case(session, actor, case_id).id])[0]


def list_cases(session: Session, actor: Actor, filter: CaseFilter, *, now: datetime) -> CaseList:
    """The cases that the actor asked for (``mine``) or may see (``all``), newest first.

    What it costs depends on the page, not on how many cases there are: nothing is counted beyond ``COUNTED``.
    """
    condition = Case.requester_id == actor.id if filter.whose == "mine" else cases_in_sight(session, actor)
    query = _narrowed(select(Case.id).where(condition), filter)
    counted = query.limit(COUNTED).subquery()
    total: int = session.scalar(select(func.count()).select_from(counted)) or 0
    first = (filter.page - 1) * filter.page_size
    found = session.scalars(query.order_by(Case.id.desc()).limit(filter.page_size + 1).offset(first)).all()
    rows = summaries(session, found[: filter.page_size])
    return CaseList(rows, total if total < COUNTED else None, filter, len(found) > filter.page_size)


def attachment(session: Session, actor: Actor, case_id: int, attachment_id: str) -> AttachmentContent:
    """One file of a case that the actor may see. Raises :class:`NotFound`."""
    visible_case(session, actor, case_id)
    row = session.get(Attachment, attachment_id)
    if row is None or row.case_id != case_id:
        raise NotFound(what="This file")
    view = AttachmentView(row.id, row.name, row.media_type, row.size, person_ref(session, row.added_by), row.added_at)
    return AttachmentContent(view, row.content)


def _execution(session: Session, row: Case, bundle: Bundle) -> Execution | None:
    if row.state != State.RUNNING:
        return None
    body = session.scalars(select(Snapshot.body).where(Snapshot.case_id == row.id)).one()
    return Execution.restore(bundle, body)


def _request(session: Session, row: Case, events: Sequence[StoredEvent]) -> tuple[FieldValue, ...]:
    """What was asked, with the form of the version on which it was asked."""
    version_id = first_version(row, events)
    asked = events[0].payload or {"variables": {}}
    return Labels(session, version_id).request(asked, compiled(session, version_id))


def _narrowed(query: Select[Any], filter: CaseFilter) -> Select[Any]:
    if filter.state:
        query = query.where(Case.state == filter.state)
    if filter.scenario:
        query = query.where(Case.scenario == filter.scenario)
    text = filter.text.strip()[:LONGEST_SEARCH]
    return query.where(_says(text)) if text else query


def _says(text: str) -> ColumnElement[bool]:
    """The reference of a case (``E-000012`` or ``12``), or words of its title."""
    by_title, number = Case.title.icontains(text, autoescape=True), row_number(text.upper().removeprefix("E-"))
    return by_title if number is None else or_(by_title, Case.id == number)
