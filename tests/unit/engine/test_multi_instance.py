"""Multi-instance (BPMN 2.0.2 §13.3.7): how many instances, their data in both notations, a thousand of them."""

import time

import pytest

from app.engine import Execution, check_bundle, compile_bundle
from tests.unit.engine.diagrams import diagram, end, escape, io, job, loop, process, script, start, subprocess, user
from tests.unit.engine.play import MONDAY, Play, moves, play

KIND = "bpmn:multiInstanceLoopCharacteristics"


def instances(number: str = "", inner: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    cardinality = f"<bpmn:loopCardinality>{escape(number)}</bpmn:loopCardinality>" if number else ""
    return f"<{KIND}{written}>{cardinality}{inner}</{KIND}>"


def until(condition: str) -> str:
    return f"<bpmn:completionCondition>{escape(condition)}</bpmn:completionCondition>"


@pytest.mark.parametrize(("number", "wanted"), [("3", 3), ("=3", 3), ("=n + 1", 3), ("n", 2), ("0", 0), ("=n - 2", 0)])
@pytest.mark.parametrize("sequential", ["true", "false"])
def test_the_number_of_instances_is_feel(number, wanted, sequential):
    count = script("t", "=seen + 1", "seen", instances(number, isSequential=sequential))
    case = play(start(), count, end(), flows="s t e", n=2, seen=0)
    assert (case.state, case.variables["seen"]) == ("completed", wanted)


@pytest.mark.parametrize("number", [-1, 1.5, "3", None, True, [1]])
def test_a_number_that_is_none_is_a_failure_that_can_be_repaired(number):
    case = play(start(), user("u", instances("=n")), end(), flows="s u e", n=number)
    assert case.failures == [("u#1", "multi-instance")]
    case.retries("u#1", n=2)
    assert case.open == ["u#1/u#1", "u#1/u#2"]


@pytest.mark.parametrize("number", ["-1", "=-1", "1.5", '="three"', "true", "=null"])
def test_a_number_that_can_never_be_right_is_refused(number):
    content = diagram(process("P", start(), user("u", instances(number)), end(), flows="s u e"))
    assert ("cardinality", "u") in [(found.rule, found.element) for found in check_bundle({"p.bpmn": content})]


def test_the_instances_know_how_many_there_are():
    task = job(
        "j",
        inner=instances("4", until("=numberOfCompletedInstances >= 2")),
        extension=io({"active": "=numberOfActiveInstances", "all": "=numberOfInstances", "me": "=loopCounter"}),
    )
    case = play(start(), task, end(), flows="s j e")
    assert case.execution.jobs[0].inputs == {"active": 4, "all": 4, "me": 1, "loopCounter": 1}
    seen = case.execution.local_variables("j#1/j#3")
    assert [seen[f"numberOf{kind}Instances"] for kind in ("Active", "Completed", "Terminated")] == [4, 0, 0]
    case.does("j#1/j#3")
    seen = case.execution.local_variables("j#1/j#1")
    assert [seen[f"numberOf{kind}Instances"] for kind in ("Active", "Completed", "Terminated")] == [3, 1, 0]
    assert moves(case.does("j#1/j#1"))[:3] == ["-j#1/j#1", "xj#1/j#2", "xj#1/j#4"]


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_the_data_form_of_the_standard(sequential):
    data = (
        '<bpmn:dataObject id="DO_1" name="people" isCollection="true"/>'
        '<bpmn:dataObjectReference id="DOR_1" dataObjectRef="DO_1"/><bpmn:property id="answers"/>'
    )
    inner = (
        "<bpmn:loopDataInputRef>DOR_1</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>answers</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="item" name="who"/><bpmn:outputDataItem id="answer"/>'
    )
    task = script("t", '=who + "!"', "answer", instances(inner=inner, isSequential=sequential))
    case = play(start(), data, task, end(), flows="s t e", people=["a", "b"])
    assert case.variables == {"people": ["a", "b"], "answers": ["a!", "b!"]}


def test_the_data_form_must_refer_to_data():
    inner = "<bpmn:loopDataInputRef>nothing</bpmn:loopDataInputRef>"
    content = diagram(process("P", start(), user("u", instances(inner=inner)), end(), flows="s u e"))
    assert [(found.rule, found.element) for found in check_bundle({"p.bpmn": content})] == [("reference-missing", "u")]


def test_items_that_are_done_leave_a_sequential_loop():
    each = loop(True, inputCollection="=items", inputElement="item")
    case = play(start(), user("u", each), end(), flows="s u e", items=[1, 2, 3])
    assert case.execution.local_variables("u#1/u#1")["item"] == 1
    case.does("u#1/u#1")
    assert case.execution._case.tasks[3].internal_data["items"] == [3]
    assert case.variables == {"items": [1, 2, 3]}


def test_a_failed_result_is_collected_when_it_is_repaired():
    each = loop(inputCollection="=[1, 2]", outputCollection="all", outputElement="=got", condition="=enough")
    case = play(start(), user("u", each), end(), flows="s u e", enough="perhaps")
    case.does("u#1/u#2", got="second")
    assert case.failures == [("u#1/u#2", "condition")]
    case.retries("u#1/u#2", enough=False)
    case.does("u#1/u#1", got="first")
    assert case.variables == {"all": ["first", "second"], "enough": False}


def thousand(*, inside: bool) -> Play:
    each = loop(inputCollection="=items", inputElement="item", outputCollection="all", outputElement="=answer")
    sub = subprocess("u", start("s2"), user("x"), end("e2"), flows="s2 x e2", inner=each)
    task = sub if inside else user("u", each)
    bundle = compile_bundle({"p.bpmn": diagram(process("P", start(), task, end(), flows="s u e"))})
    return Play(bundle, items=list(range(1000)))


@pytest.mark.parametrize("inside", [False, True])
def test_each_of_a_thousand_instances_costs_little_and_leaves_the_snapshot(inside):
    case = thousand(inside=inside)
    steps, sizes, times = case.open, [], []
    for number, step in enumerate(steps):
        if number % 100 == 0:
            sizes.append(len(case.execution.snapshot()))
            case._again()
        began = time.perf_counter()
        case.execution.complete(step, {"answer": number}, now=MONDAY)
        times.append(time.perf_counter() - began)
    assert (case.state, case.variables["all"]) == ("completed", list(range(1000)))
    assert sorted(times)[len(times) // 2] <= 0.002
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] / 3


def test_more_instances_than_allowed_are_a_failure():
    each = loop(inputCollection="=for i in 1..5001 return i")
    case = play(start(), user("u", each), end(), flows="s u e")
    assert case.failures == [("u#1", "multi-instance")]
    assert isinstance(case.execution, Execution)
