"""Reads event definitions: what an event waits for or throws (BPMN 2.0.2 §10.5.5)."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.diagram import FlowNode, Trigger
from app.engine.settings_reading import Place
from app.engine.texts import Text
from app.engine.timing import is_time
from app.engine.words import word
from app.engine.xml import MODEL, child, children, tag, text, zeebe
from app.errors import Phrase, listed

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "startEvent": ("none", "message", "timer", "conditional", "signal", "error", "escalation", "compensate"),
    "endEvent": ("none", "message", "signal", "error", "escalation", "compensate", "cancel", "terminate"),
    "intermediateCatchEvent": ("message", "timer", "conditional", "signal", "link"),
    "intermediateThrowEvent": ("none", "message", "signal", "escalation", "compensate", "link"),
    "multiInstanceLoopCharacteristics": ("message", "signal", "error", "escalation"),
    "boundaryEvent": ("message", "timer", "conditional", "signal", "error", "escalation", "compensate", "cancel"),
}
"""Which event definitions BPMN allows where (2.0.2 table 10.93)."""
ALONE = frozenset({"link", "cancel", "compensate", "terminate"})
"""What cannot be one of several definitions of an event that is caught; a link not of one that is thrown either."""


@dataclass
class Definitions:
    """What the events of one file refer to, by id: messages as name and correlation key, signals as name, errors and
    escalations as code, operations as the id of their message, event definitions as their element."""

    messages: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    operations: dict[str, str] = field(default_factory=dict)
    events: dict[str, etree._Element] = field(default_factory=dict)


def read_definitions(root: etree._Element) -> Definitions:
    """What the events of a file can refer to."""
    found = Definitions()
    for element in children(root, MODEL):
        local, identity = tag(element)[1], element.get("id") or ""
        if local == "message":
            subscription = zeebe(element, "subscription")
            key = subscription.get("correlationKey") if subscription is not None else None
            found.messages[identity] = (element.get("name") or "", key)
        elif local == "signal":
            found.signals[identity] = element.get("name") or ""
        elif local in ("error", "escalation"):
            found.codes[identity] = element.get(f"{local}Code") or element.get("name") or ""
        elif local == "interface":
            operations = children(element, MODEL, "operation")
            found.operations |= {part.get("id") or "": text(child(part, MODEL, "inMessageRef")) for part in operations}
        elif local.endswith("EventDefinition"):
            found.events[identity] = element
    return found


def read_trigger(element: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> dict[str, Any]:
    """The fields of :class:`FlowNode` that make it an event (or a task that sends or receives)."""
    if node.kind in ("sendTask", "receiveTask"):
        return _message_task(element, node, definitions, place)
    reader = _Reader(node, definitions, place)
    triggers = tuple(reader.trigger(definition) for definition in reader.definitions_of(element))
    for trigger in triggers or (Trigger(),):
        _judge(trigger, node, len(triggers), place)
    interrupting = element.get("isInterrupting" if node.kind == "startEvent" else "cancelActivity", "true") != "false"
    return {
        "triggers": tuple(trigger for trigger in triggers if trigger.kind != "none"),
        "all_triggers": element.get("parallelMultiple") == "true" and len(triggers) > 1,
        "interrupting": interrupting or any(trigger.kind in ("error", "cancel") for trigger in triggers),
        "attached_to": element.get("attachedToRef") if node.kind == "boundaryEvent" else None,
    }


def read_thrown(
    holder: etree._Element, reference: str | None, node: FlowNode, definitions: Definitions, place: Place
) -> Trigger | None:
    """What a multi-instance activity throws: the event definition with the id *reference*, or the one in *holder*."""
    reader = _Reader(dataclasses.replace(node, kind="intermediateThrowEvent"), definitions, place)
    if reference is None:
        found = reader.definitions_of(holder)
    else:
        found = [definitions.events[_local(reference)]] if _local(reference) in definitions.events else []
    if len(found) != 1:
        place.add("reference-missing", kind="event definition")
        return None
    trigger, kind = reader.trigger(found[0]), "multiInstanceLoopCharacteristics"
    if trigger.kind not in ALLOWED[kind]:
        place.add("unsupported-event", kind=kind, event=trigger.kind, allowed=", ".join(ALLOWED[kind]))
    return trigger


def _judge(trigger: Trigger, node: FlowNode, count: int, place: Place) -> None:
    allowed = ALLOWED[node.kind]
    if trigger.kind not in allowed:
        place.add("unsupported-event", kind=node.kind, event=trigger.kind, allowed=listed(*map(word, allowed)))
        return
    throws = node.kind in ("endEvent", "intermediateThrowEvent")
    if count > 1 and trigger.kind in ALONE and (not throws or trigger.kind == "link"):
        place.add("multiple-events", event=trigger.kind)


def _message_task(element: etree._Element, node: FlowNode, definitions: Definitions, place: Place) -> dict[str, Any]:
    instantiates = node.kind == "receiveTask" and element.get("instantiate") == "true"
    if node.job is not None:
        return {}
    reader = _Reader(node, definitions, place)
    if reader.message_of(element):
        return {"triggers": (reader.message(element),), "instantiates": instantiates}
    place.add("job-type" if node.kind == "sendTask" else "message-missing")
    return {}


@dataclass(frozen=True)
class _Reader:
    """Reads the event definitions of one node."""

    node: FlowNode
    known: Definitions
    place: Place

    def definitions_of(self, element: etree._Element) -> list[etree._Element]:
        """The definitions within the event and those that it refers to, in document order."""
        found = []
        for part in children(element, MODEL):
            local = tag(part)[1]
            if local.endswith("EventDefinition"):
                found.append(part)
            elif local == "eventDefinitionRef":
                referred = self.known.events.get(_local(text(part)))
                if referred is None:
                    self.place.add("reference-missing", kind="event definition")
                else:
                    found.append(referred)
        return found

    def trigger(self, definition: etree._Element) -> Trigger:
        """One event definition."""
        kind = tag(definition)[1].removesuffix("EventDefinition")
        readers: Mapping[str, Callable[[etree._Element], Trigger]] = {
            "message": self.message,
            "signal": self._signal,
            "timer": self._timer,
            "conditional": self._conditional,
            "error": self._coded,
            "escalation": self._coded,
            "link": self._link,
            "compensate": self._compensation,
        }
        return readers[kind](definition) if kind in readers else Trigger(kind)

    def message_of(self, element: etree._Element) -> str:
        """The id of the message: named, or that of the operation."""
        operation = element.get("operationRef") or text(child(element, MODEL, "operationRef"))
        return _local(element.get("messageRef") or "") or _local(self.known.operations.get(_local(operation), ""))

    def message(self, definition: etree._Element) -> Trigger:
        """A message by name and correlation key; an event that a worker completes needs none."""
        reference = self.message_of(definition)
        if self.node.job is not None and not reference:
            return Trigger("message")
        name, key = self.known.messages.get(reference, (None, None))
        if not reference:
            self.place.add("message-missing")
        elif name is None:
            self.place.add("reference-missing", kind="message")
        elif not name:
            self.place.add("message-name")
        named = self._named("message", name or "")
        return Trigger(**named, key=self.place.text(key, Phrase("correlation key")))

    def _signal(self, definition: etree._Element) -> Trigger:
        reference = _local(definition.get("signalRef") or "")
        name = self.known.signals.get(reference)
        if not reference:
            self.place.add("signal-missing")
        elif name is None:
            self.place.add("reference-missing", kind="signal")
        elif not name:
            self.place.add("signal-name")
        return Trigger(**self._named("signal", name or ""))

    def _named(self, kind: str, name: str) -> dict[str, Any]:
        title = self.place.text(name, Phrase("name of the event"))
        return {"kind": kind, "name": name, "title": title if title is not None and title.formula else None}

    def _timer(self, definition: etree._Element) -> Trigger:
        for measure in ("timeDuration", "timeDate", "timeCycle"):
            written = text(child(definition, MODEL, measure))
            if written:
                timer = self.place.text(written, Phrase("timer"))
                if timer is not None and timer.formula is None:
                    _check_literal(timer, measure, self.place)
                return Trigger("timer", timer=timer, measure=measure)
        self.place.add("expression-missing", what=Phrase("timer"))
        return Trigger("timer")

    def _conditional(self, definition: etree._Element) -> Trigger:
        written = text(child(definition, MODEL, "condition"))
        return Trigger("conditional", condition=self.place.formula(written, Phrase("condition")))

    def _coded(self, definition: etree._Element) -> Trigger:
        kind = tag(definition)[1].removesuffix("EventDefinition")
        reference = definition.get(f"{kind}Ref")
        throws = self.node.kind in ("endEvent", "intermediateThrowEvent")
        code = self.known.codes.get(_local(reference or ""))
        if throws and not reference:
            self.place.add("code-missing", kind=kind)
        elif code is None and reference:
            self.place.add("reference-missing", kind=kind)
        elif code and code.startswith("=") and not throws:
            self.place.add("code-fixed", code=code)
        named = self._named(kind, code or "")
        return Trigger(kind, name=code or "", title=named["title"], code=code or None)

    def _link(self, definition: etree._Element) -> Trigger:
        return Trigger("link", definition.get("name", ""))

    def _compensation(self, definition: etree._Element) -> Trigger:
        waits = definition.get("waitForCompletion", "true") != "false"
        activity = _local(definition.get("activityRef") or "") or None
        return Trigger("compensate", activity=activity, wait_for_completion=waits)


def _local(reference: str) -> str:
    """The id of a reference without its prefix."""
    return reference.rpartition(":")[2]


def _check_literal(timer: Text, measure: str, place: Place) -> None:
    if not is_time(timer.source, measure):
        place.add("timer-literal", source=timer.source)
