"""Expressions and unary tests ready to evaluate, kept after their first use."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TypeVar

from app.errors import Phrase
from app.feel.budget import DEFAULT_BUDGET, Budget, Run
from app.feel.compiling.compiler import compile_tree, compile_unary_tests
from app.feel.compiling.tests import Check
from app.feel.json_values import from_json
from app.feel.reading import syntax
from app.feel.reading.measures import Measures
from app.feel.reading.names import is_plain
from app.feel.reading.parser import parse_expression, parse_unary_tests
from app.feel.reading.syntax import Node
from app.feel.reading.variables import free_names
from app.feel.scope import Closure, Scope
from app.feel.stack import with_room
from app.feel.types import Type

KEPT = 2048
T = TypeVar("T")


class Compiled:
    """A source and its tree."""

    def __init__(self, source: str, tree: Node) -> None:
        self.source = source
        self.tree = tree

    @cached_property
    def size(self) -> int:
        """Nodes of the tree: the steps of one evaluation, without those of its loops and calls."""
        return with_room(lambda: Measures().size(self.tree), DEFAULT_BUDGET.depth)

    @cached_property
    def variables(self) -> frozenset[str]:
        """Top-level names that are read from the context; in filters also names that may be entries of the items."""
        return with_room(lambda: free_names(self.tree), DEFAULT_BUDGET.depth)


class Expression(Compiled):
    """A parsed expression. It holds no state: any number of threads may evaluate it.

    What ``uuid()`` and ``random number()`` give follows from the text of the expression, *now* and *seed*: who
    evaluates one expression several times at one moment says with *seed* which time it is.
    """

    def __init__(self, source: str, tree: Node, types: Mapping[str, Type]) -> None:
        super().__init__(source, tree)
        self.closure: Closure = compile_tree(tree, types)

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        now: datetime,
        budget: Budget | None = None,
        seed: str = "",
        runs: list[Run] | None = None,
    ) -> object:
        """The FEEL value for the variables in *context* (JSON or FEEL values). Raises FeelBudgetExceeded.

        Each attempt is added to *runs*, for who wants to know what was used.
        """
        limits = budget or DEFAULT_BUDGET

        def work() -> object:
            run = self._run(now, limits, seed)
            if runs is not None:
                runs.append(run)
            return self._value(context, run)

        return with_room(work, limits.depth)

    def explain(
        self, context: Mapping[str, object], *, now: datetime, budget: Budget | None = None, seed: str = ""
    ) -> tuple[object, tuple[Phrase, ...]]:
        """The value, and the reasons why something in it became null. Raises FeelBudgetExceeded."""
        limits = budget or DEFAULT_BUDGET

        def work() -> tuple[object, tuple[Phrase, ...]]:
            run = self._run(now, limits, seed)
            return self._value(context, run), tuple(run.warnings)

        return with_room(work, limits.depth)

    def _run(self, now: datetime, budget: Budget, seed: str) -> Run:
        return Run(now, budget, seed=(self.source, seed))

    def _value(self, context: Mapping[str, object], run: Run) -> object:
        return self.closure(Scope(context, None, run, raw=True))


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
    ) -> tuple[object, tuple[Phrase, ...]]:
        """True, false or null, and the reasons why something became null. Raises FeelBudgetExceeded."""
        limits = budget or DEFAULT_BUDGET

        def work() -> tuple[object, tuple[Phrase, ...]]:
            run = Run(now, limits)
            verdict = self.check(Scope(context, None, run, raw=True), from_json(value, run))
            return verdict, tuple(run.warnings)

        return with_room(work, limits.depth)


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
    names, members, types = vocabulary.names, vocabulary.members, vocabulary.types
    return _with_room_to_parse(lambda: Expression(source, parse_expression(source, names, members), types))


def model_unary_tests(source: str, vocabulary: Vocabulary) -> UnaryTests:
    """Unary tests of a model, which keeps them. Raises as expression."""
    names, members, types = vocabulary.names, vocabulary.members, vocabulary.types
    return _with_room_to_parse(lambda: UnaryTests(source, parse_unary_tests(source, names, members), types))


def _special(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if not is_plain(name))) if names else ()


@lru_cache(maxsize=KEPT)
def _expression(source: str, names: tuple[str, ...]) -> Expression:
    return _with_room_to_parse(lambda: Expression(source, parse_expression(source, names), {}))


@lru_cache(maxsize=KEPT)
def _unary_tests(source: str, names: tuple[str, ...]) -> UnaryTests:
    return _with_room_to_parse(lambda: UnaryTests(source, parse_unary_tests(source, names), {}))


def _with_room_to_parse(parse: Callable[[], T]) -> T:
    return with_room(parse, DEFAULT_BUDGET.nesting)
