"""``startQuantity`` and ``completionQuantity`` (BPMN 2.0.2 §13.3.2)."""

from pathlib import Path

import pytest

from app.engine import check_bundle
from tests.unit.engine.diagrams import boundary, diagram, end, loop, node, process, script, start, timer, user
from tests.unit.engine.play import moves, play

ERRORS = Path(__file__).parents[4] / "shared" / "corpus" / "bpmn-features" / "errors"


def quantity(part: str, **quantities: int) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in quantities.items())
    return part.replace(" id=", f"{attributes} id=", 1)


def test_an_activity_gives_so_many_tokens_and_another_waits_for_so_many():
    parts = (quantity(user("a"), completionQuantity=3), user("b"), quantity(user("c"), startQuantity=3))
    case = play(start(), *parts, end(), flows="s a b c e")
    case.does("a#1")
    assert case.open == ["b#1", "b#2", "b#3"]
    case.does("b#2")
    case.does("b#1")
    assert (case.open, case.tokens) == (["b#3"], ["b#3", "c#1"])
    assert moves(case.does("b#3")) == ["-b#3", "+c#1"]
    assert case.open == ["c#1"]
    case.does("c#1")
    assert case.state == "completed"


def test_tokens_count_by_whichever_flow_they_come():
    parts = (node("parallelGateway", "f"), user("a"), user("b"), quantity(user("c"), startQuantity=2))
    case = play(start(), *parts, end(), flows="s f a c e;f b c")
    case.does("b#1")
    assert case.open == ["a#1"]
    case.does("a#1")
    assert case.open == ["c#1"]


def test_more_tokens_begin_the_activity_again_and_too_few_leave_it_waiting():
    parts = (quantity(node("task", "a"), completionQuantity=5), quantity(user("c"), startQuantity=2))
    case = play(start(), *parts, end(), flows="s a c e")
    assert (case.open, case.tokens) == (["c#1", "c#2"], ["c#1", "c#2", "c#3"])
    case.does("c#1")
    case.does("c#2")
    assert (case.state, case.tokens) == ("running", ["c#3"])


def test_each_flow_that_is_taken_gets_so_many():
    parts = (quantity(user("a"), completionQuantity=2), user("b"), user("c"))
    case = play(start(), *parts, end(), flows="s a b e;a c e")
    case.does("a#1")
    assert case.open == ["b#1", "b#2", "c#1", "c#2"]


def test_a_boundary_event_gives_one_token():
    late = boundary("t", "a", timer("PT1H"))
    case = play(start(), quantity(user("a"), completionQuantity=2), late, user("b"), end(), flows="s a e;t b e")
    case.waits(hours=1)
    assert case.open == ["b#1"]


def test_a_loop_is_one_activity():
    each = quantity(user("a", loop(inputCollection="=[1, 2]")), startQuantity=2, completionQuantity=2)
    case = play(start(), quantity(node("task", "t"), completionQuantity=2), each, user("b"), end(), flows="s t a b e")
    assert case.open == ["a#1/a#1", "a#1/a#2"]
    case.does("a#1/a#1")
    case.does("a#1/a#2")
    assert case.open == ["b#1", "b#2"]


def test_the_last_token_carries_the_activity():
    parts = (quantity(node("task", "t"), completionQuantity=2), quantity(script("a", "=n + 1", "n"), startQuantity=2))
    assert play(start(), *parts, end(), flows="s t a e", n=0).variables == {"n": 1}


@pytest.mark.parametrize("name", ["startQuantity", "completionQuantity"])
@pytest.mark.parametrize("value", [0, -1, "two", 10_001, "1.5", ""])
def test_a_quantity_that_is_no_number_is_refused(name, value):
    content = diagram(process("P", start(), quantity(user("a"), **{name: value}), end(), flows="s a e"))
    assert ("quantity", "a") in [(found.rule, found.element) for found in check_bundle({"p.bpmn": content})]


def test_tokens_that_multiply_by_quantities_are_refused():
    parts = [quantity(node("task", f"t{n}"), completionQuantity=20) for n in range(4)]
    content = diagram(process("P", start(), *parts, end(), flows="s t0 t1 t2 t3 e"))
    assert "explosion" in [found.rule for found in check_bundle({"p.bpmn": content})]


@pytest.mark.parametrize("path", sorted(ERRORS.glob("Token_*_Zero.bpmn")), ids=lambda path: path.stem)
def test_the_files_of_the_corpus_with_a_quantity_of_zero_are_refused(path):
    found = [finding.details for finding in check_bundle({path.name: path.read_bytes()}) if finding.rule == "quantity"]
    assert [details["written"] for details in found] == ["0"]
