# mypy: disallow-subclassing-any=False
"""What every element does when a token comes: enter, begin, wait, finish, leave.

SpiffWorkflow's lifecycle is kept (``_update`` when a token arrives, ``_run`` when it is its turn, ``_on_complete``,
``_on_cancel``); its prediction, its task data and its split and join tasks around boundary events are not used.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from app.engine import data, variables
from app.engine.diagram import Flow, FlowNode, Trigger, VariableMapping
from app.engine.model import MoveKind
from app.engine.records import remember
from app.engine.runtime import Phase, Scope, Token


class Behaviour(BpmnSpecMixin):
    """Base of our spec classes. It is shared by all cases and threads, so nothing is ever written to it after parsing.

    *inside* is True for the instances of a multi-instance activity: flows and boundary events belong to its body.
    """

    isolates = False
    """whether what runs inside has variables of its own"""
    beside = False
    """whether it runs beside the scope that it is in, and is not ended with it"""
    sends = False
    """whether it sends a message or signal that somebody may be waiting for"""
    recorded = True
    """whether it is remembered for compensation when it has completed"""
    triggers: tuple[Trigger, ...] = ()
    all_triggers = False

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, inside: bool = False, **spiff: Any) -> None:
        super().__init__(wf_spec, name, lane=node.lane, bpmn_name=node.name, **spiff)
        self.bpmn_id = node.id
        self.node = node
        self.flows: tuple[Flow, ...] = () if inside else node.outgoing
        self.boundaries: tuple[str, ...] = () if inside else node.boundaries
        self.has_data = node.data is not None and not inside
        self.input_mappings: tuple[VariableMapping, ...] = node.inputs
        self.output_mappings: tuple[VariableMapping, ...] = node.outputs

    def begin(self, token: Token) -> bool:
        """Does the element's work. True when it is done, False when the token waits here."""
        return True

    def finish(self, token: Token) -> None:
        """Hands back what the element produced."""
        if self.output_mappings or token.values:
            variables.apply_outputs(token, self.output_mappings, token.values)

    def collect(self, body: Token, token: Token) -> None:
        """Keeps the result of one instance. Only a multi-instance body has instances."""
        raise NotImplementedError

    def instance_done(self, body: Token, token: Token) -> None:
        """Goes on after an instance has left."""
        raise NotImplementedError

    def judge(self, owner: Token, token: Token) -> None:
        """Decides whether the activity around *token* is over with it: ``enough`` in the token's data."""

    def inner_done(self, owner: Token, token: Token) -> None:
        """What an activity does after one of the elements in it has left."""

    def inner_gone(self, owner: Token, scope: Scope) -> None:
        """What an activity does when one of the elements in it has gone."""

    def goes_on(self, owner: Token, scope: Scope) -> bool:
        """Whether the activity has more to do when nothing is left in it."""
        return False

    def choose(self, token: Token) -> tuple[Flow, ...]:
        """The flows that the token leaves by: all without a condition and those whose condition holds; the default
        flow when there are conditions and none holds (BPMN 2.0.2 §13.3.1)."""
        held = [flow for flow in self.flows if flow.condition and variables.condition(flow.condition, token)]
        conditional = any(flow.condition for flow in self.flows)
        return tuple(
            flow
            for flow in self.flows
            if flow in held or (flow.condition is None and (flow.id != self.node.default or (conditional and not held)))
        )

    def arm(self, token: Token) -> None:
        """Sets up a listener. Only events and event subprocesses are ever listeners."""
        raise NotImplementedError

    def fired(self, token: Token, values: dict[str, Any]) -> None:
        """What the token waited for has happened, with the variables that came with it."""
        token.values = values
        token.phase = Phase.LEAVE
        token._ready()

    def seen_from(self, token: Token) -> Token:
        """The token whose variables the texts of its triggers see."""
        return token

    def is_open(self, token: Token) -> bool:
        """Whether somebody outside (a person, a worker) must complete the step now."""
        return False

    def reopen(self, token: Token) -> None:
        """Begins a step again that had begun and failed, now that it was repaired."""
        token.phase = Phase.ENTER
        token._ready()

    # --- SpiffWorkflow's lifecycle

    def test(self) -> None:
        """Boundary events and starts of event subprocesses have no inputs; the checks see to what must be connected."""

    def connect(self, taskspec: Any) -> None:
        TaskSpec.connect(self, taskspec)

    def _predict(self, my_task: Any, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        """Nothing is predicted: SpiffWorkflow's prediction grows exponentially with parallel gateways."""

    def _update(self, token: Token) -> None:
        if self._update_hook(token):
            token._ready_or_queue()

    def _update_hook(self, token: Token) -> bool:
        return self.node.start_quantity < 2 or gathered(token, self.node.start_quantity)

    def _on_ready(self, token: Token) -> None:
        case = token.workflow.top_workflow
        (case.sending if self.sends else case.agenda).append(token)

    def _run_hook(self, token: Token) -> bool | None:
        if token.phase is Phase.ARM:
            token.step = token.step or token.workflow.visit(self.node.id)
            self.arm(token)
            token.phase = Phase.LISTEN
            return None
        if token.phase is Phase.ENTER:
            self._enter(token)
            if not self.begin(token):
                token.phase = Phase.OPEN
                return None
            token.phase = Phase.LEAVE
        if not token.internal_data.get("finished"):
            if self.has_data:
                token.values = data.received(self.node, token.values)
            self.finish(token)
            if self.has_data:
                data.hand_back(token)
            token.internal_data["finished"] = True
        body = token.host_token
        if body is not None:
            body.task_spec.collect(body, token)
        owner = token.workflow.owner
        if owner is not None:
            owner.task_spec.judge(owner, token)
        token.next = () if token.internal_data.get("enough") else self.choose(token)
        return True

    def _on_complete_hook(self, token: Token) -> None:
        top = token.workflow.top_workflow
        top.journal.move(MoveKind.LEFT, token.step, self.node.id)
        remember(token)
        release(token)
        for flow in token.next:
            for _ in range(self.node.completion_quantity):
                child = token._add_child(token.workflow.spec.task_specs[flow.target], TaskState.FUTURE)
                child.flow = flow.id or None
        body = token.host_token
        if body is not None:
            body.task_spec.instance_done(body, token)
        owner = token.workflow.owner
        if owner is not None:
            owner.task_spec.inner_done(owner, token)

    def _on_cancel(self, token: Token) -> None:
        top = token.workflow.top_workflow
        inner = top.subprocesses.pop(token.id, None)
        if inner is not None:
            inner.completed = True
            for inside in inner.living():
                inside.cancel()
        release(token)
        if token.entered:
            top.journal.move(MoveKind.CANCELLED, token.step, self.node.id)
        token.workflow.remove(token)

    def _on_error(self, token: Token) -> None:
        """The failure is noted by the loop that ran the token."""

    def _enter(self, token: Token) -> None:
        if not token.entered:
            enter(token)
        if self.has_data:
            data.bring_in(token)
        variables.apply_inputs(token, self.input_mappings)
        if self.boundaries and not token.internal_data.get("armed") and not token.workflow.listeners.of(token.id):
            token.internal_data["armed"] = True
            for boundary in self.boundaries:
                token.workflow.add(token.workflow.spec.task_specs[boundary], Phase.ARM).attached = token.id


def gathered(token: Token, quantity: int) -> bool:
    """Whether *token* is the last of those that an activity needs to begin (BPMN 2.0.2 §13.3.2); the others were merged
    into it, or it waits for them."""
    scope: Scope = token.workflow
    found = (
        other for other in scope.living() if other.task_spec is token.task_spec and "gathered" in other.internal_data
    )
    waiting: Token | None = next(found, None)
    number = 1 + (waiting.internal_data["gathered"] if waiting else 0)
    if waiting is not None:
        token.step = waiting.step
        scope.remove(waiting)
    if number >= quantity:
        return True
    token.step = token.step or scope.visit(token.task_spec.node.id)
    token.internal_data["gathered"] = number
    token._set_state(TaskState.WAITING)
    return False


def enter(token: Token) -> None:
    """Names the visit and notes that the token is here now."""
    token.step = token.step or token.workflow.visit(token.task_spec.node.id)
    token.entered = True
    token.workflow.top_workflow.journal.move(MoveKind.ENTERED, token.step, token.task_spec.node.id, token.flow)


def release(token: Token) -> None:
    """Removes the listeners of an activity or gateway that is over, and notes that a task or job is closed."""
    if token.internal_data.pop("offered", False):
        token.workflow.top_workflow.journal.closed.append(token.step)
    for listener in token.workflow.listeners.of(token.id):
        token.workflow.remove(listener)


def note_end(token: Token) -> None:
    """Remembers the end event that was reached last: in the case's own process, or in an event subprocess that
    interrupted it."""
    owner = token.workflow.owner
    while owner is not None:
        if not (owner.task_spec.node.event_subprocess and owner.task_spec.interrupting):
            return
        owner = owner.workflow.owner
    token.workflow.top_workflow.ended_at = token.task_spec.node.id
