"""Repairs a diagram as its findings say: each remedy mechanically, from nothing but the finding.

What a person would decide – which message, which condition – is filled in somehow; whether the list of findings was
complete is then seen by whether the file runs.
"""

from collections.abc import Callable, Iterable

from app.engine import Finding
from tests.unit.engine.redrawing import MODEL, Repair

REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "activityRef", "processRef")


def repaired(content: bytes, findings: Iterable[Finding]) -> bytes:
    """The file after one round: each error repaired as it says."""
    repair = Repair(content)
    errors = [finding for finding in findings if finding.severity == "error"]
    for finding in sorted(errors, key=lambda finding: not finding.rule.startswith("id-")):
        assert finding.rule in RULES, f"nothing repairs {finding.rule} at {finding.element}: {finding.sentence}"
        RULES[finding.rule](repair, finding)
    return repair.content()


def _mark(repair: Repair, finding: Finding) -> None:
    called = str(finding.details["process"]) if finding.rule == "process-not-executable" else finding.element
    repair.by_id(called or "").set("isExecutable", "true")


def _refer(repair: Repair, finding: Finding, kind: str) -> None:
    """Creates what is referred to, with a name and a code, and refers to it."""
    element = repair.element(finding)
    made = repair.add(repair.root, kind, name=repair.new_id("name"))
    if kind in ("error", "escalation"):
        made.set(f"{kind}Code", "code")
    known = {part.get("id") for part in repair.root if part is not made}
    for part in [*repair.definitions(element), element]:
        fits = (part is element and "Task" in repair.kind(element)) or repair.kind(part) == f"{kind}EventDefinition"
        if fits and part.get(f"{kind}Ref", "").rpartition(":")[2] not in known - {None}:
            part.set(f"{kind}Ref", made.get("id"))


def _name(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    for part in [*repair.definitions(element), element]:
        for kind in ("message", "signal"):
            if part.get(f"{kind}Ref"):
                repair.by_id(part.get(f"{kind}Ref").rpartition(":")[2]).set("name", repair.new_id("name"))


def _condition(repair: Repair, finding: Finding) -> None:
    flow = repair.by_id(str(finding.details["flow"]))
    repair.first(flow, "conditionExpression").text = "=true"


def _fill(repair: Repair, finding: Finding) -> None:
    """Writes the expression that is missing."""
    element = repair.element(finding)
    what = str(finding.details.get("what") or finding.details.get("name") or "timer")
    if what == "timer":
        for part in repair.definitions(element):
            if repair.kind(part) == "timerEventDefinition" and not "".join(part.itertext()).strip():
                repair.add(part, "timeDuration").text = "PT1H"
    elif what == "condition":
        for part in repair.definitions(element):
            if repair.kind(part) == "conditionalEventDefinition":
                repair.first(part, "condition").text = "=ready = true"
    elif what == "loop condition":
        loop = repair.first(element, "standardLoopCharacteristics")
        repair.first(loop, "loopCondition").text = "=again = true"
    elif what == "called process":
        called = repair.add(repair.root, "process", isExecutable="true")
        task = repair.add(called, "userTask")
        repair.flow(repair.add(called, "startEvent"), task)
        repair.flow(task, repair.add(called, "endEvent"))
        element.set("calledElement", called.get("id"))
    else:
        assert what == "decision", what
        repair.extension(element, "taskDefinition", type="decide")


def _correct(repair: Repair, finding: Finding) -> None:
    """Puts something valid where the text stands that is not."""
    source, element = str(finding.details["source"]), repair.element(finding)
    for part in element.iter():
        if (part.text or "").strip().removeprefix("=") == source.removeprefix("="):
            part.text = "PT1H" if "time" in repair.kind(part) else "=true"
        for name, value in part.attrib.items():
            if value.strip().removeprefix("=") == source.removeprefix("="):
                part.set(name, "=true")


def _remove(repair: Repair, finding: Finding) -> None:
    repair.remove(repair.element(finding))


def _connect(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    repair.flow(element, repair.add(element.getparent(), "endEvent"))


def _begin(repair: Repair, finding: Finding) -> None:
    scope = repair.element(finding)
    start = repair.add(scope, "startEvent")
    if finding.rule == "event-subprocess-start":
        timer = repair.add(start, "timerEventDefinition")
        repair.add(timer, "timeDuration").text = "PT1H"
    first = next((part for part in scope if part.find(f"{{{MODEL}}}incoming") is not None), None)
    repair.flow(start, repair.add(scope, "endEvent") if first is None else first)


def _retrigger(repair: Repair, finding: Finding) -> None:
    """Makes an event one that is allowed there."""
    element, allowed = repair.element(finding), str(finding.details.get("allowed", "none")).split(", ")
    for part in repair.definitions(element):
        element.remove(part)
    if finding.rule == "catch-trigger":
        allowed = ["message"]
    if finding.rule == "cancel-outside":
        made = repair.add(repair.root, "error", errorCode="code")
        repair.add(element, "errorEventDefinition", errorRef=made.get("id"))
    elif "none" not in allowed:
        assert "message" in allowed, allowed
        named = repair.add(repair.root, "message", name=repair.new_id("name"))
        repair.add(element, "messageEventDefinition", messageRef=named.get("id"))


def _one_trigger_less(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    for part in repair.definitions(element):
        if repair.kind(part) == f"{finding.details['event']}EventDefinition":
            element.remove(part)


def _job(repair: Repair, finding: Finding) -> None:
    repair.extension(repair.element(finding), "taskDefinition", type="do")


def _script(repair: Repair, finding: Finding) -> None:
    repair.extension(repair.element(finding), "script", expression="=1", resultVariable="result")


def _instead(repair: Repair, finding: Finding) -> None:
    """Draws a refused element with the first element that the remedy names."""
    element = repair.element(finding)
    loop = element.find(f"{{{MODEL}}}{finding.details['kind']}")
    if loop is not None:
        element.remove(loop)
        return
    element.tag = f"{{{MODEL}}}{'parallelGateway' if 'gateway' in str(finding.details['instead']) else 'task'}"


def _collection(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    loop = element.find(f"{{{MODEL}}}multiInstanceLoopCharacteristics")
    repair.extension(element if loop is None else loop, "loopCharacteristics", inputCollection="=[1, 2]")


def _once(repair: Repair, finding: Finding) -> None:
    for name in ("startQuantity", "completionQuantity"):
        repair.element(finding).attrib.pop(name, None)


def _awaited_condition(repair: Repair, finding: Finding) -> None:
    for part in repair.definitions(repair.element(finding)):
        if repair.kind(part) == "conditionalEventDefinition":
            repair.first(part, "condition").text = "=ready = true"


def _activation(repair: Repair, finding: Finding) -> None:
    repair.first(repair.element(finding), "activationCondition").text = "=activationCount > 0"


def _process(repair: Repair, finding: Finding) -> None:
    """Calls a process that is there."""
    called = repair.add(repair.root, "process", isExecutable="true")
    repair.flow(repair.add(called, "startEvent"), repair.add(called, "endEvent"))
    element = repair.element(finding)
    element.set("calledElement", called.get("id"))


def _event_between(repair: Repair, finding: Finding) -> None:
    """Puts a timer between an event-based gateway and what follows."""
    if "flow" not in finding.details:
        gateway, target = finding.element, str(finding.details["target"])
        named = [it for it in repair.root.iter() if target in (it.get("id"), it.get("name"))]
        ends = {(gateway, it.get("id")) for it in named}
        flows = [it for it in repair.root.iter() if (it.get("sourceRef"), it.get("targetRef")) in ends]
    else:
        flows = [repair.by_id(str(finding.details["flow"]))]
    flow = flows[0]
    event = repair.timer(flow.getparent())
    target, event_id = flow.get("targetRef"), event.get("id")
    repair.add(flow.getparent(), "sequenceFlow", sourceRef=event_id, targetRef=target)
    flow.set("targetRef", event_id)


def _no_default(repair: Repair, finding: Finding) -> None:
    repair.element(finding).attrib.pop("default", None)


def _plain_attribute(repair: Repair, finding: Finding) -> None:
    element, what = repair.element(finding), str(finding.details["what"])
    written = {"Compensation": "isForCompensation"}.get(what, what)
    element.attrib.pop("instantiate" if "instantiate" in what else written)


def _no_loop(repair: Repair, finding: Finding) -> None:
    """Takes the loop away: one of two, or the only one."""
    element = repair.element(finding)
    loops = [part for part in element if str(part.tag).endswith("LoopCharacteristics")]
    for part in loops[: 1 if finding.rule == "two-loops" else None]:
        element.remove(part)


def _link(repair: Repair, finding: Finding) -> None:
    """The other end of a link, leading to an end event."""
    throw, name = repair.element(finding), repair.new_id("link")
    catch = repair.add(throw.getparent(), "intermediateCatchEvent")
    for part in [*repair.definitions(throw), repair.add(catch, "linkEventDefinition")]:
        part.set("name", name)
    repair.flow(catch, repair.add(throw.getparent(), "endEvent"))


def _new_id(repair: Repair, finding: Finding) -> None:
    """Another id for the element; what referred to an id that only this element had goes with it."""
    written, line, kind = str(finding.details["id"]), str(finding.details["line"]), str(finding.details["tag"])
    same = [part for part in repair.root.iter(f"{{{MODEL}}}{kind}") if str(part.sourceline or 0) == line]
    element = [it for it in same if (it.get("id", "").startswith(written) if written else not it.get("id"))][-1]
    old, made = element.get("id"), repair.new_id("id")
    element.set("id", made)
    repair.renamed[f"{written or kind}:{line}"] = element
    if finding.rule != "id-duplicate":
        repair.renamed.setdefault(finding.element or "", element)
    if finding.rule != "id-duplicate" and old:
        for part in repair.root.iter():
            part.attrib.update({name: made for name in REFERENCES if part.get(name) == old})


def _unattached(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    beside = [part for part in element.getparent() if "task" in repair.kind(part).lower() and part.get("id")]
    if beside:
        element.set("attachedToRef", beside[0].get("id"))
    else:
        repair.remove(element)


def _wait(repair: Repair, finding: Finding) -> None:
    """Puts a timer before the element."""
    element = repair.element(finding)
    leading = [part for part in repair.root.iter() if part.get("targetRef") == element.get("id")]
    event = repair.timer(element.getparent())
    for flow in leading:
        flow.set("targetRef", event.get("id"))
    repair.flow(event, element)


def _flow_away(repair: Repair, finding: Finding) -> None:
    repair.remove(repair.by_id(str(finding.details["flow"])))


def _awaited(repair: Repair, finding: Finding) -> None:
    gateway = repair.element(finding)
    event = repair.timer(gateway.getparent())
    repair.flow(gateway, event)
    repair.flow(event, repair.add(gateway.getparent(), "endEvent"))


def _compensate(repair: Repair, finding: Finding) -> None:
    """An activity that compensates, joined to the event."""
    event = repair.element(finding)
    handler = repair.add(event.getparent(), "task", isForCompensation="true")
    repair.add(event.getparent(), "association", sourceRef=event.get("id"), targetRef=handler.get("id"))


def _not_for_compensation(repair: Repair, finding: Finding) -> None:
    element = repair.element(finding)
    identity = element.get("id")
    events = {event.get("id") for event in repair.root.iter(f"{{{MODEL}}}boundaryEvent")}
    ends = [{part.get("sourceRef"), part.get("targetRef")} for part in repair.root.iter(f"{{{MODEL}}}association")]
    joined = any(identity in pair and pair & events for pair in ends)
    if not joined:
        del element.attrib["isForCompensation"]
    for flow in [*repair.root.iter(f"{{{MODEL}}}sequenceFlow")]:
        if joined and identity in (flow.get("sourceRef"), flow.get("targetRef")):
            repair.remove(flow)


def _led_to(repair: Repair, finding: Finding) -> None:
    """Leads a sequence flow from a start event of the level to the element."""
    element = repair.element(finding)
    starts = [part for part in element.getparent() if repair.kind(part) == "startEvent"]
    repair.flow(starts[0] if starts else repair.add(element.getparent(), "startEvent"), element)


def _task(repair: Repair, finding: Finding) -> None:
    """Puts a plain task in the place of a gateway that does nothing."""
    repair.element(finding).tag = f"{{{MODEL}}}task"


def _ends(repair: Repair, finding: Finding) -> None:
    """An end event for everything on the level that leads nowhere; none when others were repaired so already."""
    scope = repair.element(finding).getparent()
    sources = {flow.get("sourceRef") for flow in scope.iter(f"{{{MODEL}}}sequenceFlow")}
    loose = [part for part in scope if repair.is_node(part) and part.get("id") not in sources]
    for part in [part for part in loose if repair.kind(part) != "endEvent"]:
        repair.flow(part, repair.add(scope, "endEvent"))


def _starts(repair: Repair, finding: Finding) -> None:
    """A start event for everything on the level that nothing leads to; none when others were repaired so already."""
    scope = repair.element(finding).getparent()
    targets = {flow.get("targetRef") for flow in scope.iter(f"{{{MODEL}}}sequenceFlow")}
    loose = [part for part in scope if repair.is_node(part) and part.get("id") not in targets]
    for part in [part for part in loose if repair.kind(part) not in ("startEvent", "boundaryEvent")]:
        repair.flow(repair.add(scope, "startEvent"), part)


def _own_event(repair: Repair, finding: Finding) -> None:
    """Gives an event-based gateway an event of its own where others lead to the same one."""
    gateway = repair.element(finding)
    for flow in [*repair.root.iter(f"{{{MODEL}}}sequenceFlow")]:
        target = flow.get("targetRef") or ""
        leading = [it for it in repair.root.iter(f"{{{MODEL}}}sequenceFlow") if it.get("targetRef") == target]
        if flow.get("sourceRef") == gateway.get("id") and len(leading) > 1:
            after = [it for it in repair.root.iter(f"{{{MODEL}}}sequenceFlow") if it.get("sourceRef") == target]
            event = repair.timer(gateway.getparent())
            flow.set("targetRef", event.get("id"))
            repair.flow(event, repair.by_id(after[0].get("targetRef")))


def _unrefer(repair: Repair, finding: Finding) -> None:
    """Refers to nothing any more; what joins two elements has no use then."""
    element, name = repair.element(finding), str(finding.details["name"])
    if repair.kind(element) in ("association", "messageFlow", "sequenceFlow"):
        repair.remove(element)
    elif element.get(name):
        del element.attrib[name]


def _saved(repair: Repair, finding: Finding) -> None:
    """An editor writes the lists of sequence flows anew when it saves."""


def _operation(repair: Repair, finding: Finding) -> None:
    """Camunda 8's dialect needs no operation."""
    repair.extension(repair.element(finding), "properties")


RULES: dict[str, Callable[[Repair, Finding], object]] = {
    "connection-loose": _remove,
    "element-without-incoming": _led_to,
    "intermediate-incoming": _led_to,
    "end-incoming": _led_to,
    "element-without-outgoing": _connect,
    "intermediate-outgoing": _connect,
    "start-outgoing": _connect,
    "boundary-outgoing": _connect,
    "gateway-needless": _task,
    "event-gateway-outgoing": _task,
    "event-gateway-target": _event_between,
    "event-gateway-joined": _own_event,
    "catch-trigger": _retrigger,
    "start-without-end": _ends,
    "end-without-start": _starts,
    "message-within-pool": _remove,
    "flow-crosses": _remove,
    "reference-unknown": _unrefer,
    "operation-not-chosen": _operation,
    "quantity": _once,
    "condition-informal": _awaited_condition,
    "instances-unknown": _collection,
    "activation-missing": _activation,
    "flow-unlisted": _saved,
    "flow-listed": _saved,
    "expression-empty": _fill,
    "timer-measure": _fill,
    "message-not-chosen": lambda repair, finding: _refer(repair, finding, "message"),
    "signal-not-chosen": lambda repair, finding: _refer(repair, finding, "signal"),
    "not-executable": _mark,
    "process-not-executable": _mark,
    "message-missing": lambda repair, finding: _refer(repair, finding, "message"),
    "signal-missing": lambda repair, finding: _refer(repair, finding, "signal"),
    "code-missing": lambda repair, finding: _refer(repair, finding, str(finding.details["kind"])),
    "reference-missing": lambda repair, finding: _refer(repair, finding, str(finding.details["kind"])),
    "message-name": _name,
    "signal-name": _name,
    "condition-missing": _condition,
    "expression-missing": _fill,
    "expression": _correct,
    "expression-wrong": _correct,
    "timer-literal": _correct,
    "flow-broken": _remove,
    "flow-between-pools": _remove,
    "flow-between-levels": _remove,
    "no-outgoing": _connect,
    "no-start": _begin,
    "subprocess-start": _begin,
    "event-subprocess-start": _begin,
    "unsupported-event": _retrigger,
    "start-trigger": _retrigger,
    "cancel-outside": _retrigger,
    "multiple-events": _one_trigger_less,
    "job-type": _job,
    "script-missing": _script,
    "script-language": _script,
    "unsupported": _instead,
    "loop-collection": _collection,
    "process-missing": _process,
    "event-gateway": _event_between,
    "default-flow": _no_default,
    "attribute-ignored": _plain_attribute,
    "id-missing": _new_id,
    "id-invalid": _new_id,
    "id-reserved": _new_id,
    "id-duplicate": _new_id,
    "ad-hoc-empty": lambda repair, finding: repair.add(repair.element(finding), "task"),
    "ad-hoc-event": _remove,
    "endless-loop": _wait,
    "flow-incoming": _flow_away,
    "flow-outgoing": _flow_away,
    "two-loops": _no_loop,
    "event-subprocess-loop": _no_loop,
    "link-missing": _link,
    "event-gateway-empty": _awaited,
    "attached-missing": _unattached,
    "compensation-handler": _compensate,
    "compensation-alone": _not_for_compensation,
}
