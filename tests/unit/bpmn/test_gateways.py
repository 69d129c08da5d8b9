"""Gateways and sequence flows: which way tokens go, and where they meet (BPMN 2.0.2 §13.3.1, §13.4)."""

import pytest

from app.engine import check_bundle
from tests.unit.bpmn.cases import Case, begin, case, compiled, drawn
from tests.unit.bpmn.shows import shows
from tests.unit.bpmn.smallest import instantiating, tag
from tests.unit.engine.diagrams import end, flow, message, node, start, user

BRANCHES = [user("x"), user("y"), user("z")]


def split(kind: str, **values: object) -> Case:
    """A gateway ``g`` to x when a, to y when b, else to z; all of them meet in a gateway of the same kind."""
    ways = [flow("ga", "g", "x", "=a"), flow("gb", "g", "y", "=b"), flow("gc", "g", "z")]
    gateways = [node(kind, "g", default="gc"), node(kind, "j")]
    return case(start(), *gateways, *BRANCHES, *ways, user("after"), end(), flows="s g;x j;y j;z j;j after e", **values)


@shows("exclusive gateway", "default flow of an activity", "conditional flow")
@pytest.mark.parametrize(("a", "b", "way"), [(True, True, "x"), (False, True, "y"), (False, None, "z")])
def test_an_exclusive_gateway_takes_the_first_way_that_is_open(a: bool, b: bool | None, way: str) -> None:
    played = split("exclusiveGateway", a=a, b=b)
    assert played.elements == {way}
    played.does(f"{way}#1")
    assert played.elements == {"after"}


@shows("inclusive gateway")
@pytest.mark.parametrize(("a", "b", "ways"), [(True, True, "xy"), (False, True, "y"), (False, False, "z")])
def test_an_inclusive_gateway_takes_every_way_that_is_open_and_joins_them(a: bool, b: bool, ways: str) -> None:
    played = split("inclusiveGateway", a=a, b=b)
    assert played.elements == set(ways)
    for way in ways:
        assert "after" not in played.elements
        played.does(f"{way}#1")
    assert played.open == ["after#1"]


@shows("parallel gateway")
def test_a_parallel_gateway_takes_all_ways_and_waits_for_all() -> None:
    gateways = [node("parallelGateway", "g"), node("parallelGateway", "j")]
    played = case(start(), *gateways, *BRANCHES, user("after"), end(), flows="s g x j after e;g y j;g z j")
    assert played.elements == {"x", "y", "z"}
    for way in "zxy":
        assert "after" not in played.elements
        played.does(f"{way}#1")
    assert played.open == ["after#1"]


@shows("complex gateway")
def test_a_complex_gateway_goes_on_when_its_condition_is_true_and_then_takes_the_rest() -> None:
    joins = node("complexGateway", "j", tag("activationCondition", "=activationCount &gt;= 2"))
    parts = [start(), node("parallelGateway", "g"), joins, *BRANCHES, user("after"), end()]
    played = case(*parts, flows="s g x j after e;g y j;g z j")
    played.does("x#1")
    assert played.elements == {"y", "z"}
    played.does("y#1")
    assert played.elements == {"z", "after"}
    played.does("z#1")
    assert played.open == ["after#1"]
    played.does("after#1")
    assert played.state == "completed"


@shows("event-based gateway, instantiating, exclusive")
@pytest.mark.parametrize("said", ["come", "go"])
def test_the_first_message_after_an_instantiating_gateway_begins_the_process(said: str) -> None:
    content = instantiating("Exclusive")
    assert set(compiled(content).processes["P"].message_starts) == {"come", "go"}
    played = begin(content, {"message": said})
    assert (played.elements, played.listens) == ({said}, [])


@shows("event-based gateway, instantiating, parallel")
def test_after_a_parallel_instantiating_gateway_the_case_waits_for_the_other_messages() -> None:
    played = begin(instantiating("Parallel"), {"message": "go"})
    assert (played.elements, played.listens) == ({"go"}, ["come"])
    played.does("go#1")
    assert played.state == "running"
    played.gets("come")
    assert played.elements == {"come"}


@shows("sequence flow", "several flows into and out of an activity")
def test_every_flow_out_of_an_activity_gets_a_token_and_each_that_comes_runs_it() -> None:
    played = case(start(), user("a"), *BRANCHES, user("after"), end(), flows="s a x after e;a y after;a z")
    played.does("a#1")
    assert played.elements == {"x", "y", "z"}
    played.does("x#1")
    played.does("y#1")
    assert played.open == ["z#1", "after#1", "after#2"]


@shows("conditional flow", "default flow of an activity")
@pytest.mark.parametrize(("yes", "ways"), [(True, {"x", "z"}), (False, {"y", "z"})])
def test_the_default_flow_of_an_activity_is_taken_when_no_condition_is_true(yes: bool, ways: set[str]) -> None:
    flows = [flow("f1", "a", "x", "=yes"), flow("f2", "a", "y"), flow("f3", "a", "z")]
    parts = [start(), node("task", "a", default="f2"), *BRANCHES, *flows]
    assert case(*parts, flows="s a", yes=yes).elements == ways


@shows("process without start and end events")
def test_without_start_events_everything_begins_that_no_flow_leads_to() -> None:
    played = case(*BRANCHES, flows="x z")
    assert played.elements == {"x", "y"}
    for step in ("y#1", "x#1", "z#1"):
        played.does(step)
    assert played.state == "completed"


@shows("referenced event definition")
def test_an_event_definition_can_stand_apart() -> None:
    apart = message("m", "go") + tag("messageEventDefinition", id="apart", messageRef="m")
    catch = node("intermediateCatchEvent", "a", tag("eventDefinitionRef", "apart"))
    played = case(start(), catch, user("u"), end(), flows="s a u e", definitions=apart)
    assert played.listens == ["go"]
    played.gets("go")
    assert played.elements == {"u"}


@pytest.mark.parametrize(
    ("kind", "joined", "found"),
    [
        ("exclusiveGateway", "parallelGateway", ["join-waits"]),
        ("inclusiveGateway", "parallelGateway", ["join-waits"]),
        ("parallelGateway", "parallelGateway", []),
        ("inclusiveGateway", "inclusiveGateway", []),
        ("exclusiveGateway", "exclusiveGateway", []),
    ],
)
def test_a_join_that_can_wait_for_ever_is_doubted(kind: str, joined: str, found: list[str]) -> None:
    choice = kind != "parallelGateway"
    ways = [flow("gx", "g", "x", "=yes" if choice else None), flow("gy", "g", "y")]
    gateways = [node(kind, "g", **({"default": "gy"} if choice else {})), node(joined, "j")]
    content = drawn(start(), *gateways, user("x"), user("y"), end(), *ways, flows="s g;x j;y j;j e")
    assert [(finding.rule, finding.element) for finding in check_bundle({"p.bpmn": content})] == [
        (rule, "j") for rule in found
    ]


def test_a_join_that_gets_its_tokens_from_elsewhere_is_not_doubted() -> None:
    ways = [flow("gx", "g", "x", "=yes"), flow("gy", "g", "y")]
    parts = [start(), node("parallelGateway", "f"), node("exclusiveGateway", "g", default="gy"), user("x"), user("y")]
    more = [node("exclusiveGateway", "m"), user("z"), node("parallelGateway", "j"), end()]
    content = drawn(*parts, *more, *ways, flows="s f g;f z j;x m;y m;m j e")
    assert check_bundle({"p.bpmn": content}) == []
