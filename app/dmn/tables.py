"""Decision tables (DMN 1.5 §8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.dmn.environment import Environment, counted_check
from app.dmn.hit_policies import HIT_POLICIES, Hit, Outputs
from app.dmn.run import MatchedRule, ModelRun
from app.dmn.xml import Element, child, children, text_of
from app.feel.compiling.tests import Check
from app.feel.scope import Closure, Scope

HIT_COST = 4


@dataclass(frozen=True, slots=True)
class Column:
    """An input: its expression, the tests of its possible values, and which of its different cells each rule has.

    Tables repeat themselves: what stands in many cells is parsed once, and decided once in an evaluation.
    """

    value: Closure
    allowed: Check | None
    checks: tuple[Check | None, ...]
    cells: tuple[int, ...]

    def narrow(self, rules: Sequence[int], scope: Scope, value: object) -> list[int]:
        """Those of some rules whose cell the value satisfies."""
        scope.run.spend(len(rules) >> 2)
        holds: dict[int, bool] = {}
        kept = []
        for rule in rules:
            cell = self.cells[rule]
            if cell not in holds:
                check = self.checks[cell]
                holds[cell] = check is None or check(scope, value) is True
            if holds[cell]:
                kept.append(rule)
        return kept


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table ready to evaluate."""

    decision: str
    columns: tuple[Column, ...]
    results: Sequence[list[Closure]]
    outputs: Outputs
    policy: str

    def evaluate(self, scope: Scope) -> object:
        """The result by the hit policy; null when an input has a value that is not possible."""
        values = [column.value(scope) for column in self.columns]
        for column, value in zip(self.columns, values, strict=True):
            if column.allowed and column.allowed(scope, value) is not True:
                return scope.run.null("an input has a value that the table does not allow")
        hits = self._hits(scope, values)
        self._record(scope, values, hits)
        return HIT_POLICIES[self.policy](scope.run, hits, self.outputs, scope)

    def _hits(self, scope: Scope, values: list[object]) -> list[Hit]:
        rules: Sequence[int] = range(len(self.results))
        for column, value in zip(self.columns, values, strict=True):
            rules = column.narrow(rules, scope, value)
        matching = rules[:1] if self.policy == "FIRST" else rules
        return [(rule + 1, self._results(rule, scope)) for rule in matching]

    def _results(self, rule: int, scope: Scope) -> list[object]:
        return [self.outputs.fit(scope.run, at, result(scope)) for at, result in enumerate(self.results[rule])]

    def _record(self, scope: Scope, values: list[object], hits: list[Hit]) -> None:
        scope.run.spend(HIT_COST * len(hits))
        if isinstance(scope.run, ModelRun):
            for index, results in hits:
                scope.run.matched.append(MatchedRule(self.decision, index, tuple(values), tuple(results)))


def decision_table(element: Element, environment: Environment) -> Closure:
    """The closure of a decision table; what is wrong with it is noted."""
    policy = hit_policy(element)
    if policy not in HIT_POLICIES:
        return environment.refuse(element, "hit-policy", policy=policy)
    inputs, outputs = children(element, "input"), _outputs(element, environment)
    tests: list[list[Element]] = []
    results: list[list[Closure]] = []
    for rule in children(element, "rule"):
        entries, written = children(rule, "inputEntry"), children(rule, "outputEntry")
        if len(entries) != len(inputs) or len(written) != len(outputs.names):
            return environment.refuse(rule, "entries")
        tests.append(entries)
        results.append([_result(entry, environment) for entry in written])
    columns = tuple(
        _column(column, [entries[at] for entries in tests], environment) for at, column in enumerate(inputs)
    )
    return Table(environment.decision, columns, results, outputs, policy).evaluate


def _column(column: Element, cells: Sequence[Element], environment: Environment) -> Column:
    expression = child(column, "inputExpression")
    source = text_of(expression)
    closure = environment.expression(source, column) if source else environment.refuse(column, "input-empty")
    values = text_of(child(column, "inputValues"))
    tests = environment.unary_tests(values, column) if values else None
    different: dict[str, int] = {}
    checks: list[Check | None] = []
    numbers = [_cell(cell, different, checks, environment) for cell in cells]
    allowed = counted_check(tests) if tests else None
    return Column(environment.typed(closure, expression), allowed, tuple(checks), tuple(numbers))


def _cell(entry: Element, different: dict[str, int], checks: list[Check | None], environment: Environment) -> int:
    """The number of a cell among the different ones; a cell that is wrong is noted each time that it comes."""
    source = text_of(entry)
    if source in different:
        return different[source]
    blank = source in ("", "-")
    tests = None if blank else environment.unary_tests(source, entry)
    if blank or tests:
        different[source] = len(checks)
    checks.append(None if blank else counted_check(tests) if tests else lambda scope, value: None)
    return len(checks) - 1


def _result(entry: Element, environment: Environment) -> Closure:
    source = text_of(entry)
    return environment.expression(source, entry) if source and source != "-" else lambda scope: None


def hit_policy(element: Element) -> str:
    """The hit policy of a table, for COLLECT with its aggregation (DMN 1.5 §8.2.11)."""
    policy = element.get("hitPolicy", "UNIQUE")
    return " ".join(("COLLECT", element.get("aggregation", ""))).strip() if policy == "COLLECT" else policy


def _outputs(element: Element, environment: Environment) -> Outputs:
    columns = children(element, "output")
    names = [column.get("name") or "" for column in columns]
    types = [environment.types.type_of(column) for column in columns]
    defaults = [_default(column, environment) for column in columns]
    ranks, allowed = [], []
    for column in columns:
        values = text_of(child(column, "outputValues"))
        ranks.append(environment.expression(f"[{values}]", column) if values else None)
        tests = environment.unary_tests(values, column) if values else None
        allowed.append(counted_check(tests) if tests else None)
    return Outputs(names, types, defaults if any(defaults) else None, ranks, allowed)


def _default(column: Element, environment: Environment) -> Closure | None:
    entry = child(column, "defaultOutputEntry")
    source = text_of(entry)
    return environment.expression(source, column) if source else None
