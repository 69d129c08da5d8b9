"""Reads what joins elements besides sequence flows: pools with their message flows, and associations."""

from collections.abc import Iterable

from lxml import etree

from app.engine.diagram import Diagram, FlowNode
from app.engine.model import TimerStart
from app.engine.xml import MODEL, children


def read_collaborations(root: etree._Element, diagram: Diagram) -> None:
    """Notes which processes of a file are pools of one collaboration, and where message flows lead."""
    for collaboration in children(root, MODEL, "collaboration"):
        pools = {
            part.get("id") or "": (part.get("processRef") or "").rpartition(":")[2]
            for part in children(collaboration, MODEL, "participant")
        }
        running = [process for process in dict.fromkeys(pools.values()) if diagram.runs(process)]
        for process in running:
            diagram.partners[process] = tuple(other for other in running if other != process)
        for flow in children(collaboration, MODEL, "messageFlow"):
            source, target = (pools.get(end, end) for end in (flow.get("sourceRef", ""), flow.get("targetRef", "")))
            diagram.message_flows[source] = (*diagram.message_flows.get(source, ()), target)


def handlers(root: etree._Element, nodes: dict[str, FlowNode]) -> dict[str, str]:
    """For each compensation boundary event, and the activity that it is on, the activity that compensates."""
    found: dict[str, str] = {}
    for source, target in _associations(root):
        for one, other in ((source, target), (target, source)):
            event, handler = nodes.get(one), nodes.get(other)
            if event and handler and event.attached_to and event.has("compensate") and handler.for_compensation:
                found |= {event.id: handler.id, event.attached_to: handler.id}
    return found


def named_starts(nodes: Iterable[FlowNode], kind: str) -> tuple[str, ...]:
    """The names of the messages or signals by which a process can begin."""
    return tuple(trigger.name for node in nodes for trigger in node.triggers if trigger.kind == kind)


def timer_starts(nodes: Iterable[FlowNode]) -> tuple[TimerStart, ...]:
    """The timers by which a process can begin."""
    return tuple(
        TimerStart(node.id, trigger.measure, trigger.timer.source)
        for node in nodes
        for trigger in node.triggers
        if trigger.kind == "timer" and trigger.timer
    )


def _associations(root: etree._Element) -> list[tuple[str, str]]:
    drawn = root.iter(f"{{{MODEL}}}association")
    return [(part.get("sourceRef", ""), part.get("targetRef", "")) for part in drawn]
