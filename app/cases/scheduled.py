"""Cases that a timer starts (BPMN 2.0.2 §10.5.2): one for each round, however many workers there are."""

from sqlalchemy import select

from app.cases.messages import NobodyAsks
from app.cases.starting import Opening, open_case
from app.definitions.schedule import Schedule
from app.definitions.starts import arm, rearm
from app.identity.actor import CLOCK_ID
from app.identity.directory import actor_for
from app.store.desk import Desk
from app.store.tables import StartEvent, Version
from app.store.topics import TIMER
from app.time import iso


def fire_start(desk: Desk, *, definition: str, element: str) -> None:
    """Starts the case of a timer start event that is due, and arms the next round in the same transaction.

    Nothing happens when another worker was faster, or the version that had this timer is no longer the current one.
    """
    desk.commit(lambda: _fire(desk, definition, element))


def _fire(desk: Desk, definition: str, element: str) -> None:
    query = select(StartEvent).where(
        StartEvent.definition == definition, StartEvent.element == element, StartEvent.kind == TIMER
    )
    for start in desk.session.scalars(query.with_for_update()):
        if start.due_at is None:
            continue
        if start.due_at > desk.now():
            arm(desk, start)
            continue
        _open(desk, start)
        schedule = Schedule(start.due_at, start.every, start.rounds)
        rearm(desk, start, schedule.following(desk.now()))


def _open(desk: Desk, start: StartEvent) -> None:
    if start.requester is None or start.due_at is None:
        raise NobodyAsks(scenario=start.definition)
    version = desk.session.get_one(Version, (start.version_id, start.definition))
    asker = actor_for(desk.session, start.requester, now=desk.now())
    told = {"start": start.element, "timer": start.name, "due_at": iso(start.due_at)}
    opening = Opening(CLOCK_ID, "timer", {}, at={"at": start.element}, told=told)
    open_case(desk, version, asker, opening)
