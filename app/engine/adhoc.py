# mypy: disallow-subclassing-any=False
"""Ad-hoc subprocesses (BPMN 2.0.2 §13.3.5): what no sequence flow leads to is offered, at once or one after another.

The standard lets a performer select among the enabled activities. Here all of them are offered, or those that
Camunda 8's ``activeElementsCollection`` names. Without a completion condition the subprocess is over when all of that
has completed; with one, everything is offered again as long as the condition is not true.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import ACTIVITIES, AdHoc, FlowNode
from app.engine.errors import StepFailed
from app.engine.runtime import Scope, Token
from app.engine.scopes import open_scope
from app.errors import Phrase


class AdHocSubprocess(Behaviour, spiff.SubWorkflowTask):
    """Offers its activities, and asks its completion condition after each of them."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, subworkflow_spec=node.id, **spiff_settings)
        self.adhoc = node.adhoc or AdHoc()

    def begin(self, token: Token) -> bool:
        offered = self._offered(token)
        if not offered:
            return True
        token.internal_data["offers"] = offered
        _offer(open_scope(token, self.node.id, {}, ()), offered)
        return False

    def judge(self, owner: Token, token: Token) -> None:
        node = token.task_spec.node
        if node.event_subprocess and token.task_spec.interrupting:
            owner.internal_data["over"] = True
        if token.host or node.event_subprocess or node.kind not in ACTIVITIES:
            return
        condition, seen_from = self.adhoc.completion, token.workflow.task_tree
        enough = condition is not None and variables.condition(condition, seen_from, token.step)
        token.internal_data["enough"] = enough or "over" in owner.internal_data

    def inner_done(self, owner: Token, token: Token) -> None:
        if not token.internal_data.get("enough"):
            return
        owner.internal_data["over"] = True
        for other in token.workflow.living():
            if other is not token and (self.adhoc.cancels_rest or not other.is_active):
                other.cancel()

    def inner_gone(self, owner: Token, scope: Scope) -> None:
        next_in_line(scope)

    def goes_on(self, owner: Token, scope: Scope) -> bool:
        if self.adhoc.completion is None or "over" in owner.internal_data:
            return False
        _offer(scope, owner.internal_data["offers"])
        return True

    def _offered(self, token: Token) -> list[str]:
        spec, chosen = token.workflow.top_workflow.subprocess_specs[self.node.id], self.adhoc.chosen
        if chosen is None:
            return list(spec.starts)
        named = variables.evaluate(chosen, token)
        if not isinstance(named, list):
            raise StepFailed(
                "ad-hoc", Phrase("{source} is not a list of the ids of elements", {"source": chosen.source})
            )
        drawn = token.workflow.top_workflow.bundle.drawn
        own = {drawn.get(identity, identity): identity for identity in spec.choosable}
        for identity in named:
            if not isinstance(identity, str) or identity not in own:
                raise StepFailed(
                    "ad-hoc",
                    Phrase("the ad-hoc subprocess has no element {name} to begin with", {"name": str(identity)[:80]}),
                )
        return [own[identity] for identity in named]


def _offer(scope: Scope, identities: list[str]) -> None:
    """Puts a token on each of the elements; in a sequential subprocess they stand in line."""
    for identity in identities:
        scope.task_tree._add_child(scope.spec.task_specs[identity])._ready_or_queue()
    next_in_line(scope)


def next_in_line(scope: Scope) -> None:
    """In a sequential subprocess the next activity begins when none is active."""
    if not scope.spec.sequential or any(token.is_active for token in scope.living()):
        return
    first = next((token for token in scope.living() if "queued" in token.internal_data), None)
    if first is not None:
        del first.internal_data["queued"]
        first._ready()
