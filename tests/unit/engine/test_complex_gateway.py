"""The complex gateway (BPMN 2.0.2 §13.4.5): activation, reset, and what it leaves by."""

import pytest

from app.engine import check_bundle
from tests.unit.engine.diagrams import diagram, end, escape, flow, node, process, start, user
from tests.unit.engine.play import Play, moves, play, refused


def complex_gateway(condition: str, identity: str = "j", **attributes: str) -> str:
    inner = f"<bpmn:activationCondition>{escape(condition)}</bpmn:activationCondition>" if condition else ""
    return node("complexGateway", identity, inner, **attributes)


def of_three(condition: str, *flows: str, default: str = "", **values: object) -> Play:
    """Three branches meet at ``j``, which leads to ``z`` and perhaps to ``y``."""
    parts = [start(), node("parallelGateway", "f"), user("a"), user("b"), user("c"), user("y"), user("z"), end()]
    joined = complex_gateway(condition, default=default) if default else complex_gateway(condition)
    drawn = flows or (flow("on", "j", "z"),)
    return play(*parts, joined, *drawn, flows="s f a j;f b j;f c j;y e;z e", **values)


def test_two_of_three_are_enough_and_the_third_changes_nothing():
    case = of_three("=activationCount >= 2")
    case.does("c#1")
    assert (case.open, case.tokens) == (["a#1", "b#1"], ["a#1", "b#1", "j#1"])
    assert moves(case.does("a#1")) == ["-a#1", "+j#1", "-j#1", "+z#1"]
    assert (case.open, case.tokens) == (["b#1", "z#1"], ["b#1", "z#1"])
    assert moves(case.does("z#1")) == ["-z#1", "+e#1", "-e#1"]
    assert case.state == "running"
    assert moves(case.does("b#1")) == ["-b#1", "+j#2", "-j#2"]
    assert case.state == "completed"


def test_the_reset_is_over_when_nothing_more_can_come():
    parts = [start(), node("parallelGateway", "f"), user("a"), user("b"), node("exclusiveGateway", "x", default="away")]
    drawn = (flow("away", "x", "e2"), flow("stay", "x", "j", "=stay"))
    case = play(
        *parts, complex_gateway("=activationCount >= 1"), user("z"), end(), end("e2"), *drawn, flows="s f a j z e;f b x"
    )
    case.does("a#1")
    case.does("z#1")
    assert case.state == "running"
    assert moves(case.does("b#1", stay=False)) == ["-b#1", "+x#1", "-x#1", "+e2#1", "-e2#1"]
    assert case.state == "completed"


@pytest.mark.parametrize(
    ("condition", "order", "after"),
    [
        ("=P_a_j >= 1", "ba", 2),
        ("=P_a_j >= 1", "ab", 1),
        ("=P_a_j + P_b_j + P_c_j >= 3", "abc", 3),
        ("=P_b_j > 0 and wanted", "cab", 3),
        ("activationCount = 2", "bc", 2),
    ],
)
def test_the_condition_reads_the_incoming_flows_and_the_data(condition, order, after):
    case = of_three(condition, wanted=True)
    for number, name in enumerate(order, start=1):
        case.does(f"{name}#1")
        assert ("z#1" in case.open) == (number >= after)


def test_incoming_flows_can_be_known_by_name():
    parts = [start(), node("parallelGateway", "f"), user("a"), user("b"), user("z"), end()]
    named = flow("fa", "a", "j").replace("<bpmn:sequenceFlow", '<bpmn:sequenceFlow name="answers"')
    unusable = flow("f-b", "b", "j").replace("<bpmn:sequenceFlow", '<bpmn:sequenceFlow name="the other one"')
    case = play(*parts, complex_gateway("=answers + f_b >= 2"), named, unusable, flows="s f a;f b;j z e")
    case.does("a#1")
    assert case.open == ["b#1"]
    case.does("b#1")
    assert case.open == ["z#1"]


def test_conditions_of_the_outgoing_flows_and_the_default():
    drawn = (flow("fy", "j", "y", "=x > 1"), flow("fz", "j", "z", "=x > 2"), flow("fe", "j", "e"))
    for x, wanted in ((3, ["c#1", "y#1", "z#1"]), (2, ["c#1", "y#1"]), (1, ["c#1"])):
        case = of_three("=activationCount >= 2", *drawn, default="fe", x=x)
        case.does("a#1")
        case.does("b#1")
        assert case.open == wanted
        assert case.ended_at == (None if x > 1 else "e")


def test_the_reset_leaves_by_the_conditions_that_hold_then():
    drawn = (flow("fz", "j", "z", "=waitingForStart"), flow("fy", "j", "y", "=not(waitingForStart)"))
    case = of_three("=activationCount >= 2", *drawn)
    case.does("a#1")
    case.does("b#1")
    assert case.open == ["c#1", "z#1"]
    assert moves(case.does("c#1")) == ["-c#1", "+j#2", "-j#2", "+y#1"]
    assert case.open == ["z#1", "y#1"]


def test_no_condition_at_the_start_is_a_failure_but_not_at_the_reset():
    drawn = (flow("fz", "j", "z", "=go and waitingForStart"),)
    case = of_three("=activationCount >= 2", *drawn, go=False)
    case.does("a#1")
    case.does("b#1")
    assert case.failures == [("j#1", "no-flow")]
    case.does("c#1")
    assert case.failures == [("j#1", "no-flow")]
    case.retries("j#1", go=True)
    assert (case.failures, case.open) == ([], ["z#1"])
    case.does("z#1")
    assert case.state == "completed"


def test_a_condition_that_is_no_boolean_is_a_failure_of_the_gateway():
    case = of_three("=wanted")
    case.does("a#1", wanted=7)
    assert (case.failures, case.open) == ([("j#1", "condition")], ["b#1", "c#1"])
    case.retries("j#1", wanted=True)
    assert (case.failures, case.open) == ([], ["b#1", "c#1", "z#1"])


def test_a_condition_on_data_is_looked_at_again_when_the_data_changes():
    case = of_three("=activationCount >= 1 and wanted", wanted=False)
    case.does("a#1")
    assert case.open == ["b#1", "c#1"]
    case.does("b#1", wanted=True)
    assert case.open == ["c#1", "z#1"]


def test_a_second_token_by_the_same_flow_waits_for_the_next_round():
    parts = [
        start(),
        node("parallelGateway", "f"),
        node("exclusiveGateway", "m"),
        user("a"),
        user("b"),
        user("z"),
        end(),
    ]
    case = play(*parts, complex_gateway("=activationCount >= 2"), flows="s f m a j z e;f m;f b j")
    case.does("a#1")
    case.does("a#2")
    assert case.open == ["b#1", "z#1"]
    assert moves(case.does("b#1")) == ["-b#1", "+j#2", "-j#2", "+j#3"]
    assert case.tokens == ["z#1", "j#3"]


def test_a_token_that_comes_round_again_is_taken_by_the_reset():
    parts = [start(), complex_gateway("=activationCount >= 1"), user("a"), node("exclusiveGateway", "x", default="on")]
    case = play(*parts, end(), flow("again", "x", "j", "=again"), flow("on", "x", "e"), flows="s j a x")
    assert case.open == ["a#1"]
    assert moves(case.does("a#1", again=True)) == ["-a#1", "+x#1", "-x#1", "+j#2", "-j#2"]
    assert case.state == "completed"


def test_two_gateways_in_a_circle_do_not_wait_for_each_others_reset():
    parts = [start(), node("parallelGateway", "f"), user("u"), user("v"), end()]
    choices = [node("exclusiveGateway", "x", default="xe"), node("exclusiveGateway", "y", default="ye")]
    gateways = [complex_gateway("=activationCount >= 1", name) for name in ("j", "k")]
    drawn = [flow("xk", "x", "k", "=go"), flow("xe", "x", "e"), flow("yj", "y", "j", "=go"), flow("ye", "y", "e")]
    case = play(*parts, *choices, *gateways, *drawn, flows="s f j u x;f k v y")
    case.does("u#1")
    assert case.state == "running"
    case.does("v#1")
    assert (case.state, case.tokens) == ("completed", [])


def test_one_that_only_splits_needs_no_activation_condition_and_sends_once():
    drawn = (flow("fx", "j", "x", "=x"), flow("fy", "j", "y", "=y"))
    for condition in ("", "=activationCount >= 1"):
        parts = [start(), complex_gateway(condition), user("x"), user("y"), end(), *drawn]
        assert play(*parts, flows="s j;x e;y e", x=True, y=True).open == ["x#1", "y#1"]


def test_without_an_activation_condition_it_is_refused_where_it_joins():
    parts = [start(), node("parallelGateway", "f"), complex_gateway(""), end()]
    content = diagram(process("P", *parts, flow("a", "f", "j"), flow("b", "f", "j"), flows="s f;j e"))
    assert ("activation-missing", "j") in refused(content)
    for condition, rule in (("=1 +", "expression"), ("=1", "expression-wrong")):
        content = diagram(process("P", start(), complex_gateway(condition), end(), flows="s j e"))
        assert rule in [found.rule for found in check_bundle({"p.bpmn": content}, variables={})]
