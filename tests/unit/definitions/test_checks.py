"""Diagrams, decisions and forms are checked together: what one of them sets, the others may read."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from app.cases.locked import LockedCase
from app.cases.starting import start_variables
from app.definitions.checks import AT_START, check_files
from app.engine.model import Finding
from app.feel import from_json
from app.feel.budget import Run
from app.identity.actor import SYSTEM
from tests.unit.engine.diagrams import diagram, end, io, process, script, start, user


def form(identity: str, *components: dict[str, object]) -> bytes:
    full = [{"label": "Text", "properties": {"label:en": "Text"}} | component for component in components]
    return json.dumps({"type": "default", "id": identity, "schemaVersion": 19, "components": full}).encode()


def found(expression: str, *components: dict[str, object]) -> list[Finding]:
    """What is found when a script reads after a task with a form."""
    fills = user("u", extension=io({}, {"approval": "={answer: answer, reason: why}"}))
    content = diagram(process("P", start(), fills, script("a", expression, "result"), end(), flows="s u a e"))
    asked = form("form-a", {"type": "textfield", "key": "answer"}, *components)
    return [f for f in check_files({"p.bpmn": content, "forms/form-a.form": asked}) if "english" not in f.rule]


def doubts(expression: str) -> list[str]:
    return [str(finding.details["reason"]).partition("Did you mean ")[2] for finding in found(expression)]


def test_the_diagram_reads_what_forms_and_the_desk_set() -> None:
    assert found('answer = "yes" and case.vip and requester.name = "x" and pace > 0') == []
    assert found("approval.answer") == [] and found("request.anything") == [] and found("elsewhere.unknown") == []


def test_what_is_nearly_known_is_doubted() -> None:
    assert doubts("anwser") == ["“answer”?"]
    assert doubts("case.prioritty") == ["“priority”?"]
    assert doubts("requesterr.name") == ["“requester” or “request”?"]
    assert doubts("approval.anwser") == ["“answer”?"]


def test_what_the_desk_sets_is_judged_by_its_type() -> None:
    (finding,) = found("case.opened.year")
    assert (finding.rule, finding.element) == ("expression-wrong", "a")
    assert "date and time(…)" in finding.sentence


def test_a_form_reads_what_the_diagram_sets() -> None:
    hidden = {"type": "textfield", "key": "why", "conditional": {"hide": '=approvl.answer = "yes"'}}
    (finding,) = found("1", hidden)
    assert (finding.rule, finding.file, finding.element) == ("form-feel-doubtful", "forms/form-a.form", "why")
    assert "Did you mean “approval”?" in finding.sentence


def test_what_is_known_of_the_start_is_what_a_case_starts_with() -> None:
    row = LockedCase.__new__(LockedCase)
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    values = {"id": 1, "scenario": "x", "title": "t", "opened_at": now, "priority": "P1", "vip": True}
    for name, value in values.items():
        object.__setattr__(row, name, value)
    started = start_variables(row, replace(SYSTEM, email="a@b", title="t"), {"asked": 1}, 1.0)
    assert started.keys() == AT_START.keys()
    for name, value in started.items():
        assert AT_START[name].holds(from_json(value), Run()), name
    assert {name: set(AT_START[name].fields) for name in ("case", "requester")} == {
        name: set(started[name]) for name in ("case", "requester")
    }
