# mypy: disallow-subclassing-any=False
"""Events (BPMN 2.0.2 §13.5): starting, catching, throwing, on the border of an activity, and ending."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour, note_end
from app.engine.diagram import FlowNode, Trigger
from app.engine.errors import StepFailed
from app.engine.model import Json, ThrownMessage
from app.engine.runtime import Phase, Scope, Token
from app.engine.waiting import catcher, next_round, receiver, stop_waiting, wait_for


class Event(Behaviour):
    """Knows its trigger; SpiffWorkflow's own event definitions read Python and the wall clock, and are not used."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, event_definition=None, **spiff_settings)
        self.trigger: Trigger = node.trigger


class StartEvent(Event, spiff.StartEvent):
    """Where a token begins; it may carry the variables of a message (``token.values``)."""


class Catching(Event):
    """Waits for its trigger; after an event-based gateway it waits beside the gateway's token."""

    def begin(self, token: Token) -> bool:
        if token.internal_data.pop("fired", False):
            return True
        wait_for(token, self.trigger, self.node.id, token.step, token)
        return False

    def arm(self, token: Token) -> None:
        wait_for(token, self.trigger, self.node.id, token.step, token)

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        stop_waiting(token)
        if not token.is_listener:
            super().fired(token, values)
            return
        gateway = token.workflow.tasks[token.attached]
        token.attached, token.values, token.phase = 0, values, Phase.ENTER
        token.internal_data["fired"] = True
        token._ready()
        gateway.complete()


class CatchEvent(Catching, spiff.IntermediateCatchEvent):
    """An intermediate message or timer event."""

    def begin(self, token: Token) -> bool:
        return self.trigger.kind == "link" or super().begin(token)


class ReceiveTask(Catching, spiff.ReceiveTask):
    """A task that waits for a message."""


class BoundaryEvent(Event, spiff.BoundaryEvent):
    """Listens while its activity is open; interrupting, it cancels the activity (§13.5.3)."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, cancel_activity=node.interrupting, **spiff_settings)

    def arm(self, token: Token) -> None:
        activity = token.workflow.tasks[token.attached]
        wait_for(token, self.trigger, self.node.id, token.step, activity)

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        again = None if self.node.interrupting else next_round(token)
        stop_waiting(token)
        activity = token.workflow.tasks[token.attached]
        token.attached, token.values, token.phase = 0, values, Phase.ENTER
        token._ready()
        if self.node.interrupting:
            activity.cancel()
        elif again is not None:
            listen_again(token, again, activity.id)


class Throwing(Event):
    """Throws its message, error or escalation when the token leaves, so that what it cancels includes what follows."""

    def begin(self, token: Token) -> bool:
        if self.trigger.kind == "message" and self.trigger.key:
            key = variables.evaluate(self.trigger.key, token)
            token.internal_data["key"] = None if key is None else str(key)
        if self.trigger.kind == "error" and catcher(token, "error", self.trigger.code) is None:
            raise StepFailed(
                self.trigger.code or "error", f"nothing in the diagram catches the error {self.trigger.code}"
            )
        return True

    def _on_complete_hook(self, token: Token) -> None:
        super()._on_complete_hook(token)
        if self.trigger.kind == "message":
            _send(token, self.trigger.name)
        elif self.trigger.kind in ("error", "escalation"):
            listener = catcher(token, self.trigger.kind, self.trigger.code)
            if listener is not None:
                listener.task_spec.fired(listener, {})


class ThrowEvent(Throwing, spiff.IntermediateThrowEvent):
    """An intermediate throw event; a link continues at the catch event of the same name (the parser connects them)."""


class SendTask(Throwing, spiff.SendTask):
    """A task that sends a message of the diagram; one with a job type waits for its worker instead."""


class EndEvent(Throwing, spiff.EndEvent):
    """Where a token ends; terminate ends everything else in its scope (§13.5.6)."""

    def _on_complete_hook(self, token: Token) -> None:
        scope: Scope = token.workflow
        note_end(token)
        super()._on_complete_hook(token)
        if self.trigger.kind == "terminate":
            for other in scope.living():
                if other is not token:
                    other.cancel()


def listen_again(token: Token, again: dict[str, Json], attached: int) -> Token:
    """A fresh listener after a non-interrupting one has fired."""
    listener: Token = token.workflow.add(token.task_spec, Phase.ARM)
    listener.attached = attached
    if again:
        listener.internal_data["again"] = again
    return listener


def _send(token: Token, message: str) -> None:
    """To the one step of the case that waits for it; otherwise the desk learns of it."""
    top = token.workflow.top_workflow
    key = token.internal_data.get("key")
    values = dict(token.locals or {})
    listener = receiver(top, message, key)
    if listener is not None:
        listener.task_spec.fired(listener, values)
        return
    top.journal.thrown.append(ThrownMessage(token.step, token.task_spec.node.id, message, key, values))
