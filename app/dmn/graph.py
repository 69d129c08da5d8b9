"""The elements of a decision requirements graph, and evaluating them (DMN 1.5 §6, §10.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.dmn.boxed import CALL_COST, function_over
from app.dmn.run import ModelRun
from app.feel.budget import Run
from app.feel.compiling.structure import call
from app.feel.json_values import from_json
from app.feel.scope import Closure, Scope
from app.feel.types import ANY, FunctionType, Type, coerce, coercer
from app.feel.values import Function, Parameter, named_kind

Key = tuple[str, str]
"""Namespace of a model and id of an element in it."""


@dataclass(slots=True, kw_only=True)
class GraphElement:
    """What all elements have: its key, its name, its variable's name and type, and what it requires.

    ``imported`` are the names of the imports through which the main document sees it. ``requires`` names each required
    element as it is known here: ``("Model B", "Score")`` when it is imported.
    """

    key: Key
    name: str
    variable: str
    type: Type | None = None
    imported: tuple[str, ...] = ()
    requires: list[tuple[tuple[str, ...], Key]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class InputData(GraphElement):
    """Data that comes from outside."""


@dataclass(slots=True, kw_only=True)
class Decision(GraphElement):
    """A decision with its logic."""

    logic: Closure


@dataclass(slots=True, kw_only=True)
class KnowledgeModel(GraphElement):
    """A business knowledge model: a function."""

    parameters: tuple[Parameter, ...]
    signature: FunctionType
    logic: Closure


@dataclass(slots=True, kw_only=True)
class DecisionService(GraphElement):
    """Decisions behind one function; its parameters are its input data, then its input decisions."""

    inputs: list[Key]
    outputs: list[Key]


class Evaluation:
    """Values of the elements of a graph for one set of inputs, each found once."""

    def __init__(self, elements: Mapping[Key, GraphElement], variables: Mapping[str, object], run: ModelRun) -> None:
        self._elements = elements
        self._variables = variables
        self._run = run
        self._values: dict[Key, object] = {}

    def give(self, key: Key, value: object) -> None:
        """Set the value of an element from outside (JSON or FEEL), as it fits its type."""
        element = self._elements[key]
        self._values[key] = self._fit(from_json(value, self._run), element)

    def value(self, key: Key) -> object:
        """The value of an element."""
        if key not in self._values:
            self._values[key] = self._find(self._elements[key])
        return self._values[key]

    def _find(self, element: GraphElement) -> object:
        if isinstance(element, Decision):
            scope = Scope(self._required(element), self._outside(), self._run)
            self._run.spend(CALL_COST)
            return self._fit(call(self._run, CALL_COST, element.logic, scope), element)
        if isinstance(element, KnowledgeModel):
            return self._function(element)
        if isinstance(element, DecisionService):
            return self._service(element)
        return self._fit(self._input(element), element)

    def _outside(self) -> Scope:
        """Variables that the model does not declare as input data are visible too, as in Camunda."""
        return Scope(self._variables, None, self._run, raw=True)

    def _required(self, element: GraphElement) -> dict[str, object]:
        values: dict[str, object] = {}
        for path, key in element.requires:
            target = values
            for prefix in path[:-1]:
                inner = target.setdefault(prefix, {})
                target = inner if isinstance(inner, dict) else {}
            target[path[-1]] = self.value(key)
        return values

    def _function(self, element: KnowledgeModel) -> Function:
        """The function is known before what it requires, so that functions may call themselves and each other."""
        visible: dict[str, object] = {}
        function = function_over(element.parameters, element.signature, element.logic, Scope(visible, None, self._run))
        self._values[element.key] = visible[element.variable] = function
        visible.update(self._required(element))
        return function

    def _service(self, element: DecisionService) -> Function:
        inputs = [self._elements[key] for key in element.inputs]
        parameters = tuple(Parameter(each.variable, coercer(each.type)) for each in inputs)
        signature = FunctionType(tuple(each.type or ANY for each in inputs), element.type or ANY)

        def evaluate(run: Run, arguments: list[object]) -> object:
            inner = Evaluation(self._elements, {}, self._run)
            for key, argument in zip(element.inputs, arguments, strict=True):
                inner.give(key, argument)
            run.spend(CALL_COST)
            return inner.outputs(element)

        return Function(parameters, evaluate, signature)

    def outputs(self, service: DecisionService) -> object:
        """The result of a decision service: one value, or a context when it has several output decisions."""
        values = {self._elements[key].variable: self.value(key) for key in service.outputs}
        result = values if len(values) > 1 else next(iter(values.values()), None)
        return self._fit(result, service)

    def _input(self, element: GraphElement) -> object:
        """What was given, of an imported model below the name of the import, or by the name of the input alone."""
        inside: object = self._variables
        for name in element.imported:
            inside = inside.get(name) if isinstance(inside, Mapping) else None
        for variables in (inside, self._variables):
            if isinstance(variables, Mapping) and element.variable in variables:
                return from_json(variables[element.variable], self._run)
        return self._run.null("there is no value for the input {variable}", variable=element.variable)

    def _fit(self, value: object, element: GraphElement) -> object:
        if element.type is None or value is None:
            return value
        fitted = coerce(value, element.type, self._run)
        if fitted is None:
            return self._run.null(
                "{name}: {value} does not fit the type that is declared", name=element.name, value=named_kind(value)
            )
        return fitted
