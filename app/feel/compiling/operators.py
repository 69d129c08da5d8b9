"""Closures for literals, names, operators and tests."""

from collections.abc import Mapping
from decimal import Decimal

from app.feel.arithmetic import OPERATIONS, negate
from app.feel.builtins import BUILTINS
from app.feel.comparison import COMPARISONS, equal, is_orderable, less_or_equal
from app.feel.compiling.tests import Compile, any_of
from app.feel.reading import syntax
from app.feel.scope import MISSING, Closure, Scope
from app.feel.types import Type, resolve
from app.feel.values import Range, named_kind

Types = Mapping[str, Type]


def literal(node: syntax.Literal, compile_: Compile, types: Types) -> Closure:
    """A constant."""
    value, problem = node.value, node.problem
    return (lambda scope: scope.run.null(problem)) if problem else lambda scope: value


def name(node: syntax.Name, compile_: Compile, types: Types) -> Closure:
    """The value of a name in scope, or the built-in function of that name."""
    wanted = node.name

    def look_up(scope: Scope) -> object:
        value = scope.lookup(wanted)
        if value is not MISSING:
            return value
        builtin = BUILTINS.get(wanted)
        return scope.run.null("{name} is not known here", name=wanted) if builtin is None else builtin

    return look_up


def arithmetic(node: syntax.Arithmetic, compile_: Compile, types: Types) -> Closure:
    """Operands of one level of precedence, from left to right."""
    first = compile_(node.first)
    steps = [(OPERATIONS[operator], compile_(operand)) for operator, operand in node.rest]
    if len(steps) == 1:
        operation, second = steps[0]
        return lambda scope: operation(scope.run, first(scope), second(scope))

    def evaluate(scope: Scope) -> object:
        result = first(scope)
        for operation, operand in steps:
            result = operation(scope.run, result, operand(scope))
        return result

    return evaluate


def negation(node: syntax.Negation, compile_: Compile, types: Types) -> Closure:
    """``-operand``."""
    operand = compile_(node.operand)
    return lambda scope: negate(scope.run, operand(scope))


def logical(node: syntax.Logical, compile_: Compile, types: Types) -> Closure:
    """``and`` and ``or`` in three-valued logic (DMN 1.5 Table 49)."""
    parts = [compile_(part) for part in node.parts]
    decisive = node.operator == "or"

    def evaluate(scope: Scope) -> object:
        result: bool | None = not decisive
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = None
                if value is not None:
                    scope.run.null(
                        "{operator}: {value} is neither true nor false", operator=node.operator, value=named_kind(value)
                    )
        return result

    return evaluate


def comparison(node: syntax.Comparison, compile_: Compile, types: Types) -> Closure:
    """``= != < <= > >=``; null when the two cannot be compared."""
    left, right, operator = compile_(node.left), compile_(node.right), node.operator
    if operator == "!=":
        return lambda scope: _not(_equal(scope, left(scope), right(scope)))
    if operator == "=":
        return lambda scope: _equal(scope, left(scope), right(scope))
    compare = COMPARISONS[operator]

    def evaluate(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        result = compare(first, second, scope.run)
        if result is None:
            scope.run.null(
                "{first} {operator} {second} cannot be compared",
                first=named_kind(first),
                operator=operator,
                second=named_kind(second),
            )
        return result

    return evaluate


def between(node: syntax.Between, compile_: Compile, types: Types) -> Closure:
    """``value between low and high``, both included."""
    value, low, high = compile_(node.value), compile_(node.low), compile_(node.high)

    def evaluate(scope: Scope) -> object:
        subject = value(scope)
        above = less_or_equal(low(scope), subject, scope.run)
        below = less_or_equal(subject, high(scope), scope.run)
        if above is False or below is False:
            return False
        return True if above and below else scope.run.null("between: the values cannot be compared")

    return evaluate


def conditional(node: syntax.If, compile_: Compile, types: Types) -> Closure:
    """``if``: everything but true takes the second branch."""
    condition, positive, negative = compile_(node.condition), compile_(node.positive), compile_(node.negative)
    return lambda scope: positive(scope) if condition(scope) is True else negative(scope)


def contained(node: syntax.In, compile_: Compile, types: Types) -> Closure:
    """``value in tests``."""
    value, holds = compile_(node.value), any_of(node.tests, compile_)

    def evaluate(scope: Scope) -> object:
        tested = value(scope)
        result = holds(scope, tested)
        return (
            scope.run.null("in: {tested} cannot be tested like this", tested=named_kind(tested))
            if result is None
            else result
        )

    return evaluate


def instance_of(node: syntax.InstanceOf, compile_: Compile, types: Types) -> Closure:
    """``value instance of type``; null when there is no such type."""
    value, type_ = compile_(node.value), resolve(node.type, types)
    if type_ is None:
        return lambda scope: scope.run.null("there is no type {name}", name=node.type.name)
    known = type_
    return lambda scope: known.holds(value(scope), scope.run)


def range_of(node: syntax.RangeOf, compile_: Compile, types: Types) -> Closure:
    """``[low..high]``; null when the ends are of different kinds, have no order or are in the wrong one."""
    low, high, low_closed, high_closed = compile_(node.low), compile_(node.high), node.low_closed, node.high_closed

    def evaluate(scope: Scope) -> object:
        start, end = low(scope), high(scope)
        fits = start is None or end is None or type(start) is type(end)
        if not fits or not all(value is None or is_orderable(value) for value in (start, end)):
            return scope.run.null(
                "there is no range from {start} to {end}", start=named_kind(start), end=named_kind(end)
            )
        if start is not None and end is not None and not less_or_equal(start, end, scope.run):
            return scope.run.null("there is no range that ends before it starts")
        return Range(start, end, low_closed, high_closed)

    return evaluate


def bound(node: syntax.Bound, compile_: Compile, types: Types) -> Closure:
    """``(< 5)`` as a value: a range with one end."""
    operand, operator = compile_(node.operand), node.operator

    def evaluate(scope: Scope) -> object:
        value = operand(scope)
        if operator in ("=", "!="):
            return Range(value, value, True, True, operator)
        if not is_orderable(value):
            return scope.run.null("there is no range {operator} {value}", operator=operator, value=named_kind(value))
        if operator.startswith("<"):
            return Range(None, value, False, operator == "<=", operator)
        return Range(value, None, operator == ">=", False, operator)

    return evaluate


def _equal(scope: Scope, left: object, right: object) -> bool | None:
    if type(left) is Decimal and type(right) is Decimal:
        return left == right
    result = equal(left, right, scope.run)
    if result is None:
        scope.run.null("{left} = {right} cannot be compared", left=named_kind(left), right=named_kind(right))
    return result


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
