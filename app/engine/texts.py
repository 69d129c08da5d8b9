"""Text of a diagram that means something: a literal, or FEEL when it starts with ``=``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.engine.model import Json
from app.engine.work import Work
from app.feel import Expression, FeelError, expression, to_json
from app.feel.budget import DEFAULT_BUDGET, Run
from app.feel.stack import with_room
from app.time import from_iso


class _Missing:
    """Marks a variable that does not exist, which is not the same as one that is null."""


_ANY_DAY = from_iso("2026-01-01T00:00:00Z")
MISSING = _Missing()
Lookup = Callable[[str], object]


@dataclass(frozen=True)
class Text:
    """A literal (``formula`` is None) or a FEEL expression, parsed once when the diagram was compiled."""

    source: str
    formula: Expression | None = None

    def value(self, lookup: Lookup, now: datetime, seed: str = "", work: Work | None = None) -> Json:
        """The plain JSON value; *lookup* finds a variable or answers :data:`MISSING`. FeelError over budget.

        *seed* is where the text is evaluated: other steps draw other random values at one moment. What it takes counts
        as *work* of the current input; StepFailed when nothing is left of that."""
        if self.formula is None:
            return self.source
        if work is None:
            return to_json(self.formula.evaluate(_context(self.formula, lookup), now=now, seed=seed))
        work.require_left()
        runs: list[Run] = []
        try:
            found = self.formula.evaluate(_context(self.formula, lookup), now=now, seed=seed, runs=runs)
            return with_room(lambda: _converted(found, runs), DEFAULT_BUDGET.depth)
        finally:
            work.done(sum(run.steps for run in runs))

    @property
    def constant(self) -> Json:
        """The value, where no variable and no moment can change it; else :data:`MISSING`."""
        if self.formula is None:
            return self.source
        if self.formula.variables or "(" in self.formula.source:
            return MISSING
        try:
            return to_json(self.formula.evaluate({}, now=_ANY_DAY))
        except FeelError:
            return MISSING


def parse_text(source: str) -> Text:
    """The literal or expression written as *source*. FeelSyntaxError when FEEL cannot read it."""
    stripped = source.strip()
    if not stripped.startswith("="):
        return Text(stripped)
    return Text(stripped, expression(stripped[1:]))


def _converted(found: object, runs: list[Run]) -> Json:
    runs.append(Run())
    return to_json(found, runs[-1])


def _context(formula: Expression, lookup: Lookup) -> dict[str, object]:
    found = ((name, lookup(name)) for name in formula.variables)
    return {name: value for name, value in found if value is not MISSING}
