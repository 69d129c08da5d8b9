"""From the rules that matched to the result of a table (DMN 1.5 §8.2.11)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.feel.budget import Run
from app.feel.builtins.statistics import maximum, minimum, total
from app.feel.comparison import equal
from app.feel.compiling.tests import Check
from app.feel.scope import Closure, Scope
from app.feel.types import Type, coerce

Hit = tuple[int, list[object]]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The columns of results: names, types, defaults, and the possible values in their order of priority."""

    names: list[str]
    types: list[Type | None]
    defaults: list[Closure | None] | None
    ranks: list[Closure | None]
    allowed: list[Check | None]

    def fit(self, run: Run, at: int, value: object) -> object:
        """A result as the type of its column wants it, or null."""
        type_ = self.types[at]
        return value if type_ is None else coerce(value, type_, run)

    def value(self, scope: Scope, results: list[object]) -> object:
        """One result: a value, or a context when there are several columns; null for values that are not possible."""
        for test, result in zip(self.allowed, results, strict=True):
            if test and result is not None and test(scope, result) is not True:
                return scope.run.null("a rule gives a value that the table does not allow")
        return results[0] if len(self.names) == 1 else dict(zip(self.names, results, strict=True))

    def default(self, scope: Scope) -> object:
        """The result when no rule matches; null when there is none."""
        if self.defaults is None:
            return None
        return self.value(scope, [default(scope) if default else None for default in self.defaults])

    def priority(self, scope: Scope, results: list[object]) -> tuple[int, ...]:
        """Sorts results by priority, column by column."""
        ranked = zip(self.ranks, results, strict=True)
        return tuple(_rank(scope.run, rank(scope), result) for rank, result in ranked if rank)


Policy = Callable[[Run, list[Hit], Outputs, Scope], object]


def _rank(run: Run, values: object, result: object) -> int:
    listed = values if isinstance(values, list) else []
    run.spend(len(listed))
    return next((at for at, value in enumerate(listed) if equal(value, result, run)), len(listed))


def _unique(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    if len(hits) > 1:
        return run.null(
            "the rules {rules} match, and only one may", rules=", ".join(str(index) for index, _ in hits[:5])
        )
    return _first(run, hits, outputs, scope)


def _first(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    return outputs.value(scope, hits[0][1]) if hits else outputs.default(scope)


def _any(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    if any(equal(results, hits[0][1], run) is not True for _, results in hits[1:]):
        return run.null("the rules that match have different results")
    return _first(run, hits, outputs, scope)


def _priority(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    return _first(run, _by_priority(hits, outputs, scope), outputs, scope)


def _by_priority(hits: list[Hit], outputs: Outputs, scope: Scope) -> list[Hit]:
    return sorted(hits, key=lambda hit: outputs.priority(scope, hit[1]))


def _rule_order(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    if not hits and outputs.defaults is not None:
        return [outputs.default(scope)]
    return [outputs.value(scope, results) for _, results in hits]


def _output_order(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    return _rule_order(run, _by_priority(hits, outputs, scope), outputs, scope)


def _count(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
    return Decimal(len(hits)) if hits or outputs.defaults is None else outputs.default(scope)


def _aggregate(aggregation: Callable[[Run, list[object]], object]) -> Policy:
    def apply(run: Run, hits: list[Hit], outputs: Outputs, scope: Scope) -> object:
        if not hits:
            return outputs.default(scope)
        if len(outputs.names) == 1:
            return aggregation(run, [results[0] for _, results in hits])
        columns = zip(*(results for _, results in hits), strict=True)
        return dict(zip(outputs.names, (aggregation(run, list(column)) for column in columns), strict=True))

    return apply


HIT_POLICIES: dict[str, Policy] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _rule_order,
    "COLLECT SUM": _aggregate(total),
    "COLLECT MIN": _aggregate(minimum),
    "COLLECT MAX": _aggregate(maximum),
    "COLLECT COUNT": _count,
}
