"""What one evaluation may use, and the record of one evaluation: its clock, what it has used, what went wrong.

All limits are counts, never times, so that the same input gives the same verdict on every machine. Chance is no chance
either: it follows from the clock and the seed, so that a replay draws what was drawn.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from app.errors import Phrase
from app.feel.errors import FeelBudgetExceeded
from app.feel.temporal import from_python

WARNINGS_KEPT = 20
LONGEST_DETAIL = 80


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation.

    ``source``: characters of an expression; ``tokens``: its words and signs; ``nesting``: levels of syntax; ``depth``:
    levels of syntax under evaluation at once, through function calls; ``steps``: pieces of work; ``items``: items of
    one list or context; ``text``: characters of one string; ``digits``: characters of one written number.
    """

    source: int = 20_000
    tokens: int = 5_000
    nesting: int = 60
    depth: int = 300
    steps: int = 100_000
    items: int = 20_000
    text: int = 200_000
    digits: int = 1_000


DEFAULT_BUDGET = Budget()


@dataclass(slots=True)
class Run:
    """One evaluation under way."""

    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    budget: Budget = DEFAULT_BUDGET
    warnings: list[Phrase] = field(default_factory=list)
    steps: int = 0
    depth: int = 0
    seed: tuple[str, ...] = ()
    drawn: int = 0
    refusals: list[str] = field(default_factory=list)
    patterns: dict[tuple[str, str], Any] = field(default_factory=dict)
    """The regular expressions of this evaluation: each is paid for once."""

    def random_bits(self, count: int) -> int:
        """A number of *count* bits (at most 256): others at each call, the same for the same clock and seed."""
        self.drawn += 1
        source = "\n".join((str(from_python(self.now).instant), str(self.drawn), *self.seed))
        return int.from_bytes(sha256(source.encode("utf-8", "replace")).digest()) >> (256 - count)

    def spend(self, steps: int) -> None:
        """Count *steps* pieces of work. Raises FeelBudgetExceeded when they were the last ones."""
        self.steps += steps
        if self.steps > self.budget.steps:
            raise FeelBudgetExceeded(Phrase("steps"), self.budget.steps)

    def text(self, value: str) -> str:
        """Let a new string through, or raise FeelBudgetExceeded when it is too long."""
        if len(value) > self.budget.text:
            raise FeelBudgetExceeded(Phrase("characters of a text"), self.budget.text)
        self.spend(len(value) >> 4)
        return value

    def check_text(self, length: int) -> None:
        """Refuse to build a string of *length* characters when it would be too long."""
        if length > self.budget.text:
            raise FeelBudgetExceeded(Phrase("characters of a text"), self.budget.text)

    def reads(self, text: str) -> None:
        """Count the work of going through a text."""
        self.spend(len(text) >> 6)

    def check_items(self, count: int) -> None:
        """Refuse to build a list of *count* items when it would be too long; building it is work."""
        if count > self.budget.items:
            raise FeelBudgetExceeded(Phrase("items of a list"), self.budget.items)
        self.spend(count >> 3)

    def check_entries(self, count: int) -> None:
        """Refuse to build a context of *count* entries when it would be too large; an entry takes more than an item."""
        if count > self.budget.items:
            raise FeelBudgetExceeded(Phrase("entries of a context"), self.budget.items)
        self.spend(1 + (count >> 1))

    def items(self, values: list[object]) -> list[object]:
        """Let a new list through, or raise FeelBudgetExceeded when it is too long."""
        self.check_items(len(values))
        return values

    def null(self, reason: str | Phrase, **details: object) -> Any:
        """The result of a mistake: null, with the reason kept for whoever wants to see it.

        A reason in words is a template that *details* fill when somebody reads it, in the language of the reader.
        """
        if len(self.warnings) < WARNINGS_KEPT:
            shown = {name: it[:LONGEST_DETAIL] if isinstance(it, str) else it for name, it in details.items()}
            self.warnings.append(reason if isinstance(reason, Phrase) else Phrase(reason, shown))
        return None

    def refuse(self, language: str) -> Any:
        """The result where a function is written in another language than FEEL: null, and the refusal is kept apart."""
        self.refusals = [*self.refusals, f"functions written in {language} are not run"][:WARNINGS_KEPT]
        return self.null("functions written in {language} are not run; write it in FEEL", language=language)
