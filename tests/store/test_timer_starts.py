"""Timers that start cases, on both databases: one case for each round, whatever happens meanwhile."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.cases.outside import starters_of_desk
from app.cases.scheduled import fire_start
from app.cases.story import case_history
from app.definitions.commands import DeploymentRefused, deploy
from app.identity.actor import SYSTEM, Actor
from app.jobs.embedded import EmbeddedRunner
from app.jobs.registry import job_kinds
from app.jobs.work import desks
from app.jobs.worker import PostgresWorker
from app.store.desk import Desk, DeskSettings
from app.store.tables import Case, StartEvent
from app.time import SimulatedClock, SystemClock
from tests.conftest import START, CollectingDeferrer
from tests.store.lines import END, PLAIN, WORK, line, timer_start

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER = "mathilde"


def deployed(desk: Desk, measure: str, text: str, person: Person | None = None, **properties: str) -> None:
    files = line("watch", timer_start(measure, text), WORK, END, **properties)
    deploy(person(OWNER) if person else SYSTEM, desk, files=files, reason="test")


def fire(desk: Desk) -> None:
    fire_start(desk, definition="watch", element="watch_0")


def due(desk: Desk) -> datetime | None:
    return desk.session.scalar(select(StartEvent.due_at).where(StartEvent.definition == "watch"))


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Case)) or 0


@pytest.mark.parametrize(
    ("measure", "text", "first", "second"),
    [
        ("timeDuration", "PT1H", START + HOUR, None),
        ("timeDuration", '=duration("PT1H") * pace', START + HOUR, None),
        ("timeDate", "2026-11-24T06:00:00+01:00", datetime(2026, 11, 24, 5, tzinfo=UTC), None),
        ("timeDate", "2026-11-22T06:00:00Z", None, None),
        ("timeCycle", "R/P1D", START + DAY, START + 2 * DAY),
        ("timeCycle", "R2/PT1H", START + HOUR, START + 2 * HOUR),
        ("timeCycle", "R1/PT1H", START + HOUR, None),
        ("timeCycle", "R3/2026-11-23T10:00:00Z/PT1H", START + 2 * HOUR, START + 3 * HOUR),
        (
            "timeCycle",
            "R/2026-01-05T06:00:00Z/P7D",
            datetime(2026, 11, 30, 6, tzinfo=UTC),
            datetime(2026, 12, 7, 6, tzinfo=UTC),
        ),
        (
            "timeCycle",
            "R/2026-01-31T06:00:00Z/P1M",
            datetime(2026, 11, 28, 6, tzinfo=UTC),
            datetime(2026, 12, 28, 6, tzinfo=UTC),
        ),
        ("timeCycle", "R2/2026-01-05T06:00:00Z/P7D", None, None),
    ],
)
def test_when_a_timer_starts_cases(
    desk: Desk, clock: SimulatedClock, deferred: CollectingDeferrer, measure: str, text: str,
    first: datetime | None, second: datetime | None,
) -> None:  # fmt: skip
    deployed(desk, measure, text, requester="helene")
    assert due(desk) == first
    if first is None:
        assert deferred.named("fire_start") == []
        return
    clock.set(first)
    fire(desk)
    assert (count(desk.session), due(desk)) == (1, second)
    assert [job.run_at for job in deferred.named("fire_start")] == [second or first]


def test_before_its_time_and_after_it_nothing_happens(desk: Desk, clock: SimulatedClock) -> None:
    deployed(desk, "timeDuration", "PT1H", requester="helene")
    fire(desk)
    assert count(desk.session) == 0
    clock.advance(HOUR)
    for _ in range(3):
        fire(desk)
    assert count(desk.session) == 1


def test_the_case_says_what_opened_it(desk: Desk, person: Person, clock: SimulatedClock) -> None:
    deployed(desk, "timeCycle", "R/P1D", requester="helene")
    clock.advance(DAY)
    fire(desk)
    (row,) = desk.session.scalars(select(Case))
    assert (row.requester_id, row.title) == ("helene", "watch")
    (entry,) = case_history(desk.session, person("helene"), row.id)
    assert entry.sentence.format_map(entry.details) == "The desk opened the case when the timer “R/P1D” was due."
    (starter,) = starters_of_desk(desk.session, "watch")
    assert (starter.fired, starter.due_at, starter.requester) == (1, START + 2 * DAY, "helene")


def test_who_deployed_asks_when_nobody_is_named(desk: Desk, person: Person, clock: SimulatedClock) -> None:
    deployed(desk, "timeDuration", "PT1H", person)
    clock.advance(HOUR)
    fire(desk)
    assert list(desk.session.scalars(select(Case.requester_id))) == [OWNER]


def test_after_an_outage_a_cycle_starts_one_case(desk: Desk, clock: SimulatedClock) -> None:
    deployed(desk, "timeCycle", "R10/PT1H", requester="helene")
    clock.advance(timedelta(hours=5, minutes=30))
    for _ in range(3):
        fire(desk)
    assert (count(desk.session), due(desk)) == (1, START + 6 * HOUR)
    assert [it.rounds for it in starters_of_desk(desk.session)] == [4], "of ten, five are past and one is next"
    clock.advance(timedelta(days=3))
    fire(desk)
    assert (count(desk.session), due(desk)) == (2, None)


def test_a_newer_version_takes_over(desk: Desk, clock: SimulatedClock, deferred: CollectingDeferrer) -> None:
    deployed(desk, "timeCycle", "R/PT1H", requester="helene")
    clock.advance(timedelta(minutes=30))
    deployed(desk, "timeCycle", "R/PT2H", requester="helene")
    assert [job.run_at for job in deferred.named("fire_start")] == [clock.now() + 2 * HOUR]
    clock.advance(HOUR)
    fire(desk)
    assert count(desk.session) == 0
    deploy(SYSTEM, desk, files=line("watch", PLAIN, WORK, END), reason="no timer")
    clock.advance(DAY)
    fire(desk)
    assert (count(desk.session), starters_of_desk(desk.session)) == (0, ())


def test_two_workers_start_one_case(desk: Desk, clock: SimulatedClock, database: Engine) -> None:
    deployed(desk, "timeCycle", "R/PT1H", requester="helene")
    clock.advance(HOUR)
    ready = threading.Barrier(6)

    def work() -> None:
        with Session(database) as session:
            other = Desk(session, clock, CollectingDeferrer(), DeskSettings())
            ready.wait()
            fire(other)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(desk.session) == 1


@pytest.mark.parametrize(
    ("text", "properties", "rule"),
    [
        ("R/P1D", {}, "start-requester"),
        ("R/P1D", {"requester": "nobody"}, "start-requester"),
        ("=request.when", {"requester": "helene"}, "start-timer"),
        ('="PT" + "1H"', {"requester": "helene"}, "start-timer"),
        ("R/PT0.001S", {"requester": "helene"}, "start-timer"),
        ('="so" + "on"', {"requester": "helene"}, "start-timer"),
    ],
)
def test_what_cannot_be_started_is_not_deployed(desk: Desk, text: str, properties: dict[str, str], rule: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        deployed(desk, "timeCycle", text.replace('"', "&quot;"), **properties)
    assert [finding.rule for finding in refused.value.findings] == [rule]
    assert starters_of_desk(desk.session) == ()


def test_the_runner_of_the_database_starts_the_cases(desk: Desk, database: Engine, database_url: str) -> None:
    """The real thing: two rounds of a second, by the real runner and the real clock."""
    open_desk = desks(database, SystemClock(), DeskSettings())
    runner: EmbeddedRunner | PostgresWorker
    if database.dialect.name == "sqlite":
        runner = EmbeddedRunner(open_desk, job_kinds(None))
    else:
        runner = PostgresWorker(database_url, open_desk, job_kinds(None))
    runner.start()
    try:
        with open_desk() as real:
            deployed(real, "timeCycle", "R2/PT1S", requester="helene")
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and count(desk.session) < 2:
            time.sleep(0.1)
        time.sleep(1.2)
        assert count(desk.session) == 2
    finally:
        runner.stop()
