"""Sequence flows without gateways (BPMN 2.0.2 §13.3.1): implicit splits and merges, conditions, defaults; lanes."""

import pytest

from tests.unit.engine.diagrams import end, flow, node, start, user
from tests.unit.engine.play import play


def test_several_flows_leave_an_activity_together():
    case = play(start(), user("a"), user("b"), user("c"), end(), flows="s a b e;a c e")
    case.does("a#1")
    assert case.open == ["b#1", "c#1"]
    case.does("c#1")
    assert case.state == "running"
    case.does("b#1")
    assert case.state == "completed"


def test_several_flows_leave_an_event_together():
    case = play(start(), user("b"), user("c"), end(), flows="s b e;s c e")
    assert case.open == ["b#1", "c#1"]


def test_flows_that_meet_at_an_activity_begin_it_once_for_each_token():
    case = play(start(), user("a"), user("b"), user("c"), end(), flows="s a c e;s b c")
    case.does("a#1")
    case.does("b#1")
    assert case.open == ["c#1", "c#2"]


@pytest.mark.parametrize(
    ("x", "wanted"),
    [(3, ["b#1", "c#1", "always#1"]), (2, ["b#1", "always#1"]), (1, ["d#1", "always#1"]), (None, ["d#1", "always#1"])],
)
def test_conditional_flows_the_default_and_one_without_condition(x, wanted):
    flows = (
        flow("fb", "a", "b", "=x > 1"),
        flow("fc", "a", "c", "=x > 2"),
        flow("fd", "a", "d"),
        flow("f", "a", "always"),
    )
    tasks = (node("userTask", "a", default="fd"), user("b"), user("c"), user("d"), user("always"))
    case = play(start(), *tasks, *flows, end(), flows="s a;b e;c e;d e;always e", x=x)
    case.does("a#1")
    assert sorted(case.open) == sorted(wanted)


def test_a_token_whose_conditions_all_fail_ends_there():
    case = play(start(), user("a"), user("b"), flow("fb", "a", "b", "=x"), end(), flows="s a;b e", x=False)
    case.does("a#1")
    assert (case.state, case.failures) == ("completed", [])


def test_a_condition_that_fails_is_repaired_with_corrected_data():
    case = play(start(), user("a"), user("b"), flow("fb", "a", "b", "=x"), end(), flows="s a;b e")
    case.does("a#1", x="perhaps")
    assert case.failures == [("a#1", "condition")]
    case.retries("a#1", x=True)
    assert case.open == ["b#1"]


def test_lanes_say_where_an_element_is_and_change_nothing():
    refs = "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("s", "a"))
    inner = (
        '<bpmn:childLaneSet id="ls2"><bpmn:lane id="l2" name="N2"><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane>'
    )
    lanes = (
        f'<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="N1">{refs}</bpmn:lane>'
        f'<bpmn:lane id="l3" name="N3">{inner}</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>'
    )
    case = play(lanes, start(), user("a"), end(), flows="s a e")
    assert {name: case.bundle.elements[name].lane for name in ("s", "a", "e")} == {"s": "N1", "a": "N1", "e": "N2"}
    case.does("a#1")
    assert case.state == "completed"
