"""Expressions: formal where the process runs, and not empty (BPMN 2.0.2 §8.4.6)."""

import re

from app.engine.standard.parts import File, Part
from app.engine.standard.timers import MEASURES
from app.engine.standard.triggers import used_definitions
from app.errors import Phrase

_FORMAL = "tFormalExpression"
_CONDITIONS = frozenset({"conditionExpression", "loopCondition", "completionCondition", "activationCondition"})
_EXPRESSIONS = _CONDITIONS | {"loopCardinality", "from", "to"} | MEASURES.keys()
_ALWAYS_FORMAL = ("dataPath", "messagePath", "transformation", "formalExpression")
_NAMES = {
    "conditionExpression": Phrase("condition"),
    "condition": Phrase("condition"),
    "loopCondition": Phrase("loop condition"),
    "completionCondition": Phrase("completion condition"),
    "activationCondition": Phrase("activation condition"),
    "loopCardinality": Phrase("number of instances"),
    "timeDate": Phrase("date of the timer"),
    "timeCycle": Phrase("cycle of the timer"),
    "timeDuration": Phrase("duration of the timer"),
    "from": Phrase("source of the assignment"),
    "to": Phrase("target of the assignment"),
    "dataPath": Phrase("data path"),
    "messagePath": Phrase("message path"),
    "transformation": Phrase("transformation"),
    "formalExpression": Phrase("expression"),
}
_LITERAL = re.compile(r"=?\s*(-?\d+(\.\d+)?|\"[^\"]*\")")


def check(file: File) -> None:
    """Every expression of a process that runs, and every one that says it is formal."""
    for part in file.running(*_EXPRESSIONS):
        if not _is_formal(part, file):
            file.note("expression-informal", part, name=_NAMES[part.kind], source=part.text)
    for event, definition in used_definitions(file, running=True):
        condition = definition.first("condition")
        if definition.kind != "conditionalEventDefinition":
            continue
        if condition is None or not condition.text or not _is_formal(condition, file):
            file.note("condition-informal", event)
    for part in file.judged(*_EXPRESSIONS, *_ALWAYS_FORMAL, "condition"):
        formal = part.type == _FORMAL or part.kind in _ALWAYS_FORMAL or _complex(part)
        if formal and not part.text and not _of_event(part):
            file.note("expression-empty", part, name=_NAMES[part.kind])
    for part in file.judged(*_CONDITIONS, "condition"):
        if _LITERAL.fullmatch(part.text):
            file.note("condition-not-boolean", part, name=_NAMES[part.kind], source=part.text)


def _is_formal(part: Part, file: File) -> bool:
    """Marked as formal, FEEL by its leading ``=``, or in a dialect that knows nothing but FEEL and ISO 8601."""
    return part.type == _FORMAL or part.text.startswith("=") or file.dialect or not part.text


def _of_event(part: Part) -> bool:
    """The condition of an event has a rule of its own."""
    return part.parent is not None and part.parent.kind == "conditionalEventDefinition"


def _complex(part: Part) -> bool:
    return part.kind == "condition" and part.parent is not None and part.parent.kind == "complexBehaviorDefinition"
