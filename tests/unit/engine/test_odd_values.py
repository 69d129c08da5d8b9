"""Values that mutated diagrams brought up: what cannot be kept is refused in words, and nothing is overwritten."""

import pytest

from app.engine import ValueRefused, check_bundle, compile_bundle
from tests.unit.engine.diagrams import diagram, end, loop, node, process, rounds, start, user
from tests.unit.engine.play import Play, play


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), "\ud800", "a\0b", [{"x": "\udfff"}]])
def test_what_no_snapshot_or_database_keeps_is_refused(value: object) -> None:
    case = play(start(), user("u"), end(), flows="s u e")
    with pytest.raises(ValueRefused):
        case.does("u#1", v=value)
    with pytest.raises(ValueRefused):
        case.does("u#1", v={"\ud800": 1})
    assert case.open == ["u#1"]


def test_an_output_collection_that_is_overwritten_is_a_failure_and_can_be_repaired() -> None:
    each = user("u", inner=loop(inputCollection="=[1, 2]", outputCollection="rs", outputElement="=x"))
    case = play(start(), each, end(), flows="s u e")
    case.does("u#1/u#1", x=1, rs="mine")
    assert case.failures == [("u#1/u#1", "multi-instance")]
    case.retries("u#1/u#1", rs=[None, None])
    case.does("u#1/u#2", x=2)
    assert (case.state, case.variables["rs"]) == ("completed", [1, 2])


def test_a_standard_loop_counts_its_rounds_itself() -> None:
    case = play(start(), user("u", inner=rounds(loopMaximum="3")), end(), flows="s u e")
    for number in (1, 2, 3):
        case.does(f"u#1/u#{number}", loopCounter="mine")
    assert case.state == "completed"


@pytest.mark.parametrize(
    "odd",
    [
        '<bpmn:association id="u" sourceRef="s" targetRef="e"/>',
        node("textAnnotation", "e"),
        node("task", "t", '<bpmn:process id="P"/>'),
        node("extensionElements", "u", '<bpmn:process id="P"/>'),
    ],
)
def test_an_id_that_something_else_in_the_file_has_is_refused_or_does_no_harm(odd: str) -> None:
    files = {"p.bpmn": diagram(process("P", odd, start(), user("u"), end(), flows="s u e"))}
    is_refused = any(finding.severity == "error" for finding in check_bundle(files))
    assert is_refused or Play(compile_bundle(files)).open == ["u#1"]
