# mypy: disallow-subclassing-any=False
"""The complex gateway (BPMN 2.0.2 §13.4.5): goes on when its activation condition is true, then waits for the rest.

One token *stands* at the gateway and counts what has arrived by each incoming flow. While it waits for the start it
asks the condition at each arrival; a gateway that only splits needs none. Activated, it takes one token of each flow
that has any and leaves by the flows whose condition holds. What then stands there waits for the reset, as an inclusive
gateway would for the flows that gave nothing yet. When some of these give a token it leaves once more: by the flows
whose condition holds then, else by the default. A flow without condition is taken at the start only, as nothing that
is true of the reset is written on it.
"""

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState

from app.engine import variables
from app.engine.behaviour import enter
from app.engine.data_names import variable_name
from app.engine.diagram import Flow
from app.engine.errors import StepFailed
from app.engine.gateways import InclusiveGateway
from app.engine.model import MoveKind
from app.engine.runtime import Phase, Token
from app.feel import FeelError


class ComplexGateway(InclusiveGateway):
    """Conditions see ``activationCount`` (the tokens here), one number for each incoming flow, named by its name or id,
    and ``waitingForStart``."""

    def may_go_on(self, token: Token) -> bool:
        """Whether the reset has nothing more to wait for; or other data has made the activation condition true."""
        if token.internal_data["start"]:
            return self._is_active_by_now(token)
        return self.nothing_can_come(token, self._given(token) | set(_consumed(token)))

    def choose(self, token: Token) -> tuple[Flow, ...]:
        if token.internal_data["start"]:
            return super().choose(token)
        if not self._given(token):
            return ()
        held = tuple(flow for flow in self.flows if flow.condition and variables.condition(flow.condition, token))
        return held or tuple(flow for flow in self.flows if flow.id == self.node.default)

    def _update_hook(self, token: Token) -> bool:
        flow = token.flow or ""
        standing = next((other for other in token.workflow.living() if self._stands(other)), None)
        if standing is None:
            token.internal_data.update(start=True, counts={flow: 1})
            return True
        arrived = standing.internal_data["counts"]
        arrived[flow] = arrived.get(flow, 0) + 1
        token._set_state(TaskState.CANCELLED)
        token.workflow.remove(token)
        self._note_arrival(standing, token.flow)
        return False

    def _run_hook(self, token: Token) -> bool | None:
        start = token.internal_data["start"]
        if start and not token.entered:
            enter(token)
        token.locals = self._counted(token)
        token.phase = Phase.OPEN
        if start and self.node.activation and not variables.condition(self.node.activation, token):
            return None
        token.next = self.choose(token)
        if token.next and not token.entered:
            enter(token)
        return True

    def _on_complete_hook(self, token: Token) -> None:
        if token.entered:
            super()._on_complete_hook(token)
        start, arrived = token.internal_data["start"], token.internal_data["counts"]
        taken = self._given(token)
        left = {flow: count - (flow in taken) for flow, count in arrived.items() if count > (flow in taken)}
        if not start and not left:
            return
        standing = token.workflow.task_tree._add_child(token.task_spec, TaskState.STARTED)
        standing.internal_data.update(start=not start, counts=left)
        if start:
            standing.internal_data["consumed"] = sorted(taken)
            standing.phase = Phase.OPEN
        else:
            standing._ready()

    def _given(self, token: Token) -> set[str]:
        """The flows that gave a token; at the reset only those that had given none before."""
        arrived = token.internal_data["counts"]
        return {flow for flow in arrived if arrived[flow]} - set(_consumed(token))

    def _stands(self, other: Token) -> bool:
        return other.task_spec is self and "counts" in other.internal_data and not other.has_state(TaskState.COMPLETED)

    def _note_arrival(self, standing: Token, flow: str | None) -> None:
        if standing.entered:
            standing.workflow.top_workflow.journal.move(MoveKind.ENTERED, standing.step, self.node.id, flow)
        else:
            standing.flow = flow
            enter(standing)
        if standing.internal_data["start"] and not standing.has_state(TaskState.ERROR):
            standing._ready()

    def _counted(self, token: Token) -> dict[str, int | bool]:
        arrived: Mapping[str, int] = token.internal_data["counts"]
        counts: dict[str, int | bool] = {}
        for flow in self.node.incoming:
            counts[variable_name(None, flow.id)] = arrived.get(flow.id, 0)
        for flow in self.node.incoming:
            counts[variable_name(flow.name, flow.id)] = arrived.get(flow.id, 0)
        return {**counts, "activationCount": sum(arrived.values()), "waitingForStart": token.internal_data["start"]}

    def _is_active_by_now(self, token: Token) -> bool:
        try:
            return self.node.activation is not None and variables.condition(self.node.activation, token)
        except (StepFailed, FeelError):
            return False


def _consumed(token: Token) -> list[str]:
    """The flows that gave a token when the gateway was activated."""
    consumed: list[str] = token.internal_data.get("consumed", [])
    return consumed
