"""Values as text (DMN 1.5 §10.3.4.1, ``string``)."""

from decimal import Decimal

from app.feel.budget import Run
from app.feel.comparison import MAX_DEPTH
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.json_values import range_text
from app.feel.numbers import number_text
from app.feel.values import Range, kind


def as_literal(value: object) -> str:
    """A value as FEEL writes it, texts in quotation marks: for people who try an expression. FeelBudgetExceeded."""
    return to_text(Run(), value, level=1)


def to_text(run: Run, value: object, level: int = 0) -> str:
    """A value as text; strings inside lists and contexts are in quotation marks."""
    if isinstance(value, str):
        return value if level == 0 else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    return _parts(run, value, level)


def _parts(run: Run, value: object, level: int) -> str:
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    run.spend(1)
    if isinstance(value, list):
        return run.text("[" + ", ".join(to_text(run, item, level + 1) for item in value) + "]")
    if isinstance(value, dict):
        entries = (f"{key}: {to_text(run, entry, level + 1)}" for key, entry in value.items())
        return run.text("{" + ", ".join(entries) + "}")
    if isinstance(value, Range):
        return range_text(value, lambda end: to_text(run, end, level + 1))
    return "function" if kind(value) == "function" else str(value)
