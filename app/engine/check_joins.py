"""Finds parallel gateways that wait for what a choice before them may not send (BPMN 2.0.2 §13.4.1)."""

from app.engine.diagram import Diagram, Flow, FlowNode
from app.engine.findings import Report

_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


def check_joins(diagram: Diagram, report: Report) -> None:
    """Warns of each parallel join all of whose flows come straight from one gateway that takes only some of them."""
    for node in diagram.judged():
        if node.kind == "parallelGateway" and len(node.incoming) > 1:
            choices = {_choice_before(flow, diagram) for flow in node.incoming}
            if len(choices) == 1 and None not in choices:
                report.add("join-waits", node.file, node.id, gateway=choices.pop())


def _choice_before(flow: Flow, diagram: Diagram) -> str | None:
    """The gateway at which a token on *flow* was sent this way; None when it may have come from elsewhere, too."""
    seen: set[str] = set()
    node: FlowNode = diagram.nodes[flow.source]
    while node.id not in seen:
        if len(node.outgoing) > 1:
            return node.id if node.kind in _CHOICES and not node.instantiates else None
        if len(node.incoming) != 1:
            return None
        seen.add(node.id)
        node = diagram.nodes[node.incoming[0].source]
    return None
