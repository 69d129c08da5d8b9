"""Standard loops (BPMN 2.0.2 §13.3.6): rounds one after another, on every kind of activity."""

import pytest

from app.engine import check_bundle, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    event,
    flow,
    io,
    job,
    node,
    process,
    rounds,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)
from tests.unit.engine.play import Play, moves, play


def counting(inner: str, condition: str = "=n + 1", **values: object) -> Play:
    return play(start(), script("t", condition, "n", inner), user("u"), end(), flows="s t u e", n=0, **values)


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (rounds("=n < 3"), 3),
        (rounds("n < 3"), 3),
        (rounds("=false"), 1),
        (rounds("=null"), 1),
        (rounds("=false", testBefore="true"), 0),
        (rounds("=n < 3", testBefore="true"), 3),
        (rounds("=true", loopMaximum="4"), 4),
        (rounds(loopMaximum="2"), 2),
        (rounds(loopMaximum="2", testBefore="true"), 2),
        (rounds("=n < 3", loopMaximum="10"), 3),
        (rounds("=loopCounter < 5"), 5),
        (rounds("=loopCounter < 5", testBefore="true"), 5),
    ],
)
def test_rounds_go_on_while_the_condition_is_true(inner, wanted):
    case = counting(inner)
    assert (case.variables, case.open) == ({"n": wanted}, ["u#1"])


def test_the_counter_counts_rounds_from_1_and_is_gone_afterwards():
    case = counting(rounds("=loopCounter < 3"), "=n * 10 + loopCounter")
    assert case.variables == {"n": 123}


def test_a_finished_round_leaves_the_snapshot():
    case = play(start(), user("u", rounds("=again")), end(), flows="s u e")
    assert (case.open, case.tokens) == (["u#1/u#1"], ["u#1", "u#1/u#1"])
    sizes = []
    for number in range(1, 60):
        sizes.append(len(case.execution.snapshot()))
        assert moves(case.does(f"u#1/u#{number}", again=True)) == [f"-u#1/u#{number}", f"+u#1/u#{number + 1}"]
    assert max(sizes) - min(sizes) <= 16
    assert moves(case.does("u#1/u#60", again=False)) == ["-u#1/u#60", "-u#1", "+e#1", "-e#1"]
    assert case.state == "completed"


def test_mappings_apply_to_each_round():
    task = job(
        "j", inner=rounds("=count(all) < 3"), extension=io({"turn": "=loopCounter"}, {"all": "=append(all, got)"})
    )
    case = play(start(), task, end(), flows="s j e", all=[])
    for number in (1, 2, 3):
        assert case.execution.jobs[0].inputs == {"turn": number}
        case.does(f"j#1/j#{number}", got=number * 10)
    assert (case.state, case.variables) == ("completed", {"all": [10, 20, 30]})


def test_subprocesses_and_called_processes_loop_too():
    sub = subprocess("sub", start("s2"), user("u"), end("e2"), flows="s2 u e2", inner=rounds("=again"))
    case = play(start(), sub, end(), flows="s sub e")
    case.does("sub#1/sub#1/u#1", again=True)
    assert case.open == ["sub#1/sub#2/u#1"]
    case.does("sub#1/sub#2/u#1", again=False)
    assert case.state == "completed"
    called = process("Q", start("qs"), script("qt", "=n + 1", "n"), end("qe"), flows="qs qt qe")
    call = node("callActivity", "c", rounds("=n < 3"), z("calledElement", processId="Q"))
    main = process("P", start(), call, end(), flows="s c e")
    case = Play(compile_bundle({"p.bpmn": diagram(main), "q.bpmn": diagram(called)}), n=0)
    assert (case.state, case.variables) == ("completed", {"n": 3})


def test_boundary_events_are_on_the_loop_as_a_whole():
    def drawn(interrupting: bool) -> Play:
        late = boundary("b", "u", timer("PT2H"), interrupting)
        return play(start(), user("u", rounds("=true")), late, user("v"), end(), flows="s u e;b v e")

    case = drawn(interrupting=True)
    case.waits(hours=1)
    case.does("u#1/u#1")
    assert case.due == [("b", 2.0)]
    assert moves(case.waits(hours=1)) == ["xu#1/u#2", "xu#1", "+b#1", "-b#1", "+v#1"]
    case = drawn(interrupting=False)
    case.waits(hours=2)
    assert case.open == ["u#1/u#1", "v#1"]


def test_an_error_in_a_round_is_caught_on_the_loop():
    parts = (start(), job("j", inner=rounds("=true")), boundary("b", "j", event("error")), user("v"), end())
    case = play(*parts, flows="s j e;b v e")
    case.does("j#1/j#1")
    case.fails("j#1/j#2", "broken")
    assert case.tokens == ["v#1"]


def test_a_condition_that_is_no_boolean_fails_its_round_and_can_be_repaired():
    case = play(start(), user("u", rounds("=again")), end(), flows="s u e")
    case.does("u#1/u#1", again="perhaps")
    assert case.failures == [("u#1/u#1", "condition")]
    case.retries("u#1/u#1", again=False)
    assert case.state == "completed"
    case = play(start(), user("u", rounds("=again", testBefore="true")), end(), flows="s u e", again=1)
    assert case.failures == [("u#1", "condition")]
    case.retries("u#1", again=True)
    assert case.open == ["u#1/u#1"]


def test_a_loop_that_never_waits_and_never_ends_is_an_incident():
    case = counting(rounds("=n >= 0"))
    assert [code for _, code in case.failures] == ["too-many-steps"]


def test_what_a_condition_draws_at_random_differs_between_rounds():
    case = counting(rounds("=random number() < 0.9"))
    assert case.open == ["u#1"]
    assert case.variables["n"] < 500


@pytest.mark.parametrize(
    ("part", "finding"),
    [
        (script("t", "=1", inner=rounds()), "expression-missing"),
        (script("t", "=1", inner=rounds("=1 +")), "expression"),
        (script("t", "=1", inner=rounds("=1")), "expression-wrong"),
        (script("t", "=1", inner=rounds("=x", loopMaximum="0")), "quantity"),
        (script("t", "=1", inner=rounds("=x", loopMaximum="-1")), "quantity"),
        (script("t", "=1", inner=rounds("=x", loopMaximum="many")), "quantity"),
        (script("t", "=1", inner=rounds("=true")), "endless-loop"),
        (script("t", "=1", inner=rounds("=x")), "tight-loop"),
        (user("t", rounds("=true") + "<bpmn:multiInstanceLoopCharacteristics/>"), "two-loops"),
    ],
)
def test_what_is_found_before_it_runs(part, finding):
    content = diagram(process("P", start(), part, end(), flows="s t e"))
    assert finding in [found.rule for found in check_bundle({"p.bpmn": content})]


def test_a_loop_that_waits_needs_no_end():
    content = diagram(process("P", start(), user("t", rounds("=true")), end(), flows="s t e"))
    assert check_bundle({"p.bpmn": content}) == []


def test_a_circle_of_loops_that_may_have_no_round_may_never_wait():
    body = process("P", start(), user("t", rounds("=x", testBefore="true")), node("task", "a"), flows="s t")
    body = body.replace("</bpmn:process>", flow("f", "t", "a") + flow("g", "a", "t") + "</bpmn:process>")
    assert ("endless-loop", "t") in [(it.rule, it.element) for it in check_bundle({"p.bpmn": diagram(body)})]
