"""Boxed expressions to closures (DMN 1.5 §10.2)."""

from collections.abc import Callable

from app.dmn.environment import Environment, fitted
from app.dmn.tables import decision_table
from app.dmn.xml import Element, child, children, local_name, name_of, text_of
from app.feel.budget import Run
from app.feel.compiling.loops import domain_of, loop, quantifier
from app.feel.compiling.structure import call, filter_items
from app.feel.reading.names import normalize
from app.feel.scope import Closure, Scope
from app.feel.types import ANY, FunctionType, SimpleType, Type, coercer
from app.feel.values import Function, Parameter, named_kind

CALL_COST = 6
LOOP_COST = 20
MAX_LEVELS = 40


def boxed(element: Element, environment: Environment, level: int = 0) -> Closure:
    """The closure of a boxed expression, whatever its kind; its value fits the ``typeRef`` that it has."""
    handler = HANDLERS.get(local_name(element))
    if handler is None:
        return environment.refuse(element, "not-an-expression", kind=local_name(element))
    if level > MAX_LEVELS:
        return environment.refuse(element, "nesting")
    closure = handler(element, environment, level + 1)
    return closure if local_name(element) == "functionDefinition" else environment.typed(closure, element)


def inner(element: Element | None, environment: Environment, level: int) -> Closure:
    """The closure of the one expression inside an element; null when there is none."""
    found = expression_in(element)
    if found is None:
        return lambda scope: None
    return boxed(found, environment, level)


def expression_in(element: Element | None) -> Element | None:
    """The expression directly below an element."""
    return None if element is None else child(element, *HANDLERS)


def _literal(element: Element, environment: Environment, level: int) -> Closure:
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        return environment.refuse(element, "language", language=language)
    if child(element, "importedValues") is not None:
        return environment.refuse(element, "imported-values")
    source = text_of(element)
    return environment.expression(source, element) if source else lambda scope: None


def _context(element: Element, environment: Environment, level: int) -> Closure:
    entries: list[tuple[str, Closure]] = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name = name_of(variable)
        entries.append((name, environment.typed(inner(entry, environment, level), variable)))
        environment = environment.knowing([name])

    def evaluate(scope: Scope) -> object:
        values: dict[str, object] = {}
        here = Scope(values, scope, scope.run)
        for name, closure in entries:
            if not name:
                return closure(here)
            values[name] = closure(here)
        scope.run.check_entries(len(values))
        return values

    return evaluate


def _invocation(element: Element, environment: Environment, level: int) -> Closure:
    function = inner(element, environment, level)
    arguments: dict[str, Closure] = {}
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        arguments[name_of(parameter)] = environment.typed(inner(binding, environment, level), parameter)

    def evaluate(scope: Scope) -> object:
        callee = function(scope)
        if not hasattr(callee, "invoke"):
            return scope.run.null("{callee} is not a function", callee=named_kind(callee))
        values = {name: closure(scope) for name, closure in arguments.items()}
        return callee.invoke(scope.run, [], values)

    return evaluate


def _function(element: Element, environment: Environment, level: int) -> Closure:
    if element.get("kind", "FEEL") != "FEEL":
        return environment.refuse_function(element, element.get("kind") or "")
    parameters, signature = formal_parameters(element, environment)
    names = [parameter.name for parameter in parameters]
    body = fitted(inner(element, environment.knowing(names), level), signature.result)

    def define(scope: Scope) -> object:
        return function_over(parameters, signature, body, scope)

    return define


def formal_parameters(element: Element, environment: Environment) -> tuple[tuple[Parameter, ...], FunctionType]:
    """The parameters of a function definition, and its type."""
    found = children(element, "formalParameter")
    types = [environment.types.type_of(parameter) for parameter in found]
    parameters = tuple(
        Parameter(name_of(parameter), coercer(type_)) for parameter, type_ in zip(found, types, strict=True)
    )
    result = result_of(environment.types.type_of(element)) or environment.types.type_of(expression_in(element)) or ANY
    return parameters, FunctionType(tuple(type_ or ANY for type_ in types), result)


def result_of(type_: Type | None) -> Type | None:
    """What a function gives whose ``typeRef`` names the type of the function, or that of its result."""
    if type_ == SimpleType("function"):
        return None
    return type_.result if isinstance(type_, FunctionType) else type_


def function_over(
    parameters: tuple[Parameter, ...], signature: FunctionType | None, body: Closure, scope: Scope | None
) -> Function:
    """The function whose body sees its arguments and, around them, a scope."""
    names = [parameter.name for parameter in parameters]

    def evaluate(run: Run, arguments: list[object]) -> object:
        run.spend(CALL_COST)
        return call(run, CALL_COST, body, Scope(dict(zip(names, arguments, strict=True)), scope, run))

    return Function(parameters, evaluate, signature)


def _list(element: Element, environment: Environment, level: int) -> Closure:
    items = [boxed(item, environment, level) for item in children(element, *HANDLERS)]
    return lambda scope: scope.run.items([item(scope) for item in items])


def _relation(element: Element, environment: Environment, level: int) -> Closure:
    columns = children(element, "column")
    names = [name_of(column) for column in columns]
    rows: list[list[Closure]] = []
    for row in children(element, "row"):
        cells = [boxed(cell, environment, level) for cell in children(row, *HANDLERS)]
        if len(cells) != len(names):
            return environment.refuse(element, "relation-row")
        rows.append([environment.typed(cell, column) for cell, column in zip(cells, columns, strict=True)])
    cost = len(rows) * (1 + len(names))

    def evaluate(scope: Scope) -> object:
        scope.run.spend(cost)
        return scope.run.items([{name: cell(scope) for name, cell in zip(names, row, strict=True)} for row in rows])

    return evaluate


def _conditional(element: Element, environment: Environment, level: int) -> Closure:
    condition, positive, negative = (inner(child(element, name), environment, level) for name in ("if", "then", "else"))

    def evaluate(scope: Scope) -> object:
        verdict = condition(scope)
        if verdict is not None and not isinstance(verdict, bool):
            return scope.run.null("the condition is {verdict}, not true or false", verdict=named_kind(verdict))
        return positive(scope) if verdict else negative(scope)

    return evaluate


def _filter(element: Element, environment: Environment, level: int) -> Closure:
    source = inner(child(element, "in"), environment, level)
    condition = inner(child(element, "match"), environment.knowing(["item", *environment.vocabulary.members]), level)

    def evaluate(scope: Scope) -> object:
        items = source(scope)
        if items is None:
            return None
        return filter_items(scope, items if isinstance(items, list) else [items], condition, LOOP_COST, positions=False)

    return evaluate


def _for(element: Element, environment: Environment, level: int) -> Closure:
    name = normalize(element.get("iteratorVariable") or "")
    source = inner(child(element, "in"), environment, level)
    body = inner(child(element, "return"), environment.knowing([name, "partial"]), level)
    return loop([(name, lambda scope: domain_of(scope.run, source(scope)))], body, LOOP_COST, partial=True)


def _quantified(element: Element, environment: Environment, level: int) -> Closure:
    name = normalize(element.get("iteratorVariable") or "")
    source = inner(child(element, "in"), environment, level)
    condition = inner(child(element, "satisfies"), environment.knowing([name]), level)
    every = local_name(element) == "every"
    return quantifier(every, [(name, lambda scope: domain_of(scope.run, source(scope)))], condition, LOOP_COST)


def _table(element: Element, environment: Environment, level: int) -> Closure:
    if environment.watch is not None:
        environment.watch.tables.append((element, environment))
    return decision_table(element, environment)


HANDLERS: dict[str, Callable[[Element, Environment, int], Closure]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": _function,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "decisionTable": _table,
}
