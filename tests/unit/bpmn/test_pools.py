"""Pools, lanes and messages between them; and everything that only documents (BPMN 2.0.2 §8, §9)."""

import pytest

from tests.unit.bpmn.cases import Case, begin, case, compiled, drawn
from tests.unit.bpmn.elements import elements
from tests.unit.bpmn.shows import shows
from tests.unit.bpmn.smallest import tag
from tests.unit.bpmn.smallest_data import DOCUMENTS, pools
from tests.unit.engine.diagrams import diagram, end, event, message, node, process, start, user
from tests.unit.engine.play import moves

GO = message("m", "go")
NOTED = [name for name, _, _ in DOCUMENTS]
PLAIN = ["item definition", "signal", "error", "escalation", "pool with a multiplicity"]


@shows("pool", "message flow")
def test_a_message_to_a_black_box_leaves_the_case() -> None:
    played = begin(pools(tag("messageFlow", id="f", sourceRef="a", targetRef="q")))
    assert ([thrown.message for thrown in played.advance.thrown], played.state) == (["go"], "completed")


@shows("message flow between pools that run")
def test_pools_of_one_file_run_and_talk_in_one_case() -> None:
    together = "".join(tag("participant", id=f"pool{name}", processRef=name) for name in "PQ")
    asks = tag("messageFlow", id="f1", sourceRef="a", targetRef="qs")
    answers = tag("messageFlow", id="f2", sourceRef="qe", targetRef="b")
    desk = [start(), node("sendTask", "a", messageRef="m"), node("receiveTask", "b", messageRef="m2"), user("u"), end()]
    other = [start("qs", event("message", "m")), user("q"), end("qe", event("message", "m2"))]
    content = diagram(
        GO,
        message("m2", "answer"),
        tag("collaboration", together + asks + answers, id="C"),
        process("P", *desk, flows="s a b u e"),
        process("Q", *other, flows="qs q qe"),
    )
    played = begin(content)
    (task,) = played.execution.tasks
    assert task.element == "q"
    played.does(task.step)
    assert played.elements == {"u"}


@pytest.mark.parametrize("main", ["P", "Q"])
def test_pools_that_begin_by_themselves_begin_together(main: str) -> None:
    together = "".join(tag("participant", id=f"pool{name}", processRef=name) for name in "PQ")
    asks = tag("messageFlow", id="f1", sourceRef="a", targetRef="r")
    content = diagram(
        GO,
        tag("collaboration", together + asks, id="C"),
        process("P", start(), node("sendTask", "a", messageRef="m"), end(), flows="s a e"),
        process("Q", start("qs"), node("receiveTask", "r", messageRef="m"), user("q"), end("qe"), flows="qs r q qe"),
    )
    played = Case(compiled(content), main)
    assert (played.elements, played.advance.thrown) == ({"q"}, ())
    played.does(played.open[0])
    assert played.state == "completed"


@shows("message, with a correlation key")
def test_a_message_finds_the_case_by_its_key() -> None:
    receive = [node("receiveTask", "a", messageRef="m"), user("u")]
    played = case(start(), *receive, end(), flows="s a u e", definitions=message("m", "go", "=order"), order="A-1")
    (waiting,) = played.execution.subscriptions
    assert (waiting.message, waiting.key) == ("go", "A-1")
    played.gets("go", key="A-1")
    assert played.elements == {"u"}


@shows(*NOTED, *PLAIN)
@pytest.mark.parametrize("name", [*NOTED, *PLAIN])
def test_what_only_documents_changes_nothing(name: str) -> None:
    (element,) = [element for element in elements() if element.name == name]
    played = begin(element.smallest)
    passed = "a" if b'id="a"' in element.smallest else ""
    plain = case(start(), *([node("task", "a")] if passed else []), end(), flows=f"s {passed} e")
    assert moves(played.advance) == moves(plain.advance)
    assert played.state == "completed"


def test_two_pools_of_a_file_that_do_not_belong_together_are_two_kinds_of_cases() -> None:
    alone = process("Q", start("qs"), user("q"), end("qe"), flows="qs q qe")
    content = drawn(start(), user("u"), end(), flows="s u e", beside=alone)
    assert begin(content).elements == {"u"}
