"""The outputs of a decision table, as far as they are constants."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.dmn.analysis.cells import UNKNOWN, Cell, cell
from app.dmn.analysis.columns import kind_of, tests_of
from app.dmn.xml import Element
from app.feel.budget import Run
from app.feel.comparison import ordering_key
from app.feel.text import as_literal
from app.feel.types import SimpleType, Type, coerce
from app.feel.values import kind


@dataclass(frozen=True)
class Output:
    """A column of results. ``allowed`` are its output values, in their order of priority."""

    element: Element
    label: str
    type: Type | None
    allowed: Cell | None
    default: object
    has_default: bool

    @property
    def type_name(self) -> str:
        """The kind of the values, for a message."""
        return kind_of(self.type) or "Any"

    @property
    def is_ranked(self) -> bool:
        """Whether the output values say which result comes first, and are known."""
        return self.allowed is not None and bool(self.allowed.parts)

    def fit(self, value: object) -> object:
        """A constant as the type of the column wants it, or null; UNKNOWN stays what it is."""
        name = kind_of(self.type)
        if value is UNKNOWN or value is None or name is None:
            return value
        fitted = coerce(value, SimpleType(name), Run())
        return fitted if all(limit.holds(fitted) for limit in self._limits if limit.parts) else None

    def allows(self, value: object) -> bool:
        """Whether a value is among the output values, or nothing is known of them."""
        return not (self.allowed and self.allowed.parts) or self.allowed.holds(value)

    def rank(self, value: object) -> int:
        """The place of a value in the order of priority; behind all others when it has none."""
        return self._ranks.get(alike(value), len(self._ranks))

    @cached_property
    def _limits(self) -> list[Cell]:
        return [cell(tests) for tests in tests_of(self.type)]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        ranks: dict[str, int] = {}
        for at, value in enumerate(self.allowed.values if self.allowed else ()):
            ranks.setdefault(alike(value), at)
        return ranks


def alike(value: object) -> str:
    """The same text for values that are equal, however they are written."""
    if isinstance(value, list):
        return f"[{', '.join(map(alike, value))}]"
    return as_literal(value) if isinstance(value, Decimal | str) else f"{kind(value)} {ordering_key(value)}"
