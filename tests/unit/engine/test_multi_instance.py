"""Multi-instance (BPMN 2.0.2 §13.3.7): how many instances, their data in both notations, a thousand of them."""

import time

import pytest

from app.engine import Execution, check_bundle, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    escape,
    event,
    io,
    job,
    loop,
    message,
    process,
    script,
    signal,
    start,
    subprocess,
    user,
)
from tests.unit.engine.play import MONDAY, Play, moves, play, refused

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
    found = {(found.rule, found.element) for found in check_bundle({"p.bpmn": content})}
    assert found == {("reference-unknown", "u"), ("instances-input", "u")}


@pytest.mark.parametrize(
    "drawn",
    [
        loop(inputCollection="=[1]").replace(f"</{KIND}>", f"<bpmn:loopCardinality>3</bpmn:loopCardinality></{KIND}>"),
        loop(inputCollection="=[1]").replace(
            f"</{KIND}>", f"<bpmn:loopDataInputRef>d</bpmn:loopDataInputRef></{KIND}>"
        ),
        instances("3", "<bpmn:loopDataInputRef>d</bpmn:loopDataInputRef>"),
    ],
)
def test_what_it_runs_over_is_said_once(drawn):
    data = '<bpmn:property id="d"/>'
    content = diagram(process("P", data, start(), user("u", drawn), end(), flows="s u e"))
    assert refused(content) == [("loop-twice", "u")]


def test_items_that_are_done_leave_a_sequential_loop():
    each = loop(True, inputCollection="=items", inputElement="item")
    case = play(start(), user("u", each), end(), flows="s u e", items=[1, 2, 3])
    assert case.execution.local_variables("u#1/u#1")["item"] == 1
    case.does("u#1/u#1")
    assert case.execution._case.tasks[3].internal_data["loop"]["items"] == [3]
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


SIGNAL = signal("sig", "Done") + '<bpmn:signalEventDefinition id="throw" signalRef="sig"/>'
ON_SIGNAL = '<bpmn:signalEventDefinition signalRef="sig"/>'


def throwing(behaviour: str, interrupting: bool, sequential: bool = True, inner: str = "", number: str = "3") -> Play:
    each = instances(number, inner, isSequential=str(sequential).lower(), **behaves(behaviour))
    parts = (user("u", each), boundary("b", "u", ON_SIGNAL, interrupting), script("t", "=seen + 1", "seen"))
    return play(start(), *parts, end(), end("e2"), flows="s u e;b t e2", definitions=SIGNAL, seen=0)


def behaves(behaviour: str) -> dict[str, str]:
    reference = {f"{behaviour.lower()}BehaviorEventRef": "throw"} if behaviour in ("None", "One") else {}
    return {"behavior": behaviour, **reference}


def complex_behaviour(condition: str, event: str = ON_SIGNAL) -> str:
    inner = f"<bpmn:condition>{escape(condition)}</bpmn:condition><bpmn:event>{event}</bpmn:event>"
    return f"<bpmn:complexBehaviorDefinition>{inner}</bpmn:complexBehaviorDefinition>"


@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize(
    ("behaviour", "inner", "wanted"),
    [
        ("None", "", [1, 2, 3]),
        ("One", "", [1, 1, 1]),
        ("All", "", [0, 0, 0]),
        ("Complex", complex_behaviour("=numberOfCompletedInstances >= 2"), [0, 1, 2]),
        ("Complex", complex_behaviour("=true") + complex_behaviour("=loopCounter = 2"), [1, 3, 4]),
    ],
)
def test_what_is_thrown_when_instances_complete(behaviour, inner, wanted, sequential):
    case = throwing(behaviour, interrupting=False, sequential=sequential, inner=inner)
    for number, seen in enumerate(wanted, start=1):
        case.does(f"u#1/u#{number}")
        assert case.variables == {"seen": seen}
    assert (case.state, [thrown.signal for thrown in case.advance.signals]) == (
        "completed",
        ["Done"] * (wanted[2] - wanted[1]),
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_an_interrupting_boundary_event_cancels_the_remaining_instances(sequential):
    case = throwing("One", interrupting=True, sequential=sequential)
    done = moves(case.does("u#1/u#1"))
    cancelled = [] if sequential else ["xu#1/u#2", "xu#1/u#3"]
    assert done[:2] == ["-u#1/u#1", *cancelled, "xu#1"][:2]
    assert [move for move in done if move[0] == "x"] == [*cancelled, "xu#1"]
    assert (case.state, case.ended_at, case.variables) == ("completed", "e2", {"seen": 1})


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_every_instance_of_one_run_is_heard(sequential):
    each = instances("3", isSequential=sequential, **behaves("None"))
    parts = (script("u", "=1", inner=each), boundary("b", "u", ON_SIGNAL, False), script("t", "=seen + 1", "seen"))
    case = play(start(), *parts, end(), flows="s u e;b t e", definitions=SIGNAL, seen=0)
    assert (case.state, case.variables) == ("completed", {"seen": 3})


def test_messages_escalations_and_errors_can_be_thrown_too():
    escalation = '<bpmn:escalation id="esc" escalationCode="late"/>'
    inner = complex_behaviour("=true", '<bpmn:escalationEventDefinition escalationRef="esc"/>')
    each = instances("2", inner, behavior="Complex")
    parts = (user("u", each), boundary("b", "u", '<bpmn:escalationEventDefinition escalationRef="esc"/>', False))
    case = play(start(), *parts, user("v"), end(), flows="s u e;b v e", definitions=escalation)
    case.does("u#1/u#2")
    assert case.open == ["u#1/u#1", "v#1"]
    inner = complex_behaviour("=true", '<bpmn:errorEventDefinition errorRef="err"/>')
    parts = (user("u", instances("2", inner, behavior="Complex")), user("v"))
    case = play(start(), *parts, end(), flows="s u v e", definitions='<bpmn:error id="err" errorCode="E"/>')
    case.does("u#1/u#2")
    assert case.failures == [("u#1/u#2", "E")]
    inner = complex_behaviour("=true", '<bpmn:messageEventDefinition messageRef="m"/>')
    parts = (user("u", instances("2", inner, behavior="Complex")), user("v"))
    case = play(start(), *parts, end(), flows="s u v e", definitions=message("m", "counted"))
    assert [thrown.message for thrown in case.does("u#1/u#2").thrown] == ["counted"]


@pytest.mark.parametrize(
    ("loop_drawn", "finding"),
    [
        (instances("2", behavior="Some"), "attribute-ignored"),
        (instances("2", behavior="One"), "reference-missing"),
        (instances("2", behavior="None", noneBehaviorEventRef="nothing"), "reference-unknown"),
        (instances("2", behavior="Complex"), "reference-missing"),
        (instances("2", complex_behaviour("=1 +"), behavior="Complex"), "expression"),
        (instances("2", complex_behaviour(""), behavior="Complex"), "expression-empty"),
        (instances("2", complex_behaviour("=1"), behavior="Complex"), "expression-wrong"),
        (instances("2", complex_behaviour("=true", ""), behavior="Complex"), "reference-missing"),
        (instances("2", complex_behaviour("=true", event("terminate")), behavior="Complex"), "unsupported-event"),
    ],
)
def test_behaviours_that_cannot_run_are_refused(loop_drawn, finding):
    content = diagram(SIGNAL, process("P", start(), user("u", loop_drawn), end(), flows="s u e"))
    assert (finding, "u") in [(found.rule, found.element) for found in check_bundle({"p.bpmn": content})]
