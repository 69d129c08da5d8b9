"""Subprocesses, call activities and multi-instance."""

import pytest

from app.engine import Execution, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    event,
    io,
    job,
    loop,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)
from tests.unit.engine.play import MONDAY, Play, moves, play


def call(identity: str, called: str, extension: str = "", inner: str = "", **settings: str) -> str:
    return node("callActivity", identity, inner, z("calledElement", processId=called, **settings) + extension)


def two(main: str, called: str) -> dict[str, bytes]:
    return {"main.bpmn": diagram(main), "called.bpmn": diagram(called)}


def test_an_embedded_subprocess_shares_the_variables_of_the_case():
    sub = subprocess(
        "sub",
        start("s2"),
        script("t", "=x + local", "y"),
        end("e2"),
        flows="s2 t e2",
        extension=io(inputs={"local": "=10"}),
    )
    case = play(start(), sub, user("u"), end(), flows="s sub u e", x=1)
    assert case.variables == {"x": 1, "y": 11}
    assert moves(case.advance)[2:4] == ["+sub#1", "+sub#1/s2#1"]


def test_a_call_activity_has_its_own_variables_and_hands_back_what_is_mapped():
    ladder = process(
        "Ladder", start("ls"), script("lt", "=ask * 2", "answer"), user("lu"), end("le"), flows="ls lt lu le"
    )
    main = process(
        "P",
        start(),
        call("c", "Ladder", io({"ask": "=n"}, {"result": "=answer"}), propagateAllChildVariables="false"),
        user("u"),
        end(),
        flows="s c u e",
    )
    case = Play(compile_bundle(two(main, ladder)), n=4, answer="mine")
    assert case.open == ["c#1/lu#1"]
    assert case.variables == {"n": 4, "answer": "mine"}
    assert case._again().local_variables("c#1/lu#1") == {"n": 4, "ask": 4, "answer": 8}
    case.does("c#1/lu#1", extra=1)
    assert (case.variables, case.open) == ({"n": 4, "answer": "mine", "result": 8}, ["u#1"])


@pytest.mark.parametrize(
    ("settings", "inside", "after"),
    [
        ({}, {"a": 1, "b": 2, "given": 1}, {"a": 5, "b": 2, "new": 6}),
        ({"propagateAllChildVariables": "false"}, {"a": 1, "b": 2, "given": 1}, {"a": 1, "b": 2}),
        ({"propagateAllParentVariables": "false"}, {"given": 1}, {"a": 5, "b": 2, "new": 6}),
    ],
)
def test_propagation_of_variables_into_and_out_of_a_called_process(settings, inside, after):
    called = process("Q", start("qs"), user("qu"), end("qe"), flows="qs qu qe")
    main = process("P", start(), call("c", "Q", io({"given": "=a"}), **settings), user("u"), end(), flows="s c u e")
    case = Play(compile_bundle(two(main, called)), a=1, b=2)
    assert case._again().local_variables("c#1/qu#1") == inside
    case.does("c#1/qu#1", a=5, new=6)
    assert case.variables == after


def test_the_called_process_may_be_chosen_at_run_time():
    called = process("Q", start("qs"), user("qu"), end("qe"), flows="qs qu qe")
    main = process("P", start(), call("c", "=which"), end(), flows="s c e")
    assert Play(compile_bundle(two(main, called)), which="Q").open == ["c#1/qu#1"]
    case = Play(compile_bundle(two(main, called)), which="R")
    assert case.failures == [("c#1", "called-process")]
    case.retries("c#1", which="Q")
    assert case.open == ["c#1/qu#1"]


def test_a_recursion_chosen_at_run_time_is_stopped():
    main = process("P", start(), call("c", "=self"), end(), flows="s c e")
    case = Play(compile_bundle({"p.bpmn": diagram(main)}), self="P")
    assert case.failures[0][1] == "too-deep"


def test_a_boundary_timer_on_a_call_activity_cancels_everything_inside():
    called = process(
        "Q",
        start("qs"),
        user("qu"),
        end("qe"),
        boundary("qb", "qu", timer("PT9H"), False),
        end("x"),
        flows="qs qu qe;qb x",
    )
    main = process(
        "P", start(), call("c", "Q"), boundary("b", "c", timer("PT1H")), user("late"), end(), flows="s c e;b late e"
    )
    case = Play(compile_bundle(two(main, called)))
    assert moves(case.waits(hours=1)) == ["xc#1/qu#1", "xc#1", "+b#1", "-b#1", "+late#1"]
    assert (case.due, case.tokens) == ([], ["late#1"])


def test_steps_count_visits_within_their_scope():
    called = process("Q", start("qs"), user("qu"), end("qe"), flows="qs qu qe")
    main = process(
        "P",
        start(),
        node("exclusiveGateway", "m"),
        call("c", "Q"),
        node("exclusiveGateway", "g", default="back"),
        end(),
        flows="s m c g",
    )
    from tests.unit.engine.diagrams import flow

    main = main.replace("</bpmn:process>", flow("back", "g", "m") + flow("on", "g", "e", "=done") + "</bpmn:process>")
    case = Play(compile_bundle(two(main, called)))
    case.does("c#1/qu#1")
    assert case.open == ["c#2/qu#1"]


def test_parallel_instances_collect_results_in_the_order_of_the_items():
    each = loop(
        inputCollection="=people", inputElement="who", outputCollection="answers", outputElement="=who + answer"
    )
    case = play(
        start(),
        user("u", inner=each, extension=z("assignmentDefinition", assignee="=who")),
        user("z"),
        end(),
        flows="s u z e",
        people=["a", "b", "c"],
    )
    assert case.open == ["u#1/u#1", "u#1/u#2", "u#1/u#3"]
    assert [task.assignee for task in case.execution.tasks] == ["a", "b", "c"]
    assert case.tokens == ["u#1", "u#1/u#1", "u#1/u#2", "u#1/u#3"]
    case.does("u#1/u#2", answer="2")
    assert "answers" not in case.variables
    case.does("u#1/u#3", answer="3")
    done = case.does("u#1/u#1", answer="1")
    assert moves(done) == ["-u#1/u#1", "-u#1", "+z#1"]
    assert case.variables["answers"] == ["a1", "b2", "c3"]


def test_sequential_instances_come_one_after_the_other():
    each = loop(
        True, inputCollection="=people", inputElement="who", outputCollection="answers", outputElement="=answer"
    )
    case = play(start(), user("u", inner=each), end(), flows="s u e", people=[1, 2])
    assert case.open == ["u#1/u#1"]
    case.does("u#1/u#1", answer="x")
    assert case.open == ["u#1/u#2"]
    assert case._again().local_variables("u#1/u#2")["loopCounter"] == 2
    case.does("u#1/u#2", answer="y")
    assert (case.state, case.variables) == ("completed", {"people": [1, 2], "answers": ["x", "y"]})


def test_a_completion_condition_ends_the_rest():
    each = loop(
        inputCollection="=[1, 2, 3]",
        outputCollection="all",
        outputElement="=ok",
        condition="=numberOfCompletedInstances >= 2 or ok = false",
    )
    case = play(start(), user("u", inner=each), end(), flows="s u e")
    case.does("u#1/u#3", ok=True)
    assert case.open == ["u#1/u#1", "u#1/u#2"]
    done = case.does("u#1/u#1", ok=False)
    assert moves(done)[:3] == ["-u#1/u#1", "xu#1/u#2", "-u#1"]
    assert (case.state, case.variables) == ("completed", {"all": [False, None, True]})


def test_no_items_means_no_instances():
    each = loop(inputCollection="=[]", outputCollection="all", outputElement="=x")
    case = play(start(), user("u", inner=each), end(), flows="s u e")
    assert (case.state, case.variables) == ("completed", {"all": []})


def test_items_that_are_no_list_are_a_failure():
    case = play(start(), user("u", inner=loop(inputCollection="=people")), end(), flows="s u e")
    assert case.failures == [("u#1", "multi-instance")]
    case.retries("u#1", people=[1])
    assert case.open == ["u#1/u#1"]


def test_a_number_of_instances():
    kind = "bpmn:multiInstanceLoopCharacteristics"
    number = f"<{kind}><bpmn:loopCardinality>3</bpmn:loopCardinality></{kind}>"
    case = play(start(), job("j", inner=number), end(), flows="s j e")
    assert case.jobs == ["j#1/j#1", "j#1/j#2", "j#1/j#3"]


def test_multi_instance_subprocesses_and_boundary_events_on_the_body():
    each = loop(inputCollection="=[1, 2]", inputElement="n", outputCollection="all", outputElement="=got")
    sub = subprocess(
        "sub", start("s2"), user("u"), script("t", "=n * 10", "got"), end("e2"), flows="s2 u t e2", inner=each
    )
    case = play(start(), sub, boundary("b", "sub", timer("PT1H")), user("late"), end(), flows="s sub e;b late e")
    assert case.open == ["sub#1/sub#1/u#1", "sub#1/sub#2/u#1"]
    assert case.due == [("b", 1.0)]
    case.does("sub#1/sub#2/u#1")
    assert moves(case.waits(hours=1))[:3] == ["xsub#1/sub#1/u#1", "xsub#1/sub#1", "xsub#1"]
    assert (case.open, case.tokens) == (["late#1"], ["late#1"])
    case = play(start(), sub, end(), flows="s sub e")
    case.does("sub#1/sub#1/u#1")
    case.does("sub#1/sub#2/u#1")
    assert case.variables == {"all": [10, 20]}


def test_an_error_in_one_instance_is_caught_on_the_body():
    each = loop(inputCollection="=[1, 2]")
    case = play(
        start(),
        job("j", inner=each),
        boundary("b", "j", event("error")),
        user("caught"),
        end(),
        flows="s j e;b caught e",
    )
    case.fails("j#1/j#2", "any")
    assert case.tokens == ["caught#1"]


def test_uuids_differ_between_steps_and_instances_and_are_the_same_on_replay():
    each = loop(inputCollection="=[1, 2, 3]", outputCollection="all", outputElement="=id")
    parts = (start(), script("t", "=uuid()", "first"), script("u", "=uuid()", "second"))
    looped = script("m", "=uuid()", "id", inner=each)
    flows = "s t u m x e"
    case = play(*parts, looped, user("x"), end(), flows=flows)
    again = play(*parts, looped, user("x"), end(), flows=flows)
    other, _ = Execution.start(case.bundle, "P", {}, now=case.now, seed="case/2")
    drawn = [case.variables["first"], case.variables["second"], *case.variables["all"]]
    assert len(set(drawn)) == 5
    assert again.variables == case.variables
    assert other.variables["first"] not in drawn


def test_a_restored_case_keeps_its_seed():
    parts = (start(), user("w"), script("t", "=uuid()", "drawn"), user("x"), end())
    bundle = play(*parts, flows="s w t x e").bundle
    drawn = set()
    for seed in ("case/1", "case/2", "case/2"):
        waiting, _ = Execution.start(bundle, "P", {}, now=MONDAY, seed=seed)
        restored = Execution.restore(bundle, waiting.snapshot())
        restored.complete("w#1", {}, now=MONDAY)
        drawn.add(restored.variables["drawn"])
    assert len(drawn) == 2
