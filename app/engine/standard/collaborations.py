"""Pools and message flows, conversations and choreographies (BPMN 2.0.2 §9)."""

from app.engine.standard.parts import ARTIFACTS, CHOREOGRAPHY, File, Part
from app.engine.standard.triggers import triggers

_NOT_IN_GLOBAL = (
    "conversation callConversation subConversation conversationLink conversationAssociation messageFlowAssociation "
    "participantAssociation"
).split()


def check(file: File) -> None:
    """Everything between processes."""
    for flow in file.all("messageFlow"):
        _check_flow(flow, file)
    for part in file.all("choreography", "globalChoreographyTask", "globalConversation"):
        if part.texts("choreographyRef"):
            file.note("choreography-reference", part, kind=part.kind)
    for activity in file.all(*CHOREOGRAPHY):
        initiator = activity.get("initiatingParticipantRef")
        if initiator and initiator not in activity.texts("participantRef"):
            file.note("choreography-initiator", activity, kind=activity.kind, value=initiator)
    for conversation in file.all("globalConversation"):
        for part in conversation.only(*_NOT_IN_GLOBAL, *ARTIFACTS):
            file.note("conversation-content", part, kind=part.kind)
    for multiplicity in file.all("participantMultiplicity"):
        _check_multiplicity(multiplicity, file)


def _check_flow(flow: Part, file: File) -> None:
    source, target = file.part(flow.get("sourceRef")), file.part(flow.get("targetRef"))
    for end, rule in ((source, "message-from-artifact"), (target, "message-to-artifact")):
        if end is not None and end.kind in ARTIFACTS:
            file.note(rule, flow, found=end.kind)
    if source is not None and target is not None and _pool(source, file) is _pool(target, file):
        file.note("message-within-pool", flow)
    if source is not None:
        _check_sender(source, flow, file)
    if target is not None:
        _check_receiver(target, flow, file)


def _pool(part: Part, file: File) -> Part | None:
    """The process that a pool shows or that an element is in; the pool itself when it shows none."""
    if part.kind != "participant":
        return part.process or part
    return file.part(part.get("processRef"), "process") or part


def _check_sender(source: Part, flow: Part, file: File) -> None:
    if source.kind == "startEvent":
        file.note("start-sends", flow)
    elif source.kind == "endEvent" and "message" not in triggers(source, file):
        file.note("end-sends", flow)
    elif source.kind in ("intermediateCatchEvent", "boundaryEvent"):
        file.note("catch-sends", flow)


def _check_receiver(target: Part, flow: Part, file: File) -> None:
    if target.kind == "endEvent":
        file.note("end-receives", flow)
    elif target.kind == "startEvent" and "message" not in triggers(target, file):
        file.note("start-receives", flow)
    elif target.kind == "intermediateThrowEvent":
        file.note("throw-receives", flow)


def _check_multiplicity(multiplicity: Part, file: File) -> None:
    """At least none and at most one when nothing is said (§9.3)."""
    minimum, maximum = _number(multiplicity.get("minimum"), 0), _number(multiplicity.get("maximum"), 1)
    if minimum is not None and minimum < 0:
        file.note("participants-minimum", multiplicity, found=minimum)
    if maximum is None or minimum is None:
        return
    if maximum < 1 or maximum < minimum:
        file.note("participants-maximum", multiplicity, found=maximum, minimum=minimum)


def _number(written: str, default: int) -> int | None:
    try:
        return int(written[:12]) if written else default
    except ValueError:
        return None
