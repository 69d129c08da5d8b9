"""Wide cases cost what moves, not what waits: counted in looks at tokens, never in time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.cases.recording import advance_payload
from app.engine import Execution, MoveKind, check_bundle, compile_bundle
from app.engine.runtime import Scope, Token
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    flow,
    loop,
    node,
    process,
    start,
    subprocess,
    timer,
    user,
    z,
)
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


def test_a_loop_of_10000_rounds_finds_its_task_and_its_last_round_is_as_small_as_its_tenth():
    parts = [start(), node("exclusiveGateway", "m"), user("u"), node("exclusiveGateway", "g", default="back"), end()]
    drawn = process("P", *parts, flow("back", "g", "m"), flow("on", "g", "e", "=done"), flows="s m u g")
    case = Play(compile_bundle({"p.bpmn": diagram(drawn)}), done=False).execution
    sizes: dict[int, tuple[int, int, int]] = {}
    for number in range(1, 10_001):
        advance = case.complete(f"u#{number}", {"done": False}, now=MONDAY)
        if number in (10, 10_000):
            sizes[number] = len(case.snapshot()), len(advance.log), len(str(advance_payload(advance, [], [])))
    assert [task.step for task in case.tasks] == ["u#10001"]
    assert all(late <= 1.5 * early for early, late in zip(sizes[10], sizes[10_000], strict=True)), sizes


def test_what_finished_instances_leave_is_their_results_alone():
    settings = {"inputElement": "i", "outputCollection": "results", "outputElement": "=i"}
    each = loop(inputCollection="=for i in 1..1000 return i", **settings)
    case = Play(
        compile_bundle({"p.bpmn": diagram(process("P", start(), user("u", each), end(), flows="s u e"))})
    ).execution
    saved, told = [len(case.snapshot())], []
    for number in range(1, 1000):
        advance = case.complete(f"u#1/u#{number}", {}, now=MONDAY)
        told.append((len(advance.log), len(str(advance_payload(advance, [], [])))))
        if number % 100 == 0:
            saved.append(len(case.snapshot()))
    assert saved == sorted(saved, reverse=True)
    assert {entries for entries, _ in told} == {1}, "only that the instance was left"
    assert max(size for _, size in told) <= 1.1 * min(size for _, size in told)


def test_twelve_parallel_diamonds_in_a_row_run_once_each():
    parts, flows, last = [start(), end()], [], "s"
    for number in range(12):
        fork, join, sides = f"f{number}", f"j{number}", [f"a{number}", f"b{number}"]
        parts += [node("parallelGateway", fork), node("parallelGateway", join), *(node("task", side) for side in sides)]
        flows += [f"{last} {fork}", *(f"{fork} {side} {join}" for side in sides)]
        last = join
    drawn = diagram(process("P", *parts, flows=";".join([*flows, f"{last} e"])))
    case = Play(compile_bundle({"p.bpmn": drawn}))
    left = [move.element for move in case.advance.moves if move.kind is MoveKind.LEFT]
    assert case.state == "completed"
    assert sorted(left) == sorted({"s", "e", *(f"{name}{number}" for name in "fjab" for number in range(12))})


@pytest.mark.parametrize("circle", [["a"], ["a", "b"], ["a", "b", "c"]])
@pytest.mark.parametrize("feel", [False, True])
def test_processes_that_call_each_other_in_a_circle_are_refused_or_stopped(circle: list[str], feel: bool):
    drawn = []
    for identity, called in zip(circle, [*circle[1:], circle[0]], strict=True):
        names = [f"{identity}_{name}" for name in ("s", "c", "e")]
        call = z("calledElement", processId=f'="{called}"' if feel else called)
        activity = node("callActivity", names[1], extension=call)
        drawn.append(process(identity, start(names[0]), activity, end(names[2]), flows=" ".join(names)))
    files = {"p.bpmn": diagram(*drawn)}
    found = [finding.rule for finding in check_bundle(files)]
    if not feel:
        assert found == ["recursion"]
        return
    assert found == []
    case = Play(compile_bundle(files), "a")
    assert [code for _, code in case.failures] == ["too-deep"]
    assert len(case.advance.moves) <= 200
