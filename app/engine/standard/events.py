"""Events: their sequence flows, and what their definitions need (BPMN 2.0.2 §10.5)."""

from app.engine.standard.parts import EVENTS, LEVELS, File, Part
from app.engine.standard.triggers import is_none, throws, triggers, used_definitions


def check(file: File) -> None:
    """Every event that matters."""
    for event in file.judged("startEvent"):
        _check_start_flows(event, file)
    for event in file.judged("endEvent"):
        _check_end_flows(event, file)
    for event in file.judged("boundaryEvent"):
        _check_boundary_flows(event, file)
    for level in file.judged(*LEVELS):
        _check_both_ends(level, file)
    _check_shared(file)
    _check_called(file)
    _check_codes(file)
    _check_messages(file)


def _check_start_flows(event: Part, file: File) -> None:
    if file.incoming(event):
        file.note("start-incoming", event)
    if not file.has_outgoing(event):
        file.note("start-outgoing", event)


def _check_end_flows(event: Part, file: File) -> None:
    if file.outgoing(event):
        file.note("end-outgoing", event)
    if not file.has_incoming(event):
        file.note("end-incoming", event)


def _check_boundary_flows(event: Part, file: File) -> None:
    if file.incoming(event):
        file.note("boundary-incoming", event)
    if "compensate" in triggers(event, file):
        if file.outgoing(event):
            file.note("boundary-compensation", event)
    elif not file.has_outgoing(event):
        file.note("boundary-outgoing", event)


def _check_both_ends(level: Part, file: File) -> None:
    """Start and end events are used together or not at all (§10.5.2, §10.5.3); ad-hoc subprocesses have neither."""
    start, end = level.first("startEvent"), level.first("endEvent")
    if level.kind == "adHocSubProcess":
        return
    if start is not None and end is None:
        file.note("start-without-end", start)
    if end is not None and start is None:
        file.note("end-without-start", end)


def _check_shared(file: File) -> None:
    """Only definitions outside of events can be shared (§10.5.1)."""
    for event in file.judged(*EVENTS):
        for reference in event.texts("eventDefinitionRef"):
            definition = file.part(reference)
            if definition is not None and definition.parent is not None and definition.parent.kind in EVENTS:
                file.note("definition-shared", event, value=reference)


def _check_called(file: File) -> None:
    called = {call.get("calledElement") for call in file.judged("callActivity")}
    for process in file.judged("process"):
        starts = process.only("startEvent")
        if process.id in called and starts and not any(is_none(start) for start in starts):
            file.note("called-without-start", process)


def _check_codes(file: File) -> None:
    """What is thrown needs a code by which it can be caught (§8.4.3, §8.4.4)."""
    for event, definition in used_definitions(file, running=True):
        if not throws(event):
            continue
        if definition.kind == "escalationEventDefinition" and _without_code(definition, "escalation", file):
            file.note("escalation-without-code", event)
        if definition.kind == "errorEventDefinition" and _without_code(definition, "error", file):
            file.note("error-without-code", event)


def _without_code(definition: Part, kind: str, file: File) -> bool:
    reference = definition.get(f"{kind}Ref")
    thrown = file.part(reference, kind)
    return not reference or (thrown is not None and not thrown.get(f"{kind}Code"))


def _check_messages(file: File) -> None:
    """A message event of a process that runs names its message and its operation (§10.5.5).

    Camunda 8's dialect knows no operations: there a message, or a job that sends it, is enough.
    """
    for event, definition in used_definitions(file, running=True):
        if definition.kind != "messageEventDefinition":
            continue
        if not definition.get("messageRef") and event.extension("taskDefinition") is None:
            file.note("message-not-chosen", event)
        elif definition.first("operationRef") is None and not file.dialect:
            file.note("operation-not-chosen", event)
