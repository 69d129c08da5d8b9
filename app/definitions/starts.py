"""What starts cases from outside any case (BPMN 2.0.2 §10.5.2): message, signal and timer start events.

Only the current version of a process listens; a version that replaces it takes over its messages and signals, and arms
its own timers from the moment of its deployment.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.definitions.schedule import Schedule, first_start
from app.engine.findings import Report
from app.engine.model import Finding, Process, TimerStart
from app.engine.timing import NoTime
from app.store.desk import Desk
from app.store.tables import Person, StartEvent
from app.store.topics import MESSAGE, SIGNAL, TIMER, topic

REQUESTER = "requester"


def register_starts(desk: Desk, process: Process, version_id: str, *, deployed_by: str) -> None:
    """The version is the current one from now on: its start events replace those of the version before it.

    For whom a case is opened when nobody asks: the person of the process's property ``requester``, else the one who
    deployed it.
    """
    desk.session.execute(delete(StartEvent).where(StartEvent.definition == process.id))
    requester = _requester(desk.session, process, deployed_by)
    common = {"definition": process.id, "version_id": version_id, "requester": requester, "fired": 0}
    for row in _rows(desk, process):
        start = StartEvent(**common, **row)
        desk.session.add(start)
        arm(desk, start)
    desk.session.flush()


def unready_starts(desk: Desk, process: Process, *, deployed_by: str) -> list[Finding]:
    """Why the process could not be started from outside as it is drawn."""
    report, named = Report(), process.properties.get(REQUESTER)
    requester = _requester(desk.session, process, deployed_by)
    if requester is None and (named or process.timer_starts):
        report.add("start-requester", process.file, process.id, person=named or "-")
    for start in process.timer_starts:
        try:
            _schedule(desk, start)
        except NoTime:
            report.add("start-timer", process.file, start.element, source=start.text)
    return list(report)


def arm(desk: Desk, start: StartEvent) -> None:
    """Defers the job that starts the next case, where the timer has a next moment."""
    if start.due_at is not None:
        place = topic(TIMER, start.definition, start.element)
        arguments: dict[str, object] = {"definition": start.definition, "element": start.element}
        desk.defer(desk.session, "fire_start", arguments, run_at=start.due_at, dedup=f"start/{place[:40]}")


def rearm(desk: Desk, start: StartEvent, schedule: Schedule | None) -> None:
    """The timer has started a case; it is armed for the next one, if there is one."""
    start.fired += 1
    start.due_at, start.rounds = (schedule.due_at, schedule.rounds) if schedule else (None, 0)
    arm(desk, start)


def starters(session: Session, kind: str, name: str) -> list[StartEvent]:
    """The start events of current versions for a message or signal, in order of their process."""
    query = select(StartEvent).where(StartEvent.topic == topic(kind, name))
    return list(session.scalars(query.order_by(StartEvent.definition)))


def _rows(desk: Desk, process: Process) -> Iterator[Mapping[str, Any]]:
    for kind, names in ((MESSAGE, process.message_starts), (SIGNAL, process.signal_starts)):
        for name in dict.fromkeys(names):
            yield {"kind": kind, "name": name, "topic": topic(kind, name), "element": ""}
    for start in process.timer_starts:
        schedule = _schedule(desk, start)
        when = {"due_at": schedule.due_at, "every": schedule.every, "rounds": schedule.rounds} if schedule else {}
        place = topic(TIMER, start.text)
        yield {"kind": TIMER, "name": start.text, "topic": place, "element": start.element} | when


def _schedule(desk: Desk, start: TimerStart) -> Schedule | None:
    return first_start(start.measure, start.text, {"pace": desk.settings.pace}, desk.now())


def _requester(session: Session, process: Process, deployed_by: str) -> str | None:
    person = session.get(Person, process.properties.get(REQUESTER, deployed_by))
    return person.id if person is not None and person.active else None
