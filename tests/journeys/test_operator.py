"""An administrator repairs what stands still: on the pages, by a program, and on the command line."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.cases.automation import fail_job
from app.cases.commands import start_case
from app.cli import run
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.identity.directory import actor_for
from app.identity.tokens import create_token
from app.store.desk import Desk
from app.tasks.commands import claim_task, complete_task
from tests.journeys.conftest import Enter
from tests.journeys.test_api import Program
from tests.store.small import FILES

OPERATOR, TELL = "samuel", "Task_Tell#1"
INCIDENT = "/cases/1/incident?step=Task_Tell%231"


@pytest.fixture
def person(desk: Desk) -> Callable[[str], Actor]:
    return lambda person_id: actor_for(desk.session, person_id, now=desk.now())


@pytest.fixture
def waiting(desk: Desk, person: Callable[[str], Actor]) -> int:
    """A case that waits for its approval."""
    deploy(SYSTEM, desk, files=FILES, reason="first")
    return start_case(person("helene"), desk, scenario="small", values={"what": "Un <logiciel>"}).case_id


@pytest.fixture
def stopped(desk: Desk, person: Callable[[str], Actor], waiting: int) -> int:
    """A case whose notify step has failed."""
    complete_task(person("nathalie"), desk, task_id=f"{waiting}-1", values={"decision": "approved"})
    fail_job(desk, case_id=waiting, step=TELL, code="operator-failed", message="nobody is called <x>")
    return waiting


def revision(page: str) -> str:
    return re.findall(r'name="_revision" value="(\d+)"', page)[0]


def test_from_the_list_to_the_retry(enter: Enter, stopped: int) -> None:
    operator = enter(OPERATOR)
    assert 'Incidents <span class="bar-count">1' in operator.opens("/").markup
    listed = operator.opens("/incidents").says("Prévenir", "nobody is called <x>", "1 open incident")
    assert INCIDENT in listed.markup
    operator.opens(f"/cases/{stopped}").says("Look into it and repair", "Everything done before is kept")
    page = operator.opens(INCIDENT).says("nobody is called <x>", "only this step has it so", "An automatic step failed")
    assert re.search(r'name="data:text"[^>]*>approved<', page.markup)
    answer = operator.sends(
        f"/cases/{stopped}/retries", step=TELL, reason="Adresse corrigée", _revision=revision(page.markup),
        **{"data:text": "refused", "data:to": "helene", "_new_name": "more", "_new_value": "[1]"},
    )  # fmt: skip
    operator.opens(answer.location).says("The step was tried again", "had “Prévenir” tried again: Adresse corrigée")
    operator.opens("/incidents").says("Nothing stands still")
    operator.opens(f"/cases/{stopped}/history").says("Samuel Fournier", "more")
    operator.opens(INCIDENT, 404)


def test_a_case_is_moved_after_a_look_at_what_it_does(
    enter: Enter, waiting: int, desk: Desk, person: Callable[[str], Actor]
) -> None:
    claim_task(person("nathalie"), desk, task_id=f"{waiting}-1")
    operator = enter(OPERATOR)
    page = operator.opens(f"/cases/{waiting}/move").says("Decide", "with Nathalie", "Agir")
    chosen = {"cancel": "Task_Approve#1", "start": "Task_Act", "reason": "Dit au téléphone", "_new_name": "decision",
              "_new_value": "approved", "_revision": revision(page.markup)}  # fmt: skip
    checked = operator.sends(f"/cases/{waiting}/moves/check", 200, **chosen)
    checked.says("Nathalie", "has taken it", "Sans réponse", "Agir", "Dit au téléphone")
    operator.opens(f"/cases/{waiting}").says("Decide")
    sent = {name: chosen[name] for name in ("cancel", "start", "reason", "_revision")} | {"data:decision": "approved"}
    answer = operator.sends(f"/cases/{waiting}/moves", **sent)
    operator.opens(answer.location).says("The case was moved", "from “Decide” to “Agir”: Dit au téléphone")
    operator.sends(f"/cases/{waiting}/moves", 409, **sent).says("Samuel Fournier was faster", "moved the case")
    operator.sends(f"/cases/{waiting}/moves/check", 422, reason="x", start="Nowhere").says("has no element Nowhere")
    operator.sends(f"/cases/{waiting}/moves/check", 422, reason="x", cancel="Task_Act#1").says("end the case instead")


def test_data_is_corrected_and_a_case_ended(enter: Enter, stopped: int) -> None:
    operator = enter(OPERATOR)
    page = operator.opens(f"/cases/{stopped}/data").says("decision")
    shown = {"reason": "Faute de frappe", "_revision": revision(page.markup)}
    operator.sends(f"/cases/{stopped}/corrections", 400, **shown, **{"data:decision": "approved"}).says("no data")
    operator.sends(f"/cases/{stopped}/corrections", 400, **shown, **{"data:decision": "[1"}).says("is not JSON")
    operator.sends(f"/cases/{stopped}/corrections", **shown, **{"data:decision": "refused"})
    late = operator.sends(f"/cases/{stopped}/end", 409, **shown)
    late.says("was faster (corrected the data")
    page = operator.opens(INCIDENT)
    ended = operator.sends(f"/cases/{stopped}/end", reason="Sans objet", _revision=revision(page.markup))
    operator.opens(ended.location).says("The case is over", "ended the case, which could not go on: Sans objet")
    for path in ("data", "move"):
        operator.opens(f"/cases/{stopped}/{path}", 409)


@pytest.mark.parametrize("who", ["helene", "nathalie", "catherine", "sophie"])
def test_nobody_else_may(enter: Enter, stopped: int, who: str) -> None:
    visitor = enter(who)
    assert "/incidents" not in visitor.opens("/").markup
    for path in ("/incidents", INCIDENT, f"/cases/{stopped}/data", f"/cases/{stopped}/move"):
        visitor.opens(path, 403)
    for path in ("retries", "corrections", "moves", "moves/check", "end"):
        visitor.sends(f"/cases/{stopped}/{path}", 403, reason="x", step=TELL)
    if who == "helene":
        visitor.opens(f"/cases/{stopped}").says("An administrator of the desk repairs it").hides("Move the case")


def test_pages_speak_french(enter: Enter, stopped: int) -> None:
    operator = enter(OPERATOR)
    operator.sends("/language", language="fr")
    operator.opens("/incidents").says("Les étapes qui n’ont pas pu se faire")
    operator.opens(INCIDENT).says("Cette étape n’a pas pu se faire", "Réessayer l’étape")
    operator.opens(f"/cases/{stopped}/move").says("Quelles étapes sont quittées")


def test_a_program_repairs(site: Flask, desk: Desk, stopped: int) -> None:
    def program(who: str) -> Program:
        return Program(site.test_client(), create_token(SYSTEM, desk, name="t", person_id=who).secret)

    operator = program(OPERATOR)
    assert operator.ask("GET", "/incidents").json["rows"][0]["step"] == TELL
    (found,) = operator.ask("GET", f"/cases/{stopped}/incidents").json["incidents"]
    assert found["data"]["text"] == "approved"
    seen, why = found["revision"], "from a program"
    retry = {"step": TELL, "reason": why, "revision": seen, "values": {"text": "x"}}
    assert program("lea").ask("POST", f"/cases/{stopped}/retries", retry).status_code in (403, 404)
    for sent in (retry | {"step": "no#1"}, retry | {"revision": 1}):
        assert operator.ask("POST", f"/cases/{stopped}/retries", sent).status_code == 409
    done = operator.ask("POST", f"/cases/{stopped}/retries", retry, Idempotency_Key="k").json
    assert operator.ask("POST", f"/cases/{stopped}/retries", retry, Idempotency_Key="k").json == done
    correction = {"values": {"a": 1}, "reason": why, "revision": done["revision"]}
    now = operator.ask("POST", f"/cases/{stopped}/corrections", correction).json["revision"]
    move = {"cancel": [TELL], "start": ["Task_Act"], "reason": why, "revision": now}
    assert operator.ask("POST", f"/cases/{stopped}/moves", move | {"start": ["No"]}).json["code"] == "move-refused"
    assert operator.ask("POST", f"/cases/{stopped}/moves", move | {"start": [1]}).status_code == 400
    assert operator.ask("POST", f"/cases/{stopped}/moves", move | {"start": "Task_Act"}).status_code == 400
    now = operator.ask("POST", f"/cases/{stopped}/moves", move).json["revision"]
    end = {"reason": why, "revision": now}
    assert operator.ask("POST", f"/cases/{stopped}/end", end).json["state"] == "cancelled"
    assert operator.ask("POST", f"/cases/{stopped}/end", end).json["code"] in ("case-moved", "case-over")


def test_the_command_line_repairs(
    stopped: int, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESCALADE_DATABASE_URL", database_url)
    monkeypatch.setenv("ESCALADE_DEMO", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def command(*arguments: str, code: int = 0) -> str:
        assert run(arguments) == code, capsys.readouterr()
        said = capsys.readouterr()
        return said.err if code else said.out

    number, why = str(stopped), ("--reason", "at three in the morning")
    assert TELL in command("incidents") and "nobody is called" in command("incidents", number)
    assert json.loads(command("incidents", number, "--json"))[0]["data"]["text"] == "approved"
    assert json.loads(command("incidents", "--json"))["total"] == 1
    command("incidents", "--as", "lea", code=3)
    assert "Nothing was changed" in command("retry", number, TELL, *why, "--as", "lea", code=3)
    command("retry", number, "no#1", *why, code=3)
    assert "E-000001 is running" in command("retry", number, TELL, *why, "--set", "text=hello", "--as", OPERATOR)
    assert "Nothing stands still." in command("incidents") and "Nothing stands still." in command("incidents", number)
    assert "running" in command("correct", number, "--set", "decision=refused", *why)
    assert "end the case instead" in command("move", number, "--cancel", TELL, *why, code=3)
    assert "running" in command("move", number, "--cancel", TELL, "--start", "Task_Act", *why)
    assert "faster" in command("end", number, *why, "--revision", "3", code=3)
    assert "cancelled" in command("end", number, *why)
    assert "at three in the morning" in command("show", number, "--history")
    command("end", number, *why, code=3)
