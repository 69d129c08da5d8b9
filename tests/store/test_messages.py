"""Messages outside any case, on both databases: each has one receiver, whoever sends at the same time."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.cases import starting
from app.cases.commands import cancel_case, start_case
from app.cases.enrolling import enrol
from app.cases.messages import NobodyAsks, NobodyWaits, StillRunning
from app.cases.outside import awaited, kept_messages, starters_of_desk
from app.cases.passing_on import message_gave_up, pass_message_on
from app.cases.publishing import Published, publish_message
from app.cases.story import case_history, verify_case
from app.cases.views import HistoryEntry
from app.definitions.commands import deploy
from app.errors import InvalidInput, NotAllowed
from app.identity.actor import SYSTEM, Actor
from app.jobs.embedded import EmbeddedRunner
from app.jobs.registry import job_kinds
from app.jobs.work import desks
from app.jobs.worker import PostgresWorker
from app.store.desk import Desk, DeskSettings
from app.store.tables import Case, Event, MessageStart, StartEvent, Subscription
from app.time import SimulatedClock, SystemClock
from tests.conftest import START, CollectingDeferrer
from tests.store.lines import END, PLAIN, WORK, Drawn, catch, event, line, throw

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
ASKER, LEVEL_1 = "helene", "lea"
KEYED = {"ping": "=request.number", "order": "=number"}


@pytest.fixture
def drawn(desk: Desk) -> Callable[..., None]:
    """Deploys a process drawn as a line of elements."""

    def deployed(process: str, *elements: Drawn, keys: dict[str, str] | None = None, **properties: str) -> None:
        deploy(SYSTEM, desk, files=line(process, *elements, keys=keys, **properties), reason="test")

    return deployed


@pytest.fixture
def waiters(desk: Desk, drawn: Callable[..., None]) -> Desk:
    """Cases of ``waiter`` wait for the message ping with their number, then for a person."""
    drawn("waiter", PLAIN, catch("message", "ping"), WORK, END, keys=KEYED)
    return desk


def begun(desk: Desk, person: Person, scenario: str = "waiter", **values: Any) -> int:
    return start_case(person(ASKER), desk, scenario=scenario, values=values).case_id


def ping(desk: Desk, key: str | None = None, **more: Any) -> Published:
    return publish_message(SYSTEM, desk, message="ping", key=key, **more)


def told(desk: Desk, case_id: int) -> list[HistoryEntry]:
    assert verify_case(desk.session, case_id).intact
    return list(case_history(desk.session, SYSTEM, case_id))


def said(entry: HistoryEntry) -> str:
    return entry.sentence.format_map(entry.details)


def types(desk: Desk, case_id: int) -> list[str]:
    return [entry.type for entry in told(desk, case_id)]


def test_the_case_with_the_key_gets_it_once(waiters: Desk, person: Person) -> None:
    first, second = begun(waiters, person, number=1), begun(waiters, person, number=2)
    assert ping(waiters, "2", values={"done": True}) == Published("delivered", second, f"E-{second:06d}")
    assert types(waiters, second) == ["case_started", "message_received"]
    assert types(waiters, first) == ["case_started"]
    with pytest.raises(NobodyWaits):
        ping(waiters, "2")
    assert said(told(waiters, second)[-1]) == "Escalade sent the message “ping”."


def test_the_longest_waiting_comes_first(waiters: Desk, person: Person, clock: SimulatedClock) -> None:
    early = begun(waiters, person, number=1)
    clock.advance(timedelta(minutes=1))
    late = begun(waiters, person, number=1)
    assert [ping(waiters, "1").case_id for _ in range(2)] == [early, late]


def test_a_case_without_a_key_comes_after_one_with_it(
    waiters: Desk, drawn: Callable[..., None], person: Person
) -> None:
    drawn("anyone", PLAIN, catch("message", "ping"), END)
    anyone, keyed = begun(waiters, person, "anyone"), begun(waiters, person, number=1)
    assert [ping(waiters, "1").case_id for _ in range(2)] == [keyed, anyone]


def test_a_message_without_a_key_goes_to_no_case_that_names_one(waiters: Desk, person: Person) -> None:
    begun(waiters, person, number=1)
    with pytest.raises(NobodyWaits):
        ping(waiters)
    assert waiters.session.scalar(select(func.count()).select_from(Event).where(Event.type == "message_received")) == 0


def test_the_same_idempotency_key_does_nothing_twice(waiters: Desk, person: Person) -> None:
    for _ in range(2):
        begun(waiters, person, number=1)
    first, again = (ping(waiters, "1", idempotency_key="k") for _ in range(2))
    assert (again.case_id, again.outcome, again.repeated) == (first.case_id, "delivered", True)


def test_what_is_over_waits_for_nothing(waiters: Desk, person: Person) -> None:
    case_id = begun(waiters, person, number=1)
    (wait,) = awaited(waiters.session)
    assert (wait.name, wait.key, wait.cases, wait.first_case) == ("ping", "1", 1, case_id)
    cancel_case(SYSTEM, waiters, case_id=case_id, reason="test")
    assert waiters.session.scalars(select(Subscription)).all() == []
    with pytest.raises(NobodyWaits):
        ping(waiters, "1")


def test_many_senders_at_once_reach_each_case_once(waiters: Desk, person: Person, database: Engine) -> None:
    cases = {begun(waiters, person, number=1) for _ in range(2)}
    results: list[int | str | None] = []
    ready = threading.Barrier(8)

    def send() -> None:
        with Session(database) as session:
            desk = Desk(session, waiters.clock, CollectingDeferrer(), DeskSettings())
            ready.wait()
            try:
                results.append(ping(desk, "1").case_id)
            except NobodyWaits:
                results.append("nobody")

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [*sorted(cases), *["nobody"] * 6]
    assert [types(waiters, case_id).count("message_received") for case_id in cases] == [1, 1]


@pytest.mark.parametrize("_turn", range(4))
def test_a_case_that_ends_meanwhile_gets_nothing(waiters: Desk, person: Person, database: Engine, _turn: int) -> None:
    case_id = begun(waiters, person, number=1)
    results: list[str] = []
    ready = threading.Barrier(2)

    def act(work: Callable[[Desk], str]) -> None:
        with Session(database) as session:
            desk = Desk(session, waiters.clock, CollectingDeferrer(), DeskSettings())
            ready.wait()
            try:
                results.append(work(desk))
            except NobodyWaits as error:
                results.append(error.code)

    works = (
        lambda desk: cancel_case(SYSTEM, desk, case_id=case_id, reason="test").state,
        lambda desk: ping(desk, "1").outcome,
    )
    threads = [threading.Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    happened = types(waiters, case_id)
    assert sorted(results) in (["cancelled", "delivered"], ["cancelled", "nobody-waits"])
    assert ("message_received" in happened) == ("delivered" in results)
    assert happened[-1] == "case_cancelled"


def test_a_message_starts_a_case_with_what_it_brings(desk: Desk, drawn: Callable[..., None], person: Person) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    started = publish_message(person(LEVEL_1), desk, message="order", values={"title": "Un écran", "number": 7})
    assert started.outcome == "started" and started.case_id
    row = desk.session.get_one(Case, started.case_id)
    assert (row.title, row.requester_id, row.definition) == ("Un écran", LEVEL_1, "shop")
    (entry,) = told(desk, started.case_id)
    assert said(entry).endswith("opened the case by the message “order”.")
    assert {value.key: value.value for value in entry.sent} == {"title": "Un écran", "number": 7}


def test_many_senders_start_one_case_for_a_key(
    desk: Desk, drawn: Callable[..., None], person: Person, database: Engine
) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    outcomes: list[str] = []
    sender, ready = person(LEVEL_1), threading.Barrier(6)

    def send() -> None:
        with Session(database) as session:
            other = Desk(session, desk.clock, CollectingDeferrer(), DeskSettings())
            ready.wait()
            try:
                outcomes.append(publish_message(sender, other, message="order", key="7").outcome)
            except StillRunning as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["started", *["still-running"] * 5]
    desk.session.rollback()
    assert desk.session.scalar(select(func.count()).select_from(Case)) == 1


def test_when_that_case_is_over_the_key_starts_another(desk: Desk, drawn: Callable[..., None], person: Person) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    first = publish_message(person(LEVEL_1), desk, message="order", key="7").case_id
    assert publish_message(person(LEVEL_1), desk, message="order", key="8").outcome == "started"
    assert publish_message(person(LEVEL_1), desk, message="order").outcome == "started"
    cancel_case(SYSTEM, desk, case_id=first or 0, reason="test")
    assert publish_message(person(LEVEL_1), desk, message="order", key="7").outcome == "started"
    assert desk.session.scalar(select(func.count()).select_from(MessageStart)) == 2


def test_only_the_current_version_is_started(desk: Desk, drawn: Callable[..., None], person: Person) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    drawn("shop", event("startEvent", "message", "purchase"), WORK, END)
    with pytest.raises(NobodyWaits):
        publish_message(person(LEVEL_1), desk, message="order")
    assert publish_message(person(LEVEL_1), desk, message="purchase").outcome == "started"
    assert [(it.definition, it.kind, it.name) for it in starters_of_desk(desk.session)] == [
        ("shop", "message", "purchase")
    ]


def test_the_desk_itself_needs_somebody_who_asks(desk: Desk, drawn: Callable[..., None]) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    with pytest.raises(NobodyAsks):
        publish_message(SYSTEM, desk, message="order")
    drawn("shop", event("startEvent", "message", "order"), WORK, END, requester=ASKER)
    case_id = publish_message(SYSTEM, desk, message="order").case_id
    assert desk.session.get_one(Case, case_id).requester_id == ASKER


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "withdraw", "information"])
def test_names_that_cannot_be_sent(waiters: Desk, person: Person, name: str) -> None:
    begun(waiters, person, number=1)
    with pytest.raises(InvalidInput):
        publish_message(SYSTEM, waiters, message=name)


def test_who_may_send_from_outside(desk: Desk, drawn: Callable[..., None], person: Person) -> None:
    drawn("anyone", PLAIN, catch("message", "ping"), END)
    begun(desk, person, "anyone")
    for stranger in (ASKER, "nathalie"):
        with pytest.raises(NotAllowed):
            publish_message(person(stranger), desk, message="ping", key="1")
    blind = publish_message(person(LEVEL_1), desk, message="ping", key="1")
    assert blind == Published("delivered", None, None), "which case it was is not for who may not see it"


def pool(desk: Desk, drawn: Callable[..., None], person: Person) -> int:
    """A case that sends an order to nobody inside it, with its number as the key."""
    drawn("buyer", PLAIN, throw("message", "order", number="=request.number"), WORK, END, keys=KEYED)
    return begun(desk, person, "buyer", number=7)


def passed_on(desk: Desk, deferred: CollectingDeferrer) -> None:
    (job,) = deferred.named("pass_message_on")
    deferred.jobs.remove(job)
    for _ in range(2):
        pass_message_on(desk, **job.arguments)  # type: ignore[arg-type]


def test_what_a_case_sends_opens_another_once(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer
) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    buyer = pool(desk, drawn, person)
    passed_on(desk, deferred)
    (shop,) = desk.session.scalars(select(Case.id).where(Case.definition == "shop"))
    assert said(told(desk, buyer)[-1]) == f"The message “order” opened the case E-{shop:06d}."
    (opened,) = told(desk, shop)
    assert said(opened) == f"The message “order” of the case E-{buyer:06d} opened this one."
    assert (opened.other_case, told(desk, buyer)[-1].other_case) == (buyer, shop)
    assert desk.session.get_one(Case, shop).requester_id == ASKER
    assert {value.key: value.value for value in opened.sent} == {"number": 7}


def test_what_a_case_sends_reaches_the_case_that_waits(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer
) -> None:
    drawn("shop", PLAIN, catch("message", "order"), END, keys={"order": "=request.number"})
    shop, other = begun(desk, person, "shop", number=7), begun(desk, person, "shop", number=8)
    buyer = pool(desk, drawn, person)
    passed_on(desk, deferred)
    assert (types(desk, shop), types(desk, other)) == (["case_started", "message_delivered"], ["case_started"])
    assert said(told(desk, shop)[-1]) == f"The message “order” came from the case E-{buyer:06d}."
    assert said(told(desk, buyer)[-1]) == f"The message “order” went to the case E-{shop:06d}."


def test_a_message_that_nobody_waits_for_yet_is_kept_for_an_hour(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer, clock: SimulatedClock
) -> None:
    buyer = pool(desk, drawn, person)
    passed_on(desk, deferred)
    assert types(desk, buyer) == ["case_started", "message_kept"]
    (kept,) = kept_messages(desk.session)
    assert (kept.name, kept.key, kept.sender, kept.until) == ("order", "7", buyer, clock.now() + timedelta(hours=1))
    clock.advance(timedelta(minutes=30))
    drawn("shop", PLAIN, catch("message", "order"), END, keys={"order": "=request.number"})
    shop = begun(desk, person, "shop", number=7)
    assert [job.run_at for job in deferred.named("pass_message_on")] == [clock.now()], "tried again at once"
    passed_on(desk, deferred)
    assert types(desk, shop)[-1] == "message_delivered"
    assert types(desk, buyer) == ["case_started", "message_kept", "message_sent"]
    assert (deferred.named("pass_message_on"), kept_messages(desk.session)) == ([], ())


def test_a_message_that_nobody_takes_is_told_as_lost(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer, clock: SimulatedClock
) -> None:
    buyer = pool(desk, drawn, person)
    passed_on(desk, deferred)
    clock.advance(timedelta(minutes=61))
    passed_on(desk, deferred)
    assert types(desk, buyer) == ["case_started", "message_kept", "message_lost"]
    assert said(told(desk, buyer)[-1]) == "Nobody took the message “order”; it was delivered to nobody."
    assert (deferred.named("pass_message_on"), kept_messages(desk.session)) == ([], ())


def test_a_message_that_cannot_be_handed_over_is_told_as_lost(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer
) -> None:
    buyer = pool(desk, drawn, person)
    (job,) = deferred.named("pass_message_on")
    for _ in range(2):
        message_gave_up(desk, "RuntimeError: no", **job.arguments)  # type: ignore[arg-type]
    assert types(desk, buyer) == ["case_started", "message_lost"]


def test_a_message_from_outside_is_kept_as_long_as_asked(
    waiters: Desk, person: Person, deferred: CollectingDeferrer
) -> None:
    kept = ping(waiters, "1", ttl=60, values={"n": 1}, idempotency_key="k")
    assert kept == Published("kept", None, None)
    assert ping(waiters, "1", ttl=60, idempotency_key="k") == Published("kept", None, None, repeated=True)
    assert [(it.name, it.key, it.sender) for it in kept_messages(waiters.session)] == [("ping", "1", None)]
    passed_on(waiters, deferred)
    other, case_id = begun(waiters, person, number=2), begun(waiters, person, number=1)
    passed_on(waiters, deferred)
    assert (types(waiters, other), types(waiters, case_id)[1:]) == (["case_started"], ["message_received"])
    assert ping(waiters, "1", ttl=60, idempotency_key="k") == Published(
        "delivered", case_id, f"E-{case_id:06d}", repeated=True
    )
    assert kept_messages(waiters.session) == ()


def test_when_its_time_is_over_it_is_lost(
    waiters: Desk, person: Person, deferred: CollectingDeferrer, clock: SimulatedClock
) -> None:
    ping(waiters, "1", ttl=3, idempotency_key="k")
    tried = []
    while jobs := deferred.named("pass_message_on"):
        clock.set(jobs[0].run_at)
        tried.append((clock.now() - START).total_seconds())
        passed_on(waiters, deferred)
    assert tried == [1.0, 3.0]
    case_id = begun(waiters, person, number=1)
    assert (deferred.named("pass_message_on"), types(waiters, case_id)) == ([], ["case_started"])
    assert ping(waiters, "1", idempotency_key="k") == Published("lost", None, None, repeated=True)


def test_a_kept_message_starts_a_case_when_the_one_before_is_over(
    desk: Desk, drawn: Callable[..., None], person: Person, deferred: CollectingDeferrer
) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    first = publish_message(person(LEVEL_1), desk, message="order", key="7").case_id
    kept = publish_message(person(LEVEL_1), desk, message="order", key="7", ttl=600, idempotency_key="k")
    assert kept.outcome == "kept"
    cancel_case(SYSTEM, desk, case_id=first or 0, reason="test")
    passed_on(desk, deferred)
    again = publish_message(person(LEVEL_1), desk, message="order", key="7", ttl=600, idempotency_key="k")
    assert (again.outcome, again.case_id) == ("started", (first or 0) + 1)


@pytest.mark.parametrize("ttl", [-1, 604_801])
def test_no_message_is_kept_for_ever(waiters: Desk, ttl: int) -> None:
    with pytest.raises(InvalidInput):
        ping(waiters, ttl=ttl)


def test_diagrams_that_start_each_other_come_to_an_end(
    desk: Desk,
    drawn: Callable[..., None],
    person: Person,
    deferred: CollectingDeferrer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starting, "GENERATIONS", 5)
    drawn("echo", event("startEvent", "message", "order"), throw("message", "order", n="=1"), END)
    publish_message(person(LEVEL_1), desk, message="order")
    for _ in range(20):
        passed_on(desk, deferred)
    assert desk.session.scalar(select(func.count()).select_from(Case)) == 6
    assert types(desk, 6) == ["case_started", "message_kept"]


def test_what_was_there_before_the_update_is_found_again(
    waiters: Desk, drawn: Callable[..., None], person: Person
) -> None:
    drawn("shop", event("startEvent", "message", "order"), WORK, END)
    case_id = begun(waiters, person, number=1)
    waiters.session.query(Subscription).delete()
    waiters.session.query(StartEvent).delete()
    waiters.session.commit()
    for _ in range(2):
        assert enrol(waiters) == []
    assert waiters.session.scalar(select(func.count()).select_from(Subscription)) == 1
    assert ping(waiters, "1").case_id == case_id
    assert publish_message(person(LEVEL_1), waiters, message="order").outcome == "started"


@pytest.mark.parametrize("waits_first", [True, False])
def test_the_runner_of_the_database_carries_a_message_to_the_other_case(
    desk: Desk, drawn: Callable[..., None], person: Person, database: Engine, database_url: str, waits_first: bool
) -> None:
    """The real thing: real runner, real clock; where the shop waits only later, the message is kept for it."""
    drawn("shop", PLAIN, catch("message", "order"), END, keys={"order": "=request.number"})
    drawn("buyer", PLAIN, throw("message", "order", number="=request.number"), END, keys=KEYED)
    open_desk = desks(database, SystemClock(), DeskSettings())
    runner: EmbeddedRunner | PostgresWorker
    if database.dialect.name == "sqlite":
        runner = EmbeddedRunner(open_desk, job_kinds(None))
    else:
        runner = PostgresWorker(database_url, open_desk, job_kinds(None))
    runner.start()
    try:
        with open_desk() as real:
            scenarios = ("shop", "buyer") if waits_first else ("buyer", "shop")
            begun(real, person, scenarios[0], number=7)
            time.sleep(0 if waits_first else 4)
            begun(real, person, scenarios[1], number=7)
        assert eventually(lambda: open_cases(database) == 0)
        expected = {"message_delivered": 1, "message_sent": 1} | ({} if waits_first else {"message_kept": 1})
        assert events_of_messages(database) == expected
    finally:
        runner.stop()


def test_cases_that_write_to_one_another_at_once_all_hear(
    desk: Desk, drawn: Callable[..., None], person: Person, database: Engine, database_url: str
) -> None:
    """Twelve pairs, each case sending before it waits for the other: two locks in both orders, and nothing is lost."""
    keys = {"left": "=request.number", "right": "=request.number"}
    for own, other in (("left", "right"), ("right", "left")):
        drawn(f"to_{own}", PLAIN, throw("message", own, n="=1"), catch("message", other), END, keys=keys)
    open_desk = desks(database, SystemClock(), DeskSettings())
    runner: EmbeddedRunner | PostgresWorker
    if database.dialect.name == "sqlite":
        runner = EmbeddedRunner(open_desk, job_kinds(None), threads=4)
    else:
        runner = PostgresWorker(database_url, open_desk, job_kinds(None), threads=8)

    asker = person(ASKER)

    def start(scenario: str) -> None:
        with open_desk() as real:
            for number in range(12):
                start_case(asker, real, scenario=scenario, values={"number": number})

    threads = [threading.Thread(target=start, args=(scenario,)) for scenario in ("to_left", "to_right")]
    for thread in threads:
        thread.start()
    runner.start()
    try:
        for thread in threads:
            thread.join()
        assert eventually(lambda: open_cases(database) == 0)
        told_of = events_of_messages(database)
        assert (told_of["message_sent"], told_of["message_delivered"]) == (24, 24)
        assert "message_lost" not in told_of
    finally:
        runner.stop()


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not holds():
        time.sleep(0.05)
    return holds()


def open_cases(database: Engine) -> int:
    with Session(database) as session:
        return session.scalar(select(func.count()).select_from(Case).where(Case.state == "running")) or 0


def events_of_messages(database: Engine) -> dict[str, int]:
    with Session(database) as session:
        query = select(Event.type, func.count()).where(Event.type.startswith("message_")).group_by(Event.type)
        return {kind: number for kind, number in session.execute(query)}


def test_a_message_without_a_key_takes_the_wait_without_one(
    desk: Desk, drawn: Callable[..., None], person: Person
) -> None:
    """One case waits for the name twice, first with a key: the message goes to where none is named."""
    ((path, text),) = line("both", PLAIN, catch("message", "ping"), END, keys={"ping": "=request.number"}).items()
    text = text.replace(
        b"</bpmn:process>",
        b'<bpmn:subProcess id="aside" triggeredByEvent="true"><bpmn:startEvent id="heard" isInterrupting="false">'
        b'<bpmn:outgoing>on</bpmn:outgoing><bpmn:messageEventDefinition messageRef="bare"/></bpmn:startEvent>'
        b'<bpmn:sequenceFlow id="on" sourceRef="heard" targetRef="over"/>'
        b"<bpmn:endEvent id='over'><bpmn:incoming>on</bpmn:incoming></bpmn:endEvent>"
        b"</bpmn:subProcess></bpmn:process>",
    ).replace(b"<bpmn:process ", b'<bpmn:message id="bare" name="ping"/><bpmn:process ', 1)
    deploy(SYSTEM, desk, files={path: text}, reason="test")
    case_id = begun(desk, person, "both", number=1)
    assert ping(desk).case_id == case_id
    assert {it.key for it in awaited(desk.session)} == {None, "1"}
    assert "heard" in [step.element for step in told(desk, case_id)[-1].steps]
