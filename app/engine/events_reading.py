"""Reads event definitions: what an event waits for or throws (BPMN 2.0.2 §10.5.5)."""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.diagram import FlowNode, Trigger
from app.engine.settings_reading import Place
from app.engine.texts import Text
from app.engine.timing import NoTime, due_at, parse_cycle
from app.engine.xml import MODEL, child, children, tag, text, zeebe
from app.errors import Phrase
from app.time import from_iso

_ALLOWED = {
    "startEvent": {"none", "message", "timer", "error", "escalation"},
    "endEvent": {"none", "message", "error", "escalation", "terminate"},
    "intermediateCatchEvent": {"message", "timer", "link"},
    "intermediateThrowEvent": {"none", "message", "escalation", "link"},
    "boundaryEvent": {"message", "timer", "error", "escalation"},
}
_ANY_DAY = from_iso("2026-01-01T00:00:00Z")


@dataclass
class Definitions:
    """The messages, errors and escalations of one file by id, each as name or code and correlation key."""

    messages: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def read_definitions(root: etree._Element) -> Definitions:
    """What the events of a file can refer to."""
    found = Definitions()
    for message in children(root, MODEL, "message"):
        subscription = zeebe(message, "subscription")
        key = subscription.get("correlationKey") if subscription is not None else None
        found.messages[message.get("id") or ""] = (message.get("name") or "", key)
    for error in children(root, MODEL, "error"):
        found.codes[error.get("id") or ""] = error.get("errorCode") or error.get("name") or ""
    for escalation in children(root, MODEL, "escalation"):
        found.codes[escalation.get("id") or ""] = escalation.get("escalationCode") or escalation.get("name") or ""
    return found


def read_trigger(element: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> dict[str, Any]:
    """The fields of :class:`FlowNode` that make it an event (or a task that sends or receives)."""
    if node.kind in ("sendTask", "receiveTask"):
        return _message_task(element, node, definitions, place)
    found = [part for part in children(element, MODEL) if tag(part)[1].endswith("EventDefinition")]
    if len(found) + len(children(element, MODEL, "eventDefinitionRef")) > 1:
        place.add("multiple-events")
    if child(element, MODEL, "eventDefinitionRef") is not None:
        place.add("unsupported-event", kind=node.kind, event="eventDefinitionRef")
    trigger = _trigger(found[0], node, definitions, place) if found else Trigger()
    if trigger.kind not in _ALLOWED[node.kind]:
        place.add("unsupported-event", kind=node.kind, event=trigger.kind)
    interrupting = element.get("isInterrupting" if node.kind == "startEvent" else "cancelActivity", "true") != "false"
    return {
        "trigger": trigger,
        "interrupting": interrupting or trigger.kind == "error",
        "attached_to": element.get("attachedToRef") if node.kind == "boundaryEvent" else None,
    }


def _message_task(element: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> dict[str, Any]:
    if node.job is not None:
        return {}
    if element.get("messageRef"):
        return {"trigger": _message(element.get("messageRef"), node, definitions, place)}
    place.add("job-type" if node.kind == "sendTask" else "message-missing")
    return {}


def _trigger(definition: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> Trigger:
    kind = tag(definition)[1].removesuffix("EventDefinition")
    if kind == "message":
        return _message(definition.get("messageRef"), node, definitions, place)
    if kind == "timer":
        return _timer(definition, place)
    if kind in ("error", "escalation"):
        return _coded(kind, definition.get(f"{kind}Ref"), node, definitions, place)
    if kind == "link":
        return Trigger("link", definition.get("name", ""))
    return Trigger(kind)


def _message(reference: str | None, node: FlowNode, definitions: Definitions, place: Place) -> Trigger:
    if node.job is not None and reference is None:
        return Trigger("message")
    name, key = definitions.messages.get((reference or "").rpartition(":")[2], (None, None))
    if not reference:
        place.add("message-missing")
    elif name is None:
        place.add("reference-missing", kind="message")
    elif not name:
        place.add("message-name")
    return Trigger("message", name or "", key=place.text(key, Phrase("correlation key")))


def _coded(kind: str, reference: str | None, node: FlowNode, definitions: Definitions, place: Place) -> Trigger:
    throws = node.kind in ("endEvent", "intermediateThrowEvent")
    code = definitions.codes.get((reference or "").rpartition(":")[2])
    if throws and not reference:
        place.add("code-missing", kind=kind)
    elif code is None and reference:
        place.add("reference-missing", kind=kind)
    return Trigger(kind, code=code or None)


def _timer(definition: etree._Element, place: Place) -> Trigger:
    for measure in ("timeDuration", "timeDate", "timeCycle"):
        written = text(child(definition, MODEL, measure))
        if written:
            timer = place.text(written, Phrase("timer"))
            if timer is not None and timer.formula is None:
                _check_literal(timer, measure, place)
            return Trigger("timer", timer=timer, measure=measure)
    place.add("expression-missing", what=Phrase("timer"))
    return Trigger("timer")


def _check_literal(timer: Text, measure: str, place: Place) -> None:
    try:
        if measure == "timeCycle":
            parse_cycle(timer.source)
        else:
            due_at(timer.source, _ANY_DAY)
    except NoTime:
        place.add("timer-literal", source=timer.source)
