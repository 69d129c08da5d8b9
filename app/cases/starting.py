"""Opening a case: the request is checked by the start form, routed, and run to rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.files import NewFile, store_file
from app.cases.locked import LockedCase, lock_case, new_case, reference
from app.cases.running import Cause, RunningCase, record
from app.clock.levels import resolve_by
from app.definitions.library import compiled, form_of
from app.definitions.queries import current_version
from app.engine import Execution, State
from app.errors import EscaladeError, NotAllowed
from app.forms import from_html, from_json
from app.history.log import KeyUsedBefore, case_of, case_stream, find_request, read_one
from app.identity.actor import SYSTEM_ID, Actor
from app.identity.directory import actor_for
from app.store.desk import Desk
from app.store.tables import Task, Version
from app.time import iso

DEFAULT_PRIORITY = "P3"
ON_BEHALF = ("service-desk", "administrator")
TITLE_FIELDS = ("title", "summary", "what", "subject")
TITLE_LENGTH = 120
GENERATIONS = 100
Fields = Mapping[str, list[str]]


class EndlessChain(EscaladeError):
    """The case {reference} is the last of {limit} that started one another, so it starts no further one. Nothing was changed. Look for diagrams whose messages or signals start each other."""  # noqa: E501

    status = 422


@dataclass(frozen=True)
class Started:
    """A case that was opened; ``open_tasks`` are the ids of the tasks that wait now."""

    case_id: int
    reference: str
    revision: int
    state: str
    open_tasks: tuple[str, ...]
    repeated: bool = False


@dataclass(frozen=True)
class Opening:
    """How a case is opened: by whom, through which door, with what was asked.

    ``at`` is the start event, as :meth:`~app.engine.Execution.start` takes it (``{"message": "ordered"}``); ``values``
    are variables of the case beside those that the desk gives every case; ``told`` is what else its first event says.
    """

    actor: str
    channel: str
    request: Mapping[str, Any]
    idempotency_key: str | None = None
    title: str | None = None
    at: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


def start_case(
    actor: Actor,
    desk: Desk,
    *,
    scenario: str,
    values: Mapping[str, Any] | None = None,
    fields: Fields | None = None,
    title: str | None = None,
    requester_id: str | None = None,
    channel: str = "web",
    idempotency_key: str | None = None,
    files: Sequence[NewFile] = (),
) -> Started:
    """Opens a case on the current version of *scenario* with the start form's values (JSON) or fields (HTML).

    *files* are those that the fields call by their ids.
    Level 1 and administrators may open one for somebody else. Raises ``AnswersRefused`` with the fields to correct.
    """
    requester = requester_id or actor.id
    if requester != actor.id and actor.id != SYSTEM_ID and not actor.holds(*ON_BEHALF):
        raise NotAllowed(action="open a request for somebody else", whom="the service desk")

    def work() -> Started:
        if idempotency_key and (done := find_request(desk.session, actor.id, idempotency_key)):
            if done.type != "case_started":
                raise KeyUsedBefore()
            return _started(desk, lock_case(desk, case_of(done)), repeated=True)
        version = current_version(desk.session, scenario)
        clean = request_values(desk, version, actor, values=values, fields=fields)
        asker = actor_for(desk.session, requester, now=desk.now())
        row = open_case(desk, version, asker, Opening(actor.id, channel, clean, idempotency_key, title=title))
        for file in files:
            store_file(actor, desk, row, file)
        return _started(desk, row)

    return desk.commit(work)


def open_case(desk: Desk, version: Version, asker: Actor, opening: Opening) -> LockedCase:
    """A new case of the version, run to rest; what the desk gives every case wins over other values of its name."""
    row = _new_row(desk, version, asker, opening.title or _title(opening.request, version))
    variables = {**opening.values, **start_variables(row, asker, opening.request, desk.settings.pace)}
    payload = {"scenario": version.key, "version": version.id, "channel": opening.channel, "variables": variables}
    bundle = compiled(desk.session, version.id)
    execution, advance = Execution.start(
        bundle, version.key, variables, now=desk.now(), seed=case_stream(row.id), **opening.at
    )
    cause = Cause("case_started", opening.actor, payload | dict(opening.told), opening.idempotency_key)
    joined_by = [f"person:{asker.id}", f"person:{opening.actor}"]
    record(desk, RunningCase(row, bundle, execution), cause, advance, joined_by=joined_by)
    return row


def next_generation(session: Session, sender: int | None) -> dict[str, int]:
    """What the first event of a case says that another has started: how many led to it, one by the other.

    Raises :class:`EndlessChain`, so that diagrams that start one another do not do so for ever.
    """
    if sender is None:
        return {}
    first = read_one(session, case_stream(sender), 1)
    generation = int(((first.payload if first else None) or {}).get("generation", 0)) + 1
    if generation > GENERATIONS:
        raise EndlessChain(reference=reference(sender), limit=GENERATIONS)
    return {"generation": generation}


def request_values(
    desk: Desk,
    version: Version,
    actor: Actor,
    *,
    values: Mapping[str, Any] | None,
    fields: Fields | None,
) -> dict[str, Any]:
    """What was asked, validated by the start form of the version where it has one. Raises ``AnswersRefused``."""
    form_id = compiled(desk.session, version.id).processes[version.key].properties.get("start-form")
    if form_id is None:
        return dict(values or {})
    form, now, zone = form_of(desk.session, version.id, form_id), desk.now(), desk.settings.zone
    if fields is not None:
        return from_html(form, fields, {}, now=now, language=actor.language, zone=zone).accepted()
    return from_json(form, values or {}, {}, now=now, language=actor.language, zone=zone).accepted()


def start_variables(row: LockedCase, asker: Actor, values: Mapping[str, Any], pace: float) -> dict[str, Any]:
    """What every diagram finds at its start: the case, the requester, the pace of deadlines, and the request."""
    case = {
        "id": row.id,
        "reference": reference(row.id),
        "scenario": row.scenario,
        "title": row.title,
        "opened": iso(row.opened_at),
        "priority": row.priority,
        "vip": row.vip,
    }
    requester = {"id": asker.id, "name": asker.name, "email": asker.email, "title": asker.title, "vip": asker.vip}
    return {"case": case, "requester": requester, "pace": pace, "request": dict(values)}


def _new_row(desk: Desk, version: Version, asker: Actor, title: str) -> LockedCase:
    """The case's row, before its first step."""
    now = desk.now()
    values = dict(
        definition=version.key,
        version_id=version.id,
        scenario=version.key,
        title=_shortened(title),
        requester_id=asker.id,
        vip=asker.vip,
        priority=DEFAULT_PRIORITY,
        state=State.RUNNING.value,
        opened_at=now,
        due_at=resolve_by(now, DEFAULT_PRIORITY, desk.settings.pace),
    )
    return new_case(desk.session, values)


def _started(desk: Desk, row: LockedCase, *, repeated: bool = False) -> Started:
    tasks = desk.session.scalars(select(Task.id).where(Task.case_id == row.id).order_by(Task.opened_at, Task.id))
    return Started(row.id, reference(row.id), row.revision, row.state, tuple(tasks), repeated)


def _title(values: Mapping[str, Any], version: Version) -> str:
    """What the case is called when nobody named it: the first line of what was asked, or the scenario's name."""
    named = (str(values.get(name) or "").replace("\x00", "").strip() for name in TITLE_FIELDS)
    return next((text for text in named if text), version.name)


def _shortened(title: str) -> str:
    line = title.replace("\x00", "").strip().splitlines()[0]
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
