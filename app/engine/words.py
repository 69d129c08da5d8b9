"""What people call the elements and event definitions that BPMN's files name by their tags."""

from app.errors import Phrase

WORDS = {
    "process": Phrase("process"),
    "sequenceFlow": Phrase("sequence flow"),
    "startEvent": Phrase("start event"),
    "endEvent": Phrase("end event"),
    "intermediateCatchEvent": Phrase("intermediate event that waits"),
    "intermediateThrowEvent": Phrase("intermediate event that sends"),
    "boundaryEvent": Phrase("boundary event"),
    "implicitThrowEvent": Phrase("implicit throw event"),
    "exclusiveGateway": Phrase("exclusive gateway"),
    "inclusiveGateway": Phrase("inclusive gateway"),
    "parallelGateway": Phrase("parallel gateway"),
    "eventBasedGateway": Phrase("event-based gateway"),
    "complexGateway": Phrase("complex gateway"),
    "task": Phrase("task"),
    "userTask": Phrase("user task"),
    "manualTask": Phrase("manual task"),
    "serviceTask": Phrase("service task"),
    "sendTask": Phrase("send task"),
    "receiveTask": Phrase("receive task"),
    "scriptTask": Phrase("script task"),
    "businessRuleTask": Phrase("business rule task"),
    "callActivity": Phrase("call activity"),
    "subProcess": Phrase("subprocess"),
    "transaction": Phrase("transaction"),
    "adHocSubProcess": Phrase("ad-hoc subprocess"),
    "event subprocess": Phrase("event subprocess"),
    "message": Phrase("message"),
    "error": Phrase("error"),
    "escalation": Phrase("escalation"),
    "signal": Phrase("signal"),
    "none": Phrase("none"),
    "timer": Phrase("timer"),
    "conditional": Phrase("condition"),
    "compensate": Phrase("compensation"),
    "cancel": Phrase("cancellation"),
    "link": Phrase("link"),
    "terminate": Phrase("termination"),
}


def word(tag: object) -> object:
    """The word for a BPMN tag; the tag itself where people have no other."""
    return WORDS.get(tag, tag) if isinstance(tag, str) else tag
