"""Takes one bundle through everything: check, compile, start, some inputs, saving and restoring between any two.

What may happen is an answer of the desk (an ``EscaladeError`` or findings). Anything else is raised as it is, or as
:class:`Broken` when nothing was raised but something is not as it must be.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.cases.recording import advance_payload
from app.engine import Advance, Bundle, Execution, MoveKind, Severity, check_bundle, compile_bundle
from app.errors import EscaladeError
from app.history.log import canonical
from tests.unit.bpmn.words import TEXTS

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
INPUTS = 8
VALUES: tuple[Any, ...] = (
    *(True, False, None, 0, 1, 2, 7, -1, 1.5, "", "a", "no", "approved", [], [1, 2, 3], {}, {"a": {"b": 1}}, 10**30),
    *("P1D", "2026-11-24T08:00:00Z", "é\u0301💣", "x" * 10_000, [[[[[1]]]]]),
)
NAMES = ("n", "i", "x", "list", "who", "decision", "rs", "a", "loopCounter", "numberOfInstances", "request", "case")


class Broken(AssertionError):
    """Something is not as it must be, though nothing was raised."""


def play(files: Mapping[str, bytes], choices: random.Random) -> str:
    """Does all that is done with files; says how far they came: refused, unable to start, or the state at the end."""
    findings = check_bundle(files)
    for finding in findings:
        _written({"at": [finding.rule, finding.file, finding.element], "said": [finding.sentence, finding.remedy]})
    refused = any(finding.severity is Severity.ERROR for finding in findings)
    try:
        bundle = compile_bundle(files)
    except EscaladeError as error:
        if not refused:
            raise Broken(f"checked without an error, but not compiled: {error}") from error
        return "refused"
    processes = [identity for identity, process in bundle.processes.items() if process.executable]
    started = [_case(bundle, name, node.id, choices) for name in processes for node in bundle.diagram.beginnings(name)]
    return max(started, default="nothing to start")


def _case(bundle: Bundle, process: str, start: str, choices: random.Random) -> str:
    values = {name: choices.choice(VALUES) for name in choices.sample(NAMES, 6)}
    try:
        execution, advance = Execution.start(bundle, process, values, now=MONDAY, at=start, seed="x")
    except EscaladeError:
        return "not started"
    told, now, moved = Told(dict(values)), MONDAY, 0
    for _ in range(INPUTS):
        told.hear(advance, execution)
        execution = _restored(bundle, execution)
        now += timedelta(minutes=choices.choice((0, 1, 90, 60 * 30)))
        try:
            advance = choices.choice(_inputs(execution, now, choices))()
            moved += 1
        except EscaladeError:
            advance = Advance(state=execution.state)
    told.hear(advance, execution)
    told.hear(execution.cancel(now=now), execution)
    _restored(bundle, execution)
    return f"started, {'moved' if moved else 'not moved'}"


@dataclass
class Told:
    """What the history would know of a case, from the advances alone; it must be what the case says of itself."""

    variables: dict[str, Any]
    standing: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def hear(self, advance: Advance, execution: Execution) -> None:
        """Adds what has happened, and compares."""
        _written(advance_payload(advance, [], []))
        for move in advance.moves:
            if move.kind is MoveKind.ENTERED:
                self.standing.add(move.step)
            elif move.kind is not MoveKind.FAILED:
                self.standing.discard(move.step)
        self.open |= {each.step for each in (*advance.opened, *advance.jobs)}
        self.open -= set(advance.closed)
        self.variables |= {change.name: change.value for change in advance.changes if not change.scope}
        self._compare("tokens", self.standing, {step for step, _ in execution.tokens})
        self._compare("open steps", self.open, {each.step for each in (*execution.tasks, *execution.jobs)})
        self._compare("variables", self.variables, execution.variables)
        self._compare("state", advance.state, execution.state)

    def _compare(self, what: str, told: object, real: object) -> None:
        if told != real:
            raise Broken(f"{what}: the history says {told!r}, the case {real!r}"[:900])


def _inputs(execution: Execution, now: datetime, choices: random.Random) -> list[Callable[[], Advance]]:
    """What may happen to the case next, and sometimes what may not."""
    values = {choices.choice(NAMES): choices.choice(VALUES) for _ in range(choices.randrange(3))}
    steps = [step.step for step in (*execution.tasks, *execution.jobs)]
    found: list[Callable[[], Advance]] = [lambda: execution.fire_timers(now=now)]
    found += [lambda step=step: execution.complete(step, values, now=now) for step in steps[:3] * 2]
    found += [
        lambda step=step: execution.fail(step, choices.choice(("no", "e1", "up")), "x", now=now) for step in steps[:1]
    ]
    found += [
        lambda wait=wait: execution.deliver(wait.message, values, key=wait.key, now=now)
        for wait in execution.subscriptions[:3]
    ]
    found += [lambda it=it: execution.broadcast(it.signal, values, now=now) for it in execution.signals[:2]]
    found += [lambda it=it: execution.retry(it.step, values, now=now) for it in execution.failures[:2] * 2]
    if choices.random() < 0.1:
        odd, step = choices.choice(TEXTS), (steps or ["x"])[0]
        found += [lambda: execution.complete(odd, values, now=now), lambda: execution.deliver(odd, values, now=now)]
        found += [
            lambda bad=bad: execution.complete(step, {"n": bad}, now=now) for bad in (float("nan"), object(), "\ud800")
        ]
    return found


def _restored(bundle: Bundle, execution: Execution) -> Execution:
    """The case after it was saved and loaded: all that one can see of it must be what it was."""
    saved = execution.snapshot()
    again = Execution.restore(bundle, saved)
    restored = state_of(again)
    for name, seen in state_of(execution).items():
        if seen != restored[name]:
            raise Broken(f"{name} after restoring: {restored[name]!r}, before: {seen!r}"[:600])
    if again.snapshot() != saved:
        raise Broken("a restored case is saved as something else")
    return again


def state_of(execution: Execution) -> dict[str, Any]:
    """All that can be seen of a case, in a form that can be compared (not a number is equal to itself)."""
    listed = ("tasks", "jobs", "timers", "subscriptions", "signals", "failures", "tokens")
    seen = {name: repr(getattr(execution, name)) for name in listed}
    return seen | {"variables": repr(execution.variables), "state": execution.state, "ended_at": execution.ended_at}


def _written(value: dict[str, object]) -> None:
    if json.loads(canonical(value)) != value:
        raise Broken(f"the history would read something else than {value!r}"[:600])
