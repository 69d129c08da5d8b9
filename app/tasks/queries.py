"""Reading tasks: the inbox, and one task with all that is needed to decide."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.cases.page import attachments_of, comments_of, diagram_of
from app.cases.rights import candidate_keys, visible_case
from app.cases.story import case_events, story
from app.cases.task_rows import inbox_rows
from app.definitions.library import compiled, form_of
from app.engine import Execution
from app.identity.actor import Actor
from app.store.statements import FoundRow
from app.store.tables import Case, Claim, Draft, Snapshot, Task, TaskCandidate, Version
from app.tasks.finding import find_task
from app.tasks.separation import already_agreed
from app.tasks.views import Inbox, InboxFilter, TaskView

NOT_YOURS = "This task belongs to {group}. You can read it, but not do it."
TAKEN = "{who} has taken this task. You can do it when they give it back."
SAME_PERSON = "You have already given one of the agreements of this case, so the other must come from somebody else."


@dataclass(frozen=True)
class Permissions:
    """What the viewer may do with a task; when nothing, the sentence that says why."""

    claim: bool = False
    release: bool = False
    complete: bool = False
    why_not: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def inbox(session: Session, actor: Actor, filter: InboxFilter, *, now: datetime) -> Inbox:
    """The open tasks that the actor may do, the most urgent first unless another order is asked for."""
    yours = _within_reach(actor)
    narrowed = _narrowed(yours, actor, filter, now)
    page = _in_order(narrowed, filter.order).limit(filter.page_size).offset((filter.page - 1) * filter.page_size)
    counts = _counts(session, actor, yours, now)
    everything, mine = sum(row.all for row in counts), sum(row.mine for row in counts)
    return Inbox(
        rows=inbox_rows(session, actor, list(session.scalars(page))),
        total=session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0,
        filter=filter,
        count_all=everything,
        count_mine=mine,
        count_groups=everything - mine,
        count_late=sum(row.late for row in counts),
        scenarios=_scenarios(session, {row.scenario for row in counts}),
    )


def inbox_token(session: Session, actor: Actor) -> str:
    """Changes whenever a task enters or leaves the actor's inbox, is taken or given back."""
    query = _tasks(_within_reach(actor), Task.id, Claim.person_id, Task.assignee).order_by(Task.id)
    return hashlib.sha256(orjson.dumps([list(row) for row in session.execute(query)])).hexdigest()[:32]


def task_view(session: Session, actor: Actor, task_id: str, *, now: datetime) -> TaskView:
    """One open task. Raises :class:`~app.tasks.finding.TaskNotOpen` when it is over."""
    task = find_task(session, actor, task_id)
    row = visible_case(session, actor, task.case_id)
    bundle = compiled(session, row.version_id)
    body = session.scalars(select(Snapshot.body).where(Snapshot.case_id == row.id)).one()
    execution, events = Execution.restore(bundle, body), case_events(session, row)
    element, draft = bundle.elements[task.element], session.get(Draft, (task_id, actor.id))
    shown = inbox_rows(session, actor, [task_id])[0]
    may = permissions(session, actor, task, shown.right, shown.claimed_by)
    return TaskView(
        row=shown,
        element=task.element,
        title=element.properties.get("title") or task.name,
        title_en=element.properties.get("title:en") or task.name_en,
        documentation=element.documentation,
        properties=element.properties,
        form=form_of(session, row.version_id, task.form) if task.form else None,
        values=execution.local_variables(task.step),
        draft=orjson.loads(draft.fields) if draft else None,
        draft_saved_at=draft.saved_at if draft else None,
        revision=row.revision,
        story=story(session, row, events),
        comments=comments_of(session, events),
        attachments=attachments_of(session, row.id),
        diagram=diagram_of(row, bundle, events, element.process, execution.tokens),
        may_claim=may.claim,
        may_release=may.release,
        may_complete=may.complete,
        why_not=may.why_not,
        why_not_details=may.details,
    )


def permissions(session: Session, actor: Actor, task: FoundRow, right: str, holder: Any) -> Permissions:
    """What this actor may do with this task now. *holder* is the person who took it, if any."""
    if not right:
        return Permissions(why_not=NOT_YOURS, details={"group": ""})
    mine = holder is not None and (holder.id == actor.id or holder.id in actor.deputising)
    if holder is not None and not mine:
        return Permissions(why_not=TAKEN, details={"who": holder.name})
    if actor.id in already_agreed(session, task):
        return Permissions(release=mine, why_not=SAME_PERSON)
    return Permissions(claim=holder is None, release=mine, complete=True)


def _within_reach(actor: Actor) -> ColumnElement[bool]:
    """Tasks of which the actor, a group of theirs or somebody they stand in for is a candidate."""
    return exists().where(TaskCandidate.task_id == Task.id, TaskCandidate.candidate.in_(candidate_keys(actor)))


def _tasks(condition: ColumnElement[bool], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Claim, Claim.task_id == Task.id)
        .where(condition)
    )


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    return or_(Claim.person_id == actor.id, and_(Claim.person_id.is_(None), Task.assignee == actor.id))


def _is_late(now: datetime) -> ColumnElement[bool]:
    return func.coalesce(Task.due_at, Case.due_at) <= now


def _narrowed(yours: ColumnElement[bool], actor: Actor, filter: InboxFilter, now: datetime) -> Select[Any]:
    query = _tasks(yours, Task.id)
    if filter.whose == "mine":
        query = query.where(_is_mine(actor))
    elif filter.whose == "groups":
        query = query.where(or_(Claim.person_id.is_(None), Claim.person_id != actor.id)).where(
            or_(Task.assignee.is_(None), Task.assignee != actor.id)
        )
    if filter.scenario:
        query = query.where(Case.scenario == filter.scenario)
    if filter.priority:
        query = query.where(Case.priority == filter.priority)
    if filter.vip:
        query = query.where(Case.vip)
    return query.where(_is_late(now)) if filter.late else query


def _in_order(query: Select[Any], order: str) -> Select[Any]:
    """Urgency is the deadline (late ones come first by it), then the priority, then the age."""
    if order == "newest":
        return query.order_by(Task.opened_at.desc(), Task.id.desc())
    if order == "oldest":
        return query.order_by(Task.opened_at, Task.id)
    due = func.coalesce(Task.due_at, Case.due_at)
    return query.order_by(due.is_(None), due, Case.priority, Task.priority.desc(), Task.opened_at, Task.id)


@dataclass(frozen=True)
class ScenarioCount:
    """How many open tasks of a scenario there are for the actor, how many are their own, how many are late."""

    scenario: str
    all: int
    mine: int
    late: int


def _counts(session: Session, actor: Actor, yours: ColumnElement[bool], now: datetime) -> tuple[ScenarioCount, ...]:
    """The counts of each scenario. It is grouped by an expression: by the column, SQLite would walk the index of all
    cases that ever were instead of the open tasks."""
    scenario = func.coalesce(Case.scenario, "")
    query = _tasks(
        yours,
        scenario,
        func.count(),
        func.sum(case((_is_mine(actor), 1), else_=0)),
        func.sum(case((_is_late(now), 1), else_=0)),
    ).group_by(scenario)
    found = session.execute(query)
    return tuple(ScenarioCount(key, int(every), int(mine), int(late)) for key, every, mine, late in found)


def _scenarios(session: Session, keys: set[str]) -> tuple[tuple[str, str, str], ...]:
    rows = session.scalars(select(Version).where(Version.key.in_(keys), Version.current).order_by(Version.name))
    return tuple((row.key, row.name, row.name_en) for row in rows)
