"""Ids: what others can refer to has one, and nobody has it twice (BPMN 2.0.2 §8.3.1)."""

from app.engine.standard.parts import CALLABLE, FLOW_NODES, File, Part

_NEEDS_ID = (
    FLOW_NODES
    | CALLABLE
    | frozenset(
        """sequenceFlow dataObject dataObjectReference dataStoreReference dataStore dataInput dataOutput property
        message error escalation signal itemDefinition interface operation resource participant messageFlow
        correlationProperty categoryValue""".split()
    )
)


def check(file: File) -> None:
    """Missing ids and ids used twice, anywhere in the file."""
    for part in file.parts:
        if not part.id:
            if part.kind in _NEEDS_ID and not _is_read(part, file):
                file.note("element-without-id", part, kind=part.kind)
        elif file.ids[part.id] is not part:
            file.note("id-used-twice", part, id=part.id, first=file.ids[part.id].kind, second=part.kind)


def _is_read(part: Part, file: File) -> bool:
    """What runs is named by who reads it, with its line."""
    return part.kind in FLOW_NODES | {"sequenceFlow", "process"} and part.process is not None and file.matters(part)
