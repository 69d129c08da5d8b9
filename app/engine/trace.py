"""Runs a diagram from outside any database, with a simulated clock, and tells line by line what happens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.bundle import Bundle, compile_bundle
from app.engine.errors import NotWaiting, ProcessNotFound
from app.engine.execution import Execution
from app.engine.model import (
    Advance,
    Change,
    DecisionMade,
    Failure,
    Json,
    Move,
    OpenJob,
    OpenTask,
    State,
    ThrownMessage,
    ThrownSignal,
)
from app.engine.trace_inputs import Inputs, Script
from app.errors import InvalidInput, Phrase, quoted
from app.time import SimulatedClock, iso

INPUTS = 1_000
Line = dict[str, Json]


def trace(files: Mapping[str, bytes], script: Script) -> Iterator[Line]:
    """What happens, in order; the last line is the end state. DiagramRefused, InvalidInput.

    A process that only messages, signals or timers start begins with the next message or signal, if that is one of
    them. At rest, the next message is delivered if something waits for it, else the next signal if something listens;
    else, while time is left, the next timer that falls into it fires; else the oldest open task or job is completed,
    with an empty context unless told another.
    """
    bundle = compile_bundle(files)
    player = _Player(bundle, Inputs(script, bundle))
    yield from player.begin(player.inputs.process)
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
        """Starts the case, by the next message or signal where it takes one of these to start it."""
        now, by = self.clock.now(), self._starter(process)
        values = dict(self.inputs.values) | by.pop("values", {})
        try:
            self.execution, advance = Execution.start(self.bundle, process, values, now=now, **by)
        except ProcessNotFound as error:
            named = {"process": quoted(self.bundle.processes[process].name)}
            reason = Phrase("the condition that {process} starts with is not true; give it its variables", named)
            raise InvalidInput(reason=reason) from error
        yield from ({"at": iso(now), **_line(Change(name, value))} for name, value in values.items())
        yield from self.lines(advance)

    def _starter(self, process: str) -> dict[str, Any]:
        """What starts the process: nothing but us, the next message or the next signal, with what comes with it."""
        known = self.bundle.processes[process]
        if any(node.has("none") for node in self.bundle.diagram.beginnings(process)):
            return {}
        for kind, told, starts in (
            ("message", self.inputs.next_message(), known.message_starts),
            ("signal", self.inputs.next_signal(), known.signal_starts),
        ):
            named = (name for name, _ in _addresses(told.name) if name in starts) if told is not None else iter(())
            name = next(named, None)
            if told is not None and name is not None:
                return {kind: name, "values": told.use()}
        return {}

    def next_input(self) -> Advance | None:
        """Gives the case its next input; None when there is none left or the case is over."""
        if self.execution.state is not State.RUNNING:
            return None
        return self._message() or self._signal() or self._timer() or self._completion()

    def lines(self, advance: Advance) -> Iterator[Line]:
        """What an advance did."""
        for entry in [*advance.log, *advance.thrown, *advance.signals]:
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
        yield from ({"signal": open_.signal, "step": open_.step} for open_ in self.execution.signals)
        yield from self._conditions()
        yield from ({"timer": timer.step, "due_at": iso(timer.due_at)} for timer in self.execution.timers)

    def _conditions(self) -> Iterator[Line]:
        for step, element in self.execution.tokens:
            node = self.bundle.diagram.nodes.get(element)
            for trigger in node.triggers if node else ():
                if trigger.condition is not None:
                    yield {"condition": trigger.condition.source, "step": step}

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

    def _signal(self) -> Advance | None:
        told = self.inputs.next_signal()
        if told is None or all(open_.signal != told.name for open_ in self.execution.signals):
            return None
        return self.execution.broadcast(told.name, told.use(), now=self.clock.now())

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


def _line(entry: Move | Change | DecisionMade | Failure | ThrownMessage | ThrownSignal) -> Line:
    if isinstance(entry, Move):
        line = {"event": str(entry.kind), "element": entry.element, "step": entry.step}
        return {**line, "flow": entry.flow} if entry.flow else line
    if isinstance(entry, Change):
        return {"event": "set", "name": entry.name, "value": entry.value, "scope": entry.scope}
    if isinstance(entry, Failure):
        kind = {"event": "incident", "element": entry.element, "step": entry.step}
        return {**kind, "code": entry.code, "message": str(entry.message)}
    if isinstance(entry, ThrownMessage | ThrownSignal):
        sent = {"event": "sent", "element": entry.element, "step": entry.step, "values": entry.values}
        if isinstance(entry, ThrownSignal):
            return {**sent, "signal": entry.signal}
        return {**sent, "message": entry.message, "key": entry.key}
    return {"event": "decided", "step": entry.step, "decision": entry.decision, "result": entry.result}
