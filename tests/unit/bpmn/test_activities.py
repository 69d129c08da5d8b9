"""Tasks, subprocesses, calls and loops: what each does when a token comes (BPMN 2.0.2 §13.3)."""

import pytest

from app.engine import compile_bundle
from tests.unit.bpmn.cases import Case, begin, case
from tests.unit.bpmn.shows import shows
from tests.unit.bpmn.smallest import FORMULA, SIGNAL, tag
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    event,
    flow,
    job,
    loop,
    message,
    node,
    process,
    script,
    start,
    subprocess,
    user,
    z,
)
from tests.unit.engine.test_decisions import ask, table

GO = message("m", "go")


def around(activity: str, definitions: str = "", **values: object) -> Case:
    """A case that comes to the activity ``a``, and then to the user task ``after``."""
    return case(start(), activity, user("after"), end(), flows="s a after e", definitions=definitions, **values)


@shows("task")
def test_a_task_of_no_kind_is_passed() -> None:
    assert around(node("task", "a")).elements == {"after"}


@shows("user task", "manual task")
@pytest.mark.parametrize("activity", [user("a"), node("manualTask", "a")], ids=["user", "manual"])
def test_a_task_for_people_waits_for_somebody(activity: str) -> None:
    played = around(activity)
    assert played.elements == {"a"}
    played.does("a#1", seen=True)
    assert (played.elements, played.variables) == ({"after"}, {"seen": True})


@shows("service task")
@pytest.mark.parametrize("kind", ["serviceTask", "sendTask", "scriptTask", "businessRuleTask"])
def test_a_job_waits_for_a_worker(kind: str) -> None:
    played = around(job("a", tag=kind))
    assert (played.jobs, played.elements) == (["a#1"], set())
    played.does("a#1")
    assert played.elements == {"after"}


@shows("send task")
def test_a_send_task_sends_its_message() -> None:
    played = around(node("sendTask", "a", messageRef="m"), GO)
    assert ([thrown.message for thrown in played.advance.thrown], played.elements) == (["go"], {"after"})


@shows("receive task")
def test_a_receive_task_waits_for_its_message() -> None:
    played = around(node("receiveTask", "a", messageRef="m"), GO)
    assert played.elements == set()
    played.gets("go")
    assert played.elements == {"after"}


@shows("receive task, instantiating")
def test_a_receive_task_can_begin_a_process() -> None:
    receive = node("receiveTask", "a", messageRef="m", instantiate="true")
    content = diagram(GO, process("P", receive, user("u"), end(), flows="a u e"))
    assert compile_bundle({"p.bpmn": content}).processes["P"].message_starts == ("go",)
    assert begin(content, {"message": "go"}).elements == {"u"}


@shows("script task")
def test_a_script_task_sets_its_result() -> None:
    assert around(script("a", "=n + 1", "n"), n=1).variables == {"n": 2}


@shows("business rule task")
def test_a_business_rule_task_asks_a_decision() -> None:
    played = Case(compile_bundle({"p.bpmn": ask("d"), "d.dmn": table("d")}), amount=2)
    assert (played.variables["size"], played.elements) == ("big", {"u"})


@shows("subprocess")
def test_a_subprocess_is_left_when_nothing_in_it_is_left() -> None:
    inside = [start("as"), node("parallelGateway", "f"), user("x"), user("y"), end("ae")]
    played = around(subprocess("a", *inside, flows="as f x ae;f y ae"))
    played.does("a#1/x#1")
    assert played.elements == {"y"}
    played.does("a#1/y#1")
    assert played.elements == {"after"}


@shows("ad-hoc subprocess, parallel")
def test_a_parallel_ad_hoc_subprocess_offers_everything_at_once() -> None:
    played = around(adhoc(user("x") + user("y")))
    assert played.elements == {"x", "y"}
    played.does(step(played, "y"))
    played.does(step(played, "x"))
    assert played.elements == {"after"}


@shows("ad-hoc subprocess, sequential")
def test_a_sequential_ad_hoc_subprocess_does_one_thing_at_a_time() -> None:
    played = around(adhoc(user("x") + user("y"), ordering="Sequential"))
    (first,) = played.elements
    played.does(step(played, first))
    (second,) = played.elements
    played.does(step(played, second))
    assert ({first, second}, played.elements) == ({"x", "y"}, {"after"})


def test_an_ad_hoc_subprocess_ends_when_its_condition_is_true() -> None:
    played = around(adhoc(user("x") + user("y") + tag("completionCondition", "=enough")), enough=False)
    played.does(step(played, "x"), enough=True)
    assert played.elements == {"after"}


@shows("call activity: process")
def test_a_call_activity_runs_another_process() -> None:
    called = process("Q", start("qs"), user("q"), end("qe"), flows="qs q qe")
    parts = [start(), node("callActivity", "a", calledElement="Q"), user("after"), end()]
    played = case(*parts, flows="s a after e", beside=called)
    assert played.open == ["a#1/q#1"]
    played.does("a#1/q#1", seen=True)
    assert (played.elements, played.variables["seen"]) == ({"after"}, True)


@shows("call activity: global task")
def test_a_global_task_is_passed() -> None:
    assert called(tag("globalTask", id="G")).elements == {"after"}


@shows("call activity: global user task", "call activity: global manual task")
@pytest.mark.parametrize("kind", ["globalUserTask", "globalManualTask"])
def test_a_global_task_for_people_waits(kind: str) -> None:
    played = called(tag(kind, id="G", name="Look"))
    (task,) = played.execution.tasks
    assert task.step.startswith("a#1")
    played.does(task.step, seen=True)
    assert (played.elements, played.variables["seen"]) == ({"after"}, True)


@shows("call activity: global script task")
def test_a_global_script_task_sets_its_result() -> None:
    played = called(tag("globalScriptTask", tag("extensionElements", FORMULA), id="G"))
    assert (played.elements, played.variables["n"]) == ({"after"}, 1)


@shows("call activity: global business rule task")
def test_a_global_business_rule_task_waits_for_its_worker() -> None:
    inner = tag("extensionElements", z("taskDefinition", type="rule"))
    played = called(tag("globalBusinessRuleTask", inner, id="G"))
    (open_job,) = played.execution.jobs
    assert open_job.type == "rule"
    played.does(open_job.step)
    assert played.elements == {"after"}


@shows("start quantity above 1")
def test_an_activity_waits_for_as_many_tokens_as_it_needs() -> None:
    parts = [start(), node("parallelGateway", "f"), user("x"), user("y"), node("task", "a", startQuantity="2")]
    played = case(*parts, user("after"), end(), flows="s f x a after e;f y a")
    played.does("x#1")
    assert played.elements == {"y"}
    played.does("y#1")
    assert played.open == ["after#1"]


@shows("completion quantity above 1")
def test_as_many_tokens_leave_an_activity_as_it_makes() -> None:
    assert around(node("task", "a", completionQuantity="3")).open == ["after#1", "after#2", "after#3"]


@shows("standard loop")
@pytest.mark.parametrize(("before", "rounds"), [("false", 1), ("true", 0)])
def test_a_standard_loop_asks_before_or_after_each_round(before: str, rounds: int) -> None:
    again = tag("standardLoopCharacteristics", tag("loopCondition", "=n &lt; 0"), testBefore=before)
    assert around(script("a", "=n + 1", "n", again), n=0).variables["n"] == rounds
    bounded = tag("standardLoopCharacteristics", tag("loopCondition", "=true"), loopMaximum="4")
    assert around(script("a", "=n + 1", "n", bounded), n=0).variables["n"] == 4


@shows("multi-instance, parallel", "multi-instance: collection")
def test_parallel_instances_are_open_at_once_and_their_results_are_collected() -> None:
    each = loop(inputCollection="=[1, 2]", inputElement="i", outputCollection="all", outputElement="=i * 10")
    played = around(user("a", each))
    assert played.open == ["a#1/a#1", "a#1/a#2"]
    played.does("a#1/a#2")
    played.does("a#1/a#1")
    assert (played.elements, played.variables["all"]) == ({"after"}, [10, 20])


@shows("multi-instance, sequential")
def test_sequential_instances_are_done_one_after_another() -> None:
    played = around(user("a", several(isSequential="true")))
    for number in (1, 2):
        assert played.open == [f"a#1/a#{number}"]
        played.does(f"a#1/a#{number}")
    assert played.elements == {"after"}


@shows("multi-instance: completion condition")
def test_the_other_instances_are_cancelled_when_it_is_enough() -> None:
    played = around(user("a", several(tag("completionCondition", "=numberOfCompletedInstances = 1"))))
    played.does("a#1/a#2")
    assert played.elements == {"after"}


@shows("multi-instance: behaviour All", "multi-instance: behaviour None", "multi-instance: behaviour One")
@pytest.mark.parametrize(
    ("behaviour", "thrown"),
    [
        ({"behavior": "All"}, 0),
        ({"behavior": "One", "oneBehaviorEventRef": "sent"}, 1),
        ({"behavior": "None", "noneBehaviorEventRef": "sent"}, 2),
    ],
    ids=lambda value: value["behavior"] if isinstance(value, dict) else "",
)
def test_instances_say_that_they_are_done(behaviour: dict[str, str], thrown: int) -> None:
    """BPMN 2.0.2 §10.3.8: None throws for each instance, One for the first, All for none."""
    played = noticed(several(**behaviour))
    played.does("a#1/a#1")
    assert len(noticing(played)) == min(thrown, 1)
    played.does("a#1/a#2")
    assert len(noticing(played)) == thrown


@shows("multi-instance: behaviour Complex")
def test_a_complex_behaviour_decides_by_its_condition() -> None:
    condition = tag("condition", "=numberOfCompletedInstances = 2", id="cc")
    thrown = tag("event", event("signal", "sig"), id="ce")
    played = noticed(several(tag("complexBehaviorDefinition", condition + thrown, id="cb"), behavior="Complex"))
    played.does("a#1/a#1")
    assert noticing(played) == []
    played.does("a#1/a#2")
    assert len(noticing(played)) == 1


def adhoc(inner: str, **attributes: str) -> str:
    return tag("adHocSubProcess", inner, id="a", **attributes)


def called(global_task: str) -> Case:
    return around(node("callActivity", "a", calledElement="G"), global_task)


def step(played: Case, element: str) -> str:
    return next(task.step for task in played.execution.tasks if task.element == element)


def several(inner: str = "", **attributes: str) -> str:
    """Two instances."""
    return tag("multiInstanceLoopCharacteristics", tag("loopCardinality", "2") + inner, **attributes)


def noticed(instances: str) -> Case:
    """A multi-instance user task ``a`` whose signals open the task ``notice``."""
    parts = [start(), user("a", instances), boundary("b", "a", event("signal", "sig"), False), user("notice")]
    return case(*parts, user("after"), end(), flows="s a after e;b notice", definitions=SIGNAL)


def noticing(played: Case) -> list[str]:
    return [task.step for task in played.execution.tasks if task.element == "notice"]


def test_a_flow_can_be_drawn_twice_between_two_activities() -> None:
    parts = [start(), node("task", "a"), user("after"), end(), flow("one", "a", "after"), flow("two", "a", "after")]
    assert case(*parts, flows="s a;after e").open == ["after#1", "after#2"]
