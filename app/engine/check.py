"""Checks a diagram that was read: what breaks BPMN's rules, what is missing, what would run wild."""

from collections.abc import Collection, Iterable

from app.engine import check_paths
from app.engine.check_joins import check_joins
from app.engine.diagram import ACTIVITIES, SUBPROCESSES, Diagram, FlowNode, Trigger, begins_by_itself, may_be_led_to
from app.engine.findings import Report
from app.engine.naming import spoken_name
from app.engine.texts import Text
from app.engine.words import word
from app.errors import listed

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
        _check_flows(node, diagram, report)
        _check_place(node, diagram, report)
        _check_gateway(node, diagram, report)
        _check_compensation(node, diagram, report)
        _check_references(node, diagram, report, decisions)
        _check_people(node, report, forms, groups)
    for identity, process in diagram.processes.items():
        if diagram.is_judged(identity) and (process.executable or diagram.inside(identity)):
            _check_starts(identity, diagram, report)
    check_paths.check_paths(diagram, report)
    check_joins(diagram, report)


def check_executable(file: str, diagram: Diagram, report: Report) -> None:
    """A file in which no process is marked to run: a finding at each one that could be.

    What is drawn but empty, such as the pool of a partner whose process is not known, cannot.
    """
    processes = [process for process in diagram.processes.values() if process.file == file]
    if any(process.executable for process in processes):
        return
    drawn = [process for process in processes if diagram.inside(process.id)]
    for process in drawn:
        report.add("not-executable", file, process.id, process=process.name)
    if not drawn and not any(diagram.files[task] == file for task in diagram.global_tasks):
        report.add("no-process", file)


def _check_starts(process: str, diagram: Diagram, report: Report) -> None:
    if not diagram.beginnings(process):
        report.add("no-start", diagram.files[process], process)
    plain = [node.id for node in diagram.starts(process) if node.has("none")]
    if len(plain) > 1:
        report.add("starts-several", diagram.files[process], process, first=plain[0])


def _check_flows(node: FlowNode, diagram: Diagram, report: Report) -> None:
    kind = "event subprocess" if node.event_subprocess else node.kind
    for flow in node.incoming:
        if not may_be_led_to(node):
            report.add("flow-incoming", node.file, node.id, kind=kind, flow=flow.id)
    for flow in node.outgoing:
        if node.kind == "endEvent" or node.event_subprocess:
            report.add("flow-outgoing", node.file, node.id, kind=kind, flow=flow.id)
    if node.kind not in _NEEDS_OUTGOING or (node.kind == "boundaryEvent" and node.has("compensate")):
        return
    if not any(may_be_led_to(diagram.nodes[flow.target]) for flow in node.outgoing):
        rule = "event-gateway-empty" if node.kind == "eventBasedGateway" else "no-outgoing"
        report.add(rule, node.file, node.id, kind=node.kind)


def _check_place(node: FlowNode, diagram: Diagram, report: Report) -> None:
    if node.kind == "boundaryEvent":
        activity = diagram.nodes.get(node.attached_to or "")
        right = activity and activity.kind in ACTIVITIES and activity.scope == node.scope
        if activity is None or not right or activity.event_subprocess:
            report.add("attached-missing", node.file, node.id)
    if node.kind == "startEvent":
        _check_start(node, diagram, report)
    if node.event_subprocess and node.loop is not None:
        report.add("event-subprocess-loop", node.file, node.id)
    if node.adhoc is not None:
        _check_ad_hoc(node, diagram, report)
    elif node.kind in SUBPROCESSES:
        _check_subprocess(node, diagram, report)
    if node.kind == "intermediateThrowEvent" and node.has("link") and not node.outgoing:
        report.add("link-missing", node.file, node.id, name=node.trigger.name)


def _check_subprocess(node: FlowNode, diagram: Diagram, report: Report) -> None:
    starts = len(diagram.starts(node.id))
    if starts > 1:
        report.add("start-events", node.file, node.id, found=starts)
    elif node.event_subprocess and not starts:
        report.add("event-subprocess-start", node.file, node.id)
    elif not diagram.beginnings(node.id):
        report.add("subprocess-start", node.file, node.id)


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
    for trigger in node.triggers or (Trigger(),):
        if trigger.kind not in allowed:
            words = listed(*map(word, sorted(allowed)))
            report.add("start-trigger", node.file, node.id, event=trigger.kind, allowed=words)


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
    if node.has("cancel") and node.kind in ("endEvent", "boundaryEvent"):
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
        report.add("default-flow", node.file, node.id, flow=node.default)
    if node.kind == "eventBasedGateway":
        for flow in node.outgoing:
            target = diagram.nodes[flow.target]
            fits = target.kind in _AFTER_EVENT_GATEWAY and not target.has("link") and not target.loop
            if not fits and may_be_led_to(target):
                report.add("event-gateway", node.file, node.id, flow=flow.id, target=spoken_name(target))
    joins = node.kind == "complexGateway" and len(node.incoming) > 1
    if joins and node.activation is None and node.id not in _reported(report):
        report.add("activation-missing", node.file, node.id)
    if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(node.outgoing) < 2:
        return
    for flow in node.outgoing:
        if flow.condition is None and flow.id != node.default and flow.id not in _reported(report):
            way = spoken_name(diagram.nodes[flow.target])
            report.add("condition-missing", node.file, node.id, flow=flow.id, target=way)
    if node.default is None and all(flow.condition for flow in node.outgoing):
        report.add("no-default", node.file, node.id)


def _reported(report: Report) -> set[str | None]:
    """Flows and gateways whose condition could not be read: they have one."""
    return {finding.element for finding in report if finding.rule == "expression"}


def _check_references(node: FlowNode, diagram: Diagram, report: Report, decisions: Collection[str] | None) -> None:
    called = _literal(node.called)
    if called:
        process = diagram.processes.get(called)
        if process is None and not diagram.runs(called):
            report.add("process-missing", node.file, node.id, process=called)
        elif process is not None and not process.executable:
            report.add("process-not-executable", node.file, node.id, process=called)
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
