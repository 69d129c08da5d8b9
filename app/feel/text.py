"""Values as text (DMN 1.5 §10.3.4.1, ``string``), and as FEEL writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.feel.budget import Run
from app.feel.comparison import MAX_DEPTH
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.numbers import number_text
from app.feel.reading.names import is_plain
from app.feel.values import Range, kind


def as_literal(value: object) -> str:
    """A value as FEEL writes it, for people who try an expression: ``"a"``, ``@"P1D"``. FeelBudgetExceeded."""
    return _Writer(Run(), literal=True).write(value, 1)


def to_text(run: Run, value: object) -> str:
    """A value as text; strings inside lists and contexts are in quotation marks."""
    return _Writer(run).write(value, 0)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values. With *literal* times are written as literals, too, and names in quotation marks where needed."""

    run: Run
    literal: bool = False

    def write(self, value: object, level: int) -> str:
        self.run.spend(1)
        if isinstance(value, str):
            return value if level == 0 else self.run.text(_quoted(value))
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return self.run.text(number_text(value))
        return self._parts(value, level)

    def _parts(self, value: object, level: int) -> str:
        self.run.spend(2)
        if level > MAX_DEPTH:
            raise FeelBudgetExceeded(NESTING, MAX_DEPTH)
        if isinstance(value, list):
            return "[" + self._joined(self.write(item, level + 1) for item in value) + "]"
        if isinstance(value, dict):
            entries = (f"{self._name(key)}: {self.write(entry, level + 1)}" for key, entry in value.items())
            return "{" + self._joined(entries) + "}"
        if isinstance(value, Range):
            return self._range(value, level)
        if kind(value) == "function":
            return "function"
        return f'@"{value}"' if self.literal else str(value)

    def _name(self, key: str) -> str:
        return _quoted(key) if self.literal and not is_plain(key) else key

    def _joined(self, parts: Iterable[str]) -> str:
        """Parts with commas, refused as soon as they get too long."""
        found: list[str] = []
        length = 0
        for part in parts:
            found.append(part)
            length += len(part) + 2
            self.run.check_text(length)
        return self.run.text(", ".join(found))

    def _range(self, value: Range, level: int) -> str:
        """A range as it is written."""
        if value.operator:
            return value.operator + self.write(value.low if value.low is not None else value.high, level + 1)
        ends = f"{self.write(value.low, level + 1)}..{self.write(value.high, level + 1)}"
        return self.run.text(("[" if value.low_closed else "(") + ends + ("]" if value.high_closed else ")"))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
