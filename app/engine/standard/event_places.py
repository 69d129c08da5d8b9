"""Where an event of which type may stand (BPMN 2.0.2 §10.5.2 to §10.5.4, tables of event types)."""

from app.engine.standard.flows import is_event_subprocess
from app.engine.standard.parts import LEVELS, SUBPROCESSES, File, Part
from app.engine.standard.triggers import is_none, triggers

_START = frozenset({"message", "timer", "conditional", "signal"})
_EVENT_SUBPROCESS = _START | {"error", "escalation", "compensate"}
_INTERRUPTING_ONLY = frozenset({"error", "compensate", "cancel"})
_END = frozenset({"message", "error", "escalation", "cancel", "compensate", "signal", "terminate"})
_CATCH = _START | {"link"}
_THROW = frozenset({"message", "escalation", "compensate", "link", "signal"})
_BOUNDARY = _EVENT_SUBPROCESS | {"cancel"}


def check(file: File) -> None:
    """The type of every event that matters."""
    for event in file.judged("startEvent"):
        _check_start(event, file)
    for event in file.judged("endEvent"):
        _check_end(event, file)
    for event in file.judged("intermediateCatchEvent"):
        _check_catch(event, file)
    for event in file.judged("intermediateThrowEvent"):
        for kind in set(triggers(event, file)) - _THROW:
            file.note("throw-trigger", event, found=kind)
    for event in file.judged("boundaryEvent"):
        _check_boundary(event, file)
    for event in file.judged("startEvent", "intermediateCatchEvent", "boundaryEvent"):
        if event.is_true("parallelMultiple") and len(triggers(event, file)) < 2:
            file.note("multiple-alone", event, found=len(triggers(event, file)))


def _check_start(event: Part, file: File) -> None:
    kinds, level = sorted(set(triggers(event, file))), event.parent
    if level is None or level.kind not in LEVELS:
        return
    if is_event_subprocess(level):
        _check_event_subprocess(event, kinds, file)
        return
    for kind in kinds:
        if kind == "compensate":
            file.note("start-compensation", event)
        elif level.kind in SUBPROCESSES:
            file.note("start-trigger-subprocess", event, found=kind)
        elif level.kind == "process" and kind not in _START:
            file.note("start-trigger-process", event, found=kind)


def _check_event_subprocess(event: Part, kinds: list[str], file: File) -> None:
    if is_none(event):
        file.note("event-subprocess-none", event)
    for kind in kinds:
        if kind not in _EVENT_SUBPROCESS:
            file.note("event-subprocess-trigger", event, found=kind)
        elif kind in _INTERRUPTING_ONLY and not event.is_true("isInterrupting", True):
            file.note("event-subprocess-not-interrupting", event, found=kind)


def _check_end(event: Part, file: File) -> None:
    kinds = set(triggers(event, file))
    for kind in sorted(kinds - _END):
        file.note("end-trigger", event, found=kind)
    if "cancel" in kinds and not _inside_transaction(event):
        file.note("end-cancels", event)


def _inside_transaction(event: Part) -> bool:
    part = event.parent
    while part is not None and part.kind != "transaction":
        part = part.parent
    return part is not None


def _check_catch(event: Part, file: File) -> None:
    kinds = sorted(set(triggers(event, file)))
    if is_none(event):
        file.note("catch-trigger", event, found="none")
    for kind in kinds:
        if kind == "compensate":
            file.note("catch-compensation", event)
        elif kind not in _CATCH:
            file.note("catch-trigger", event, found=kind)


def _check_boundary(event: Part, file: File) -> None:
    kinds = sorted(set(triggers(event, file)))
    if is_none(event):
        file.note("boundary-none", event)
    for kind in kinds:
        if kind not in _BOUNDARY:
            file.note("boundary-trigger", event, found=kind)
        elif kind in _INTERRUPTING_ONLY and not event.is_true("cancelActivity", True):
            file.note("boundary-not-interrupting", event, found=kind)
    activity = file.part(event.get("attachedToRef"))
    if "cancel" in kinds and activity is not None and activity.kind != "transaction":
        file.note("boundary-cancel", event)
