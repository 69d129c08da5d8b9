"""Values as text (DMN 1.5 §10.3.4.1, ``string``)."""

from collections.abc import Iterable
from decimal import Decimal

from app.feel.budget import Run
from app.feel.comparison import MAX_DEPTH
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import number_text
from app.feel.values import Range, kind


def as_literal(value: object) -> str:
    """A value as FEEL writes it, texts in quotation marks: for people who try an expression. FeelBudgetExceeded."""
    return to_text(Run(), value, level=1)


def to_text(run: Run, value: object, level: int = 0) -> str:
    """A value as text; strings inside lists and contexts are in quotation marks."""
    run.spend(1)
    if isinstance(value, str):
        return value if level == 0 else run.text('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return run.text(number_text(value))
    return _parts(run, value, level)


def _parts(run: Run, value: object, level: int) -> str:
    run.spend(2)
    if level > MAX_DEPTH:
        raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
    if isinstance(value, list):
        return "[" + _joined(run, (to_text(run, item, level + 1) for item in value)) + "]"
    if isinstance(value, dict):
        entries = (f"{key}: {to_text(run, entry, level + 1)}" for key, entry in value.items())
        return "{" + _joined(run, entries) + "}"
    if isinstance(value, Range):
        return _range(run, value, level)
    return "function" if kind(value) == "function" else str(value)


def _joined(run: Run, parts: Iterable[str]) -> str:
    """Parts with commas, refused as soon as they get too long."""
    found: list[str] = []
    length = 0
    for part in parts:
        found.append(part)
        length += len(part) + 2
        run.check_text(length)
    return run.text(", ".join(found))


def _range(run: Run, value: Range, level: int) -> str:
    """A range as it is written."""
    if value.operator:
        return value.operator + to_text(run, value.low if value.low is not None else value.high, level + 1)
    ends = f"{to_text(run, value.low, level + 1)}..{to_text(run, value.high, level + 1)}"
    return run.text(("[" if value.low_closed else "(") + ends + ("]" if value.high_closed else ")"))
