"""The long and the wide case on a desk: what each completion adds to the database, and how long it takes."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import click
from sqlalchemy import text

from app.cases.starting import start_case
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.store.desk import Desk
from app.tasks.commands import complete_task
from benchmarks import desk
from tests.unit.engine.diagrams import diagram, end, flow, loop, node, process, script, start, z

YOUNG = 10
TURNS = 60
"""Completions of which the median counts."""
_ADDED = text(
    "SELECT sum(length(p.body) + length(p.salt) + length(e.digest) + length(e.payload_digest) + length(e.type))"
    " FROM event e JOIN event_payload p ON p.stream = e.stream AND p.sequence = e.sequence"
    " WHERE e.stream = :stream AND e.sequence > :after"
)
_LAST = text("SELECT max(sequence) FROM event WHERE stream = :stream")
_SNAPSHOT = text("SELECT length(body) FROM snapshot WHERE case_id = :case_id")


def measure_desk(folder: Path, rounds: int, instances: int) -> None:
    """Prints what the loop and the instances cost on a new desk in the folder."""
    with desk.settle(folder).desk() as place:
        deploy(SYSTEM, place, files={"long.bpmn": _long(), "wide.bpmn": _wide(instances)}, reason="benchmark")
        _loop(place, rounds)
        _instances(place, instances)


@dataclass
class Course:
    """One case whose tasks are completed one after the other, with what each completion took and wrote."""

    place: Desk
    technician: Actor
    case_id: int
    done: int = 0
    seconds: list[float] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    snapshots: list[int] = field(default_factory=list)

    def complete(self, *, measured: bool = True) -> None:
        """Completes the oldest open task."""
        session, stream = self.place.session, {"stream": f"case/{self.case_id}"}
        after = session.execute(_LAST, stream).scalar_one() if measured else 0
        self.done += 1
        begun = time.perf_counter()
        complete_task(self.technician, self.place, task_id=f"{self.case_id}-{self.done}", values={})
        if measured:
            self.seconds.append(time.perf_counter() - begun)
            self.events.append(session.execute(_ADDED, {**stream, "after": after}).scalar_one())
            self.snapshots.append(session.execute(_SNAPSHOT, {"case_id": self.case_id}).scalar_one_or_none() or 0)


def _loop(place: Desk, rounds: int) -> None:
    old, young = _course(place, "long"), _course(place, "long")
    begun = time.perf_counter()
    while old.done < rounds - TURNS:
        old.complete(measured=False)
    click.echo(f"desk, {old.done} rounds of a loop in {time.perf_counter() - begun:.0f} s")
    while young.done < YOUNG:
        young.complete(measured=False)
    for turn in range(TURNS):
        for each in (old, young) if turn % 2 else (young, old):
            each.complete()
    for name, unit, first, last in (
        ("time", "ms", median(young.seconds) * 1000, median(old.seconds) * 1000),
        ("bytes of events", "", median(young.events), median(old.events)),
        ("bytes of the snapshot", "", median(young.snapshots), median(old.snapshots)),
    ):
        click.echo(
            f"  {name}: about round {YOUNG} {first:.1f} {unit}, about round {rounds} {last:.1f} {unit}: "
            f"{last / first:.2f} times (target: at most 1.5)"
        )


def _instances(place: Desk, number: int) -> None:
    case = _course(place, "wide")
    while case.done < number - 1:
        case.complete()
    click.echo(f"desk, {number} instances: completing one {median(case.seconds) * 1000:.1f} ms")
    for name, values in (("events", case.events), ("the snapshot", case.snapshots)):
        chosen = [values[place_] for place_ in (0, number // 2, number - 2)]
        click.echo(f"  bytes of {name} with 1, {number // 2 + 1} and {number - 1} finished: {chosen}")


def _course(place: Desk, scenario: str) -> Course:
    case_id = start_case(desk.person(place, desk.REQUESTER), place, scenario=scenario, values={}).case_id
    return Course(place, desk.person(place, desk.TECHNICIAN), case_id)


def _task(inner: str = "") -> str:
    return node("userTask", "u", inner, z("userTask") + z("assignmentDefinition", candidateGroups="service-desk"))


def _long() -> bytes:
    back, on = flow("back", "g", "m"), flow("on", "g", "e", "=n < 0")
    parts = [node("exclusiveGateway", "m"), _task(), script("t", "=if n = null then 1 else n + 1", "n")]
    parts += [node("exclusiveGateway", "g", default="back"), end()]
    return diagram(process("long", start(), *parts, back, on, flows="s m u t g"))


def _wide(number: int) -> bytes:
    settings = {"inputElement": "i", "outputCollection": "results", "outputElement": "=i * 2"}
    each = loop(inputCollection=f"=for i in 1..{number} return i", **settings)
    return diagram(process("wide", start("ws"), _task(each).replace('"u"', '"v"'), end("we"), flows="ws v we"))
