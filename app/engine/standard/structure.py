"""The structure of a file: which element may be in which, and the attributes that it must have (BPMN 2.0.2 §15.3)."""

import re
from collections import Counter

from app.engine.standard.parts import File, Part
from app.engine.standard.schema import Shape, shapes

_SAID_ELSEWHERE = frozenset(
    """property ioSpecification choreographyTask subChoreography callChoreography standardLoopCharacteristics
    multiInstanceLoopCharacteristics choreographyRef""".split()
)
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
_ENDS = frozenset({"sourceRef", "targetRef"})
_NOTHING = Shape()
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", re.ASCII)


def check(file: File) -> None:
    """Every element that matters; of the file's own element, what is inside."""
    known = shapes()
    for part in file.parts:
        if not file.matters(part):
            continue
        shape = known.get(part.kind, _NOTHING)
        _check_place(part, known, file)
        if part.parent is not None:
            _check_attributes(part, shape, file)
            _check_children(part, shape, file)
        if part.get("textFormat") and not _MIME.fullmatch(part.get("textFormat")):
            file.note("text-format", part, kind=part.kind, value=part.get("textFormat"))


def _check_place(part: Part, known: dict[str, Shape], file: File) -> None:
    """What has a rule of its own, and what stands in something unknown, is not said here."""
    if part.parent is None or part.kind in _SAID_ELSEWHERE:
        return
    around = known.get(part.parent.kind)
    if around is not None and not around.is_open and part.kind not in around.children:
        file.note("element-misplaced", part, kind=part.kind, parent=part.parent.kind)


def _check_attributes(part: Part, shape: Shape, file: File) -> None:
    for name in sorted(shape.required):
        if part.source.get(name) is None:
            rule = "connection-loose" if name in _ENDS else "attribute-missing"
            file.note(rule, part, kind=part.kind, name=name)
    for name, allowed in shape.values.items():
        if part.source.get(name) is not None and part.get(name) not in allowed:
            listed = ", ".join(allowed[:2] if allowed[0] == "true" else allowed)
            file.note("attribute-value", part, kind=part.kind, name=name, value=part.get(name), allowed=listed)


def _check_children(part: Part, shape: Shape, file: File) -> None:
    inside = Counter(child.kind for child in part.parts)
    for choice in shape.needed:
        if not any(inside[kind] for kind in choice) and "condition" not in choice:
            file.note("element-missing", part, kind=part.kind, name=min(choice))
    for kind, count in inside.items():
        if count > 1 and kind in shape.single and kind not in _LOOPS:
            file.note("element-repeated", part, kind=part.kind, name=kind, found=count)
