# mypy: disallow-subclassing-any=False
"""Events (BPMN 2.0.2 §13.5): starting, catching, throwing, on the border of an activity, and ending."""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import compensation, data, pools, variables
from app.engine.behaviour import Behaviour, note_end
from app.engine.diagram import FlowNode, Trigger
from app.engine.errors import StepFailed
from app.engine.model import Json, ThrownMessage, ThrownSignal
from app.engine.runtime import Phase, Scope, Token
from app.engine.waiting import (
    catcher,
    happened,
    listen_again,
    listeners,
    named,
    next_round,
    receiver,
    stop_waiting,
    wait_for,
)
from app.errors import Phrase


class Event(Behaviour):
    """Knows its triggers; SpiffWorkflow's own event definitions read Python and the wall clock, and are not used."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, event_definition=None, **spiff_settings)
        self.triggers = node.triggers
        self.all_triggers = node.all_triggers


class Catching(Event):
    """Waits for its triggers; after an event-based gateway it waits beside the gateway's token."""

    def begin(self, token: Token) -> bool:
        if token.internal_data.pop("began", False):
            return True
        wait_for(token, self.triggers, self.node.id, token.step, token)
        return False

    def arm(self, token: Token) -> None:
        wait_for(token, self.triggers, self.node.id, token.step, token)

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        stop_waiting(token)
        if not token.is_listener:
            super().fired(token, values)
            return
        gateway = token.workflow.tasks[token.attached]
        token.attached, token.values, token.phase = 0, values, Phase.ENTER
        token.internal_data["began"] = True
        token._ready()
        gateway.complete()


class StartEvent(Catching, spiff.StartEvent):
    """Where a token begins; it may carry the variables of a message (``token.values``). One that needs several triggers
    waits for those that have not come yet (§10.5.2)."""

    def begin(self, token: Token) -> bool:
        by = token.internal_data.pop("begun_by", None)
        if not self.all_triggers or by is None:
            return True
        values, token.values = token.values, {}
        wait_for(token, self.triggers, self.node.id, token.step, token)
        happened(token, token.internal_data["waits"][by], values)
        return False

    def reopen(self, token: Token) -> None:
        wait_for(token, self.triggers, self.node.id, token.step, token)


class CatchEvent(Catching, spiff.IntermediateCatchEvent):
    """An intermediate event that waits for a message, timer, signal or condition; a link goes on at once."""

    def begin(self, token: Token) -> bool:
        return self.node.has("link") or super().begin(token)


class ReceiveTask(Catching, spiff.ReceiveTask):
    """A task that waits for a message."""


class BoundaryEvent(Event, spiff.BoundaryEvent):
    """Listens while its activity is open; interrupting, it cancels the activity (§13.5.3)."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, cancel_activity=node.interrupting, **spiff_settings)

    def arm(self, token: Token) -> None:
        wait_for(token, self.triggers, self.node.id, token.step, self.seen_from(token))

    def seen_from(self, token: Token) -> Token:
        activity: Token = token.workflow.tasks[token.attached]
        return activity

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        again = [] if self.node.interrupting else next_round(token)
        stop_waiting(token)
        activity = token.workflow.tasks[token.attached]
        token.attached, token.values, token.phase = 0, values, Phase.ENTER
        token._ready()
        if self.node.interrupting:
            activity.cancel()
        elif again:
            listen_again(token, again, activity.id)


class Throwing(Event):
    """Throws what its triggers say when the token leaves, so that what it cancels includes what follows. Compensation
    comes first: the token waits until it is done."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, **spiff_settings)
        self.sends = any(trigger.kind in ("message", "signal") for trigger in self.triggers)

    def begin(self, token: Token) -> bool:
        prepare(token, self.triggers)
        thrown = [compensation.throw(token, trigger) for trigger in self.triggers if trigger.kind == "compensate"]
        return all(thrown)

    def _on_complete_hook(self, token: Token) -> None:
        super()._on_complete_hook(token)
        throw(token, self.triggers, data.given(token))


class ThrowEvent(Throwing, spiff.IntermediateThrowEvent):
    """An intermediate throw event; a link continues at the catch event of the same name (the parser connects them)."""


class SendTask(Throwing, spiff.SendTask):
    """A task that sends a message of the diagram; one with a job type waits for its worker instead."""


class EndEvent(Throwing, spiff.EndEvent):
    """Where a token ends; terminate ends everything else in its scope (§13.5.6), cancel the transaction around it."""

    def _on_complete_hook(self, token: Token) -> None:
        scope: Scope = token.workflow
        note_end(token)
        super()._on_complete_hook(token)
        if self.node.has("cancel"):
            compensation.cancel_transaction(token)
        if self.node.has("terminate"):
            for other in scope.living():
                if other is not token and not other.task_spec.beside:
                    other.cancel()


def prepare(token: Token, triggers: Iterable[Trigger]) -> None:
    """Evaluates the names and keys of what *token* is about to throw. StepFailed where nothing catches an error."""
    for trigger in triggers:
        if trigger.kind == "message" and trigger.key:
            key = variables.evaluate(trigger.key, token)
            token.internal_data.setdefault("keys", {})[trigger.name] = None if key is None else str(key)
        if trigger.title:
            token.internal_data.setdefault("names", {})[trigger.name] = named(trigger, token)
        code = _name(token, trigger)
        if trigger.kind == "error" and catcher(token, "error", code) is None:
            raise StepFailed(
                code or "error", Phrase("nothing in the diagram catches the error {code}", {"code": code or "-"})
            )


def throw(token: Token, triggers: Iterable[Trigger], values: dict[str, Json]) -> None:
    """Throws what was prepared, with *values*; compensation is thrown before (:mod:`app.engine.compensation`)."""
    for trigger in triggers:
        if trigger.kind == "message":
            _send(token, trigger, values)
        elif trigger.kind == "signal":
            _broadcast(token, trigger, values)
        elif trigger.kind in ("error", "escalation"):
            caught = catcher(token, trigger.kind, _name(token, trigger) or None)
            if caught is not None:
                happened(*caught, {})


def _name(token: Token, trigger: Trigger) -> str:
    """The name of a message or signal, or the code of an error or escalation, as it was when the event began."""
    name: str = token.internal_data.get("names", {}).get(trigger.name, trigger.name)
    return name


def _send(token: Token, trigger: Trigger, values: dict[str, Json]) -> None:
    """To the one step of the case that waits for it, else to a pool that it starts; otherwise the desk learns of it."""
    case, node = token.workflow.top_workflow, token.task_spec.node
    name = _name(token, trigger)
    key = token.internal_data.get("keys", {}).get(trigger.name)
    found = receiver(case, name, key, case.bundle.diagram.message_flows.get(node.id, ()))
    if found is not None:
        happened(*found, values)
    elif not pools.begin_by(case, node, Trigger("message", name), values):
        case.journal.thrown.append(ThrownMessage(token.step, node.id, name, key, values))


def _broadcast(token: Token, trigger: Trigger, values: dict[str, Json]) -> None:
    """To everything in the case that listens at this moment and to the pools that it starts; the desk learns of it."""
    case, node = token.workflow.top_workflow, token.task_spec.node
    name = _name(token, trigger)
    give_signal(case, name, values)
    pools.begin_by(case, node, Trigger("signal", name), values)
    case.journal.signals.append(ThrownSignal(token.step, node.id, name, values))


def give_signal(case: Any, signal: str, values: dict[str, Json]) -> None:
    """A signal reaches all that listen, except those that another of them has just cancelled (§10.5.5)."""
    for listener, wait in listeners(case, signal):
        if any(wait is open_wait for open_wait in listener.internal_data.get("waits", ())):
            happened(listener, wait, dict(values))
