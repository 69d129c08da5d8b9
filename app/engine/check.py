"""Checks a diagram that was read: what breaks BPMN's rules, what is missing, what would run wild."""

from collections.abc import Collection, Iterable

from app.engine import check_paths
from app.engine.check_joins import check_joins
from app.engine.diagram import ACTIVITIES, SUBPROCESSES, Diagram, FlowNode, Trigger, begins_by_itself
from app.engine.findings import Report
from app.engine.texts import Text

_NEEDS_OUTGOING = frozenset({"startEvent", "boundaryEvent", "intermediateCatchEvent", "eventBasedGateway"})
_AFTER_EVENT_GATEWAY = frozenset({"intermediateCatchEvent", "receiveTask"})


def check_diagram(
    diagram: Diagram,
    report: Report,
    *,
    forms: Collection[str] | None,
    groups: Collection[str] | None,
    decisions: Collection[str] | None,
) -> None:
    """Adds every finding to *report*. What is None is not known and not checked."""
    for node in diagram.judged():
        _check_flows(node, report)
        _check_place(node, diagram, report)
        _check_gateway(node, diagram, report)
        _check_compensation(node, diagram, report)
        _check_references(node, diagram, report, decisions)
        _check_people(node, report, forms, groups)
    for identity, process in diagram.processes.items():
        if process.executable:
            _check_starts(identity, diagram, report)
    check_paths.check_paths(diagram, report)
    check_joins(diagram, report)


def _check_starts(process: str, diagram: Diagram, report: Report) -> None:
    if not diagram.beginnings(process):
        report.add("no-start", diagram.files[process], process)
    plain = [node.id for node in diagram.starts(process) if node.has("none")]
    if len(plain) > 1:
        report.add("starts-several", diagram.files[process], process, first=plain[0])


def _check_flows(node: FlowNode, report: Report) -> None:
    if node.kind in ("startEvent", "boundaryEvent") and node.incoming:
        report.add("flow-missing", node.file, node.id, kind=node.kind, direction="incoming")
    if node.kind == "endEvent" and node.outgoing:
        report.add("flow-missing", node.file, node.id, kind=node.kind, direction="outgoing")
    if node.event_subprocess and (node.incoming or node.outgoing):
        report.add("flow-missing", node.file, node.id, kind="event subprocess", direction="incoming or outgoing")
    if node.kind in _NEEDS_OUTGOING and not node.outgoing and not node.has("compensate"):
        report.add("no-outgoing", node.file, node.id, kind=node.kind)


def _check_place(node: FlowNode, diagram: Diagram, report: Report) -> None:
    if node.kind == "boundaryEvent":
        activity = diagram.nodes.get(node.attached_to or "")
        right = activity and activity.kind in ACTIVITIES and activity.scope == node.scope
        if activity is None or not right or activity.event_subprocess:
            report.add("attached-missing", node.file, node.id)
    if node.kind == "startEvent":
        _check_start(node, diagram, report)
    if node.adhoc is not None:
        _check_ad_hoc(node, diagram, report)
    elif node.kind in SUBPROCESSES:
        starts = len(diagram.starts(node.id))
        if starts > 1 or not diagram.beginnings(node.id) or (node.event_subprocess and starts != 1):
            report.add("start-events", node.file, node.id, found=starts)
    if node.kind == "intermediateThrowEvent" and node.has("link") and not node.outgoing:
        report.add("link-missing", node.file, node.id, name=node.trigger.name)


def _check_ad_hoc(node: FlowNode, diagram: Diagram, report: Report) -> None:
    """An ad-hoc subprocess has activities, and neither start nor end events (BPMN 2.0.2 §10.3.5)."""
    inside = diagram.inside(node.id)
    for event in inside:
        if event.kind in ("startEvent", "endEvent"):
            report.add("ad-hoc-event", node.file, event.id)
    if not any(inner.kind in ACTIVITIES and begins_by_itself(inner) for inner in inside):
        report.add("ad-hoc-empty", node.file, node.id)


def _check_start(node: FlowNode, diagram: Diagram, report: Report) -> None:
    owner = diagram.nodes.get(node.scope)
    allowed = {"none", "message", "timer", "signal", "conditional"}
    if owner is not None:
        triggered = {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"}
        allowed = triggered if owner.event_subprocess else {"none"}
    if any(trigger.kind not in allowed for trigger in node.triggers or (Trigger(),)):
        report.add("start-trigger", node.file, node.id)


def _check_compensation(node: FlowNode, diagram: Diagram, report: Report) -> None:
    """Handlers, what is to be compensated, and cancelled transactions (BPMN 2.0.2 §10.7, §10.3.5)."""
    if node.kind == "boundaryEvent" and node.has("compensate") and not node.handler:
        report.add("compensation-handler", node.file, node.id)
    if node.for_compensation and not node.event_subprocess:
        compensates = any(other.handler == node.id for other in diagram.nodes.values())
        if node.incoming or node.outgoing or not compensates:
            report.add("compensation-alone", node.file, node.id)
    for trigger in node.triggers:
        if trigger.activity and node.kind in ("endEvent", "intermediateThrowEvent"):
            _check_target(node, trigger.activity, diagram, report)
    if node.has("cancel"):
        _check_cancel(node, diagram, report)


def _check_target(node: FlowNode, activity: str, diagram: Diagram, report: Report) -> None:
    target, around = diagram.nodes.get(activity), diagram.nodes.get(node.scope)
    scopes = {node.scope} | ({around.scope} if around is not None and around.event_subprocess else set())
    inside = SUBPROCESSES | {"callActivity"}
    if target is None or target.scope not in scopes or not (target.handler or target.kind in inside):
        report.add("compensation-target", node.file, node.id, activity=activity)


def _check_cancel(node: FlowNode, diagram: Diagram, report: Report) -> None:
    around = diagram.nodes.get(node.attached_to or node.scope)
    while not node.attached_to and around is not None and around.kind != "transaction":
        around = diagram.nodes.get(around.scope)
    if around is None or around.kind != "transaction":
        report.add("cancel-outside", node.file, node.id)
    elif not any(diagram.nodes[event].has("cancel") for event in around.boundaries):
        report.add("cancel-uncaught", node.file, around.id)


def _check_gateway(node: FlowNode, diagram: Diagram, report: Report) -> None:
    if node.default and all(flow.id != node.default for flow in node.outgoing):
        report.add("flow-broken", node.file, node.id, flow=node.default)
    if node.kind == "eventBasedGateway":
        for flow in node.outgoing:
            target = diagram.nodes[flow.target]
            if target.kind not in _AFTER_EVENT_GATEWAY or target.has("link") or target.loop:
                report.add("event-gateway", node.file, node.id, target=target.id)
    joins = node.kind == "complexGateway" and len(node.incoming) > 1
    if joins and node.activation is None and node.id not in _reported(report):
        report.add("activation-missing", node.file, node.id)
    if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(node.outgoing) < 2:
        return
    for flow in node.outgoing:
        if flow.condition is None and flow.id != node.default and flow.id not in _reported(report):
            report.add("condition-missing", node.file, node.id, flow=flow.id)
    if node.default is None and all(flow.condition for flow in node.outgoing):
        report.add("no-default", node.file, node.id)


def _reported(report: Report) -> set[str | None]:
    """Flows and gateways whose condition could not be read: they have one."""
    return {finding.element for finding in report if finding.rule == "expression"}


def _check_references(node: FlowNode, diagram: Diagram, report: Report, decisions: Collection[str] | None) -> None:
    called = _literal(node.called)
    if called:
        if not diagram.runs(called):
            report.add("process-missing", node.file, node.id, process=called)
    decision = _literal(node.decision)
    if decision and decisions is not None and decision not in decisions:
        report.add("decision-missing", node.file, node.id, decision=decision)


def _check_people(
    node: FlowNode, report: Report, forms: Collection[str] | None, groups: Collection[str] | None
) -> None:
    if node.kind != "userTask" or node.task is None:
        return
    form = _literal(node.task.form)
    if node.task.form is None:
        report.add("form-none", node.file, node.id)
    elif form and forms is not None and form not in forms:
        report.add("form-missing", node.file, node.id, form=form)
    for group in _names(node.task.groups):
        if groups is not None and group not in groups:
            report.add("group-missing", node.file, node.id, group=group)


def _names(text: Text | None) -> Iterable[str]:
    return [name.strip() for name in (_literal(text) or "").split(",") if name.strip()]


def _literal(text: Text | None) -> str | None:
    return text.source if text is not None and text.formula is None else None
