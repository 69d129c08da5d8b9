"""What long, wide and recursive cases cost: ``python -m benchmarks.long_and_wide``.

First the engine alone, then the same cases on a desk with its database. Two cases of different age take turns, so that
a machine that changes its speed changes both.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

import click

from app.engine import Bundle, Execution, check_bundle, compile_bundle
from app.engine.guard import compile_in_child
from app.time import from_iso
from benchmarks.long_and_wide_desk import measure_desk
from tests.unit.engine.diagrams import diagram, end, flow, loop, node, process, script, start, user, z

NOW = from_iso("2026-11-23T08:00:00Z")
YOUNG = 10
TURNS = 300
T = TypeVar("T")


@click.command()
@click.option("--rounds", default=10_000, help="Rounds of the long loop.")
@click.option("--instances", default=1_000, help="Instances side by side.")
@click.option("--without-desk", is_flag=True, help="Measure the engine alone.")
def main(rounds: int, instances: int, without_desk: bool) -> None:
    """Prints times, bytes and ratios with their targets."""
    _loop(rounds)
    _instances(instances)
    _rows()
    _recursion()
    _upload()
    if not without_desk:
        with tempfile.TemporaryDirectory(prefix="escalade-bench-") as name:
            measure_desk(Path(name), rounds, instances)


def loop_of_tasks() -> bytes:
    """A task that is done again until it is done."""
    back = flow("back", "g", "m")
    on = flow("on", "g", "e", "=done = true")
    parts = [node("exclusiveGateway", "m"), user("u"), script("t", "=if n = null then 1 else n + 1", "n")]
    parts += [node("exclusiveGateway", "g", default="back"), end()]
    return diagram(process("long", start(), *parts, back, on, flows="s m u t g"))


def tasks_side_by_side(number: int) -> bytes:
    """A task for each item, with a result of each."""
    settings = {"inputElement": "i", "outputCollection": "results", "outputElement": "=answer"}
    each = loop(inputCollection=f"=for i in 1..{number} return i", **settings)
    return diagram(process("wide", start(), user("u", each), end(), flows="s u e"))


def _loop(rounds: int) -> None:
    bundle = compile_bundle({"long.bpmn": loop_of_tasks()})
    execution, _ = Execution.start(bundle, "long", {"done": False}, now=NOW)
    saved = [b""] * 2
    for number in range(1, rounds + 1):
        if number in (YOUNG, rounds):
            saved[number != YOUNG] = execution.snapshot()
        execution.complete(f"u#{number}", {"done": False}, now=NOW)
    assert [task.step for task in execution.tasks] == [f"u#{rounds + 1}"]
    young, old = _taking_turns(bundle, saved, (f"u#{YOUNG}", f"u#{rounds}"))
    click.echo(
        f"engine, a loop: round {YOUNG} {young * 1000:.3f} ms, round {rounds} {old * 1000:.3f} ms: "
        f"{old / young:.2f} times (target: at most 1.5); snapshot {len(saved[0])} and {len(saved[1])} bytes"
    )


def _taking_turns(bundle: Bundle, saved: list[bytes], steps: tuple[str, str]) -> tuple[float, float]:
    """The median time to restore, complete and save each of two cases, in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS):
        for which in (0, 1) if turn % 2 else (1, 0):
            begun = time.perf_counter()
            execution = Execution.restore(bundle, saved[which])
            execution.complete(steps[which], {"done": False}, now=NOW)
            execution.snapshot()
            times[which].append(time.perf_counter() - begun)
    return median(times[0]), median(times[1])


def _instances(number: int) -> None:
    bundle = compile_bundle({"wide.bpmn": tasks_side_by_side(number)})
    spent, (execution, _) = _timed(lambda: Execution.start(bundle, "wide", {}, now=NOW))
    sizes = [len(execution.snapshot())]
    completing, restoring, saving = [], [], []
    for instance in range(1, number):
        begun = time.perf_counter()
        execution.complete(f"u#1/u#{instance}", {"answer": "yes"}, now=NOW)
        completing.append(time.perf_counter() - begun)
        saved_in, body = _timed(execution.snapshot)
        restored_in, execution = _timed(lambda body=body: Execution.restore(bundle, body))
        saving.append(saved_in)
        restoring.append(restored_in)
        sizes.append(len(body))
    click.echo(
        f"engine, {number} instances: started in {spent * 1000:.0f} ms; completing one {_spread(completing)} "
        "(target: at most 2 ms)"
    )
    click.echo(
        f"  beside it restoring {_spread(restoring)}, saving {_spread(saving)}; snapshot {sizes[0]} bytes with "
        f"none finished, {sizes[number // 2]} with half, {sizes[-1]} with all but one"
    )


def _rows() -> None:
    names = [f"t{number}" for number in range(400)]
    row = process("row", start(), *(node("task", name) for name in names), end(), flows=f"s {' '.join(names)} e")
    _all_of_it("400 activities in a row", diagram(row), "row")
    parts, flows, last = [start(), end()], [], "s"
    for number in range(12):
        fork, join, sides = f"f{number}", f"j{number}", [f"a{number}", f"b{number}"]
        parts += [node("parallelGateway", fork), node("parallelGateway", join), *(node("task", side) for side in sides)]
        flows += [f"{last} {fork}", *(f"{fork} {side} {join}" for side in sides)]
        last = join
    _all_of_it(
        "12 parallel diamonds in a row", diagram(process("d", *parts, flows=";".join([*flows, f"{last} e"]))), "d"
    )


def _all_of_it(title: str, content: bytes, identity: str) -> None:
    files = {"p.bpmn": content}
    checked, _ = _timed(lambda: check_bundle(files))
    compiled, bundle = _timed(lambda: compile_bundle(files))
    run, (execution, advance) = _timed(lambda: Execution.start(bundle, identity, {}, now=NOW))
    click.echo(
        f"engine, {title}: checked in {checked * 1000:.0f} ms, compiled in {compiled * 1000:.0f} ms, run in "
        f"{run * 1000:.1f} ms: {execution.state}, {len(advance.moves)} moves"
    )


def _recursion() -> None:
    direct = _call("a", "a")
    indirect = _call("a", "b") + _call("b", "a")
    for title, drawn in (("directly", direct), ("through another", indirect)):
        spent, found = _timed(lambda drawn=drawn: check_bundle({"p.bpmn": diagram(drawn)}))
        click.echo(
            f"engine, a process that calls itself {title}: {[each.rule for each in found]} in {spent * 1000:.0f} ms"
        )
    bundle = compile_bundle({"p.bpmn": diagram(_call("a", '="b"') + _call("b", '="a"'))})
    spent, (_, advance) = _timed(lambda: Execution.start(bundle, "a", {}, now=NOW))
    click.echo(
        f"engine, as FEEL says at run time: {[each.code for each in advance.failures]} after {spent * 1000:.0f} ms, "
        f"{len(advance.moves)} moves"
    )


def _call(identity: str, called: str) -> str:
    names = [f"{identity}_{name}" for name in ("s", "c", "e")]
    call = node("callActivity", names[1], "", z("calledElement", processId=called))
    return process(identity, start(names[0]), call, end(names[2]), flows=" ".join(names))


def _upload() -> None:
    files = {"p.bpmn": loop_of_tasks()}
    inside, outside = [], []
    for _ in range(5):
        inside.append(_timed(lambda: check_bundle(files))[0])
        outside.append(_timed(lambda: compile_in_child(files))[0])
    click.echo(
        f"an ordinary upload: checked in {median(inside) * 1000:.0f} ms, in a process that can be killed in "
        f"{median(outside) * 1000:.0f} ms"
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{median(times) * 1000:.2f} ms (95 of 100 below {ordered[len(ordered) * 95 // 100] * 1000:.2f} ms)"


if __name__ == "__main__":
    main()
