"""Tasks, variables, scripts, jobs and what an advance says."""

import pytest

from app.engine import Execution, ProcessNotFound, StepNotOpen, compile_bundle
from tests.unit.engine.diagrams import diagram, end, io, job, node, process, script, start, user, z
from tests.unit.engine.play import MONDAY, moves, play


def test_a_case_runs_from_start_to_end():
    case = play(start(), user("u"), end(), flows="s u e")
    assert moves(case.advance) == ["+s#1", "-s#1", "+u#1"]
    assert [task.form for task in case.advance.opened] == ["form-a"]
    done = case.does("u#1", decision="yes")
    assert moves(done) == ["-u#1", "+e#1", "-e#1"]
    assert [move.flow for move in done.moves] == [None, "P_u_e", None]
    assert done.closed == ("u#1",)
    assert (case.state, case.ended_at) == ("completed", "e")
    assert case.variables == {"decision": "yes"}


def test_a_step_is_completed_once():
    case = play(start(), user("u"), user("v"), end(), flows="s u v e")
    case.does("u#1")
    with pytest.raises(StepNotOpen) as refused:
        case.does("u#1")
    assert "u#1" in str(refused.value)
    assert case.open == ["v#1"]


def test_an_unknown_process_does_not_start():
    bundle = compile_bundle({"p.bpmn": diagram(process("P", start(), end(), flows="s e"))})
    with pytest.raises(ProcessNotFound):
        Execution.start(bundle, "Q", {}, now=MONDAY)


def test_assignment_is_literal_or_feel():
    settings = (
        z(
            "assignmentDefinition",
            assignee="=requester.id",
            candidateGroups="service-desk, level-3",
            candidateUsers='=["ada"]',
        )
        + z("taskSchedule", dueDate='=duration("PT2H") * pace', followUpDate="2026-11-24T08:00:00+01:00")
        + z("priorityDefinition", priority="=70 + 10")
        + z("properties", z("property", name="kind", value="approval"))
    )
    case = play(start(), user("u", extension=settings), end(), flows="s u e", requester={"id": "eve"}, pace=0.5)
    (task,) = case.advance.opened
    assert (task.assignee, task.candidate_groups, task.candidate_users) == (
        "eve",
        ("service-desk", "level-3"),
        ("ada",),
    )
    assert (task.due_at - MONDAY).total_seconds() == 3600
    assert task.follow_up_at.isoformat() == "2026-11-24T07:00:00+00:00"
    assert (task.priority, task.properties) == (80, {"kind": "approval"})
    assert case._again().tasks == (task,)


def test_a_form_can_be_chosen_at_run_time():
    form = z("formDefinition", externalReference='=if vip then "form-vip" else "form"')
    case = play(start(), node("userTask", "u", extension=form), end(), flows="s u e", vip=True)
    assert case.advance.opened[0].form == "form-vip"


def test_without_output_mapping_every_value_becomes_a_variable_with_one_only_the_mapped():
    case = play(start(), user("u"), user("v", extension=io(outputs={"kept": "=b + 1"})), end(), flows="s u v e")
    case.does("u#1", a=1, nested={"x": [1]})
    case.does("v#1", b=2, dropped=3)
    assert case.variables == {"a": 1, "nested": {"x": [1]}, "kept": 3}


def test_input_mappings_make_locals_that_do_not_leave():
    mapping = io(inputs={"x": "=a * 2", "y.z": "=x + 1"}, outputs={"out.deep": "=y.z"})
    case = play(start(), script("t", "=x + y.z", "sum", extension=mapping), user("u"), end(), flows="s t u e", a=5)
    assert case.variables == {"a": 5, "out": {"deep": 11}}


def test_a_result_with_the_name_of_a_local_stays_local():
    case = play(
        start(), script("t", "=1", "x", extension=io(inputs={"x": "=0"})), user("u"), end(), flows="s t u e", x=9
    )
    assert case.variables == {"x": 9}


def test_nested_values_are_copied_not_shared():
    given = {"list": [1, {"a": 1}]}
    case = play(start(), user("u"), script("t", "=v", "w"), user("x"), end(), flows="s u t x e")
    advance = case.execution.complete("u#1", {"v": given}, now=MONDAY)
    given["list"].append(2)
    advance.changes[0].value["list"].append(3)
    case.execution.variables["v"]["list"].append(4)
    assert case.execution.variables == {"v": {"list": [1, {"a": 1}]}, "w": {"list": [1, {"a": 1}]}}


def test_the_key_typename_is_harmless():
    value = {"typename": "datetime", "deep": [{"typename": "x", "module": "os"}]}
    case = play(start(), user("u"), user("v"), end(), flows="s u v e")
    case.does("u#1", typename="x", data=value)
    assert case.variables == {"typename": "x", "data": value}


def test_scripts_keep_numbers_dates_and_null_as_json():
    texts = {
        "n": "=1/4",
        "d": '=date("2026-01-31") + duration("P1M")',
        "u": "=nothing.here",
        "big": "=2 ** 70",
        "i": "=4/2",
    }
    parts = [script(name, text, name) for name, text in texts.items()]
    case = play(start(), *parts, user("end_here"), end(), flows="s n d u big i end_here e")
    assert case.variables == {"n": 0.25, "d": "2026-02-28", "u": None, "big": 2**70, "i": 2}


def test_a_plain_task_passes_and_a_manual_task_waits():
    case = play(start(), node("task", "t"), node("manualTask", "m"), end(), flows="s t m e")
    assert moves(case.advance) == ["+s#1", "-s#1", "+t#1", "-t#1", "+m#1"]
    assert case.open == ["m#1"]
    case.does("m#1")
    assert case.state == "completed"


def test_a_job_waits_with_type_headers_and_inputs():
    settings = z("taskHeaders", z("header", key="to", value="requester")) + io(inputs={"text": '="Hello " + name'})
    case = play(start(), job("j", "notify", extension=settings), end(), flows="s j e", name="Ada")
    (offered,) = case.advance.jobs
    assert (offered.step, offered.type, offered.headers) == ("j#1", "notify", {"to": "requester"})
    assert offered.inputs == {"text": "Hello Ada"}
    case.does("j#1", sent=True)
    assert (case.state, case.variables) == ("completed", {"name": "Ada", "sent": True})


@pytest.mark.parametrize("kind", ["sendTask", "intermediateThrowEvent", "endEvent"])
def test_sending_elements_with_a_job_type_are_jobs(kind):
    inner = "<bpmn:messageEventDefinition/>" if "Event" in kind else ""
    parts = [start(), job("j", inner=inner, tag=kind)]
    case = play(*parts, *([] if kind == "endEvent" else [end()]), flows="s j" if kind == "endEvent" else "s j e")
    assert case.jobs == ["j#1"]
    case.does("j#1")
    assert case.state == "completed"
    assert case.ended_at == ("j" if kind == "endEvent" else "e")


def test_cancelling_a_case_ends_everything():
    case = play(start(), user("u"), end(), flows="s u e")
    ended = case.execution.cancel(now=MONDAY)
    assert (moves(ended), ended.closed, ended.state) == (["xu#1"], ("u#1",), "cancelled")
    assert (case.open, case.state) == ([], "cancelled")
    assert case._again().cancel(now=MONDAY).moves == ()


def test_several_flows_leave_a_task_with_conditions_and_default():
    from tests.unit.engine.diagrams import flow

    parts = [start(), node("task", "t", default="f3"), user("a"), user("b"), user("c"), end()]
    flows = [flow("f1", "t", "a", "=x > 1"), flow("f2", "t", "b", "=x > 2"), flow("f3", "t", "c")]
    for x, wanted in ((1, ["c#1"]), (2, ["a#1"]), (3, ["a#1", "b#1"])):
        assert play(*parts, *flows, flows="s t;a e;b e;c e", x=x).open == wanted


def test_the_advance_keeps_changes_and_moves_in_one_order():
    case = play(start(), script("t", "=1", "x"), end(), flows="s t e")
    kinds = [type(entry).__name__ for entry in case.advance.log]
    assert kinds == ["Move", "Move", "Move", "Change", "Move", "Move", "Move"]
