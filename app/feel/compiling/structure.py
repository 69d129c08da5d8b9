"""Closures for lists, contexts, paths, filters, functions and invocations."""

from decimal import Decimal

from app.errors import Phrase
from app.feel.budget import Run
from app.feel.builtins import BUILTINS
from app.feel.compiling.operators import Types
from app.feel.compiling.tests import Compile
from app.feel.errors import FeelBudgetExceeded
from app.feel.json_values import from_json
from app.feel.numbers import is_integer
from app.feel.properties import read_property
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.scope import MISSING, Closure, Scope
from app.feel.types import ANY, FunctionType, coercer, resolve
from app.feel.values import Function, Parameter, named_kind

_DEFINITION_COST = 4


def list_of(node: syntax.ListOf, compile_: Compile, types: Types) -> Closure:
    """``[a, b]``."""
    items = [compile_(item) for item in node.items]
    return lambda scope: scope.run.items([item(scope) for item in items])


def context_of(node: syntax.ContextOf, compile_: Compile, types: Types) -> Closure:
    """``{a: 1, b: a + 1}``: each entry sees those before it; null when a name comes twice."""
    entries = [(key, compile_(value)) for key, value in node.entries]
    repeated = len({key for key, _ in entries}) < len(entries)

    def evaluate(scope: Scope) -> object:
        values: dict[str, object] = {}
        inner = Scope(values, scope, scope.run)
        for key, value in entries:
            values[key] = value(inner)
        scope.run.check_entries(len(values))
        return scope.run.null("the context has two entries of one name") if repeated else values

    return evaluate


def path(node: syntax.Path, compile_: Compile, types: Types) -> Closure:
    """``source.name``; a chain of names is read without converting more than its end."""
    names = _chain(node)
    if names:
        return _path_of_names(names[0], names[1:])
    source, wanted = compile_(node.source), node.name
    return lambda scope: read_property(scope.run, source(scope), wanted)


def _chain(node: Node) -> list[str]:
    if isinstance(node, syntax.Name):
        return [node.name]
    if isinstance(node, syntax.Path):
        start = _chain(node.source)
        return [*start, node.name] if start else []
    return []


def _path_of_names(first: str, rest: list[str]) -> Closure:
    def evaluate(scope: Scope) -> object:
        value, raw = scope.lookup_raw(first)
        if value is MISSING:
            return scope.run.null("{name} is not known here", name=first)
        for position, wanted in enumerate(rest):
            if raw and not isinstance(value, dict):
                return _rest_of_path(scope.run, from_json(value, scope.run), rest[position:])
            value = read_property(scope.run, value, wanted)
        return from_json(value, scope.run) if raw else value

    return evaluate


def _rest_of_path(run: Run, value: object, names: list[str]) -> object:
    for wanted in names:
        value = read_property(run, value, wanted)
    return value


def filtered(node: syntax.Filter, compile_: Compile, types: Types) -> Closure:
    """``source[position]`` or ``source[condition]`` (DMN 1.5 §10.3.2.5)."""
    source, condition = compile_(node.source), compile_(node.condition)
    cost = compile_.measures.size(node.condition)

    def evaluate(scope: Scope) -> object:
        items = source(scope)
        if items is None:
            return None
        if not isinstance(items, list):
            items = [items]
        return filter_items(scope, items, condition, cost)

    return evaluate


def filter_items(scope: Scope, items: list[object], condition: Closure, cost: int, positions: bool = True) -> object:
    """The items for which the condition is true or, with *positions*, the item at the one that it gives; else null."""
    kept: list[object] = []
    for item in items or (None,):
        scope.run.spend(cost)
        verdict = condition(item_scope(scope, item))
        if positions and isinstance(verdict, Decimal):
            return item_at(scope.run, items, verdict)
        if verdict is True:
            kept.append(item)
        elif verdict is not False and verdict is not None:
            wanted = Phrase("true, false or a position") if positions else Phrase("true or false")
            return scope.run.null(
                "the filter gives {verdict}, not {wanted}", verdict=named_kind(verdict), wanted=wanted
            )
    return kept if items else []


def item_scope(scope: Scope, item: object) -> Scope:
    """What a filter's condition sees: ``item``, and the entries of the item when it is a context."""
    named = Scope({"item": item}, scope, scope.run)
    return Scope(item, named, scope.run) if isinstance(item, dict) else named


def item_at(run: Run, items: list[object], position: Decimal) -> object:
    """The item at a position from 1, or from the end when negative; null outside."""
    if is_integer(position) and 0 < abs(position) <= len(items):
        index = int(position)
        return items[index - 1] if index > 0 else items[index]
    return run.null("the list has no item {position}", position=position)


def function_definition(node: syntax.FunctionDefinition, compile_: Compile, types: Types) -> Closure:
    """``function(a, b) body``: a closure over the scope where it stands."""
    if node.external:
        language = language_of(node)
        return lambda scope: scope.run.refuse(language)
    written = [resolve(type_, types) for _, type_ in node.parameters]
    parameters = tuple(
        Parameter(name, coercer(type_)) for (name, _), type_ in zip(node.parameters, written, strict=True)
    )
    signature = FunctionType(tuple(type_ or ANY for type_ in written), ANY)
    names = [name for name, _ in node.parameters]
    body, levels = compile_(node.body), compile_.measures.depth(node.body) + 1
    cost = compile_.measures.size(node.body) + len(names) + 2

    def define(scope: Scope) -> object:
        def run_body(run: Run, arguments: list[object]) -> object:
            run.spend(cost)
            return call(run, levels, body, Scope(dict(zip(names, arguments, strict=True)), scope, run))

        scope.run.spend(_DEFINITION_COST)
        return Function(parameters, run_body, signature)

    return define


def language_of(node: syntax.FunctionDefinition) -> str:
    """The language in which the body of an external function is written (DMN 1.5 §10.3.2.13.2)."""
    keys = [key.lower() for key, _ in node.body.entries] if isinstance(node.body, syntax.ContextOf) else []
    return next((name for name in ("Java", "PMML") if name.lower() in keys), "another language")


def call(run: Run, levels: int, body: Closure, scope: Scope) -> object:
    """Evaluate the body of a function, so many levels deeper. Raises FeelBudgetExceeded when that is too deep."""
    run.depth += levels
    if run.depth > run.budget.depth:
        raise FeelBudgetExceeded(Phrase("levels of function calls"), run.budget.depth)
    try:
        return body(scope)
    finally:
        run.depth -= levels


def invocation(node: syntax.Invocation, compile_: Compile, types: Types) -> Closure:
    """``function(arguments)``."""
    function = _callee(node.function, compile_)
    positional = [compile_(argument) for argument in node.positional]
    named = {name: compile_(argument) for name, argument in node.named}

    def evaluate(scope: Scope) -> object:
        callee = function(scope)
        scope.run.spend(1)
        if not hasattr(callee, "invoke"):
            return (
                scope.run.null("{callee} is not a function", callee=named_kind(callee)) if callee is not None else None
            )
        by_name = {name: argument(scope) for name, argument in named.items()} if named else None
        return callee.invoke(scope.run, [argument(scope) for argument in positional], by_name)

    return evaluate


def _callee(node: Node, compile_: Compile) -> Closure:
    """A name means a function in scope, else the built-in one, even where a variable of that name is no function."""
    value = compile_(node)
    builtin = BUILTINS.get(node.name) if isinstance(node, syntax.Name) else None
    if builtin is None:
        return value
    wanted = builtin.name

    def look_up(scope: Scope) -> object:
        found, _ = scope.lookup_raw(wanted)
        return found if hasattr(found, "invoke") else builtin

    return look_up
