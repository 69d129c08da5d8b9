"""A decision table as boxes: each rule takes some regions of each column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.dmn.analysis.cells import UNKNOWN, Cell, any_cell, cell, constant, is_constant
from app.dmn.analysis.columns import Column, Reach, read_column, type_of
from app.dmn.analysis.outputs import Output
from app.dmn.environment import Environment, Problems
from app.dmn.hit_policies import HIT_POLICIES
from app.dmn.places import column_label
from app.dmn.tables import hit_policy
from app.dmn.xml import Element, child, children, text_of
from app.feel.errors import FeelError
from app.feel.evaluation import Compiled, Expression, UnaryTests, Vocabulary, model_expression, model_unary_tests
from app.feel.types import Type

MOST_COLUMNS = 100
Text = TypeVar("Text", bound=Compiled)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: its number from 1, its cells, and its results (UNKNOWN where they are not constants)."""

    element: Element
    number: int
    reaches: tuple[Reach, ...]
    results: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A decision table that can be analysed."""

    element: Element
    policy: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outputs: tuple[Output, ...]


def is_too_wide(element: Element) -> bool:
    """Whether a table has more columns than anybody could read."""
    return len(children(element, "input")) > MOST_COLUMNS


class GridReader:
    """Reads a table in the environment in which it was loaded. *names* are the types of what it may refer to."""

    def __init__(self, element: Element, environment: Environment, names: Mapping[str, Type | None]) -> None:
        self._element = element
        self._environment = Environment(environment.vocabulary, environment.types, Problems(), environment.decision)
        self._names = names
        self._known = environment.watch.compiled if environment.watch else {}
        self._results: dict[str, object] = {}

    def grid(self) -> Grid | None:
        """The table; None when it cannot be evaluated either."""
        policy, inputs = hit_policy(self._element), children(self._element, "input")
        outputs, rules = children(self._element, "output"), children(self._element, "rule")
        tests = [[text_of(entry) for entry in children(rule, "inputEntry")] for rule in rules]
        results = [[text_of(entry) for entry in children(rule, "outputEntry")] for rule in rules]
        even = {len(row) for row in tests} <= {len(inputs)} and {len(row) for row in results} <= {len(outputs)}
        if policy not in HIT_POLICIES or not even:
            return None
        read = [self._column(column, [row[at] for row in tests]) for at, column in enumerate(inputs)]
        rows = [
            Row(rule, at + 1, tuple(reaches[at] for _, reaches in read), tuple(map(self._result, results[at])))
            for at, rule in enumerate(rules)
        ]
        columns = tuple(column for column, _ in read)
        return Grid(self._element, policy, columns, tuple(rows), tuple(map(self._output, outputs)))

    def _output(self, element: Element) -> Output:
        values, default = text_of(child(element, "outputValues")), text_of(child(element, "defaultOutputEntry"))
        return Output(
            element=element,
            label=column_label(element),
            type=self._environment.types.type_of(element),
            allowed=self._cell(values) if values else None,
            default=self._result(default),
            has_default=bool(default),
        )

    def _column(self, element: Element, entries: list[str]) -> tuple[Column, list[Reach]]:
        expression = child(element, "inputExpression")
        source, values = " ".join(text_of(expression).split()), text_of(child(element, "inputValues"))
        compiled = self._expression(source)
        tree = compiled.tree if compiled else None
        type_ = self._environment.types.type_of(expression) or type_of(tree, self._names)
        cells = [self._cell(entry) for entry in dict.fromkeys(entries)]
        allowed = self._cell(values) if values else None
        column, reaches = read_column(column_label(element), source, tree, type_, allowed, cells)
        return column, [reaches[entry] for entry in entries]

    def _cell(self, source: str) -> Cell:
        if source in ("", "-"):
            return any_cell(source)
        compiled = self._compiled(UnaryTests, model_unary_tests, source)
        return cell(compiled) if compiled else Cell(source)

    def _result(self, source: str) -> object:
        if source not in self._results:
            self._results[source] = self._value(source)
        return self._results[source]

    def _value(self, source: str) -> object:
        if source in ("", "-"):
            return None
        compiled = self._expression(source)
        known = compiled is not None and is_constant(compiled.tree)
        return constant(compiled.closure) if compiled and known else UNKNOWN

    def _expression(self, source: str) -> Expression | None:
        return self._compiled(Expression, model_expression, source)

    def _compiled(self, kind: type[Text], read: Callable[[str, Vocabulary], Text], source: str) -> Text | None:
        """A text as it was read when the model was loaded, or read now; None when it is not FEEL."""
        vocabulary = self._environment.vocabulary
        known = self._known.get((kind, source, id(vocabulary)))
        try:
            return known if isinstance(known, kind) else read(source, vocabulary)
        except FeelError:
            return None
