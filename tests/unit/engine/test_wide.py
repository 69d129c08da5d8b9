"""Wide cases cost what moves, not what waits: counted in looks at tokens, never in time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.engine import Execution, compile_bundle
from app.engine.runtime import Scope, Token
from tests.unit.engine.diagrams import boundary, diagram, end, loop, node, process, start, subprocess, timer, user
from tests.unit.engine.play import MONDAY, Play


class Looked:
    """How many tokens were walked over in search of some."""

    number = 0


class Walked(dict[int, Token]):
    """Tokens that wait, with how often somebody went through all of them."""

    walks = 0

    def values(self):  # type: ignore[override]
        self.walks += 1
        return super().values()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    living, counted = Scope.living, Looked()

    def count(scope: Scope) -> Iterator[Token]:
        for token in living(scope):
            counted.number += 1
            yield token

    monkeypatch.setattr(Scope, "living", count)
    return counted


def wide(number: int, *parts: str, kind: str = "", flows: str = "s u e") -> Play:
    each = loop(inputCollection=f"=for i in 1..{number} return i", inputElement="i")
    inside = subprocess("u", start("is"), kind, end("ie"), flows="is c ie", inner=each) if kind else user("u", each)
    drawn = process("P", start(), inside, *parts, end(), flows=flows)
    return Play(compile_bundle({"p.bpmn": diagram(drawn)}))


def test_cancelling_1000_instances_does_not_search_for_each(looked):
    case = wide(1000, boundary("b", "u", timer("PT1H")), flows="s u e;b e")
    looked.number = 0
    case.execution.fire_timers(now=MONDAY + timedelta(hours=1))
    assert case.state == "completed"
    assert looked.number <= 5 * 1000


def test_starting_and_leaving_1000_instances_does_not_search_for_each(looked):
    case = wide(1000, kind=node("task", "c"))
    assert case.state == "completed"
    assert looked.number <= 5 * 1000


def test_1000_timers_that_are_due_are_not_looked_for_one_by_one(looked):
    case = wide(1000, kind=node("intermediateCatchEvent", "c", timer("PT1H")))
    looked.number = 0
    waiting = case.execution._case.event_manager
    waiting.tasks = Walked(waiting.tasks)
    advance = case.execution.fire_timers(now=MONDAY + timedelta(hours=1))
    assert (waiting.tasks.walks, len(advance.moves)) == (0, 4 * 1000 + 3)
    assert case.state == "completed"
    assert looked.number <= 5 * 1000


def test_a_restored_case_finds_its_listeners_and_timers():
    case = wide(3, boundary("b", "u", timer("PT1H")), flows="s u e;b e")
    restored = Execution.restore(case.bundle, case.execution.snapshot())
    restored.fire_timers(now=MONDAY + timedelta(hours=1))
    assert (restored.state, restored.tasks, restored.timers) == ("completed", (), ())


def test_a_timer_that_was_cancelled_does_not_fire_and_the_next_one_does():
    early, late = boundary("b", "u", timer("PT1H")), boundary("c", "v", timer("PT3H"))
    drawn = process("P", start(), user("u"), user("v"), early, late, end(), end("x"), flows="s u v e;b x;c x")
    case = Play(compile_bundle({"p.bpmn": diagram(drawn)}))
    case.execution.complete("u#1", {}, now=MONDAY)
    case.execution.fire_timers(now=MONDAY + timedelta(hours=2))
    assert case.open == ["v#1"]
    case.waits(hours=3)
    assert case.ended_at == "x"
