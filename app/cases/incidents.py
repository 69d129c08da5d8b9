"""What an operator looks at before repairing: open incidents, one with its data, and what a move would do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.failing import told
from app.cases.locked import reference
from app.cases.page import diagram_of, element_names
from app.cases.repair import Values, names, require_operator, sound
from app.cases.repair_views import (
    CaseData,
    ClosedTask,
    IncidentList,
    IncidentPage,
    IncidentRow,
    MovePage,
    MovePreview,
    Standing,
    StartPlace,
)
from app.cases.rights import may_repair, visible_case, visible_cases
from app.cases.running import CaseOver
from app.cases.story import case_events
from app.cases.summaries import summaries
from app.cases.task_rows import rows_of_case
from app.definitions.library import compiled
from app.engine import Bundle, Execution, State
from app.errors import NotFound
from app.identity.actor import Actor
from app.store.tables import Case, Draft, Incident, Snapshot, Task

PAGE = 50


def incident_count(session: Session, actor: Actor) -> int:
    """How many steps wait to be repaired by this actor."""
    if not may_repair(actor):
        return 0
    joined = select(func.count()).select_from(Incident).join(Case, Case.id == Incident.case_id)
    return session.scalar(joined.where(visible_cases(actor))) or 0


def open_incidents(session: Session, actor: Actor, *, page: int = 1) -> IncidentList:
    """The incidents of all cases that the actor may repair, the oldest first."""
    require_operator(actor)
    query = select(Incident, Case.version_id).join(Case, Case.id == Incident.case_id).where(visible_cases(actor))
    ordered = query.order_by(Incident.opened_at, Incident.case_id, Incident.step)
    found = session.execute(ordered.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    rows = tuple(_row(session, incident, version_id) for incident, version_id in found[:PAGE])
    return IncidentList(rows, incident_count(session, actor), page, len(found) > PAGE)


def incidents_of_case(session: Session, actor: Actor, case_id: int) -> tuple[IncidentPage, ...]:
    """Every open incident of a case with its data, the oldest first."""
    require_operator(actor)
    row = visible_case(session, actor, case_id)
    query = select(Incident).where(Incident.case_id == case_id).order_by(Incident.opened_at, Incident.step)
    found = session.scalars(query).all()
    return tuple(_incident(session, row, incident) for incident in found)


def incident_page(session: Session, actor: Actor, case_id: int, step: str) -> IncidentPage:
    """One incident with what its step sees. Raises :class:`NotFound` when the step has not failed (any more)."""
    found = [page for page in incidents_of_case(session, actor, case_id) if page.incident.step == step]
    if not found:
        raise NotFound(what="This incident")
    return found[0]


def seen_by(session: Session, actor: Actor, case_id: int, step: str) -> Mapping[str, Any]:
    """What a failed step sees; nothing when it is repaired already."""
    return next((it.data for it in incidents_of_case(session, actor, case_id) if it.incident.step == step), {})


def case_data(session: Session, actor: Actor, case_id: int) -> CaseData:
    """The case's own variables, for who may correct them."""
    require_operator(actor)
    row = visible_case(session, actor, case_id)
    known = running(session, row).variables
    return CaseData(summaries(session, [case_id])[0], row.revision, dict(sorted(known.items())))


def move_page(session: Session, actor: Actor, case_id: int) -> MovePage:
    """Where the case stands and where it could go on."""
    require_operator(actor)
    row = visible_case(session, actor, case_id)
    execution, bundle = running(session, row), compiled(session, row.version_id)
    events, holders = case_events(session, row), _holders(session, actor, case_id)
    failed = {failure.step for failure in execution.failures}
    standing = tuple(
        Standing(step, element, *element_names(bundle, element), step.count("/"), step in failed, holders.get(step, ""))
        for step, element in execution.cancellable
    )
    places = tuple(_places(bundle, execution))
    drawn = dict.fromkeys([row.definition, *(bundle.elements[place.element].process for place in places)])
    diagrams = tuple(diagram_of(row, bundle, events, process, execution.tokens) for process in drawn)
    return MovePage(summaries(session, [case_id])[0], row.revision, standing, places, diagrams)


def preview_move(
    session: Session, actor: Actor, case_id: int, *, cancel: Sequence[str], start: Sequence[str], values: Values,
    now: datetime,
) -> MovePreview:  # fmt: skip
    """What a move would do, without doing it. Raises :class:`~app.engine.errors.MoveRefused`."""
    require_operator(actor)
    row = visible_case(session, actor, case_id)
    execution, bundle = running(session, row), compiled(session, row.version_id)
    timers = {timer.step: timer for timer in execution.timers}
    advance = execution.move(names(cancel), names(start), sound(values), now=now)
    kept = {timer.step for timer in execution.timers}
    return MovePreview(
        cancelled=tuple(element_names(bundle, move.element) for move in advance.moves if move.kind == "cancelled"),
        closed=tuple(_closed_tasks(session, actor, case_id, advance.closed)),
        deadlines=tuple(element_names(bundle, it.element) for step, it in timers.items() if step not in kept),
        reached=tuple(element_names(bundle, move.element) for move in advance.moves if move.kind == "entered"),
        opened=tuple(element_names(bundle, task.element) for task in advance.opened),
        jobs=tuple(element_names(bundle, job.element) for job in advance.jobs),
        failures=tuple(failure.message for failure in advance.failures),
        ends=advance.state is not State.RUNNING,
    )


def running(session: Session, row: Case) -> Execution:
    """The case as it stands, to look at. Raises :class:`~app.cases.running.CaseOver`."""
    body = session.scalars(select(Snapshot.body).where(Snapshot.case_id == row.id)).first()
    if row.state != State.RUNNING or body is None:
        raise CaseOver(reference=reference(row.id))
    return Execution.restore(compiled(session, row.version_id), body)


def _row(session: Session, incident: Incident, version_id: str) -> IncidentRow:
    name, name_en = element_names(compiled(session, version_id), incident.element)
    message, said = told(incident.message)
    return IncidentRow(
        case=summaries(session, [incident.case_id])[0],
        step=incident.step,
        element=incident.element,
        name=name,
        name_en=name_en,
        code=incident.code,
        message=message,
        said=said,
        opened_at=incident.opened_at,
    )


def _incident(session: Session, row: Case, incident: Incident) -> IncidentPage:
    execution, bundle = running(session, row), compiled(session, row.version_id)
    process = bundle.elements[incident.element].process
    picture = diagram_of(row, bundle, case_events(session, row), process, execution.tokens)
    seen, mine = execution.local_variables(incident.step), execution.variables
    return IncidentPage(
        incident=_row(session, incident, row.version_id),
        revision=row.revision,
        data=dict(sorted(seen.items())),
        own=tuple(sorted(name for name, value in seen.items() if name not in mine or mine[name] != value)),
        diagram=picture,
    )


def _places(bundle: Bundle, execution: Execution) -> Iterator[StartPlace]:
    flows = bundle.diagram.flows
    for target, element in execution.startable:
        known, by = bundle.elements[element], flows.get(target)
        source = element_names(bundle, by.source) if by else ("", "")
        around = element_names(bundle, known.parent) if known.parent else ("", "")
        yield StartPlace(target, element, known.kind, *element_names(bundle, element), *source, *around)


def _holders(session: Session, actor: Actor, case_id: int) -> dict[str, str]:
    """Who has the open task of each step, for telling apart whose work would be interrupted."""
    found = session.execute(select(Task.id, Task.step).where(Task.case_id == case_id))
    steps = {task_id: step for task_id, step in found}
    rows = rows_of_case(session, actor, case_id)
    holders = {steps[row.id]: row.claimed_by or row.assignee for row in rows}
    return {step: holder.name for step, holder in holders.items() if holder}


def _closed_tasks(session: Session, actor: Actor, case_id: int, steps: Sequence[str]) -> Iterator[ClosedTask]:
    drafts = select(func.count()).where(Draft.task_id == Task.id).scalar_subquery()
    query = select(Task.id, drafts).where(Task.case_id == case_id, Task.step.in_(steps))
    typed = {task_id: number for task_id, number in session.execute(query)}
    for row in rows_of_case(session, actor, case_id):
        if row.id in typed:
            yield ClosedTask(row.id, row.name, row.name_en, row.claimed_by, typed[row.id])
