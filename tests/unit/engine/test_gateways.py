"""Gateways: choosing, forking, joining, waiting for an event."""

import pytest

from tests.unit.engine.diagrams import end, event, flow, message, node, script, start, timer, user
from tests.unit.engine.play import moves, play


def gateway(kind: str, identity: str, **attributes: str) -> str:
    return node(f"{kind}Gateway", identity, **attributes)


def test_exclusive_takes_the_first_true_condition_or_the_default():
    parts = [start(), gateway("exclusive", "g", default="fc"), user("a"), user("b"), user("c"), end()]
    flows = [flow("fa", "g", "a", "=x > 10"), flow("fb", "g", "b", "=x > 5"), flow("fc", "g", "c")]
    for x, wanted in ((11, "a#1"), (6, "b#1"), (1, "c#1"), (None, "c#1")):
        assert play(*parts, *flows, flows="s g;a e;b e;c e", x=x).open == [wanted]


def test_no_true_condition_is_a_failure_that_can_be_repaired():
    parts = [start(), gateway("exclusive", "g"), user("a"), user("b"), end()]
    flows = [flow("fa", "g", "a", '=x = "a"'), flow("fb", "g", "b", '=x = "b"')]
    case = play(*parts, *flows, flows="s g;a e;b e", x="?")
    assert (case.failures, case.state, case.tokens) == ([("g#1", "no-flow")], "running", ["g#1"])
    assert moves(case.advance)[-1] == "!g#1"
    case.retries("g#1", x="b")
    assert (case.failures, case.open) == ([], ["b#1"])


def test_a_condition_that_is_no_boolean_is_a_failure():
    parts = [start(), gateway("exclusive", "g", default="fb"), user("a"), user("b"), end()]
    case = play(*parts, flow("fa", "g", "a", "=1 + 1"), flow("fb", "g", "b"), flows="s g;a e;b e")
    assert case.failures == [("g#1", "condition")]


def test_parallel_joins_when_every_branch_has_arrived():
    parts = [start(), gateway("parallel", "f"), user("a"), user("b"), gateway("parallel", "j"), end()]
    case = play(*parts, flows="s f a j e;f b j")
    assert case.open == ["a#1", "b#1"]
    case.does("b#1", from_b=1)
    assert case.tokens == ["a#1", "j#1"]
    done = case.does("a#1", from_a=2)
    assert moves(done) == ["-a#1", "+j#1", "-j#1", "+e#1", "-e#1"]
    assert (case.state, case.variables) == ("completed", {"from_a": 2, "from_b": 1})


def test_parallel_branches_see_each_others_writes():
    parts = [start(), gateway("parallel", "f"), user("a"), user("b"), gateway("parallel", "j"), end()]
    case = play(*parts, script("t", "=seen + 1", "seen"), flows="s f a j e;f b t j", seen=1)
    case.does("a#1", seen=10)
    case.does("b#1")
    assert case.variables == {"seen": 11}


def test_a_join_keeps_an_excess_token_for_its_next_round():
    parts = [
        start(),
        gateway("parallel", "f"),
        gateway("exclusive", "m"),
        user("a"),
        user("b"),
        gateway("parallel", "j"),
        user("z"),
        end(),
    ]
    case = play(*parts, flows="s f m a j z e;f m;f b j")
    assert case.open == ["a#1", "a#2", "b#1"] or sorted(case.open) == ["a#1", "a#2", "b#1"]
    case.does("a#1")
    case.does("a#2")
    assert sorted(case.tokens) == ["b#1", "j#1", "j#2"]
    case.does("b#1")
    assert case.open == ["z#1"]


def test_inclusive_takes_every_true_flow_and_joins_only_those():
    parts = [
        start(),
        gateway("inclusive", "f", default="fc"),
        user("a"),
        user("b"),
        user("c"),
        gateway("inclusive", "j"),
        user("z"),
        end(),
    ]
    flows = [flow("fa", "f", "a", "=x > 0"), flow("fb", "f", "b", "=x > 1"), flow("fc", "f", "c")]
    case = play(*parts, *flows, flows="s f;a j z e;b j;c j", x=2)
    assert case.open == ["a#1", "b#1"]
    case.does("a#1")
    assert case.open == ["b#1"]
    case.does("b#1")
    assert case.open == ["z#1"]
    case = play(*parts, *flows, flows="s f;a j z e;b j;c j", x=0)
    assert case.open == ["c#1"]
    case.does("c#1")
    assert case.open == ["z#1"]


def test_an_inclusive_join_stops_waiting_when_the_other_branch_went_elsewhere():
    parts = [
        start(),
        gateway("parallel", "f"),
        user("a"),
        user("b"),
        gateway("exclusive", "x", default="away"),
        gateway("inclusive", "j"),
        user("z"),
        end(),
        end("e2"),
    ]
    flows = [flow("away", "x", "e2"), flow("on", "x", "j", "=stay")]
    case = play(*parts, *flows, flows="s f a j z e;f b x")
    case.does("a#1")
    assert case.open == ["b#1"]
    case.does("b#1", stay=False)
    assert case.open == ["z#1"]


def test_event_based_takes_the_first_event_and_drops_the_others():
    def drawn():
        return play(
            start(),
            gateway("eventBased", "g"),
            node("intermediateCatchEvent", "soon", timer("PT1H")),
            node("intermediateCatchEvent", "late", timer("PT4H")),
            node("intermediateCatchEvent", "answer", event("message", "m")),
            user("a"),
            user("b"),
            user("c"),
            end(),
            flows="s g soon a e;g late b e;g answer c e",
            definitions=message("m", "answer"),
        )

    case = drawn()
    assert (case.due, case.listens, case.tokens) == ([("soon", 1.0), ("late", 4.0)], ["answer"], ["g#1"])
    assert moves(case.waits(hours=1)) == ["-g#1", "+soon#1", "-soon#1", "+a#1"]
    assert (case.due, case.listens) == ([], [])
    case = drawn()
    done = case.gets("answer", text="yes")
    assert [move.flow for move in done.moves] == [None, "P_g_answer", None, "P_answer_c"]
    assert (case.open, case.variables, case.due) == (["c#1"], {"text": "yes"}, [])


@pytest.mark.parametrize("count", [4, 12, 20])
def test_parallel_diamonds_in_a_row_cost_nothing(count):
    names = [part for n in range(count) for part in (f"f{n}", f"a{n}", f"j{n}")]
    parts = [gateway("parallel", name) if name[0] in "fj" else node("task", name) for name in names]
    parts += [node("task", f"b{n}") for n in range(count)]
    flows = "s " + " ".join(names) + " u e;" + ";".join(f"f{n} b{n} j{n}" for n in range(count))
    case = play(start(), *parts, user("u"), end(), flows=flows)
    assert case.open == ["u#1"]
    assert len(case.execution._case.tasks) == 2
