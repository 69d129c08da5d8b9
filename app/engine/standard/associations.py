"""Data associations, and the data of events (BPMN 2.0.2 §10.4.1, §10.5.1)."""

from app.engine.standard.items import Items
from app.engine.standard.parts import CALLABLE, CATCHING, EVENTS, File, Part
from app.engine.standard.triggers import definitions

_CARRIERS = {
    "messageEventDefinition": ("messageRef", "message", "itemRef"),
    "errorEventDefinition": ("errorRef", "error", "structureRef"),
    "escalationEventDefinition": ("escalationRef", "escalation", "structureRef"),
    "signalEventDefinition": ("signalRef", "signal", "structureRef"),
}


def check(file: File) -> None:
    """Every data association and every event with data that matters."""
    items = Items(file)
    for association in file.judged("dataInputAssociation", "dataOutputAssociation"):
        _check_direction(association, file)
        if association.first("transformation") is None:
            _check_untransformed(association, items, file)
    for event in file.judged(*EVENTS):
        data = event.only("dataOutput" if event.kind in CATCHING else "dataInput")
        if data:
            _check_event(event, data, items, file)


def _check_direction(association: Part, file: File) -> None:
    """Inputs and outputs of a process belong to its caller."""
    for kind, data, rule in (
        ("targetRef", "dataInput", "input-misused"),
        ("sourceRef", "dataOutput", "output-misused"),
    ):
        for reference in association.texts(kind):
            part = file.part(reference, data)
            owner = part.parent.parent if part is not None and part.parent is not None else None
            if owner is not None and owner.kind in CALLABLE:
                file.note(rule, association, value=reference)


def _check_untransformed(association: Part, items: Items, file: File) -> None:
    """One source, unless assignments say what is taken (§10.4.2).

    The output of an activity may leave its source out, as bpmn-js does, because it can only be the activity.
    """
    sources, assigned = association.texts("sourceRef"), association.first("assignment") is not None
    fewest = 0 if association.kind == "dataOutputAssociation" else 1
    if not assigned and not fewest <= len(sources) <= 1:
        file.note("data-association-sources", association, found=len(sources))
        return
    target = next(iter(association.texts("targetRef")), "")
    for origin in sources:
        given, taken = items.of(file.part(origin)), items.of(file.part(target))
        if given and taken and given != taken:
            file.note("association-items", association, origin=origin, target=target)


def _check_event(event: Part, data: list[Part], items: Items, file: File) -> None:
    """The data of an event stand in the order of its definitions, one for each that carries something (§10.5.1)."""
    every = definitions(event, file)
    carrying = [part for part in every if part.kind in _CARRIERS]
    matched = every if len(every) == len(data) else carrying
    if len(matched) != len(data):
        file.note("event-data-count", event, found=len(data), needed=len(carrying))
        return
    for piece, definition in zip(data, matched, strict=True):
        name, kind, item = _CARRIERS.get(definition.kind, ("", "", ""))
        if name and definition.get(name) and items.of(piece) != items.carried(definition.get(name), kind, item):
            file.note("event-data-item", event, kind=kind)
