# mypy: disallow-subclassing-any=False
"""Gateways (BPMN 2.0.2 §13.4): where tokens wait for each other and which way they go."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff
from SpiffWorkflow.util.task import TaskState

from app.engine import variables
from app.engine.behaviour import Behaviour, enter
from app.engine.diagram import Flow, FlowNode
from app.engine.errors import StepFailed
from app.engine.model import MoveKind
from app.engine.runtime import Phase, Token
from app.errors import Phrase


class ExclusiveGateway(Behaviour, spiff.ExclusiveGateway):
    """The first flow whose condition holds, else the default. StepFailed when there is neither (§13.4.2)."""

    def choose(self, token: Token) -> tuple[Flow, ...]:
        others = [flow for flow in self.flows if flow.id != self.node.default]
        for flow in others:
            if flow.condition is None or variables.condition(flow.condition, token):
                return (flow,)
        return _default(self.node, self.flows)


class ParallelGateway(Behaviour, spiff.ParallelGateway):
    """Waits for one token on each incoming flow, then gives one to each outgoing flow (§13.4.1)."""

    def choose(self, token: Token) -> tuple[Flow, ...]:
        return self.flows

    def _update_hook(self, token: Token) -> bool:
        joined = join(token)
        return joined is token and _complete(token)


class InclusiveGateway(Behaviour, spiff.InclusiveGateway):
    """Waits while another token could still arrive; leaves by every flow whose condition holds (§13.4.3).

    ``reach`` says for each element of the scope which incoming flows a token there could arrive by; the parser sets it.
    """

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, **spiff_settings)
        self.reach: Mapping[str, frozenset[str]] = {}

    def choose(self, token: Token) -> tuple[Flow, ...]:
        others = [flow for flow in self.flows if flow.id != self.node.default]
        held = tuple(flow for flow in others if flow.condition is None or variables.condition(flow.condition, token))
        return held or _default(self.node, self.flows)

    def may_go_on(self, token: Token) -> bool:
        """Whether what the gateway waits for can no longer come."""
        return self.nothing_can_come(token, set(token.internal_data["arrived"]))

    def nothing_can_come(self, token: Token, arrived: set[str]) -> bool:
        """Whether no token elsewhere can reach an incoming flow that has none yet, unless it can also reach one that
        has (§13.4.3, the condition for activation)."""
        empty = {flow.id for flow in self.node.incoming} - arrived
        for other in token.workflow.living():
            if other.is_listener or other.task_spec is self or _only_resets(other):
                continue
            reachable = self.reach.get(other.task_spec.node.id, frozenset())
            if reachable & empty and not reachable & arrived:
                return False
        return True

    def _update_hook(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        joined = join(token)
        return joined is token and _complete(token)


class EventBasedGateway(Behaviour, spiff.EventBasedGateway):
    """Waits for the first of the events that follow it; the others are dropped (§13.4.4)."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, event_definition=None, **spiff_settings)

    def begin(self, token: Token) -> bool:
        for flow in self.flows:
            listener = token.workflow.add(token.workflow.spec.task_specs[flow.target], Phase.ARM)
            listener.attached, listener.flow = token.id, flow.id
        return False


def join(token: Token) -> Token:
    """Notes the arrival of *token*; it waits, or is merged into the token that already waits for its flow's sisters.
    Returns the one that is left."""
    scope, spec = token.workflow, token.task_spec
    others: list[Token] = list(scope.living())
    for other in others:
        waits = other.task_spec is spec and other is not token and other.has_state(TaskState.WAITING)
        if waits and token.flow not in other.internal_data["arrived"]:
            other.internal_data["arrived"].append(token.flow)
            scope.top_workflow.journal.move(MoveKind.ENTERED, other.step, spec.node.id, token.flow)
            token._set_state(TaskState.CANCELLED)
            scope.remove(token)
            if _complete(other):
                other._ready()
            return other
    token._set_state(TaskState.WAITING)
    token.internal_data["arrived"] = [token.flow]
    enter(token)
    return token


def _only_resets(token: Token) -> bool:
    """Whether a complex gateway waits there for its reset, and no token has arrived at it since it was activated."""
    return "consumed" in token.internal_data and not token.internal_data["counts"]


def _complete(token: Token) -> bool:
    return len(token.internal_data["arrived"]) >= len(token.task_spec.node.incoming)


def _default(node: FlowNode, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    if not flows:
        return ()
    chosen = tuple(flow for flow in flows if flow.id == node.default)
    if not chosen:
        raise StepFailed(
            "no-flow",
            Phrase(
                "no condition of the gateway {name} is true and it has no default flow", {"name": node.name or node.id}
            ),
        )
    return chosen
