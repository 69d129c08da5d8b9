"""Link events: two ends of one sequence flow that is not drawn (BPMN 2.0.2 §10.5.4, §10.5.5).

An editor joins them by name or, as the standard's schema has it, by ``source`` and ``target``; both are understood.
"""

from collections import Counter

from app.engine.standard.parts import File, Part
from app.engine.standard.triggers import own_definitions

_THROW, _CATCH = "intermediateThrowEvent", "intermediateCatchEvent"


def check(file: File) -> None:
    """Every link that matters."""
    links = [
        (event, definition)
        for event in file.judged(_THROW, _CATCH)
        for definition in own_definitions(event)
        if definition.kind == "linkEventDefinition"
    ]
    for event, _ in links:
        joined = file.outgoing(event) if event.kind == _THROW else file.incoming(event)
        if joined:
            file.note("link-joined", event)
    if any(definition.only("source", "target") for _, definition in links):
        for event, definition in links:
            _check_references(event, definition, file)
    else:
        _check_names(links, file)


def _check_references(event: Part, definition: Part, file: File) -> None:
    if event.kind == _CATCH:
        if not definition.texts("source"):
            file.note("link-without-source", event)
        return
    if len(definition.texts("target")) != 1:
        file.note("link-without-target", event)
    for reference in dict.fromkeys(definition.texts("target")):
        target = file.part(reference, "linkEventDefinition")
        if target is None or target.parent is None:
            continue
        if definition.id not in file.said(target, "source"):
            file.note("link-target-unmatched", event, value=reference)
        if target.parent.parent is not event.parent:
            file.note("link-leaves-level", event)


def _check_names(links: list[tuple[Part, Part]], file: File) -> None:
    catching: dict[str, Counter[Part | None]] = {}
    throwing = {definition.get("name") for event, definition in links if event.kind == _THROW}
    for event, definition in links:
        if event.kind == _CATCH:
            catching.setdefault(definition.get("name"), Counter())[event.parent] += 1
    for event, definition in links:
        name = definition.get("name")
        if event.kind == _CATCH:
            if name not in throwing:
                file.note("link-unmatched", event, name=name)
            continue
        levels = catching.get(name, Counter())
        if levels and event.parent not in levels:
            file.note("link-leaves-level", event)
        elif levels[event.parent] != 1:
            file.note("link-unmatched", event, name=name)
