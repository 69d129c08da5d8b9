"""Each known trap of SpiffWorkflow, closed."""

import builtins
import threading
import zlib

import pytest

from app.engine import Execution, SnapshotRefused, ValueRefused, compile_bundle
from app.engine.language import PythonRefused
from app.engine.trace import Script, trace
from tests.unit.engine.diagrams import (
    diagram,
    end,
    event,
    flow,
    loop,
    message,
    node,
    process,
    script,
    start,
    timer,
    user,
)
from tests.unit.engine.play import MONDAY, Play, play

ROUND = [
    start(),
    node("exclusiveGateway", "m"),
    user("u"),
    script("t", "=n + 1", "n"),
    node("exclusiveGateway", "g", default="back"),
    end(),
]
ROUNDS = [*ROUND, flow("back", "g", "m"), flow("on", "g", "e", "=done")]


def test_a_loop_of_1200_rounds_keeps_finding_its_task_and_does_not_grow():
    case = play(*ROUNDS, flows="s m u t g", n=0)
    sizes = []
    for n in range(1200):
        case.does(f"u#{n + 1}", done=False)
        sizes.append(len(case.execution.snapshot()))
    assert (case.open, case.state, case.variables["n"]) == (["u#1201"], "running", 1200)
    assert sizes[-1] <= sizes[9] * 1.5


def test_no_python_is_evaluated_in_whole_runs(monkeypatch):
    each = user("v", inner=loop(inputCollection="=[1, 2]", condition="=numberOfCompletedInstances = 2"))
    after = [
        node("intermediateCatchEvent", "w", timer('=duration("PT1H")')),
        each,
        node("receiveTask", "r", messageRef="x"),
    ]
    parts = [part.replace('targetRef="e"', 'targetRef="w"') for part in ROUNDS]
    drawn = process("P", *parts, *after, flows="s m u t g;w v r e")
    bundle = compile_bundle({"p.bpmn": diagram(message("x", "go", "=n"), drawn)})

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("Python was evaluated")

    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, refuse)
    case = Play(bundle, n=0)
    case.does("u#1", done=False)
    case.does("u#2", done=True)
    case.waits(hours=1)
    case.does("v#1/v#1")
    case.does("v#1/v#2")
    case.gets("go", key="2")
    assert case.state == "completed"


def test_spiffworkflows_script_engine_and_its_environment_refuse():
    case = play(start(), user("u"), end(), flows="s u e")
    engine = case.execution._case.script_engine
    for act in (engine.evaluate, engine.execute, engine.environment.evaluate, engine.environment.execute):
        with pytest.raises(PythonRefused):
            act(None, "1")


def test_runs_are_deterministic_down_to_the_bytes():
    def run() -> bytes:
        each = user("v", inner=loop(inputCollection="=[1, 2, 3]"))
        case = play(start(), node("parallelGateway", "f"), each, user("u"), end(), flows="s f v e;f u e")
        case.does("v#1/v#2", x=1)
        return case.execution.snapshot()

    assert run() == run()


def test_snapshots_of_another_format_or_diagram_are_refused():
    case = play(start(), user("u"), end(), flows="s u e")
    saved = case.execution.snapshot()
    other = play(start(), user("v"), end(), flows="s v e")
    broken = [b"", b"\x00" + saved[1:], b"\x09" + saved[1:], saved[:20], b"\x01" + zlib.compress(b"{}")]
    for damaged in broken:
        with pytest.raises(SnapshotRefused):
            Execution.restore(case.bundle, damaged)
    with pytest.raises(SnapshotRefused):
        Execution.restore(other.bundle, saved)


def test_values_that_are_not_json_are_refused_and_nothing_happens():
    case = play(start(), user("u"), end(), flows="s u e")
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    for value in (deep, {1: 2}, {"x": object()}):
        with pytest.raises(ValueRefused):
            case.does("u#1", v=value)
    assert case.open == ["u#1"]


def test_an_automatic_loop_is_stopped_as_a_failure():
    parts = [
        start(),
        node("exclusiveGateway", "m"),
        script("t", "=1", "x"),
        node("exclusiveGateway", "g", default="back"),
        end(),
    ]
    case = play(*parts, flow("back", "g", "m"), flow("on", "g", "e", "=x = 2"), flows="s m t g")
    assert [code for _, code in case.failures] == ["too-many-steps"]


def test_one_bundle_serves_many_threads():
    each = user("u", inner=loop(inputCollection="=[1, 2, 3]", outputCollection="r", outputElement="=x"))
    bundle = compile_bundle({"p.bpmn": diagram(process("P", start(), each, end(), flows="s u e"))})
    results: list[object] = []

    def work(number: int) -> None:
        for _ in range(20):
            case = Play(bundle)
            for n in (1, 2, 3):
                case.does(f"u#1/u#{n}", x=number * n)
            results.append(case.variables["r"] == [number, number * 2, number * 3])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 80


def test_a_parallel_multi_instance_of_500_stays_quick_and_shrinks():
    case = play(start(), user("u", inner=loop(inputCollection="=for i in 1..500 return i")), end(), flows="s u e")
    before = len(case.execution.snapshot())
    for n in range(250):
        case.execution.complete(f"u#1/u#{n + 1}", {}, now=MONDAY)
    assert len(case.execution.tasks) == 250
    assert len(case.execution.snapshot()) < before


def test_400_tasks_in_a_row_compile_and_run():
    names = [f"t{n}" for n in range(400)]
    case = play(start(), *(node("task", name) for name in names), end(), flows=f"s {' '.join(names)} e")
    assert case.state == "completed"


def test_a_trace_tells_everything_in_order():
    catch = node("intermediateCatchEvent", "c", event("message", "m"))
    wait = node("intermediateCatchEvent", "w", timer("PT2H"))
    drawn = diagram(
        message("m", "go"),
        process("P", start(), user("u"), catch, wait, script("t", "=a + b + n", "sum"), end(), flows="s u c w t e"),
    )
    script_ = Script(values=["n=1"], completions=["u={a: 2}"], messages=["go={b: 3}"], waits=["PT3H"])
    lines = list(trace({"p.bpmn": drawn}, script_))
    assert [line["element"] for line in lines if line["event"] == "entered"] == ["s", "u", "c", "w", "t", "e"]
    assert [(line["name"], line["value"]) for line in lines if line["event"] == "set"] == [
        ("n", 1),
        ("a", 2),
        ("b", 3),
        ("sum", 6),
    ]
    assert lines[-1]["state"] == "completed" and lines[-1]["at"] == "2026-01-05T10:00:00.000Z"
