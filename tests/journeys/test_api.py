"""The API as programs use it: every route once, every kind of error, and a document that tells the truth."""

import base64
import importlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.identity.actor import SYSTEM
from app.identity.tokens import create_token
from app.store.desk import Desk
from app.web.api.document import document
from app.web.api.operations import OPERATIONS
from tests.counting import row_counts
from tests.store import small
from tests.unit.dmn.models import table

DEFINITIONS = Path(__file__).resolve().parents[2] / "benchmarks" / "definitions"
FILES = {path.name: path.read_bytes() for path in DEFINITIONS.iterdir()}
ACCEPTED = {"answer": "accepted", "reason": "La réunion commence dans deux heures.", "minutes": 20}
DONE = {"report": "Installé.", "checked": True}


class Program:
    """A program with a person's token. Each answer is checked against the OpenAPI document."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.token = client, token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        sent["Authorization"] = f"Bearer {self.token}"
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=sent)
        agrees(method, path.partition("?")[0], answer)
        return answer

    def start(self, **more: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/cases", {"scenario": "two-tasks", "values": {}} | more)
        assert answer.status_code == 201, answer.text
        return answer.json


def agrees(method: str, path: str, answer: TestResponse) -> None:
    """The status is one that the document names for this route, and the body is as it says."""
    found = [each for each in OPERATIONS if each.method == method and re.fullmatch(_pattern(each.path), path)]
    if not found:
        assert answer.status_code in (404, 405)
        return
    described = document()["paths"][found[0].path][method.lower()]["responses"][str(answer.status_code)]
    if "$ref" in described:
        described = document()["components"]["responses"][str(answer.status_code)]
    for media_type, content in described.get("content", {}).items():
        assert answer.mimetype == media_type
        schema = content["schema"] | {"components": document()["components"]}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json)


def _pattern(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "[^/]+", path)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture
def program(client: FlaskClient, desk: Desk) -> Callable[[str], Program]:
    def of(person_id: str) -> Program:
        return Program(client, create_token(SYSTEM, desk, name="test", person_id=person_id).secret)

    return of


@pytest.fixture
def owner(program: Callable[[str], Program]) -> Program:
    """A process owner's program that has deployed the benchmark's two tasks."""
    mathilde = program("mathilde")
    files = {path: base64.b64encode(content).decode() for path, content in FILES.items()}
    answer = mathilde.ask("POST", "/deployments", {"reason": "first", "files": files})
    assert answer.status_code == 201, answer.text
    assert [version["key"] for version in answer.json["versions"]] == ["two-tasks"]
    return mathilde


@pytest.fixture
def lea(owner: Program, program: Callable[[str], Program]) -> Program:
    return program("lea")


@pytest.fixture
def helene(owner: Program, program: Callable[[str], Program]) -> Program:
    return program("helene")


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["detail"] and "{" not in answer.json["detail"]
    return answer.json


def test_the_document_is_openapi_3_1_and_open_to_everybody(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json")
    assert served.status_code == 200
    OpenAPIV31SpecValidator(served.json).validate()


def test_routes_and_document_agree(client: FlaskClient) -> None:
    rules = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, methods in document()["paths"].items() for method in methods}
    assert rules == described


def test_a_case_from_start_to_end(helene: Program, lea: Program) -> None:
    answer = helene.ask("POST", "/cases", {"scenario": "two-tasks", "values": {}, "title": "Présentation"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/cases/{answer.json['case_id']}"
    first = answer.json["open_tasks"][0]
    assert [row["id"] for row in lea.ask("GET", "/tasks?whose=groups").json["rows"]] == [first]
    task = lea.ask("GET", f"/tasks/{first}").json
    assert [part["key"] for part in task["form"]["components"]] == ["answer", "reason", "minutes"]
    assert lea.ask("POST", f"/tasks/{first}/claim").status_code == 204
    assert [row["id"] for row in lea.ask("GET", "/tasks?whose=mine").json["rows"]] == [first]
    assert lea.ask("DELETE", f"/tasks/{first}/claim").status_code == 204
    completion = lea.ask("POST", f"/tasks/{first}/completion", {"values": ACCEPTED}, Idempotency_Key="k1").json
    second = completion["next_tasks"][0]["id"]
    assert lea.ask("POST", f"/cases/{completion['case_id']}/comments", {"text": "Bientôt prêt."}).status_code == 204
    ended = lea.ask("POST", f"/tasks/{second}/completion", {"values": DONE}).json
    assert (ended["state"], ended["next_tasks"]) == ("completed", [])

    page = helene.ask("GET", f"/cases/{ended['case_id']}").json
    assert page["comments"][0]["text"] == "Bientôt prêt."
    entries = helene.ask("GET", f"/cases/{ended['case_id']}/history").json["entries"]
    assert [entry["type"] for entry in entries].count("task_completed") == 2
    mine = helene.ask("GET", "/cases?whose=mine&state=completed").json["rows"]
    assert [row["id"] for row in mine] == [ended["case_id"]]


def test_the_same_key_again_does_nothing_twice(helene: Program, lea: Program) -> None:
    started = helene.ask("POST", "/cases", {"scenario": "two-tasks", "values": {}}, Idempotency_Key='"a"').json
    again = helene.ask("POST", "/cases", {"scenario": "two-tasks", "values": {}}, Idempotency_Key="a").json
    assert again == started | {"repeated": True}
    path = f"/tasks/{started['open_tasks'][0]}/completion"
    first = lea.ask("POST", path, {"values": ACCEPTED}, Idempotency_Key="b").json
    second = lea.ask("POST", path, {"values": ACCEPTED}, Idempotency_Key="b").json
    assert second == first | {"repeated": True}
    assert len(lea.ask("GET", f"/cases/{started['case_id']}/history").json["entries"]) == first["revision"]
    said = problem(lea.ask("POST", path, {"values": ACCEPTED}, Idempotency_Key="c"), 409, "task-not-open")
    assert "Léa Martin" in said["detail"]


def test_answers_that_the_form_refuses_are_named_and_nothing_is_stored(helene: Program, lea: Program) -> None:
    started = helene.start()
    path = f"/tasks/{started['open_tasks'][0]}/completion"
    sent = {"answer": "perhaps", "reason": "x" * 3000, "minutes": "ten", "more": 1}
    said = problem(lea.ask("POST", path, {"values": sent}, Accept_Language="en"), 422, "answers-refused")
    assert {error["field"] for error in said["errors"]} == {"answer", "reason", "minutes", "more"}
    assert problem(lea.ask("POST", path, {}), 422, "answers-refused")["errors"]
    assert len(lea.ask("GET", f"/cases/{started['case_id']}/history").json["entries"]) == started["revision"]


def test_a_task_that_is_not_yours_or_not_there(
    helene: Program, lea: Program, program: Callable[[str], Program]
) -> None:
    task = helene.start()["open_tasks"][0]
    problem(helene.ask("POST", f"/tasks/{task}/completion", {"values": ACCEPTED}), 403, "not-allowed")
    problem(program("paul").ask("GET", f"/tasks/{task}"), 404, "not-found")
    problem(lea.ask("POST", "/tasks/999-1/completion", {"values": {}}), 404, "not-found")
    problem(lea.ask("POST", "/tasks/nonsense/completion", {"values": {}}), 404, "not-found")
    problem(program("paul").ask("GET", "/cases/1"), 404, "not-found")


def test_who_calls_is_known_by_the_token_alone(client: FlaskClient, owner: Program) -> None:
    missing = client.get("/api/v1/tasks")
    problem(missing, 401, "token-missing")
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="escalade"'
    wrong = client.get("/api/v1/tasks", headers={"Authorization": "Bearer esc_nothing"})
    problem(wrong, 401, "token-refused")
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]
    problem(client.get("/api/v1/tasks", headers={"Authorization": "Basic bGVhOmVzY2FsYWRl"}), 401, "token-refused")


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed-json"),
        (b"[1]", "application/json", 400, "malformed-json"),
        (b"", "application/json", 400, "malformed-json"),
        (b"\xff\xfe", "application/json", 400, "malformed-json"),
        (b"[" * 100_000, "application/json", 400, "malformed-json"),
        (b'{"values": NaN}', "application/json", 400, "malformed-json"),
        (b"values=1", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b'{"values": {"reason": "' + b"x" * 1_000_001 + b'"}}', "application/json", 413, "too-large"),
        (b'{"values": []}', "application/json", 400, "request-refused"),
        (b'{"values": {}, "revision": "1"}', "application/json", 400, "request-refused"),
        (b'{"values": {}, "revision": true}', "application/json", 400, "request-refused"),
        (b'{"value": {}}', "application/json", 400, "request-refused"),
    ],
)
def test_bodies_that_cannot_be_used(
    helene: Program, lea: Program, body: bytes, media_type: str, status: int, code: str
) -> None:
    started = helene.start()
    answer = lea.client.post(
        f"/api/v1/tasks/{started['open_tasks'][0]}/completion", data=body, content_type=media_type,
        headers={"Authorization": f"Bearer {lea.token}"},
    )  # fmt: skip
    problem(answer, status, code)
    assert len(lea.ask("GET", f"/cases/{started['case_id']}/history").json["entries"]) == started["revision"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=1&page=2", "page_size=201", "vip=1", "whose=you", "no=1"])
def test_queries_that_cannot_be_used(lea: Program, query: str) -> None:
    assert problem(lea.ask("GET", f"/tasks?{query}"), 400, "request-refused")["errors"][0]["field"] in query


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "é"])
def test_keys_that_cannot_be_used(helene: Program, key: str) -> None:
    answer = helene.ask("POST", "/cases", {"scenario": "two-tasks", "values": {}}, Idempotency_Key=key)
    problem(answer, 400, "invalid-idempotency-key")


def test_addresses_and_methods_that_are_not_there(client: FlaskClient, lea: Program) -> None:
    problem(client.get("/api/v1/nothing"), 404, "no-such-address")
    problem(client.get("/api/v2/tasks"), 404, "no-such-address")
    problem(client.get("/api/v1/cases/x"), 404, "no-such-address")
    wrong = client.delete("/api/v1/cases")
    problem(wrong, 405, "method-not-offered")
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].replace(" ", "").split(","))


def test_errors_speak_the_callers_language(client: FlaskClient) -> None:
    english = client.get("/api/v1/nothing", headers={"Accept-Language": "en"})
    french = client.get("/api/v1/nothing", headers={"Accept-Language": "fr-CH, fr;q=0.9, en;q=0.8"})
    assert (english.headers["Content-Language"], french.headers["Content-Language"]) == ("en", "fr")
    assert english.json["detail"].startswith("There is nothing at this address.")


def test_an_error_nobody_foresaw_is_a_problem_without_a_trace(lea: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(importlib.import_module("app.web.api.tasks"), "inbox", fails)
    lea.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = lea.ask("GET", "/tasks")
    problem(answer, 500, "escalade")
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_a_message_reaches_the_case_that_waits_for_it(owner: Program, helene: Program) -> None:
    files = {path: base64.b64encode(content).decode() for path, content in small.FILES.items()}
    assert owner.ask("POST", "/deployments", {"reason": "messages", "files": files}).status_code == 201
    path = f"/cases/{helene.start(scenario='small')['case_id']}/messages"
    withdraw = {"message": "withdraw", "values": {"reason": "Plus nécessaire."}}
    sent = helene.ask("POST", path, withdraw, Idempotency_Key="w")
    assert (sent.status_code, sent.json["state"]) == (200, "completed")
    assert helene.ask("POST", path, withdraw, Idempotency_Key="w").json["revision"] == sent.json["revision"]
    problem(helene.ask("POST", path, withdraw), 409, "case-over")


def test_a_message_that_nobody_waits_for_changes_nothing(helene: Program) -> None:
    path = f"/cases/{helene.start()['case_id']}/messages"
    problem(helene.ask("POST", path, {"message": "information", "values": {"text": "Encore."}}), 409, "not-waiting")
    problem(helene.ask("POST", path, {"message": ""}), 400, "request-refused")


def test_what_can_be_started_and_what_is_deployed(lea: Program) -> None:
    assert lea.ask("GET", "/scenarios").json["scenarios"] == []
    versions = lea.ask("GET", "/versions?key=two-tasks").json["versions"]
    assert [(version["number"], version["current"]) for version in versions] == [(1, True)]
    problem(lea.ask("POST", "/cases", {"scenario": "nothing", "values": {}}), 404, "not-found")


def test_the_same_files_again_make_no_version(owner: Program) -> None:
    upload = {"reason": "again", "files": [(io.BytesIO(content), name) for name, content in FILES.items()]}
    answer = owner.client.post("/api/v1/deployments", data=upload, headers={"Authorization": f"Bearer {owner.token}"})
    assert (answer.status_code, answer.json) == (201, {"versions": []})


def test_files_that_cannot_be_deployed_are_named_and_nothing_changes(owner: Program, lea: Program) -> None:
    broken = {"two-tasks.bpmn": base64.b64encode(b"<nonsense").decode()}
    said = problem(owner.ask("POST", "/deployments", {"reason": "r", "files": broken}), 422, "deployment-refused")
    assert said["errors"][0]["file"].endswith("two-tasks.bpmn")
    missing = FILES["two-tasks.bpmn"].replace(b"benchmark-check", b"no-such-form")
    sent = {"two-tasks.bpmn": base64.b64encode(missing).decode()}
    said = problem(owner.ask("POST", "/deployments", {"reason": "r", "files": sent}), 422, "deployment-refused")
    assert any("no-such-form" in json.dumps(error) for error in said["errors"])
    problem(owner.ask("POST", "/deployments", {"reason": "r", "files": {"a.bpmn": "%%"}}), 400, "request-refused")
    problem(owner.ask("POST", "/deployments", {"reason": "r", "files": {"a.exe": "eA=="}}), 400, "invalid-input")
    problem(lea.ask("POST", "/deployments", {"reason": "r", "files": broken}), 403, "not-allowed")
    assert len(owner.ask("GET", "/versions").json["versions"]) == 1


def test_reading_the_scenario_catalogue_needs_a_token(client: FlaskClient) -> None:
    for path in ("scenarios", "versions", "cases", "tasks", "cases/1", "cases/1/history", "tasks/1-1"):
        assert client.get(f"/api/v1/{path}").status_code == 401


def test_an_expression_is_checked_in_the_language_of_the_editor(lea: Program, database: Engine) -> None:
    before = row_counts(database)
    asked = {"expression": "amuont > 3", "names": {"amount": "number"}, "expected": "boolean"}
    answer = lea.ask("POST", "/expressions/check", asked, Accept_Language="fr")
    assert answer.status_code == 200, answer.text
    (found,) = answer.json["findings"]
    assert (found["code"], found["severity"], found["line"], found["column"]) == ("unknown-name", "error", 1, 1)
    assert found["suggestions"] == ["amount"]
    assert found["message"].replace("\u00a0", " ") == (
        "Le nom « amuont » n’est pas connu ici. Vouliez-vous dire « amount » ?"
    )
    (found,) = lea.ask("POST", "/expressions/check", asked, Accept_Language="en").json["findings"]
    assert found["message"] == "The name “amuont” is not known here. Did you mean “amount”?"
    assert row_counts(database) == before


def test_unary_tests_and_expressions_with_unknown_names_are_checked(lea: Program) -> None:
    def codes(expression: str, **more: Any) -> list[tuple[str, str]]:
        found = lea.ask("POST", "/expressions/check", {"expression": expression} | more).json["findings"]
        return [(finding["severity"], finding["code"]) for finding in found]

    assert codes("> 3, [1..2]", unary_tests=True, input="number") == []
    assert codes('"a"', unary_tests=True, input="number") == [("error", "comparison")]
    assert codes("> 3", unary_tests=True) == []
    assert codes("x > 3 and", others=True) == [("error", "syntax")]
    assert codes("x > 3", others=True, expected="boolean") == []
    assert codes("x > 3") == [("error", "unknown-name")]
    assert codes("c.total amount", names={"c": "context<total amount: number>"}, expected="number") == []


def test_what_cannot_be_checked_is_refused_by_name(lea: Program) -> None:
    def faults(**more: Any) -> dict[str, str]:
        said = problem(lea.ask("POST", "/expressions/check", {"expression": "1"} | more), 400, "request-refused")
        return {error["field"]: error["code"] for error in said["errors"]}

    assert faults(expected="strin") == {"expected": "feel-type"}
    assert faults(names={"a": "list<"}, unary_tests=True, input="") == {"names.a": "feel-type"}
    assert faults(names={f"n{number}": "Any" for number in range(501)}) == {"names": "too-many"}
    assert faults(names={"n" * 201: "Any"}) == {"names": "too-long"}
    assert faults(names={"a": "x" * 1_001}) == {"names.a": "too-long"}
    assert faults(expression="1" * 20_001) == {"expression": "too-long"}
    assert faults(names=[]) == {"names": "type"}
    nobody = Program(lea.client, "esc_nobody")
    problem(nobody.ask("POST", "/expressions/check", {"expression": "1"}), 401, "token-refused")


def test_a_decision_is_checked_before_it_is_deployed(lea: Program, database: Engine) -> None:
    before = row_counts(database)
    twice = {"document": table("", [("-", '"big"'), ("> 5", '"small"')]).decode()}
    (found,) = lea.ask("POST", "/decisions/check", twice, Accept_Language="en").json["findings"]
    assert (found["code"], found["severity"]) == ("overlap", "error")
    assert (found["decision"], found["rules"]) == ("result", [1, 2])
    assert "amount = 6" in found["message"] and found["remedy"]
    (told,) = lea.ask("POST", "/decisions/check", twice, Accept_Language="fr").json["findings"]
    assert "Les règles 1 et 2" in told["message"]
    mistake = {"document": table("", [("-", "1 +\n  substring(amount)")]).decode()}
    (found,) = lea.ask("POST", "/decisions/check", mistake).json["findings"]
    assert (found["element"], found["line"], found["position"]) == ("o0", 2, 3)
    (found,) = lea.ask("POST", "/decisions/check", {"document": "<a/>"}).json["findings"]
    assert found["code"] == "document"
    problem(lea.ask("POST", "/decisions/check", {"document": "x" * 300_001}), 400, "request-refused")
    problem(lea.ask("POST", "/decisions/check", {"document": "x" * 1_000_001}), 413, "too-large")
    problem(lea.ask("POST", "/decisions/check", {}), 400, "request-refused")
    assert row_counts(database) == before


def test_checking_a_decision_needs_a_token(client: FlaskClient) -> None:
    problem(client.post("/api/v1/decisions/check", json={"document": "<a/>"}), 401, "token-missing")


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<a>" * 2_000,
        "no XML at all",
        table("", [("(" * 9_000, "-" * 9_000 + "1")]).decode(),
        table("", [(",".join(str(number) for number in range(3_000)), "[1][1]" * 3_000)]).decode(),
        table('hitPolicy="X"', []).decode().replace("<decisionTable", "<list>" * 200 + "<decisionTable"),
    ],
)
def test_no_document_stops_the_check(lea: Program, document: str) -> None:
    answer = lea.ask("POST", "/decisions/check", {"document": document})
    assert answer.status_code == 200
    assert answer.json["findings"] and all("{" not in found["message"] for found in answer.json["findings"])


def test_a_condition_that_is_no_condition_is_refused_in_one_language(owner: Program) -> None:
    wrong = FILES["two-tasks.bpmn"].replace(b'=answer = "accepted"', b'=answer == "accepted"')
    sent = {"reason": "r", "files": {"two-tasks.bpmn": base64.b64encode(wrong).decode()}}
    said = problem(owner.ask("POST", "/deployments", sent, Accept_Language="fr"), 422, "deployment-refused")
    (error,) = said["errors"]
    assert (error["code"], error["severity"]) == ("expression-wrong", "error")
    assert error["message"].replace("\u00a0", " ") == (
        "condition : l’expression ne donne jamais ce qu’il faut. Ligne 1, colonne 8 : FEEL compare avec un seul « = »."
    )
    assert "never gives" not in said["detail"] and "condition" in said["detail"]


def test_cases_are_moved_to_another_version_and_back(owner: Program, helene: Program, lea: Program) -> None:
    case, key = helene.start(), "two-tasks"
    content = FILES["two-tasks.bpmn"].replace(b"Task_Check", b"Task_Renamed")
    files = {"two-tasks.bpmn": base64.b64encode(content).decode()}
    owner.ask("POST", "/deployments", {"reason": "clearer", "files": files})
    wish = {"key": key, "sources": [1], "version": 2}
    (stays,) = owner.ask("POST", "/migrations/trial", wish).json["stay"]
    assert (stays["case_id"], len(stays["reasons"])) == (case["case_id"], 1)
    address = f"/cases/{case['case_id']}/migration"
    refused = owner.ask("POST", address, {"version": 2, "reason": "x"})
    assert problem(refused, 409, "migration-refused")["errors"][0]["element"] == "Task_Check"
    plan = {"plan": {"Task_Check": "Task_Renamed"}}
    moved = owner.ask("POST", address, {"version": 2, "reason": "clearer"} | plan)
    assert moved.json["steps"]["Task_Check#1"] == "Task_Renamed#1"
    problem(lea.ask("POST", f"{address}/reversal", {"reason": "x"}), 403, "not-allowed")
    assert owner.ask("POST", f"{address}/reversal", {"reason": "x"}).json["version"] == 1
    problem(owner.ask("POST", f"{address}/reversal", {"reason": "x"}), 409, "no-migration-to-undo")
    begun = owner.ask("POST", "/migrations", wish | plan | {"reason": "clearer"})
    assert (begun.status_code, begun.json["left"], begun.json["ended_at"]) == (202, 1, None)
    read = owner.ask("GET", begun.location.removeprefix("/api/v1"))
    assert owner.ask("GET", f"/migrations/{key}").json == {"migrations": [read.json]}
    problem(lea.ask("GET", f"/migrations/{key}"), 403, "not-allowed")


@pytest.mark.parametrize(
    "change",
    [{"sources": "1"}, {"sources": ["1"]}, {"sources": [True]}, {"plan": {"a": 1}}, {"version": 0}, {"key": ""}],
)
def test_a_migration_that_cannot_be_read(owner: Program, change: dict[str, Any]) -> None:
    wish = {"key": "intake", "sources": [1], "version": 2, "reason": "x"}
    problem(owner.ask("POST", "/migrations", wish | change), 400, "request-refused")
