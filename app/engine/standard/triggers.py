"""What an event waits for or throws: its own definitions and those that it refers to (BPMN 2.0.2 §10.5.1)."""

from collections.abc import Iterator

from app.engine.standard.parts import CATCHING, EVENTS, THROWING, File, Part

_DEFINITION = "EventDefinition"
KINDS = frozenset(
    f"{kind}{_DEFINITION}"
    for kind in "message timer error escalation cancel compensate conditional link signal terminate".split()
)


def own_definitions(event: Part) -> list[Part]:
    """The definitions written inside the event."""
    return [part for part in event.parts if part.kind in KINDS]


def definitions(event: Part, file: File) -> list[Part]:
    """The definitions of an event, its own and the shared ones that exist in the file."""
    shared = [file.part(reference, *KINDS) for reference in event.texts("eventDefinitionRef")]
    return own_definitions(event) + [part for part in shared if part is not None]


def triggers(event: Part, file: File) -> list[str]:
    """The kinds of its definitions, such as ``message``."""
    return [part.kind.removesuffix(_DEFINITION) for part in definitions(event, file)]


def is_none(event: Part) -> bool:
    """Whether an event has no definition at all."""
    return not own_definitions(event) and not event.texts("eventDefinitionRef")


def used_definitions(file: File, *, running: bool) -> Iterator[tuple[Part, Part]]:
    """Each event of the file with each of its definitions; *running*: only where the process runs."""
    for event in file.running(*EVENTS) if running else file.judged(*EVENTS):
        for definition in definitions(event, file):
            yield event, definition


def catches(event: Part) -> bool:
    """Whether an event waits."""
    return event.kind in CATCHING


def throws(event: Part) -> bool:
    """Whether an event throws."""
    return event.kind in THROWING
