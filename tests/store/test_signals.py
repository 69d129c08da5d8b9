"""Signals outside any case, on both databases: all who listen get them, each once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.cases.commands import cancel_case, start_case
from app.cases.signals import Broadcast, broadcast_signal
from app.cases.story import case_history, verify_case
from app.definitions.commands import deploy
from app.errors import InvalidInput, NotAllowed
from app.identity.actor import SYSTEM, Actor
from app.jobs.registry import job_kinds
from app.store.desk import Desk
from app.store.tables import Case
from tests.conftest import CollectingDeferrer
from tests.store.lines import END, PLAIN, WORK, catch, event, line, throw

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
ASKER, LEVEL_1 = "helene", "lea"
KINDS = job_kinds(None)


@pytest.fixture
def alarms(desk: Desk) -> Desk:
    """A process whose cases listen to an alarm, one that it starts, and one whose cases raise it."""
    files = line("listener", PLAIN, catch("signal", "alarm"), WORK, END)
    files |= line("started", event("startEvent", "signal", "alarm"), WORK, END)
    files |= line("raiser", PLAIN, throw("signal", "alarm", level="=3"), WORK, END)
    deploy(SYSTEM, desk, files=files, reason="test")
    return desk


def begun(desk: Desk, person: Person, scenario: str = "listener") -> int:
    return start_case(person(ASKER), desk, scenario=scenario, values={}).case_id


def run_all(desk: Desk, deferred: CollectingDeferrer) -> None:
    """Runs every job twice, as workers that die may do."""
    while jobs := [job for job in deferred.jobs if job.name in KINDS]:
        deferred.jobs = []
        for job in [*jobs, *jobs]:
            KINDS[job.name].run(desk, **job.arguments)


def told(desk: Desk, case_id: int) -> list[str]:
    assert verify_case(desk.session, case_id).intact
    entries = case_history(desk.session, SYSTEM, case_id)
    return [entry.sentence.format_map(entry.details) for entry in entries]


def cases_of(desk: Desk, definition: str) -> list[Case]:
    return list(desk.session.scalars(select(Case).where(Case.definition == definition)))


def test_everybody_who_listens_gets_it_once(alarms: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    first, second = begun(alarms, person), begun(alarms, person)
    sent = broadcast_signal(person(LEVEL_1), alarms, signal="alarm", values={"level": 2})
    assert sent == Broadcast(cases=2, starts=1)
    run_all(alarms, deferred)
    for case_id in (first, second):
        assert told(alarms, case_id)[1:] == ["Léa Martin sent the signal “alarm” to all who listen."]
    (started,) = cases_of(alarms, "started")
    assert started.requester_id == LEVEL_1
    assert told(alarms, started.id) == ["Léa Martin opened the case by the signal “alarm”."]


def test_the_same_key_again_sends_nothing(alarms: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    begun(alarms, person)
    broadcast_signal(person(LEVEL_1), alarms, signal="alarm", idempotency_key="k")
    before = len(deferred.jobs)
    assert broadcast_signal(person(LEVEL_1), alarms, signal="alarm", idempotency_key="k") == Broadcast(1, 1, True)
    assert len(deferred.jobs) == before


def test_who_no_longer_listens_gets_nothing(alarms: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    case_id = begun(alarms, person)
    broadcast_signal(person(LEVEL_1), alarms, signal="alarm")
    cancel_case(SYSTEM, alarms, case_id=case_id, reason="test")
    run_all(alarms, deferred)
    assert len(told(alarms, case_id)) == 2


def test_nobody_listening_is_no_error(alarms: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    assert broadcast_signal(person(LEVEL_1), alarms, signal="calm") == Broadcast(0, 0)
    assert deferred.jobs == []


def test_what_a_case_raises_reaches_the_others(alarms: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    listener = begun(alarms, person)
    raiser = begun(alarms, person, "raiser")
    run_all(alarms, deferred)
    assert told(alarms, raiser)[1:] == ["The signal “alarm” went to others: running cases 1, new cases 1."]
    assert told(alarms, listener)[1:] == [f"The signal “alarm” came from the case E-{raiser:06d}."]
    (started,) = cases_of(alarms, "started")
    assert started.requester_id == ASKER
    assert told(alarms, started.id) == [f"The signal “alarm” of the case E-{raiser:06d} opened this one."]


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_names_that_cannot_be_sent(alarms: Desk, name: str) -> None:
    with pytest.raises(InvalidInput):
        broadcast_signal(SYSTEM, alarms, signal=name)


def test_who_may_send_a_signal(alarms: Desk, person: Person) -> None:
    with pytest.raises(NotAllowed):
        broadcast_signal(person(ASKER), alarms, signal="alarm")
    sent: Any = broadcast_signal(person("samuel"), alarms, signal="alarm")
    assert sent.starts == 1
