"""One evaluation of a model: the budget of FEEL, the values of its elements, and the rules that matched."""

from dataclasses import dataclass, field

from app.feel.budget import Budget, Run

MODEL_BUDGET = Budget(steps=300_000, items=50_000)


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule of a decision table that matched: its number from 1, what was compared, what came out."""

    decision: str
    rule_index: int
    inputs: tuple[object, ...]
    outputs: tuple[object, ...]


@dataclass(slots=True)
class ModelRun(Run):
    """An evaluation under way that keeps which rules matched."""

    budget: Budget = MODEL_BUDGET
    matched: list[MatchedRule] = field(default_factory=list)
