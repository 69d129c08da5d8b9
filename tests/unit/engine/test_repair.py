"""Repairing a case: every place where a step can fail, data that is corrected, tokens that are moved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.engine import CaseEnded, Execution, MoveRefused, StepNotOpen, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    event,
    flow,
    io,
    job,
    loop,
    message,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)  # fmt: skip
from tests.unit.engine.play import MONDAY, Play, play

TOO_MUCH, LITTLE = 10**9, 2
COUNT = "=count(for i in 1..n return i)"
"""Fails where n is too large for what one evaluation may cost."""
AFTER = script("after", "=done + 1", "done")


@dataclass(frozen=True)
class Place:
    """One place where a step fails: the diagram, what is wrong, the incident, and what shows that it went on."""

    parts: tuple[str, ...]
    wrong: dict[str, Any]
    right: dict[str, Any]
    step: str
    code: str
    flows: str = "s t after e"
    definitions: str = ""
    before: Callable[[Play], object] = lambda case: None
    open: tuple[str, ...] = ()
    holds: tuple[tuple[str, Any], ...] = (("done", 1),)


BAD, GOOD = {"n": TOO_MUCH}, {"n": LITTLE}
PLACES = {
    "script": Place((script("t", COUNT, "r"),), BAD, GOOD, "t#1", "expression", holds=(("done", 1), ("r", 2))),
    "input": Place(
        (script("t", "=a + m", "r", extension=io({"a": "=x + 1", "m": COUNT})),), BAD | {"x": 1}, GOOD, "t#1",
        "expression", holds=(("done", 1), ("r", 4), ("x", 1)),
    ),
    "input named like what it reads": Place(
        (script("t", "=x", "r", extension=io({"x": "=x + 1", "m": COUNT})),), BAD | {"x": 1}, GOOD, "t#1",
        "expression", holds=(("done", 1), ("r", 2), ("x", 1)),
    ),
    "output": Place(
        (script("t", "=7", "r", extension=io({}, {"total": "=total + r", "m": COUNT})),), BAD | {"total": 1}, GOOD,
        "t#1", "expression", holds=(("done", 1), ("total", 8), ("m", 2)),
    ),
    "condition of a flow": Place(
        (script("t", "=hits + 1", "hits"), AFTER, end(), flow("f", "t", "after", "=x")), {"hits": 0, "x": "no"},
        {"x": True}, "t#1", "condition", flows="s t; after e", holds=(("done", 1), ("hits", 1)),
    ),
    "gateway without a way": Place(
        (node("exclusiveGateway", "t"), AFTER, end(), flow("f", "t", "after", "=x > 1")), {"x": 0}, {"x": 2}, "t#1",
        "no-flow", flows="s t; after e",
    ),
    "inclusive gateway without a way": Place(
        (node("inclusiveGateway", "t"), AFTER, end(), flow("f", "t", "after", "=x > 1")), {"x": 0}, {"x": 2}, "t#1",
        "no-flow", flows="s t; after e",
    ),
    "called process": Place(
        (node("callActivity", "t", extension=z("calledElement", processId="=which")),), {"which": "none"},
        {"which": "Q"}, "t#1", "called-process", definitions=process("Q", start("qs"), end("qe"), flows="qs qe"),
    ),
    "collection": Place(
        (script("t", "=hits + 1", "hits", loop(inputCollection="=list", inputElement="it")),), {"list": 3, "hits": 0},
        {"list": [1, 2, 3]}, "t#1", "multi-instance", holds=(("done", 1), ("hits", 3)),
    ),
    "completion condition": Place(
        (script("t", "=hits + 1", "hits",
                loop(True, condition="=enough", inputCollection="=[1, 2]", inputElement="it",
                     outputCollection="kept", outputElement="=it")),),
        {"enough": "maybe", "hits": 0}, {"enough": False}, "t#1/t#1", "condition",
        holds=(("done", 1), ("hits", 2), ("kept", [1, 2])),
    ),
    "result of an instance": Place(
        (script("t", "=hits + 1", "hits",
                loop(True, inputCollection="=[1, 2]", outputCollection="kept", outputElement=COUNT)),),
        BAD | {"hits": 0}, GOOD, "t#1/t#1", "expression", holds=(("done", 1), ("hits", 2), ("kept", [2, 2])),
    ),
    "timer": Place(
        (node("intermediateCatchEvent", "t", timer("=wait")),), {"wait": "soon"}, {"wait": "PT1H"}, "t#1", "timer",
        holds=(("done", 0),),
    ),
    "boundary timer": Place(
        (user("t"), boundary("b", "t", timer("=wait")), end("late")), {"wait": "soon"}, {"wait": "PT1H"}, "b#1",
        "timer",
        flows="s t after e; b late", open=("t#1",), holds=(("done", 0),),
    ),
    "correlation key": Place(
        (node("receiveTask", "t", messageRef="M"),), BAD, GOOD, "t#1", "expression",
        definitions=message("M", "go", COUNT), holds=(("done", 0),),
    ),
    "who does a task": Place(
        (user("t", extension=z("assignmentDefinition", candidateGroups="=who")),), {"who": 3}, {"who": ["a"]}, "t#1",
        "assignment", open=("t#1",), holds=(("done", 0),),
    ),
    "result of a task": Place(
        (user("t", extension=io({}, {"total": "=total + 1", "m": COUNT})),), BAD | {"total": 0}, GOOD, "t#1",
        "expression", before=lambda case: case.does("t#1", answer=1), holds=(("done", 1), ("total", 1), ("m", 2)),
    ),
    "job": Place(
        (job("t", extension=io({"to": "=person"})),), {"person": ""}, {"person": "lea"}, "t#1", "nobody",
        before=lambda case: case.fails("t#1", "nobody"), holds=(("done", 0),),
    ),
}  # fmt: skip


def failed(place: Place) -> Play:
    joined = () if any('id="after"' in part for part in place.parts) else (AFTER, end())
    case = play(start(), *place.parts, *joined, flows=place.flows, definitions=place.definitions, done=0, **place.wrong)
    place.before(case)
    return case


@pytest.mark.parametrize("name", PLACES)
def test_a_step_that_fails_waits_with_its_data_and_goes_on_once_when_corrected(name: str) -> None:
    place = PLACES[name]
    case = failed(place)
    (failure,) = case.execution.failures
    assert (failure.step, failure.code) == (place.step, place.code) and failure.message
    seen = case.execution.local_variables(place.step)
    assert {key: seen.get(key) for key in place.wrong if key not in ("hits", "total", "x")} == {
        key: value for key, value in place.wrong.items() if key not in ("hits", "total", "x")
    }
    case.retries(place.step, **place.right)
    assert case.failures == []
    assert tuple(case.open) == place.open
    assert {key: case.variables[key] for key, _ in place.holds} == dict(place.holds)
    with pytest.raises(StepNotOpen):
        case.retries(place.step)


@pytest.mark.parametrize("name", PLACES)
def test_tried_again_without_a_correction_it_fails_again_and_nothing_is_doubled(name: str) -> None:
    place = PLACES[name]
    case = failed(place)
    for _ in range(2):
        case.retries(place.step)
        place.before(case) if name == "job" else None
        assert case.failures == [(place.step, place.code)]
    case.retries(place.step, **place.right)
    assert {key: case.variables[key] for key, _ in place.holds} == dict(place.holds)


def test_an_expected_place_is_there_after_the_retry() -> None:
    assert failed(PLACES["timer"]).retries("t#1", wait="PT1H").failures == ()
    armed = failed(PLACES["boundary timer"])
    armed.retries("b#1", wait="PT1H")
    assert armed.due == [("b", 1.0)]
    listening = failed(PLACES["correlation key"])
    listening.retries("t#1", n=LITTLE)
    assert listening.listens == ["go"]


def test_a_job_is_offered_again_with_inputs_mapped_from_the_corrected_data() -> None:
    case = failed(PLACES["job"])
    (offered,) = case.retries("t#1", person="lea").jobs
    assert (offered.step, dict(offered.inputs)) == ("t#1", {"to": "lea"})


def test_a_value_given_for_an_input_takes_the_place_of_its_mapping_and_stays() -> None:
    case = failed(PLACES["job"])
    (offered,) = case.retries("t#1", to="max").jobs
    assert dict(offered.inputs) == {"to": "max"}
    case.fails("t#1", "nobody")
    (offered,) = case.retries("t#1", person="lea").jobs
    assert dict(offered.inputs) == {"to": "max"}
    assert "to" not in case.variables


def test_what_a_step_produced_can_be_corrected_before_it_is_handed_over() -> None:
    case = play(start(), user("u", extension=io({}, {"m": "=count(for i in 1..n return i)"})), end(), flows="s u e")
    case.does("u#1", n=TOO_MUCH)
    case.retries("u#1", n=LITTLE)
    assert (case.state, case.variables["m"]) == ("completed", LITTLE)


def test_boundary_events_are_armed_once_even_when_they_have_fired_meanwhile() -> None:
    reminder = boundary("b", "j", timer("PT1H"), interrupting=False)
    case = play(start(), job("j"), reminder, end(), script("note", "=n + 1", "n"), end("e2"),
                flows="s j e; b note e2", n=0)  # fmt: skip
    case.waits(hours=2)
    case.fails("j#1", "broken")
    case.retries("j#1")
    assert case.due == []
    case.waits(hours=9)
    assert case.variables["n"] == 1
    case.does("j#1")
    assert case.state == "completed"


def test_data_is_corrected_for_the_case_or_for_one_step() -> None:
    case = play(start(), job("j", extension=io({"a": "=1"})), end(), flows="s j e", x=1)
    changed = case.execution.set_variables({"x": [2], "y": {"z": None}}, now=MONDAY)
    assert [(change.name, change.value, change.scope) for change in changed.changes] == [
        ("x", [2], ""), ("y", {"z": None}, "")
    ]  # fmt: skip
    case.execution.set_variables({"a": 5}, now=MONDAY, scope="j#1")
    assert case.execution.local_variables("j#1") == {"a": 5, "x": [2], "y": {"z": None}}
    assert "a" not in case.variables
    with pytest.raises(StepNotOpen):
        case.execution.set_variables({"a": 5}, now=MONDAY, scope="j#2")


def test_corrected_data_lets_a_conditional_event_take_place() -> None:
    condition = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>=x &gt; 1</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    case = play(start(), node("intermediateCatchEvent", "c", condition), end(), flows="s c e", x=1)
    case.execution.set_variables({"x": 2}, now=MONDAY)
    assert case.state == "completed"


def two_ways(**variables: object) -> Play:
    """``s - fork - (a, b) - join - c - e`` with a timer on ``a``."""
    return play(
        start(), node("parallelGateway", "fork"), user("a"), user("b"), node("parallelGateway", "join"), user("c"),
        end(), boundary("late", "a", timer("PT1H")), end("over"),
        flows="s fork a join c e; fork b join; late over", **variables,
    )  # fmt: skip


def moves(case: Play, cancel: list[str], begin: list[str], **values: object) -> Play:
    case.advance = case._again().move(cancel, begin, values, now=case.now)
    return case


def test_a_token_is_moved_from_a_step_to_an_element() -> None:
    case = moves(play(start(), user("a"), user("b"), end(), flows="s a b e"), ["a#1"], ["b"], x=1)
    assert (case.open, case.tokens, case.variables) == (["b#1"], ["b#1"], {"x": 1})
    assert case.advance.closed == ("a#1",)
    moves(case, ["b#1"], ["a"])
    assert case.open == ["a#2"]
    case.does("a#2")
    case.does("b#2")
    assert case.state == "completed"


def test_moving_away_disarms_what_was_attached() -> None:
    case = moves(two_ways(), ["a#1"], ["P_a_join"])
    assert case.due == []
    case.does("b#1")
    assert case.open == ["c#1"]


def test_a_joining_gateway_counts_what_arrives_by_a_named_flow_only() -> None:
    case = two_ways()
    with pytest.raises(MoveRefused, match="P_a_join, P_b_join"):
        moves(case, ["a#1"], ["join"])
    assert case.open == ["a#1", "b#1"]
    moves(case, ["a#1", "b#1"], ["P_a_join", "P_b_join"])
    assert case.open == ["c#1"]


def test_a_complex_gateway_counts_a_token_that_is_moved_to_it() -> None:
    activation = "<bpmn:activationCondition>=activationCount &gt;= 2</bpmn:activationCondition>"
    case = play(start(), node("parallelGateway", "f"), user("a"), user("b"), user("c"), user("z"), end(),
                node("complexGateway", "j", activation), flows="s f a j z e; f b j; f c j")  # fmt: skip
    moves(case, ["a#1"], ["P_a_j"])
    assert case.open == ["b#1", "c#1"]
    moves(case, ["b#1"], ["P_b_j"])
    assert case.open == ["c#1", "z#1"]


def test_a_step_that_waits_at_a_join_can_be_cancelled() -> None:
    case = two_ways()
    case.does("a#1")
    moves(case, ["join#1", "b#1"], ["c"])
    assert (case.open, case.tokens) == (["c#1"], ["c#1"])


def test_a_failed_step_can_be_left_behind() -> None:
    case = moves(failed(PLACES["script"]), ["t#1"], ["after"], n=1)
    assert (case.state, case.variables["done"], case.failures) == ("completed", 1, [])


def nested(**variables: object) -> Play:
    inner = subprocess("sub", start("is"), user("x"), user("y"), end("ie"), flows="is x y ie")
    more = subprocess("watch", start("ws", event("message", "M"), isInterrupting="false"), user("w"), end("we"),
                      flows="ws w we", event=True)  # fmt: skip
    return play(start(), inner, user("z"), end(), more, flows="s sub z e", definitions=message("M", "go"), **variables)


def test_tokens_move_inside_a_subprocess_and_out_of_it() -> None:
    case = moves(nested(), ["sub#1/x#1"], ["y"])
    assert case.open == ["sub#1/y#1"]
    with pytest.raises(MoveRefused, match="nothing would be left inside sub"):
        moves(case, ["sub#1/y#1"], ["z"])
    moves(case, ["sub#1"], ["z"])
    assert (case.open, case.tokens) == (["z#1"], ["z#1"])
    moves(case, ["z#1"], ["sub"])
    assert case.open == ["sub#2/x#1"]


@pytest.mark.parametrize(
    ("cancel", "begin", "reason"),
    [
        ([], [], "nothing was chosen"),
        (["sub#1"], [], "end the case instead"),
        (["sub#1", "sub#1/x#1"], [], "end the case instead"),
        (["nobody#1"], ["z"], "nothing stands at"),
        (["x#1"], ["z"], "nothing stands at"),
        ([""], ["z"], "nothing stands at"),
        ([], ["nowhere"], "has no element nowhere"),
        ([], ["watch"], "only by its own event"),
        ([], ["ws"], "only by its own event"),
        ([], ["w"], "not running; start at watch"),
        (["sub#1"], ["y"], "not running; start at sub"),
        ([], ["P"], "has no element P"),
        (["sub#1"] + [f"a#{n}" for n in range(100)], ["z"], "more than 100"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(cancel: list[str], begin: list[str], reason: str) -> None:
    case = nested()
    before = case.execution.snapshot()
    with pytest.raises(MoveRefused, match=reason):
        case.execution.move(cancel, begin, {"x": 1}, now=MONDAY)
    assert case.execution.snapshot() == before


def test_what_may_be_chosen_is_what_is_not_refused() -> None:
    case = two_ways()
    assert [step for step, _ in case.execution.cancellable] == ["a#1", "b#1"]
    offered = [target for target, _ in case.execution.startable]
    assert offered == ["s", "fork", "a", "b", "P_a_join", "P_b_join", "c", "e", "over"]
    for target in offered:
        moves(two_ways(), ["a#1"], [target])
    inside = nested().execution
    assert [step for step, _ in inside.cancellable] == ["sub#1", "sub#1/x#1"]
    assert [target for target, _ in inside.startable] == ["s", "sub", "is", "x", "y", "ie", "z", "e"]


def test_a_boundary_event_cannot_be_a_start() -> None:
    with pytest.raises(MoveRefused, match="border"):
        moves(two_ways(), ["a#1"], ["late"])


def test_one_instance_of_a_loop_is_not_cancelled_alone() -> None:
    case = play(start(), user("u", loop(inputCollection="=[1, 2]")), user("v"), end(), flows="s u v e")
    with pytest.raises(MoveRefused, match="whole loop"):
        moves(case, ["u#1/u#1"], ["v"])
    moves(case, ["u#1"], ["v"])
    assert case.open == ["v#1"]


def test_in_a_subprocess_that_runs_several_times_the_cancelled_step_says_which() -> None:
    each = subprocess("sub", start("is"), user("x"), user("y"), end("ie"), flows="is x y ie",
                      inner=loop(inputCollection="=[1, 2]"))  # fmt: skip
    case = play(start(), each, end(), flows="s sub e")
    with pytest.raises(MoveRefused, match="several times"):
        moves(case, [], ["y"])
    moves(case, ["sub#1/sub#2/x#1"], ["y"])
    assert case.open == ["sub#1/sub#1/x#1", "sub#1/sub#2/y#1"]


def test_a_called_process_is_a_place_of_its_own() -> None:
    called = process("Q", start("qs"), user("q"), user("r"), end("qe"), flows="qs q r qe")
    call = node("callActivity", "c", extension=z("calledElement", processId="Q"))
    case = play(start(), call, user("u"), end(), flows="s c u e", definitions=called)
    moves(case, ["c#1/q#1"], ["r"])
    assert case.open == ["c#1/r#1"]
    moves(case, ["c#1"], ["u"])
    with pytest.raises(MoveRefused, match="Q, which is not running"):
        moves(case, ["u#1"], ["r"])


def test_an_ended_case_is_not_repaired() -> None:
    case = play(start(), end(), flows="s e")
    for attempt in (
        lambda: case.execution.move([], ["e"], {}, now=MONDAY),
        lambda: case.execution.set_variables({"x": 1}, now=MONDAY),
    ):
        with pytest.raises(CaseEnded):
            attempt()
    with pytest.raises(StepNotOpen):
        case.retries("e#1")


def test_a_repaired_case_is_saved_byte_for_byte_like_its_replay() -> None:
    bundle = compile_bundle({"p.bpmn": diagram(process("P", start(), user("a"), user("b"), end(), flows="s a b e"))})
    saved = []
    for _ in range(2):
        execution, _ = Execution.start(bundle, "P", {"n": 1}, now=MONDAY)
        execution.move(["a#1"], ["b"], {"n": 2}, now=MONDAY)
        saved.append(execution.snapshot())
    assert saved[0] == saved[1]
