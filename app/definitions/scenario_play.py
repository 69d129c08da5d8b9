"""Plays one scenario test through the real engine: people, messages and a simulated clock, step by step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.engine import Advance, Bundle, Execution, MoveKind, OpenTask, State
from app.engine.timing import NoTime, due_at
from app.errors import EscaladeError
from app.forms import FormDefinition, from_json
from app.time import SimulatedClock, iso

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
JOBS = 1_000
Json = Any
Step = Mapping[str, Json]


class ScenarioFailed(EscaladeError):
    """{what}. The scenario test stopped there. Correct the diagram, the form or the test."""

    status = 422


@dataclass
class Play:
    """A case of one test while it runs. ``passed`` are the elements and flows that a token has visited."""

    bundle: Bundle
    forms: Mapping[str, FormDefinition]
    process: str
    start: Step
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(MORNING))
    passed: set[str] = field(default_factory=set)
    agreed: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        variables = start_variables(self.process, self.start)
        self.execution, advance = Execution.start(self.bundle, self.process, variables, now=self.clock.now())
        self._settle(advance)

    def step(self, step: Step) -> None:
        """Does one step of the test. Raises :class:`ScenarioFailed` when it cannot be done or is not as expected."""
        doing: dict[str, Callable[[Step], None]] = {
            "complete": self._complete,
            "wait": self._wait,
            "message": self._message,
            "expect": lambda given: self.expect(given["expect"]),
        }
        named = [do for name, do in doing.items() if name in step]
        if len(named) != 1:
            raise ScenarioFailed(what=f"A step must say one of {', '.join(doing)}: {dict(step)}")
        named[0](step)

    def expect(self, wanted: Step) -> None:
        """Compares what is with what the test wants: open, passed, not_passed, state, outcome, variables."""
        for complaint in self._complaints(wanted):
            raise ScenarioFailed(what=complaint)

    def _complaints(self, wanted: Step) -> Iterator[str]:
        variables = self.execution.variables
        standing = sorted(task.element for task in self.execution.tasks)
        if "open" in wanted and standing != sorted(wanted["open"]):
            yield f"Open should be {sorted(wanted['open'])}, but it is {standing}"
        if wanted.get("state", self.execution.state) != self.execution.state:
            yield f"The case should be {wanted['state']}, but it is {self.execution.state}; open: {standing}"
        if "outcome" in wanted and variables.get("outcome") != wanted["outcome"]:
            yield f"The outcome should be {wanted['outcome']}, but it is {variables.get('outcome')}"
        for name in wanted.get("passed", ()):
            if name not in self.passed:
                yield f"{name} was not passed"
        for name in wanted.get("not_passed", ()):
            if name in self.passed:
                yield f"{name} was passed"
        for name, value in wanted.get("variables", {}).items():
            if variables.get(name) != value:
                yield f"{name} should be {value}, but it is {variables.get(name)}"

    def _complete(self, step: Step) -> None:
        task = self._open_task(step)
        group, person = _who(step)
        if group not in task.candidate_groups and person not in (task.assignee, *task.candidate_users):
            raise ScenarioFailed(what=f"{task.element} is not for {step.get('by')}, but for {task.candidate_groups}")
        label = task.properties.get("separation")
        agreed = self.agreed.setdefault(label, set()) if label else set()
        if (person in agreed) != (step.get("refused") == "separation"):
            raise ScenarioFailed(what=f"{person} {'already agreed in' if person in agreed else 'may still do'} {label}")
        if person in agreed:
            return
        agreed.add(person)
        values = self._answers(task, step.get("values", {}))
        self._settle(self.execution.complete(task.step, values, now=self.clock.now()))

    def _open_task(self, step: Step) -> OpenTask:
        """The open task that the step means; several with one element are told apart by ``in`` or by who does it."""
        group, person = _who(step)
        found = [task for task in self.execution.tasks if task.element == step["complete"]]
        found = [task for task in found if step.get("in", "") in task.step]
        mine = [task for task in found if group in task.candidate_groups or person == task.assignee]
        if not found:
            standing = sorted(task.element for task in self.execution.tasks)
            raise ScenarioFailed(what=f"{step['complete']} is not open; open: {standing}")
        return (mine or found)[0]

    def _answers(self, task: OpenTask, values: Mapping[str, Json]) -> Mapping[str, Json]:
        if task.form is None:
            return values
        if task.form not in self.forms:
            raise ScenarioFailed(what=f"{task.element} asks for the form {task.form}, which does not exist")
        seen = self.execution.local_variables(task.step)
        return from_json(self.forms[task.form], values, seen, now=self.clock.now()).accepted()

    def _wait(self, step: Step) -> None:
        """Lets time pass; each timer fires at its own moment, in order, and jobs are done in between."""
        try:
            until = due_at(str(step["wait"]), self.clock.now())
        except NoTime as error:
            raise ScenarioFailed(what=f"{step['wait']} is not a duration such as PT2H") from error
        while self.execution.timers and self.execution.timers[0].due_at <= until:
            self.clock.set(self.execution.timers[0].due_at)
            self._settle(self.execution.fire_timers(now=self.clock.now()))
        self.clock.set(until)

    def _message(self, step: Step) -> None:
        self._settle(self.execution.deliver(step["message"], step.get("values", {}), now=self.clock.now()))

    def _settle(self, advance: Advance) -> None:
        """Notes what was passed, and does the jobs that wait (telling people) until only people are waited for."""
        self._note(advance)
        for _ in range(JOBS):
            jobs = self.execution.jobs
            if not jobs or self.execution.state is not State.RUNNING:
                return
            job = jobs[0]
            if job.type == "notify" and not (job.inputs.get("to") or job.inputs.get("group")):
                raise ScenarioFailed(what=f"{job.element} tells nobody")
            self._note(self.execution.complete(job.step, {}, now=self.clock.now()))
        raise ScenarioFailed(what=f"The case did more than {JOBS} jobs without coming to rest")

    def _note(self, advance: Advance) -> None:
        for move in advance.moves:
            if move.kind is not MoveKind.CANCELLED:
                self.passed.update(filter(None, (move.element, move.flow)))
        for failure in advance.failures:
            raise ScenarioFailed(what=f"{failure.element} failed: {failure.message}")


def start_variables(process: str, start: Step) -> dict[str, Json]:
    """What every case finds at its start, with the test's requester and variables."""
    person = str(start.get("requester", "requester"))
    case = {"id": 1, "reference": "E-000001", "scenario": process, "title": "Test", "opened": iso(MORNING)}
    return {
        "case": case | {"priority": "P3", "vip": bool(start.get("vip", True))},
        "requester": {"id": person, "name": person.capitalize(), "email": "", "title": "", "vip": True},
        "pace": 1,
        "request": {},
        **start.get("variables", {}),
    }


def _who(step: Step) -> tuple[str, str]:
    """``claire@cio`` is Claire as a member of the group; a name alone may be either."""
    person, _, group = str(step.get("by", "")).partition("@")
    return group or person, person
