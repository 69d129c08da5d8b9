"""The runner of scenario tests: it must be able to say no, and say why."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.definitions.scenarios import ScenarioReport, ScenarioUnreadable, run_scenarios

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="t"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:process id="lend" isExecutable="true">
    <bpmn:startEvent id="Event_Asked"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Asked" targetRef="Task_Lend"/>
    <bpmn:userTask id="Task_Lend">
      <bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="lend"/>
        <zeebe:assignmentDefinition candidateGroups="desk"/>
        <zeebe:properties><zeebe:property name="separation" value="two"/></zeebe:properties></bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:incoming>Flow_3</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="Event_Late" attachedToRef="Task_Lend"><bpmn:outgoing>Flow_4</bpmn:outgoing>
      <bpmn:timerEventDefinition id="T"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Event_Late" targetRef="Event_Given_up"/>
    <bpmn:endEvent id="Event_Given_up"><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_Lend" targetRef="Gateway_Again"/>
    <bpmn:exclusiveGateway id="Gateway_Again" default="Flow_5"><bpmn:incoming>Flow_2</bpmn:incoming>
      <bpmn:outgoing>Flow_3</bpmn:outgoing><bpmn:outgoing>Flow_5</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Gateway_Again" targetRef="Task_Lend">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=again = true</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_5" sourceRef="Gateway_Again" targetRef="Event_Lent"/>
    <bpmn:endEvent id="Event_Lent"><bpmn:incoming>Flow_5</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>"""
FORM = {
    "type": "default",
    "schemaVersion": 18,
    "id": "lend",
    "components": [
        {"type": "number", "id": "F1", "key": "days", "label": "Jours", "validate": {"required": True, "max": 9}},
        {"type": "checkbox", "id": "F2", "key": "again", "label": "Encore"},
    ],
}
DONE: dict[str, Any] = {"complete": "Task_Lend", "by": "ann@desk", "values": {"days": 2}}
AGAIN: dict[str, Any] = {"complete": "Task_Lend", "by": "ann@desk", "values": {"days": 2, "again": True}}


def run(folder: Path, *tests: dict[str, Any]) -> ScenarioReport:
    (folder / "workflows").mkdir(exist_ok=True)
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "workflows" / "lend.bpmn").write_text(DIAGRAM, encoding="utf-8")
    (folder / "forms" / "lend.form").write_text(json.dumps(FORM), encoding="utf-8")
    (folder / "workflows" / "lend.test.json").write_text(json.dumps(list(tests)), encoding="utf-8")
    return run_scenarios(folder / "workflows")


def lend(*steps: dict[str, Any], **expect: Any) -> dict[str, Any]:
    return {"name": "Prêter", "process": "lend", "steps": list(steps), "expect": expect}


def test_passes_and_says_what_no_test_visits(tmp_path: Path) -> None:
    report = run(tmp_path, lend(DONE, state="completed", passed=["Event_Lent"], variables={"days": 2}))
    assert report.passed
    assert report.uncovered == {"lend": ("Event_Late", "Event_Given_up", "Flow_4", "Flow_3")}


def test_time_passes_only_when_the_test_says_so(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        lend({"wait": "PT59M"}, {"expect": {"open": ["Task_Lend"]}}, {"wait": "PT1M"}, passed=["Event_Given_up"]),
    )
    assert report.passed, report.results


@pytest.mark.parametrize(
    ("steps", "expect", "reason"),
    [
        ([], {"state": "completed"}, "should be completed"),
        ([DONE], {"outcome": "lent"}, "outcome should be lent"),
        ([DONE], {"passed": ["Event_Late"]}, "Event_Late was not passed"),
        ([DONE], {"not_passed": ["Event_Lent"]}, "Event_Lent was passed"),
        ([DONE], {"variables": {"days": 3}}, "days should be 3"),
        ([{"expect": {"open": []}}], {}, "Step 1: Open should be"),
        ([DONE, DONE], {}, "Step 2: Task_Lend is not open"),
        ([{**DONE, "by": "bob@cio"}], {}, "not for bob@cio"),
        ([{**DONE, "values": {"days": 12}}], {}, "days"),
        ([{**DONE, "values": {}}], {}, "days"),
        ([AGAIN, DONE], {}, "ann already agreed in two"),
        ([{**DONE, "refused": "separation"}], {}, "ann may still do two"),
        ([{"message": "withdraw"}], {}, "withdraw"),
        ([{"wait": "soon"}], {}, "soon is not a duration"),
        ([{"jump": "Task_Lend"}], {}, "A step must say one of"),
    ],
)
def test_fails_with_the_reason(
    tmp_path: Path, steps: list[dict[str, Any]], expect: dict[str, Any], reason: str
) -> None:
    report = run(tmp_path, lend(*steps, **expect))
    assert not report.passed
    assert reason in report.results[0].reason


def test_a_second_person_gives_the_second_agreement(tmp_path: Path) -> None:
    refused = {**DONE, "refused": "separation"}
    assert run(tmp_path, lend(AGAIN, refused, {**DONE, "by": "bob@desk"}, state="completed")).passed


@pytest.mark.parametrize("content", ["{", "[1]", '{"name": "x"}'])
def test_a_file_that_is_no_test_is_named(tmp_path: Path, content: str) -> None:
    run(tmp_path)
    (tmp_path / "workflows" / "odd.test.json").write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioUnreadable, match=r"odd\.test\.json"):
        run_scenarios(tmp_path / "workflows")
