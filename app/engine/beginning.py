"""Where a case begins: at a start event, or where its process is started by a message, signal or timer."""

from app.engine.diagram import FlowNode
from app.engine.runtime import Case
from app.engine.texts import MISSING
from app.feel import FeelError

Beginning = tuple[tuple[str, ...], int | None]


def beginning(case: Case, message: str | None, signal: str | None, at: str | None) -> Beginning:
    """The elements that get a token, none when there is no such start, and which trigger of the first has come."""
    places = case.bundle.diagram.beginnings(case.process)
    if at is not None:
        return (tuple(node.id for node in places if node.id == at), None)
    for kind, name in (("message", message), ("signal", signal)):
        if name is not None:
            return _by(case, places, kind, name)
    starts = case.spec.starts
    if len(starts) == 1 and not _holds(case, starts[0]):
        starts = next(((node.id,) for node in places if node.has("conditional") and _holds(case, node.id)), ())
    return tuple(starts), None


def _by(case: Case, places: list[FlowNode], kind: str, name: str) -> Beginning:
    for node in places:
        for number, trigger in enumerate(node.triggers):
            if (trigger.kind, trigger.name) == (kind, name):
                return (node.id, *_awaited_beside(case, node)), number
    return (), None


def _awaited_beside(case: Case, node: FlowNode) -> list[str]:
    """After a parallel event-based gateway the events beside the one that came are waited for (BPMN 2.0.2 §10.6.6)."""
    known = case.bundle.diagram.nodes
    gateways = [known[flow.source] for flow in node.incoming if known[flow.source].instantiates]
    return [
        flow.target
        for gateway in gateways
        if gateway.all_triggers
        for flow in gateway.outgoing
        if flow.target != node.id
    ]


def _holds(case: Case, start: str) -> bool:
    """Whether a start event may begin by itself: one with a condition only when that is true of the first variables."""
    trigger = case.bundle.diagram.nodes[start].trigger
    if trigger.kind != "conditional" or trigger.condition is None:
        return True
    try:
        return trigger.condition.value(lambda name: case.variables.get(name, MISSING), case.now) is True
    except FeelError:
        return False
