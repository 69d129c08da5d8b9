"""Values that mutated diagrams brought up: what cannot be kept is refused in words, and nothing is overwritten."""

import pytest

from app.engine import ValueRefused
from tests.unit.engine.diagrams import end, loop, rounds, start, user
from tests.unit.engine.play import play


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
