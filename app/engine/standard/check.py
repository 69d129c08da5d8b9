"""Runs every static rule of BPMN 2.0.2 over the files of a bundle."""

from collections.abc import Callable, Mapping

from lxml import etree

from app.engine.findings import Report
from app.engine.reading import is_executable
from app.engine.standard import (
    activities,
    associations,
    collaborations,
    compensation,
    event_places,
    events,
    expressions,
    flows,
    gateways,
    ids,
    inputs,
    instances,
    lanes,
    links,
    references,
    resources,
    structure,
    tasks,
    timers,
)
from app.engine.standard.parts import File, read_parts

CHECKS: tuple[Callable[[File], None], ...] = (
    structure.check,
    ids.check,
    flows.check,
    gateways.check,
    events.check,
    event_places.check,
    timers.check,
    links.check,
    compensation.check,
    activities.check,
    tasks.check,
    instances.check,
    resources.check,
    expressions.check,
    inputs.check,
    associations.check,
    lanes.check,
    collaborations.check,
)
SAID_BETTER: Mapping[str, frozenset[str]] = {
    "id-used-twice": frozenset({"id-duplicate"}),
    "reference-unknown": frozenset({"reference-missing", "flow-broken", "attached-missing", "process-missing"}),
    "reference-type": frozenset({"reference-missing", "flow-broken", "attached-missing", "process-missing"}),
    "connection-loose": frozenset({"flow-broken"}),
    "flow-to-artifact": frozenset({"flow-broken"}),
    "flow-from-artifact": frozenset({"flow-broken"}),
    "flow-source": frozenset({"flow-broken"}),
    "flow-target": frozenset({"flow-broken"}),
    "flow-crosses": frozenset({"flow-between-pools", "flow-between-levels"}),
    "flow-default-elsewhere": frozenset({"default-flow"}),
    "start-incoming": frozenset({"flow-incoming"}),
    "end-outgoing": frozenset({"flow-outgoing"}),
    "boundary-incoming": frozenset({"flow-incoming"}),
    "event-subprocess-flow": frozenset({"flow-incoming", "flow-outgoing"}),
    "start-outgoing": frozenset({"no-outgoing"}),
    "boundary-outgoing": frozenset({"no-outgoing"}),
    "intermediate-outgoing": frozenset({"no-outgoing"}),
    "event-gateway-outgoing": frozenset({"event-gateway-empty"}),
    "element-without-incoming": frozenset({"unreachable"}),
    "intermediate-incoming": frozenset({"unreachable"}),
    "end-incoming": frozenset({"unreachable"}),
    "event-subprocess-starts": frozenset({"start-events", "event-subprocess-start"}),
    "event-subprocess-none": frozenset({"start-trigger"}),
    "event-subprocess-trigger": frozenset({"start-trigger", "unsupported-event"}),
    "start-trigger-process": frozenset({"start-trigger", "unsupported-event"}),
    "start-compensation": frozenset({"start-trigger", "unsupported-event"}),
    "start-trigger-subprocess": frozenset({"start-trigger", "unsupported-event"}),
    "event-gateway-target": frozenset({"event-gateway"}),
    "boundary-none": frozenset({"unsupported-event"}),
    "boundary-trigger": frozenset({"unsupported-event"}),
    "catch-trigger": frozenset({"unsupported-event"}),
    "catch-compensation": frozenset({"unsupported-event"}),
    "throw-trigger": frozenset({"unsupported-event"}),
    "end-trigger": frozenset({"unsupported-event"}),
    "link-unmatched": frozenset({"link-missing"}),
    "timer-date": frozenset({"timer-literal"}),
    "timer-cycle": frozenset({"timer-literal"}),
    "timer-duration": frozenset({"timer-literal"}),
    "expression-empty": frozenset({"expression-missing"}),
    "message-not-chosen": frozenset({"message-missing"}),
    "process-choreography": frozenset({"unsupported"}),
    "subprocess-choreography": frozenset({"unsupported"}),
    "script-without-format": frozenset({"script-language"}),
    "timer-measure": frozenset({"expression-missing"}),
    "instances-unknown": frozenset({"loop-collection"}),
    "two-loop-markers": frozenset({"unsupported"}),
}
"""What the engine finds at the same place, and the standard's rule says with its section."""


def check_standard(roots: Mapping[str, etree._Element], report: Report) -> None:
    """Adds what breaks the standard to *report*, and drops what that says again in other words."""
    files = [read_parts(name, root) for name, root in roots.items()]
    runs = any(is_executable(process.source) for file in files for process in file.all("process"))
    dropped: set[tuple[str, str, str | None]] = set()
    for file in files:
        file.something_runs = runs
        for check in CHECKS:
            check(file)
        references.check(file, files)
        for rule, part, details in file.found:
            report.add(rule, file.name, part.place, **details)
            dropped.update((other, file.name, part.place) for other in SAID_BETTER.get(rule, ()))
    report.drop(dropped)
