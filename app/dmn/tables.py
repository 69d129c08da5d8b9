"""Decision tables (DMN 1.5 §8)."""

from dataclasses import dataclass

from app.dmn.environment import Environment
from app.dmn.hit_policies import HIT_POLICIES, Hit, Outputs
from app.dmn.run import MatchedRule, ModelRun
from app.dmn.xml import Element, child, children, text_of
from app.feel.scope import Closure, Scope

Row = tuple[list[Closure], list[Closure]]


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is compared: its expression and, where given, the tests of its possible values."""

    value: Closure
    allowed: Closure | None


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table ready to evaluate."""

    decision: str
    inputs: tuple[Input, ...]
    rows: tuple[Row, ...]
    outputs: Outputs
    policy: str

    def evaluate(self, scope: Scope) -> object:
        """The result by the hit policy; null when an input has a value that is not possible."""
        values = [column.value(scope) for column in self.inputs]
        cells = [Scope({"?": value}, scope, scope.run) for value in values]
        for column, cell in zip(self.inputs, cells, strict=True):
            if column.allowed and column.allowed(cell) is not True:
                return scope.run.null("an input has a value that the table does not allow")
        scope.run.spend(len(self.rows) >> 2)
        hits = self._hits(scope, cells)
        self._record(scope, values, hits)
        return HIT_POLICIES[self.policy](scope.run, hits, self.outputs, scope)

    def _hits(self, scope: Scope, cells: list[Scope]) -> list[Hit]:
        hits: list[Hit] = []
        for index, (tests, results) in enumerate(self.rows, 1):
            for test, cell in zip(tests, cells, strict=True):
                if test(cell) is not True:
                    break
            else:
                hits.append((index, [self.outputs.fit(at, result(scope)) for at, result in enumerate(results)]))
                if self.policy == "FIRST":
                    break
        return hits

    def _record(self, scope: Scope, values: list[object], hits: list[Hit]) -> None:
        if isinstance(scope.run, ModelRun):
            for index, results in hits:
                scope.run.matched.append(MatchedRule(self.decision, index, tuple(values), tuple(results)))


def decision_table(element: Element, environment: Environment) -> Closure:
    """The closure of a decision table; what is wrong with it is noted."""
    policy = hit_policy(element)
    if policy not in HIT_POLICIES:
        return environment.refuse(element, "hit-policy", policy=policy)
    inputs = tuple(_input(column, environment) for column in children(element, "input"))
    outputs = _outputs(element, environment)
    rows = []
    for rule in children(element, "rule"):
        tests, results = children(rule, "inputEntry"), children(rule, "outputEntry")
        if len(tests) != len(inputs) or len(results) != len(outputs.names):
            return environment.refuse(rule, "entries")
        rows.append(
            ([_test(entry, environment) for entry in tests], [_result(entry, environment) for entry in results])
        )
    return Table(environment.decision, inputs, tuple(rows), outputs, policy).evaluate


def _input(column: Element, environment: Environment) -> Input:
    expression = child(column, "inputExpression")
    source = text_of(expression)
    closure = environment.expression(source, column) if source else environment.refuse(column, "input-empty")
    values = text_of(child(column, "inputValues"))
    tests = environment.unary_tests(values, column) if values else None
    return Input(environment.typed(closure, expression), tests.closure if tests else None)


def _test(entry: Element, environment: Environment) -> Closure:
    source = text_of(entry)
    if source in ("", "-"):
        return lambda scope: True
    tests = environment.unary_tests(source, entry)
    return tests.closure if tests else lambda scope: None


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
    if len(columns) == 1:
        types = [types[0]]
    defaults = [_default(column, environment) for column in columns]
    ranks, allowed = [], []
    for column in columns:
        values = text_of(child(column, "outputValues"))
        ranks.append(environment.expression(f"[{values}]", column) if values else None)
        tests = environment.unary_tests(values, column) if values else None
        allowed.append(tests.closure if tests else None)
    return Outputs(names, types, defaults if any(defaults) else None, ranks, allowed)


def _default(column: Element, environment: Environment) -> Closure | None:
    entry = child(column, "defaultOutputEntry")
    source = text_of(entry)
    return environment.expression(source, column) if source else None
