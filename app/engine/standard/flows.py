"""Sequence flows: what they join, on which level, under which condition (BPMN 2.0.2 §7.6.1, §8.4.13)."""

from app.engine.standard.parts import ACTIVITIES, ARTIFACTS, CHOREOGRAPHY, FLOW_NODES, GATEWAYS, LEVELS, File, Part
from app.engine.standard.triggers import triggers
from app.errors import Phrase

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
_DIRECTIONS = {"incoming": Phrase("incoming"), "outgoing": Phrase("outgoing")}
_STARTERS = frozenset({"receiveTask", "eventBasedGateway"})


def check(file: File) -> None:
    """Every sequence flow, and every node that should have one."""
    for flow in file.judged("sequenceFlow"):
        _check_ends(flow, file)
        _check_condition(flow, file)
    for flow in file.running("sequenceFlow"):
        if flow.get("isImmediate") in ("false", "0"):
            file.note("flow-not-immediate", flow)
    for node in file.judged(*FLOW_NODES):
        _check_listed(node, file)
        _check_default(node, file)
        if is_event_subprocess(node) and (file.incoming(node) or file.outgoing(node)):
            file.note("event-subprocess-flow", node)
    for level in file.judged(*LEVELS):
        _check_connected(level, file)


def is_event_subprocess(node: Part) -> bool:
    """Whether a subprocess begins with an event (§10.3.5)."""
    return node.kind == "subProcess" and node.is_true("triggeredByEvent")


def _check_ends(flow: Part, file: File) -> None:
    source, target = file.part(flow.get("sourceRef")), file.part(flow.get("targetRef"))
    for end, artifact, other in (
        (source, "flow-from-artifact", "flow-source"),
        (target, "flow-to-artifact", "flow-target"),
    ):
        if end is not None and end.kind in ARTIFACTS:
            file.note(artifact, flow, found=end.kind)
        elif end is not None and (end.kind not in FLOW_NODES or (end.kind in CHOREOGRAPHY and end.process is not None)):
            file.note(other, flow, found=end.kind)
    if source is None or target is None or source.kind not in FLOW_NODES or target.kind not in FLOW_NODES:
        return
    if source.level is not target.level:
        file.note("flow-crosses", flow)
    for node, direction in ((source, "outgoing"), (target, "incoming")):
        if node.process in file.listing and flow.id and flow.id not in file.said(node, direction):
            file.note("flow-unlisted", node, flow=flow.id, direction=_DIRECTIONS[direction], kind=node.kind)


def _check_listed(node: Part, file: File) -> None:
    for direction, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        for listed in node.texts(direction):
            flow = file.part(listed, "sequenceFlow")
            if flow is not None and node.id and flow.get(end) != node.id:
                file.note("flow-listed", node, flow=listed, direction=_DIRECTIONS[direction], kind=node.kind)


def _check_condition(flow: Part, file: File) -> None:
    """Only what leaves a choosing gateway, or an activity beside another flow, is conditional."""
    source = file.part(flow.get("sourceRef"), *FLOW_NODES)
    if source is None or flow.first("conditionExpression") is None or source.kind in _CHOOSING:
        return
    if source.kind in ACTIVITIES:
        if len(file.outgoing(source)) < 2:
            file.note("flow-condition-alone", flow, kind=source.kind)
    elif source.kind == "parallelGateway":
        file.note("flow-condition-parallel", flow, flow=flow.id)
    elif source.kind != "eventBasedGateway":
        file.note("flow-condition-unread", flow, flow=flow.id, kind=source.kind)


def _check_default(node: Part, file: File) -> None:
    if not node.get("default"):
        return
    flow = file.part(node.get("default"), "sequenceFlow")
    if flow is None or flow.get("sourceRef") != node.id:
        file.note("flow-default-elsewhere", node, flow=node.get("default"), kind=node.kind)
    elif flow.first("conditionExpression") is not None:
        file.note("flow-default-condition", node, flow=flow.id)


def _check_connected(level: Part, file: File) -> None:
    """Where there is a start event, every node is led to; where there is an end event, from every one a flow leads on.

    Intermediate events have rules of their own, which hold everywhere.
    """
    starts, ends = level.first("startEvent") is not None, level.first("endEvent") is not None
    for node in level.only(*(ACTIVITIES | GATEWAYS)):
        if node.is_true("isForCompensation") or is_event_subprocess(node):
            continue
        instantiates = node.kind in _STARTERS and node.is_true("instantiate")
        if starts and not file.has_incoming(node) and not instantiates:
            file.note("element-without-incoming", node, kind=node.kind)
        if ends and not file.has_outgoing(node):
            file.note("element-without-outgoing", node, kind=node.kind)
    for node in level.only("intermediateCatchEvent", "intermediateThrowEvent"):
        link = "link" in triggers(node, file)
        if not file.has_incoming(node) and not (link and node.kind == "intermediateCatchEvent"):
            file.note("intermediate-incoming", node)
        if not file.has_outgoing(node) and not (link and node.kind == "intermediateThrowEvent"):
            file.note("intermediate-outgoing", node)
