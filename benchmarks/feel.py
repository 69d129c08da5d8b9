"""FEEL and decision tables beside feelin (Node) and bkflow-feel (Python): ``python -m benchmarks.feel``."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import click

from app.dmn import DecisionModel, load_model
from app.feel import expression
from app.feel.evaluation import Vocabulary, model_expression
from benchmarks import feel_others

CONDITION = 'amount > 1000 and priority = "P1" and vip = true and status in ["open", "new"]'
VARIABLES = {"amount": 1200, "priority": "P1", "vip": True, "status": "new"}
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOTHING_KNOWN = Vocabulary()
Task = Callable[[], object]


@click.command()
@click.option("--rounds", default=7, help="In how many turns everything is measured; the median turn counts.")
@click.option("--others/--alone", default=True, help="Whether feelin and bkflow-feel are installed and measured too.")
def main(rounds: int, others: bool) -> None:
    """Prints microseconds with their targets; everything takes turns in one run."""
    contenders = feel_others.installed() if others else {}
    ours: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {name: [] for name in contenders}
    tasks = _tasks()
    for _ in range(rounds):
        for name, (task, repeats, _) in tasks.items():
            ours.setdefault(name, []).append(_median(task, repeats))
        for name, run in contenders.items():
            theirs[name].append(run(CONDITION, json.dumps(VARIABLES)))
    _report(tasks, ours, theirs)


def _tasks() -> dict[str, tuple[Task, int, float]]:
    """What is measured: the work, how often in a turn, and the target in microseconds."""
    small, large = load_model(_table(20)), load_model(_table(10_000))
    return {
        "condition of four terms, from its cached form": (_cached, 2000, 10),
        "condition of four terms, parsed and evaluated": (_parsed, 500, 100),
        "decision table of 20 rules and 4 inputs": (lambda: _decide(small, 195), 500, 100),
        "decision table of 10,000 rules and 4 inputs": (lambda: _decide(large, 99_995), 20, 20_000),
    }


def _cached() -> object:
    return expression(CONDITION).evaluate(VARIABLES, now=NOW)


def _parsed() -> object:
    """Every time from the text: what a model parses is kept by the model alone."""
    return model_expression(CONDITION, NOTHING_KNOWN).evaluate(VARIABLES, now=NOW)


def _decide(model: DecisionModel, amount: int) -> object:
    """The last rule is the one that matches."""
    value = model.evaluate("result", {**VARIABLES, "amount": amount}, now=NOW).value
    if value != f"rule {amount // 10 + 1}":
        raise click.ClickException(f"the table answers {value}")
    return value


def _table(rules: int) -> bytes:
    """A table whose first column differs in every rule, as amounts do, and whose others repeat themselves."""
    rows = "".join(
        f"<rule><inputEntry><text>[{at * 10}..{at * 10 + 10})</text></inputEntry>"
        '<inputEntry><text>"P1", "P2"</text></inputEntry>'
        f"<inputEntry><text>{'true' if at % 2 else '-'}</text></inputEntry>"
        '<inputEntry><text>not("closed")</text></inputEntry>'
        f'<outputEntry><text>"rule {at + 1}"</text></outputEntry></rule>'
        for at in range(rules)
    )
    kinds = {"amount": "number", "priority": "string", "vip": "boolean", "status": "string"}
    inputs = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in kinds.items()
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="table" namespace="table">'
        f'<decision id="result" name="result"><decisionTable>{inputs}<output typeRef="string"/>{rows}'
        "</decisionTable></decision></definitions>"
    ).encode()


def _median(task: Task, repeats: int) -> float:
    """Microseconds of one run of a task."""
    task()
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        found.append(time.perf_counter() - start)
    return statistics.median(found) * 1e6


def _report(
    tasks: dict[str, tuple[Task, int, float]], ours: dict[str, list[float]], theirs: dict[str, list[float]]
) -> None:
    click.echo(f"{'':56}{'median µs':>12}{'worst turn':>12}{'target':>10}")
    for name, found in ours.items():
        target = tasks[name][2]
        verdict = "" if statistics.median(found) <= target else "  missed"
        click.echo(f"{name:56}{statistics.median(found):12.1f}{max(found):12.1f}{target:10.0f}{verdict}")
    parsed = statistics.median(ours["condition of four terms, parsed and evaluated"])
    for name, found in theirs.items():
        ratio = statistics.median(found) / parsed
        click.echo(f"{f'the same parsed and evaluated by {name}':56}{statistics.median(found):12.1f}{max(found):12.1f}"
                   f"{'':10}  {ratio:.1f} times ours")  # fmt: skip


if __name__ == "__main__":
    main()
