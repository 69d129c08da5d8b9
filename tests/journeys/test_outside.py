"""What comes from outside any case, as programs send it and as people see it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.cases.scheduled import fire_start
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM
from app.identity.tokens import create_token
from app.jobs.registry import job_kinds
from app.store.desk import Desk
from app.time import from_iso
from tests.conftest import CollectingDeferrer
from tests.journeys.conftest import Enter, Stored
from tests.journeys.test_api import Program, problem
from tests.store.lines import END, PLAIN, WORK, catch, event, line, throw, timer_start

KINDS = job_kinds(None)


@pytest.fixture
def drawn(desk: Desk) -> None:
    """A shop that an order opens and that waits for the payment; a buyer who orders; an alarm; a weekly watch."""
    keys = {"paid": "=request.number", "order": "=number"}
    order, paid = event("startEvent", "message", "order"), catch("message", "paid")
    files = line("shop", order, paid, WORK, END, keys=keys)
    files |= line("buyer", PLAIN, throw("message", "order", number="=request.number"), END, keys=keys)
    files |= line("drill", event("startEvent", "signal", "alarm"), WORK, END)
    files |= line("watch", timer_start("timeCycle", "R/2026-01-05T06:00:00Z/P7D"), WORK, END, requester="helene")
    deploy(SYSTEM, desk, files=files, reason="test")


@pytest.fixture
def lea(site: Flask, desk: Desk) -> Program:
    return Program(site.test_client(), create_token(SYSTEM, desk, name="test", person_id="lea").secret)


@pytest.fixture
def settled(desk: Desk, deferred: CollectingDeferrer) -> Callable[[], None]:
    """Runs the jobs of messages and signals that are due."""

    def run() -> None:
        while jobs := [job for job in deferred.jobs if job.name in KINDS and job.run_at <= desk.now()]:
            deferred.jobs = [job for job in deferred.jobs if job not in jobs]
            for job in jobs:
                KINDS[job.name].run(desk, **job.arguments)

    return run


def test_a_program_opens_a_case_and_moves_it_on(drawn: None, lea: Program, enter: Enter) -> None:
    order = {"message": "order", "key": "7", "values": {"number": 7, "title": "Un écran"}}
    started = lea.ask("POST", "/messages", order, Idempotency_Key="a").json
    assert (started["outcome"], started["reference"], started["repeated"]) == ("started", "E-000001", False)
    assert lea.ask("POST", "/messages", order, Idempotency_Key="a").json == started | {"repeated": True}
    problem(lea.ask("POST", "/messages", order), 409, "still-running")
    problem(lea.ask("POST", "/messages", {"message": "paid", "key": "8"}), 409, "nobody-waits")
    assert lea.ask("POST", "/messages", {"message": "paid", "key": "7"}).json["outcome"] == "delivered"
    problem(lea.ask("POST", "/messages", {"message": "paid", "key": "7"}), 409, "nobody-waits")
    history = enter("lea").opens("/cases/1/history")
    history.says("opened the case by the message “order”", "sent the message “paid”", "Un écran")


def test_a_signal_starts_what_it_starts(drawn: None, lea: Program, settled: Callable[[], None]) -> None:
    answer = lea.ask("POST", "/signals", {"signal": "alarm", "values": {"level": 2}})
    assert answer.json == {"cases": 0, "starts": 1, "repeated": False}
    settled()
    (row,) = lea.ask("GET", "/cases").json["rows"]
    assert row["scenario"] == "drill"


def test_two_cases_tell_of_the_message_between_them(
    drawn: None, lea: Program, enter: Enter, settled: Callable[[], None]
) -> None:
    lea.ask("POST", "/cases", {"scenario": "buyer", "values": {"number": 7}})
    settled()
    enter("lea").opens("/cases/1").says("The message “order” opened the case E-000002", "Open that case")
    enter("lea").opens("/cases/2/history").says("The message “order” of the case E-000001 opened this one")
    entries = lea.ask("GET", "/cases/1/history", Accept_Language="fr").json["entries"]
    assert entries[-1]["sentence"] == "Le message «\u00a0order\u00a0» a ouvert le dossier E-000002."
    assert entries[-1]["other_case"] == 2


def test_a_key_of_something_else_is_refused(drawn: None, lea: Program) -> None:
    lea.ask("POST", "/signals", {"signal": "alarm"}, Idempotency_Key="a")
    lea.ask("POST", "/messages", {"message": "lost", "ttl": 60}, Idempotency_Key="b")
    lea.ask("POST", "/messages", {"message": "order", "values": {"number": 7}}, Idempotency_Key="c")
    for key in "ab":
        again = lea.ask("POST", "/cases", {"scenario": "buyer", "values": {}}, Idempotency_Key=key)
        problem(again, 422, "key-used-before")
    for key in "abc":
        problem(lea.ask("POST", "/messages", {"message": "paid"}, Idempotency_Key=key), 422, "key-used-before")
    for key in "bc":
        problem(lea.ask("POST", "/signals", {"signal": "alarm"}, Idempotency_Key=key), 422, "key-used-before")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": ""},
        {"message": "  "},
        {"message": "x" * 201},
        {"message": 7},
        {"message": "order", "key": 7},
        {"message": "order", "key": "x" * 201},
        {"message": "order", "values": []},
        {"message": "order", "values": {"a": "\u0000"}},
        {"message": "order", "more": 1},
        {"message": "order", "ttl": -1},
        {"message": "order", "ttl": "long"},
        {"message": "order", "ttl": 604_801},
        {"message": "withdraw"},
        {"message": "information", "values": {"text": "x"}},
    ],
    ids=repr,
)
def test_messages_that_cannot_be_sent(drawn: None, lea: Program, stored: Stored, body: dict[str, Any]) -> None:
    before = stored()
    answer = lea.ask("POST", "/messages", body)
    assert answer.status_code == 400, answer.text
    assert stored() == before


def nested(depth: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return {"deep": value}


def test_values_that_no_case_can_hold_are_refused_before_anything_is_sent(
    drawn: None, lea: Program, stored: Stored
) -> None:
    before = stored()
    problem(lea.ask("POST", "/signals", {"signal": "alarm", "values": nested(80)}), 400, "value-refused")
    problem(lea.ask("POST", "/messages", {"message": "order", "values": nested(80)}), 400, "value-refused")
    assert stored() == before


def test_only_the_service_desk_and_administrators_send(drawn: None, site: Flask, desk: Desk) -> None:
    helene = Program(site.test_client(), create_token(SYSTEM, desk, name="test", person_id="helene").secret)
    problem(helene.ask("POST", "/messages", {"message": "order"}), 403, "not-allowed")
    said = problem(helene.ask("POST", "/signals", {"signal": "alarm"}), 403, "not-allowed")
    assert "envoyer des messages et des signaux" in said["detail"]


def test_the_pages_say_what_starts_cases(drawn: None, lea: Program, enter: Enter) -> None:
    lea.ask("POST", "/messages", {"message": "order", "key": "7", "values": {"number": 7}})
    lea.ask("POST", "/messages", {"message": "lost", "key": "9", "ttl": 600})
    samuel = enter("samuel").opens("/diagrams")
    samuel.says("Messages that nobody waits for yet", "the message “lost” with the key “9”, kept until")
    samuel.says("What starts a case by itself", "the message “order”", "the signal “alarm”", "30 Nov 2026")
    samuel.says("What cases wait for from outside", "the message “paid” with the key “7”", "1 case")
    enter("helene").opens("/diagrams").says("the message “order”").hides("with the key")
    enter("helene").opens("/diagrams/watch/1").says("R/2026-01-05T06:00:00Z/P7D”, next on 30 Nov 2026")


def test_a_case_opened_by_a_timer_is_somebodys(drawn: None, desk: Desk, clock: Any, enter: Enter) -> None:
    clock.set(from_iso("2026-11-30T06:00:00Z"))
    fire_start(desk, definition="watch", element="watch_0")
    enter("helene").opens("/cases/1").says("when the timer “R/2026-01-05T06:00:00Z/P7D” was due")


def test_the_document_of_the_api_is_json(lea: Program) -> None:
    assert {"/messages", "/signals"} <= set(json.loads(lea.ask("GET", "/openapi.json").text)["paths"])
