"""Unary tests to checks of a value, as in ``in`` and in the cells of decision tables (DMN 1.5 §7.3.4, §10.3.2.8)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from app.feel.comparison import COMPARISONS, matches_test
from app.feel.reading import syntax
from app.feel.reading.measures import Measures
from app.feel.reading.syntax import Node
from app.feel.scope import Closure, Scope
from app.feel.values import Range

Check = Callable[[Scope, object], bool | None]
"""Whether a value satisfies something; null when that cannot be said."""


class Compile(Protocol):
    """What makes the closures of the nodes below a node."""

    @property
    def measures(self) -> Measures:
        """Sizes of the nodes."""

    def __call__(self, node: Node) -> Closure:
        """The closure of a node."""


def unary_tests(node: syntax.Tests, compile_: Compile) -> Check:
    """Unary tests: one of them holds or, negated, none; ``-`` always holds."""
    if not node.tests:
        return lambda scope, value: True
    holds = any_of(node.tests, compile_)
    if not node.negated:
        return holds

    def none_holds(scope: Scope, value: object) -> bool | None:
        result = holds(scope, value)
        return None if result is None else not result

    return none_holds


def any_of(nodes: tuple[Node, ...], compile_: Compile) -> Check:
    """Whether one of several tests holds for a value: true, else null when one is null, else false."""
    checks = [_test(node, compile_) for node in nodes]
    if len(checks) == 1:
        return checks[0]

    def check(scope: Scope, value: object) -> bool | None:
        result: bool | None = False
        for one in checks:
            outcome = one(scope, value)
            if outcome is True:
                return True
            if outcome is None:
                result = None
        return result

    return check


def _test(node: Node, compile_: Compile) -> Check:
    constant = _constant(node)
    if constant is not None:
        return constant
    if isinstance(node, syntax.ListOf) and all(isinstance(item, syntax.Literal) for item in node.items):
        return _one_of([getattr(item, "value", None) for item in node.items])
    reads_value = compile_.measures.mentions(node, "?")
    if isinstance(node, syntax.Bound):
        bound = _bound(node.operator, compile_(node.operand))
        return (lambda scope, value: bound(_tested(scope, value), value)) if reads_value else bound
    evaluate = compile_(node)
    if reads_value:
        return lambda scope, value: _truth(evaluate(_tested(scope, value)))

    def check(scope: Scope, value: object) -> bool | None:
        test = evaluate(scope)
        if isinstance(test, bool) and value is not None and not isinstance(value, bool):
            return test
        return matches_test(scope.run, value, test)

    return check


def _bound(operator: str, operand: Closure) -> Check:
    compare = COMPARISONS[operator]
    return lambda scope, value: compare(value, operand(scope), scope.run)


def _constant(node: Node) -> Check | None:
    """The check of a test that is written with numbers and texts only: most cells are."""
    if isinstance(node, syntax.Literal) and isinstance(node.value, str | Decimal):
        return _equal_to(node.value)
    if isinstance(node, syntax.Bound) and isinstance(node.operand, syntax.Literal):
        return _compared_with(node.operator, node.operand.value)
    if isinstance(node, syntax.RangeOf) and _is_number(node.low) and _is_number(node.high):
        return _between(node)
    return None


def _is_number(node: Node) -> bool:
    return isinstance(node, syntax.Literal) and isinstance(node.value, Decimal)


def _equal_to(wanted: str | Decimal) -> Check:
    kind = type(wanted)
    return lambda scope, value: value == wanted if type(value) is kind else matches_test(scope.run, value, wanted)


def _compared_with(operator: str, limit: object) -> Check:
    compare = COMPARISONS[operator]
    return lambda scope, value: compare(value, limit, scope.run)


def _between(node: syntax.RangeOf) -> Check:
    low, high = getattr(node.low, "value", None), getattr(node.high, "value", None)
    bounds = Range(low, high, node.low_closed, node.high_closed)

    def other(scope: Scope, value: object) -> bool | None:
        return matches_test(scope.run, value, bounds)

    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return other
    if node.low_closed and node.high_closed:
        return lambda scope, value: low <= value <= high if type(value) is Decimal else other(scope, value)
    if node.low_closed:
        return lambda scope, value: low <= value < high if type(value) is Decimal else other(scope, value)
    if node.high_closed:
        return lambda scope, value: low < value <= high if type(value) is Decimal else other(scope, value)
    return lambda scope, value: low < value < high if type(value) is Decimal else other(scope, value)


def _tested(scope: Scope, value: object) -> Scope:
    return Scope({"?": value}, scope, scope.run)


def _one_of(items: list[object]) -> Check:
    def check(scope: Scope, value: object) -> bool | None:
        return matches_test(scope.run, value, items)

    return check


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
