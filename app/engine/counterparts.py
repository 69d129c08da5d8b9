"""Which element of another version stands for one of this version: the same id, unless a plan says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.activities import EventSubprocess
from app.engine.adhoc import AdHocSubprocess
from app.engine.behaviour import Behaviour
from app.engine.bundle import Bundle
from app.engine.diagram import FlowNode
from app.engine.events import BoundaryEvent, Catching
from app.engine.gateways import EventBasedGateway
from app.engine.loops import MultiInstance
from app.engine.runtime import Scope, Token


@dataclass(frozen=True)
class Counterparts:
    """Elements, processes and sequence flows of *target* that stand for those of a running case's *source*."""

    source: Bundle
    target: Bundle
    plan: Mapping[str, str]

    def named(self, identity: str) -> str:
        """The id in the target; whether it exists there is another question."""
        return self.plan.get(identity, identity)

    def scope(self, scope: Scope) -> str:
        """The id of the process or subprocess that goes on there."""
        return self.named(scope.spec.name)

    def node(self, token: Token) -> FlowNode | None:
        """Where the token would stand."""
        return self.target.diagram.nodes.get(self.named(token.task_spec.node.id))

    def spec(self, token: Token) -> Behaviour | None:
        """What the token would do there; the instances of a multi-instance activity have a spec of their own."""
        scope, old = self.target.specs.get(self.scope(token.workflow)), token.task_spec
        name = self.named(old.node.id) + old.name.removeprefix(old.node.id)
        found: Behaviour | None = scope.task_specs.get(name) if scope is not None else None
        return found

    def listener(self, token: Token) -> Behaviour | None:
        """What a listener goes on as: the same kind of event at the counterpart of what it is attached to. None where
        the target has none: then nothing listens any more."""
        new = self.spec(token)
        if not same_event(token.task_spec, new):
            return None
        host = token.workflow.tasks.get(token.attached) if token.attached else None
        if host is None:
            return new
        if isinstance(host.task_spec, EventBasedGateway):
            return new if self.flow_to(host, new) else None
        return new if new is not None and new.node.attached_to == self.named(host.task_spec.node.id) else None

    def flow_to(self, gateway: Token, event: Behaviour | None) -> str | None:
        """The flow by which an event follows the gateway that waits for it."""
        spec = self.spec(gateway)
        flows = spec.flows if spec is not None and event is not None else ()
        return next((flow.id for flow in flows if event is not None and flow.target == event.node.id), None)

    def arrival(self, join: Token, flow: str) -> str | None:
        """The incoming flow of the join for one by which a token has arrived: the planned one, the one with the same
        id, or the only one from the same element."""
        node = self.node(join)
        incoming = node.incoming if node is not None else ()
        if not flow or any(each.id == self.named(flow) for each in incoming):
            return self.named(flow)
        source = next((each.source for each in join.task_spec.node.incoming if each.id == flow), None)
        alike = [each.id for each in incoming if source is not None and each.source == self.named(source)]
        return alike[0] if len(alike) == 1 else None

    def new_boundaries(self, token: Token) -> list[str]:
        """The boundary events that the target adds to the token's activity. One that has fired for the last time is
        not new, although it no longer listens."""
        old, new = token.task_spec, self.spec(token)
        specs = token.workflow.spec.task_specs
        known = {self.named(each) for each in old.boundaries if self._stays(specs[each], token.workflow)}
        return [each for each in new.boundaries if each not in known] if new is not None else []

    def new_event_subprocesses(self, scope: Scope) -> list[str]:
        """The event subprocesses that the target adds to a scope."""
        specs, found = scope.spec.task_specs, self.target.specs[self.scope(scope)].event_subprocesses
        known = {self.named(each) for each in scope.spec.event_subprocesses if self._stays(specs[each], scope)}
        return [each for each in found if each not in known]

    def _stays(self, old: Behaviour, scope: Scope) -> bool:
        new = self.target.specs[self.scope(scope)].task_specs.get(self.named(old.node.id))
        return same_event(old, new)


def same_event(old: Behaviour, new: Behaviour | None) -> bool:
    """Whether two elements wait in the same way for the same kind of event."""
    if not isinstance(old, Catching | BoundaryEvent | EventSubprocess) or type(old) is not type(new) or new is None:
        return False
    kinds = [[trigger.kind for trigger in each.triggers] for each in (old, new)]
    return kinds[0] == kinds[1] and old.all_triggers == new.all_triggers


def same_kind(old: Behaviour, new: Behaviour) -> bool:
    """Whether a token can go on at *new* as it stands at *old*."""
    if old.node.kind != new.node.kind or type(old) is not type(new):
        return False
    if isinstance(old, MultiInstance) and isinstance(new, MultiInstance):
        return old.loop.sequential == new.loop.sequential
    if isinstance(old, AdHocSubprocess) and isinstance(new, AdHocSubprocess):
        return old.adhoc.sequential == new.adhoc.sequential
    if isinstance(old, Catching):
        return same_event(old, new)
    return True
