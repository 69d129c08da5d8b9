"""Global tasks, called like a process (BPMN 2.0.2 §10.3.6)."""

import pytest

from app.engine import Execution, check_bundle, compile_bundle
from app.engine.errors import ProcessNotFound
from tests.unit.engine.diagrams import boundary, diagram, end, io, loop, node, process, start, timer, user, z
from tests.unit.engine.play import MONDAY, Play, moves
from tests.unit.engine.test_data import association, item, specification

FORM = z("userTask") + z("formDefinition", formId="form-a") + z("assignmentDefinition", assignee="=who")


def calling(task: str, inner: str = "", extension: str = "", *more: str, flows: str = "", **values: object) -> Play:
    call = node("callActivity", "c", inner, extension, calledElement="G")
    main = process("P", start(), call, user("z"), end(), *more, flows="s c z e;" + flows)
    return Play(compile_bundle({"p.bpmn": diagram(main, task)}), **values)


def test_a_global_user_task_is_done_in_the_call():
    called = node("globalUserTask", "G", "", FORM)
    case = calling(called, extension=io({"who": "=boss"}, {"answer": "=verdict"}), boss="ann")
    assert case.open == ["c#1/G#1"]
    assert (case.execution.tasks[0].assignee, case.execution.tasks[0].form) == ("ann", "form-a")
    assert case.tokens == ["c#1", "c#1/G#1"]
    done = case.does("c#1/G#1", verdict="yes", extra=1)
    assert moves(done) == ["-c#1/G#1", "-c#1", "+z#1"]
    assert case.variables == {"boss": "ann", "answer": "yes"}


def test_a_global_script_task_reads_and_writes_the_variables_that_are_handed_on():
    called = node("globalScriptTask", "G", "", z("script", expression="=n * 2", resultVariable="doubled"))
    assert calling(called, n=4).variables == {"n": 4, "doubled": 8}


def test_global_manual_and_abstract_tasks():
    assert calling(node("globalManualTask", "G")).open == ["c#1/G#1"]
    assert calling(node("globalTask", "G")).open == ["z#1"]
    assert calling(node("globalScriptTask", "G", "", z("taskDefinition", type="notify"))).jobs == ["c#1/G#1"]


def test_inputs_and_outputs_of_the_call_go_to_those_of_the_task():
    io_of = specification(item("dataInput", "gi", "number"), item("dataOutput", "go", "made"))
    called = node("globalScriptTask", "G", io_of, z("script", expression="=number + 1", resultVariable="made"))
    inner = (
        specification(item("dataInput", "ci"), item("dataOutput", "co"))
        + association("Input", "DO_1", "ci")
        + association("Output", "co", "DO_1")
    )
    assert calling(called, inner, "", item("dataObject", "DO_1", "n"), n=4).variables == {"n": 5}


def test_boundary_events_and_loops_on_the_call():
    called = node("globalUserTask", "G", "", FORM)
    late = (boundary("b", "c", timer("PT1H")), user("y"))
    case = calling(called, "", "", *late, flows="b y e")
    assert moves(case.waits(hours=1))[:2] == ["xc#1/G#1", "xc#1"]
    case = calling(called, loop(inputCollection="=[1, 2]", inputElement="who"))
    assert case.open == ["c#1/c#1/G#1", "c#1/c#2/G#1"]


def test_a_global_business_rule_task_must_have_a_decision():
    called = node("globalBusinessRuleTask", "G", "", z("calledDecision", decisionId="route", resultVariable="r"))
    content = diagram(process("P", start(), node("callActivity", "c", calledElement="G"), end(), flows="s c e"), called)
    assert [(it.rule, it.element) for it in check_bundle({"p.bpmn": content})] == [("decision-missing", "G")]


def test_what_is_found_before_it_runs():
    def rules(*parts: str) -> list[tuple[str, str | None]]:
        call = node("callActivity", "c", calledElement="G")
        main = process("P", start(), call, end(), flows="s c e")
        return [(it.rule, it.element) for it in check_bundle({"p.bpmn": diagram(main, *parts)})]

    assert rules() == [("reference-unknown", "c")]
    assert rules(node("globalUserTask", "G")) == [("form-none", "G")]
    assert rules(node("globalScriptTask", "G")) == [("script-missing", "G")]
    assert ("id-used-twice", "c") in rules(node("globalTask", "c"))
    assert ("unsupported", "G") in rules(node("globalChoreographyTask", "G"))


def test_a_circle_through_a_global_user_task_waits():
    def rules(kind: str) -> list[str]:
        main = process(
            "P", start(), node("exclusiveGateway", "m"), node("callActivity", "c", calledElement="G"), flows="s m c m"
        )
        return [it.rule for it in check_bundle({"p.bpmn": diagram(main, node(kind, "G", "", FORM))})]

    assert "endless-loop" not in rules("globalUserTask")
    assert "endless-loop" in rules("globalTask")


def test_a_global_task_is_no_process_that_can_be_started():
    main = process("P", start(), user("u"), end(), flows="s u e")
    bundle = compile_bundle({"p.bpmn": diagram(main, node("globalTask", "G"))})
    assert list(bundle.processes) == ["P"]
    with pytest.raises(ProcessNotFound):
        Execution.start(bundle, "G", {}, now=MONDAY)
