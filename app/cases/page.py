"""The parts of a case's page: diagrams with their tokens, comments, files, deadlines, incidents."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.failing import told
from app.cases.recording import element_of
from app.cases.version_history import renamed_moves
from app.cases.views import (
    AttachmentView,
    CommentView,
    DiagramView,
    IncidentView,
    MessageView,
    OutcomeText,
    TimerView,
)
from app.engine import Bundle
from app.engine.model import Subscription
from app.history.log import StoredEvent
from app.identity.directory import person_names
from app.store.tables import Attachment, Case, Incident, Timer

Tokens = Iterable[tuple[str, str]]


def comments_of(session: Session, events: Sequence[StoredEvent]) -> tuple[CommentView, ...]:
    """The remarks on a case, oldest first."""
    remarks = [event for event in events if event.type == "comment_added" and event.payload]
    names = person_names(session, {event.actor for event in remarks})
    return tuple(
        CommentView(names[event.actor], event.at, str((event.payload or {}).get("text", ""))) for event in remarks
    )


def attachments_of(session: Session, case_id: int) -> tuple[AttachmentView, ...]:
    """The files of a case without their content, oldest first."""
    table = Attachment
    columns = (table.id, table.name, table.media_type, table.size, table.added_by, table.added_at)
    rows = session.execute(select(*columns).where(table.case_id == case_id).order_by(table.added_at, table.id)).all()
    names = person_names(session, {row.added_by for row in rows})
    return tuple(
        AttachmentView(row.id, row.name, row.media_type, row.size, names[row.added_by], row.added_at) for row in rows
    )


def timers_of(session: Session, case_id: int, bundle: Bundle) -> tuple[TimerView, ...]:
    """The deadlines that are armed, the next one first."""
    rows = session.scalars(select(Timer).where(Timer.case_id == case_id).order_by(Timer.due_at, Timer.step))
    return tuple(TimerView(row.element, *element_names(bundle, row.element), row.due_at) for row in rows)


def incidents_of(session: Session, case_id: int, bundle: Bundle) -> tuple[IncidentView, ...]:
    """The technical failures that stop the case now."""
    rows = session.scalars(select(Incident).where(Incident.case_id == case_id).order_by(Incident.opened_at))
    return tuple(
        IncidentView(row.step, row.element, *element_names(bundle, row.element), *told(row.message), row.opened_at)
        for row in rows
    )


def buttons_of(bundle: Bundle, waits: Iterable[Subscription]) -> tuple[MessageView, ...]:
    """The messages for which the event that waits has the property ``send``, the words of a button."""
    found: dict[str, MessageView] = {}
    for wait in waits:
        words = bundle.elements[wait.element].properties
        send, confirm = words.get("send"), words.get("confirm", "")
        if send:
            send_en, confirm_en = words.get("send:en", send), words.get("confirm:en", confirm)
            found[wait.message] = MessageView(wait.message, send, send_en, confirm, confirm_en)
    return tuple(found.values())


def outcome_of(row: Case, variables: dict[str, object]) -> OutcomeText | None:
    """How the case ended, in the words that the diagram set."""
    if not row.outcome:
        return None
    text = str(variables.get("outcome_text") or row.outcome)
    return OutcomeText(row.outcome, text, str(variables.get("outcome_text_en") or text))


def final_variables(events: Sequence[StoredEvent]) -> dict[str, object]:
    """The case's own variables as the history tells them: what was there at the start, then every change."""
    variables: dict[str, object] = {}
    for event in events:
        payload = event.payload or {}
        variables.update(payload.get("variables", {}) if event.type == "case_started" else {})
        for name, value, scope in (payload.get("advance") or {}).get("changes", ()):
            if not scope:
                variables[name] = value
    return variables


def diagrams_of(row: Case, bundle: Bundle, events: Sequence[StoredEvent], tokens: Tokens) -> tuple[DiagramView, ...]:
    """The diagram of the case and those of the processes it has called, in the order in which they were reached."""
    places = tuple(tokens)
    reached = dict.fromkeys([row.definition])
    for kind, step, _flows in renamed_moves(events):
        known = bundle.elements.get(element_of(step))
        if kind == "entered" and known is not None:
            reached.setdefault(known.process)
    return tuple(diagram_of(row, bundle, events, process, places) for process in reached)


def diagram_of(row: Case, bundle: Bundle, events: Sequence[StoredEvent], process: str, tokens: Tokens) -> DiagramView:
    """One process's diagram: where the tokens are, which elements and flows were passed, cancelled, or failed."""
    inside = {element.id for element in bundle.elements.values() if element.process == process}
    here = {element for _step, element in tokens} & inside
    marks: dict[str, dict[str, None]] = {"left": {}, "cancelled": {}, "failed": {}, "flow": {}}
    for kind, step, flows in renamed_moves(events):
        element = element_of(step)
        if element in inside:
            marks["flow"].update(dict.fromkeys(flows))
            marks.get(kind, {})[element] = None
    passed = tuple(element for element in marks["left"] if element not in here)
    cancelled = tuple(element for element in marks["cancelled"] if element not in here and element not in passed)
    return DiagramView(
        version_id=row.version_id,
        path=bundle.processes[process].file,
        process=process,
        here=_drawn(bundle, sorted(here)),
        passed=_drawn(bundle, passed),
        flows=_drawn(bundle, marks["flow"]),
        cancelled=_drawn(bundle, cancelled),
        failed=_drawn(bundle, (element for element in marks["failed"] if element in here)),
    )


def _drawn(bundle: Bundle, elements: Iterable[str]) -> tuple[str, ...]:
    """The ids as the file has them."""
    return tuple(bundle.drawn.get(element, element) for element in elements)


def element_names(bundle: Bundle, element: str) -> tuple[str, str]:
    """What an element is called in both languages; one without a name goes by its id."""
    known = bundle.elements.get(element)
    name = (known.name if known else "") or element
    return name, (known.name_en if known else "") or name
