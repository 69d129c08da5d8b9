"""Runs a diagram from outside any database, with a simulated clock, and tells line by line what happens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.engine.bundle import Bundle, compile_bundle
from app.engine.errors import NotWaiting, ProcessNotFound
from app.engine.execution import Execution
from app.engine.model import Advance, Change, DecisionMade, Failure, Json, Move, OpenJob, OpenTask, State, ThrownMessage
from app.engine.trace_inputs import Inputs, Script
from app.time import SimulatedClock, iso

INPUTS = 1_000
Line = dict[str, Json]


def trace(files: Mapping[str, bytes], script: Script) -> Iterator[Line]:
    """What happens, in order; the last line is the end state. DiagramRefused, InvalidInput.

    A process that has no start event without a trigger starts with the next message, if that is one of its start
    messages. At rest, the next message is delivered if something waits for it; else, while time is left, the next timer
    that falls into it fires; else the oldest open task or job is completed, with an empty context unless told another.
    """
    bundle = compile_bundle(files)
    player = _Player(bundle, Inputs(script, bundle))
    yield from player.begin(script.process or _main_process(bundle))
    for _ in range(INPUTS):
        advance = player.next_input()
        if advance is None:
            break
        yield from player.lines(advance)
    yield player.end()


@dataclass
class _Player:
    bundle: Bundle
    inputs: Inputs
    clock: SimulatedClock = field(init=False)
    execution: Execution = field(init=False)

    def __post_init__(self) -> None:
        self.clock = SimulatedClock(self.inputs.script.start)

    def begin(self, process: str) -> Iterator[Line]:
        """Starts the case, with the next message where only messages start it."""
        values, message = dict(self.inputs.values), None
        told = self.inputs.next_message()
        plain = any(node.trigger.kind == "none" for node in self.bundle.diagram.starts(process))
        if told is not None and not plain and process in self.bundle.processes:
            message = next((name for name in self.bundle.processes[process].message_starts if name == told.name), None)
        if told is not None and message is not None:
            values.update(told.use())
        self.execution, advance = Execution.start(self.bundle, process, values, now=self.clock.now(), message=message)
        yield from self.lines(advance)

    def next_input(self) -> Advance | None:
        """Gives the case its next input; None when there is none left or the case is over."""
        if self.execution.state is not State.RUNNING:
            return None
        return self._message() or self._timer() or self._completion()

    def lines(self, advance: Advance) -> Iterator[Line]:
        """What an advance did."""
        for entry in [*advance.log, *advance.thrown]:
            yield {"at": iso(self.clock.now()), **_line(entry)}

    def end(self) -> Line:
        """The state that the case is in, what it waits for, and what it was told and never needed."""
        return {
            "event": "end",
            "at": iso(self.clock.now()),
            "state": self._state(),
            "ended_at": self.execution.ended_at,
            "variables": self.execution.variables,
            "tokens": [step for step, _ in self.execution.tokens],
            "waits_for": list(self._waits_for()),
            "incidents": [failure.step for failure in self.execution.failures],
            "unused": self.inputs.unused(self.clock.now()),
        }

    def _state(self) -> str:
        if self.execution.state is not State.RUNNING:
            return str(self.execution.state)
        return "incident" if self.execution.failures else "waiting"

    def _waits_for(self) -> Iterator[Line]:
        if self.execution.state is not State.RUNNING:
            return
        yield from ({"task": task.step} for task in self.execution.tasks)
        yield from ({"job": job.step, "type": job.type} for job in self.execution.jobs)
        for open_ in self.execution.subscriptions:
            yield {"message": open_.message, "key": open_.key, "step": open_.step}
        yield from ({"timer": timer.step, "due_at": iso(timer.due_at)} for timer in self.execution.timers)

    def _message(self) -> Advance | None:
        told = self.inputs.next_message()
        if told is None:
            return None
        for name, key in _addresses(told.name):
            try:
                advance = self.execution.deliver(name, told.value, key=key, now=self.clock.now())
            except NotWaiting:
                continue
            told.use()
            return advance
        return None

    def _timer(self) -> Advance | None:
        timers = self.execution.timers
        if not timers or timers[0].due_at > self.inputs.until:
            return None
        self.clock.set(timers[0].due_at)
        return self.execution.fire_timers(now=self.clock.now())

    def _completion(self) -> Advance | None:
        waiting: list[OpenTask | OpenJob] = [*self.execution.tasks, *self.execution.jobs]
        if not waiting:
            return None
        values = self.inputs.completion(waiting[0].element)
        return self.execution.complete(waiting[0].step, values, now=self.clock.now())


def _addresses(written: str) -> Iterator[tuple[str, str | None]]:
    """The name of a message without key, then each way to read the text as ``name:key``."""
    yield written, None
    parts = written.split(":")
    for place in range(1, len(parts)):
        yield ":".join(parts[:place]), ":".join(parts[place:])


def _main_process(bundle: Bundle) -> str:
    """The first process that can run and that no other calls."""
    called = {node.called.source for node in bundle.diagram.nodes.values() if node.called}
    running = [identity for identity, process in bundle.processes.items() if process.executable]
    found = [identity for identity in running if identity not in called] or running
    if not found:
        raise ProcessNotFound(process="")
    return found[0]


def _line(entry: Move | Change | DecisionMade | Failure | ThrownMessage) -> Line:
    if isinstance(entry, Move):
        line = {"event": str(entry.kind), "element": entry.element, "step": entry.step}
        return {**line, "flow": entry.flow} if entry.flow else line
    if isinstance(entry, Change):
        return {"event": "set", "name": entry.name, "value": entry.value, "scope": entry.scope}
    if isinstance(entry, Failure):
        kind = {"event": "incident", "element": entry.element, "step": entry.step}
        return {**kind, "code": entry.code, "message": entry.message}
    if isinstance(entry, ThrownMessage):
        sent = {"event": "sent", "element": entry.element, "step": entry.step, "message": entry.message}
        return {**sent, "key": entry.key, "values": entry.values}
    return {"event": "decided", "step": entry.step, "decision": entry.decision, "result": entry.result}
