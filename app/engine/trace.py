"""Runs a diagram from outside any database, with a simulated clock, and tells line by line what happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.engine.bundle import Bundle, compile_bundle
from app.engine.errors import ProcessNotFound
from app.engine.execution import Execution
from app.engine.model import Advance, Change, DecisionMade, Failure, Json, Move, OpenJob, OpenTask, State
from app.engine.timing import due_at
from app.errors import InvalidInput
from app.feel import FeelError, expression, to_json
from app.time import SimulatedClock, from_iso, iso

INPUTS = 1_000
START = from_iso("2026-01-05T08:00:00Z")
Line = dict[str, Json]


@dataclass
class Script:
    """What to do, as written on the command line: FEEL for values, ISO 8601 for time.

    ``values`` are ``name=FEEL``; ``completions`` ``element=FEEL context``, in turn for the visits of the element;
    ``messages`` ``name[:key]=FEEL context``; ``waits`` durations that may pass in all.
    """

    values: Sequence[str] = ()
    completions: Sequence[str] = ()
    messages: Sequence[str] = ()
    waits: Sequence[str] = ()
    process: str | None = None
    start: datetime = START


def trace(files: Mapping[str, bytes], script: Script) -> Iterator[Line]:
    """What happens, in order; the last line is the end state. DiagramRefused, InvalidInput.

    At rest, the next message is delivered if something waits for it; else, while time is left, the next timer that
    falls into it fires; else the oldest open task or job is completed, with an empty context unless told otherwise.
    """
    bundle = compile_bundle(files)
    player = _Player(bundle, script)
    yield from player.begin()
    for _ in range(INPUTS):
        advance = player.next_input()
        if advance is None:
            break
        yield from player.lines(advance)
    yield player.end()


@dataclass
class _Player:
    bundle: Bundle
    script: Script
    clock: SimulatedClock = field(init=False)
    execution: Execution = field(init=False)

    def __post_init__(self) -> None:
        self.clock = SimulatedClock(self.script.start)
        self.until = self.script.start
        for wait in self.script.waits:
            self.until = due_at(wait, self.until)
        self.messages = [self._pair(message) for message in self.script.messages]
        self.completions: dict[str, list[Json]] = {}
        for completion in self.script.completions:
            element, value = self._pair(completion)
            self.completions.setdefault(element, []).append(value)

    def begin(self) -> Iterator[Line]:
        """Starts the case."""
        values = dict(self._pair(value) for value in self.script.values)
        process = self.script.process or _main_process(self.bundle)
        self.execution, advance = Execution.start(self.bundle, process, values, now=self.clock.now())
        yield from self.lines(advance)

    def next_input(self) -> Advance | None:
        """Gives the case its next input; None when there is none left or the case is over."""
        if self.execution.state is not State.RUNNING:
            return None
        return self._message() or self._timer() or self._completion()

    def lines(self, advance: Advance) -> Iterator[Line]:
        """What an advance did."""
        for entry in advance.log:
            line = _line(entry)
            if line:
                yield {"at": iso(self.clock.now()), **line}

    def end(self) -> Line:
        """The state that the case is in."""
        return {
            "event": "end",
            "at": iso(self.clock.now()),
            "state": str(self.execution.state),
            "ended_at": self.execution.ended_at,
            "variables": self.execution.variables,
            "tokens": [step for step, _ in self.execution.tokens],
            "incidents": [failure.step for failure in self.execution.failures],
        }

    def _message(self) -> Advance | None:
        if not self.messages:
            return None
        (written, values), *rest = self.messages
        name, _, key = written.partition(":")
        waiting = self.execution.subscriptions
        if not any(open_.message == name and (not key or open_.key in (None, key)) for open_ in waiting):
            return None
        self.messages = rest
        return self.execution.deliver(name, values, key=key or None, now=self.clock.now())

    def _timer(self) -> Advance | None:
        timers = self.execution.timers
        if not timers or timers[0].due_at > self.until:
            return None
        self.clock.set(timers[0].due_at)
        return self.execution.fire_timers(now=self.clock.now())

    def _completion(self) -> Advance | None:
        waiting: list[OpenTask | OpenJob] = [*self.execution.tasks, *self.execution.jobs]
        if not waiting:
            return None
        step = waiting[0]
        told = self.completions.get(step.element)
        values = told.pop(0) if told else {}
        return self.execution.complete(step.step, values, now=self.clock.now())

    def _pair(self, written: str) -> tuple[str, Json]:
        name, separator, source = written.partition("=")
        if not separator:
            raise InvalidInput(reason=f"“{written}” is not written as name=value")
        try:
            return name.strip(), to_json(expression(source.strip()).evaluate({}, now=self.clock.now()))
        except FeelError as error:
            raise InvalidInput(reason=f"“{written}”: {error.reason}") from error


def _main_process(bundle: Bundle) -> str:
    """The first process that can run and that no other calls."""
    called = {node.called.source for node in bundle.diagram.nodes.values() if node.called}
    running = [identity for identity, process in bundle.processes.items() if process.executable]
    found = [identity for identity in running if identity not in called] or running
    if not found:
        raise ProcessNotFound(process="")
    return found[0]


def _line(entry: Move | Change | DecisionMade | Failure) -> Line | None:
    if isinstance(entry, Move):
        line = {"event": str(entry.kind), "element": entry.element, "step": entry.step}
        return {**line, "flow": entry.flow} if entry.flow else line
    if isinstance(entry, Change):
        return {"event": "set", "name": entry.name, "value": entry.value, "scope": entry.scope}
    if isinstance(entry, Failure):
        kind = {"event": "incident", "element": entry.element, "step": entry.step}
        return {**kind, "code": entry.code, "message": entry.message}
    return {"event": "decided", "step": entry.step, "decision": entry.decision, "result": entry.result}
