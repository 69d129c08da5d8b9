"""Compensation: what undoes an activity is joined to it by an association (BPMN 2.0.2 §10.7.1)."""

from app.engine.standard.parts import ACTIVITIES, File
from app.engine.standard.triggers import triggers


def check(file: File) -> None:
    """Compensation boundary events and compensation activities."""
    handlers: dict[str, list[str]] = {}
    for association in file.all("association"):
        handlers.setdefault(_plain(association.get("sourceRef")), []).append(_plain(association.get("targetRef")))
    for event in file.judged("boundaryEvent"):
        if "compensate" not in triggers(event, file):
            continue
        joined = [file.part(target) for target in handlers.get(event.id, ())]
        activities = [part for part in joined if part is not None and part.kind in ACTIVITIES]
        if not joined:
            file.note("compensation-unjoined", event)
        elif not any(activity.is_true("isForCompensation") for activity in activities):
            target = next((part.title for part in joined if part is not None), handlers[event.id][0])
            file.note("compensation-activity", event, target=target)
    for activity in file.judged(*ACTIVITIES):
        if activity.is_true("isForCompensation") and (file.incoming(activity) or file.outgoing(activity)):
            file.note("compensation-flow", activity)


def _plain(reference: str) -> str:
    return reference.rpartition(":")[2]
