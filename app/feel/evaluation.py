"""Expressions and unary tests ready to evaluate, kept after their first use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from app.feel import syntax
from app.feel.budget import DEFAULT_BUDGET, Budget, Run
from app.feel.compile_tests import Check
from app.feel.compiler import compile_tree, compile_unary_tests
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.json_values import from_json
from app.feel.names import is_plain
from app.feel.parser import parse_expression, parse_unary_tests
from app.feel.scope import Closure, Scope
from app.feel.syntax import Node
from app.feel.types import Type
from app.feel.variables import free_names

KEPT = 2048


class Compiled:
    """A source and its tree."""

    def __init__(self, source: str, tree: Node) -> None:
        self.source = source
        self.tree = tree

    @cached_property
    def variables(self) -> frozenset[str]:
        """Top-level names that are read from the context; in filters also names that may be entries of the items."""
        return free_names(self.tree)


class Expression(Compiled):
    """A parsed expression. It holds no state: any number of threads may evaluate it.

    What ``uuid()`` and ``random number()`` give follows from the text of the expression, *now* and *seed*: who
    evaluates one expression several times at one moment says with *seed* which time it is.
    """

    def __init__(self, source: str, tree: Node, types: Mapping[str, Type]) -> None:
        super().__init__(source, tree)
        self.closure: Closure = compile_tree(tree, types)

    def evaluate(
        self, context: Mapping[str, object], *, now: datetime, budget: Budget | None = None, seed: str = ""
    ) -> object:
        """The FEEL value for the variables in *context* (JSON or FEEL values). Raises FeelBudgetExceeded."""
        return run_closure(self.closure, Scope(context, None, self._run(now, budget, seed), raw=True))

    def explain(
        self, context: Mapping[str, object], *, now: datetime, budget: Budget | None = None, seed: str = ""
    ) -> tuple[object, tuple[str, ...]]:
        """The value, and the reasons why something in it became null. Raises FeelBudgetExceeded."""
        run = self._run(now, budget, seed)
        value = run_closure(self.closure, Scope(context, None, run, raw=True))
        return value, tuple(run.warnings)

    def _run(self, now: datetime, budget: Budget | None, seed: str) -> Run:
        return Run(now, budget or DEFAULT_BUDGET, seed=(self.source, seed))


class UnaryTests(Compiled):
    """Parsed unary tests, as in a cell of a decision table."""

    def __init__(self, source: str, tree: syntax.Tests, types: Mapping[str, Type]) -> None:
        super().__init__(source, tree)
        self.tree: syntax.Tests = tree
        self.check: Check = compile_unary_tests(tree, types)

    def matches(
        self, value: object, context: Mapping[str, object], *, now: datetime, budget: Budget | None = None
    ) -> bool:
        """Whether the value satisfies the tests; null counts as no. Raises FeelBudgetExceeded."""
        return self.explain(value, context, now=now, budget=budget)[0] is True

    def explain(
        self, value: object, context: Mapping[str, object], *, now: datetime, budget: Budget | None = None
    ) -> tuple[object, tuple[str, ...]]:
        """True, false or null, and the reasons why something became null. Raises FeelBudgetExceeded."""
        run = Run(now, budget or DEFAULT_BUDGET)
        outer = Scope(context, None, run, raw=True)
        return run_closure(lambda scope: self.check(scope, from_json(value)), outer), tuple(run.warnings)


def run_closure(closure: Closure, scope: Scope) -> object:
    """Evaluate. Raises FeelBudgetExceeded, also where Python's own stack is the limit."""
    try:
        return closure(scope)
    except RecursionError:
        raise FeelBudgetExceeded(NESTING, scope.run.budget.depth) from None


def expression(source: str, names: Collection[str] = ()) -> Expression:
    """The expression of a text without a leading ``=``; *names* are those known in scope (for names with spaces).

    Raises FeelSyntaxError, or FeelBudgetExceeded when the text is too long or too deep.
    """
    return _expression(source, _special(names))


def unary_tests(source: str, names: Collection[str] = ()) -> UnaryTests:
    """The unary tests of a text. Raises as expression."""
    return _unary_tests(source, _special(names))


@dataclass(frozen=True)
class Vocabulary:
    """What a model knows: names in scope, names of members (behind a dot, in filters), and its types."""

    names: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    types: Mapping[str, Type] = field(default_factory=dict)


def model_expression(source: str, vocabulary: Vocabulary) -> Expression:
    """An expression of a model, which keeps it. Raises as expression."""
    return Expression(source, _parse(source, vocabulary.names, vocabulary.members), vocabulary.types)


def model_unary_tests(source: str, vocabulary: Vocabulary) -> UnaryTests:
    """Unary tests of a model, which keeps them. Raises as expression."""
    return UnaryTests(source, _parse_tests(source, vocabulary.names, vocabulary.members), vocabulary.types)


def _special(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if not is_plain(name))) if names else ()


@lru_cache(maxsize=KEPT)
def _expression(source: str, names: tuple[str, ...]) -> Expression:
    return Expression(source, _parse(source, names), {})


@lru_cache(maxsize=KEPT)
def _unary_tests(source: str, names: tuple[str, ...]) -> UnaryTests:
    return UnaryTests(source, _parse_tests(source, names), {})


def _parse(source: str, names: Collection[str], members: Collection[str] = ()) -> Node:
    try:
        return parse_expression(source, names, members)
    except RecursionError:
        raise FeelBudgetExceeded(NESTING, DEFAULT_BUDGET.nesting) from None


def _parse_tests(source: str, names: Collection[str], members: Collection[str] = ()) -> syntax.Tests:
    try:
        return parse_unary_tests(source, names, members)
    except RecursionError:
        raise FeelBudgetExceeded(NESTING, DEFAULT_BUDGET.nesting) from None
