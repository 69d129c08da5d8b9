"""What a cell of a decision table says by itself: the values that it names, and its verdict on any value."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.dmn.analysis.domain import Verdict
from app.dmn.analysis.values import ORDERED
from app.feel.budget import Budget, Run
from app.feel.compiling.compiler import compile_tree, compile_unary_tests
from app.feel.compiling.tests import Check
from app.feel.errors import FeelError
from app.feel.evaluation import UnaryTests
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.scope import Closure, Scope
from app.feel.stack import with_room
from app.feel.values import Range, kind

_CONSTRUCTORS = frozenset(("date", "time", "date and time", "duration", "years and months duration", "number"))
MOST_POINTS = 100
CELL_BUDGET = Budget(steps=2_000)
"""For one verdict of one cell: there are many cells, and each is asked about many values."""
SCALAR = ORDERED | {"boolean", "null"}


class Unknown:
    """Marks a value that is not known before the decision is evaluated."""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Part:
    """Tests that are looked at together: their verdict on a value, and the values at which it can change."""

    verdict: Verdict
    points: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written: a value satisfies it when it satisfies one of its parts.

    Without parts it cannot be known beforehand what it matches. ``values``: what it names as a value of its own, not as
    the end of a range.
    """

    source: str
    parts: tuple[Part, ...] = ()
    values: tuple[object, ...] = ()
    ordered_text: bool = False

    @property
    def is_any(self) -> bool:
        """Whether the cell is ``-`` or empty."""
        return self.source in ("", "-")

    @property
    def points(self) -> tuple[object, ...]:
        """All values that the cell names."""
        return tuple(point for part in self.parts for point in part.points)

    def holds(self, value: object) -> bool:
        """Whether a value satisfies the cell."""
        return any(part.verdict(value) for part in self.parts)


def any_cell(source: str) -> Cell:
    """The cell that everything satisfies."""
    return Cell(source, (Part(lambda value: True),))


def cell(compiled: UnaryTests) -> Cell:
    """The cell of unary tests."""
    tests = compiled.tree
    if not all(is_constant(test) for test in tests.tests):
        return Cell(compiled.source)
    named = [_named(test) for test in tests.tests]
    parts = tuple(_parts(tests, compiled.check, named))
    unknown = any(isinstance(value, Unknown) for value in named)
    if unknown or any(len(part.points) > MOST_POINTS or not _are_scalar(part.points) for part in parts):
        return Cell(compiled.source)
    values = tuple(value for item in named for value in _values(item))
    return Cell(compiled.source, parts, values, any(_orders_text(value) for value in named))


def _parts(tests: syntax.Tests, check: Check, named: list[object]) -> Iterator[Part]:
    """``not(…)`` as a whole, other tests one by one."""
    if tests.negated or not tests.tests:
        yield _part(check, named)
        return
    for test, value in zip(tests.tests, named, strict=True):
        yield _part(compile_unary_tests(syntax.Tests((test,)), {}), [value])


def _part(check: Check, named: list[object]) -> Part:
    points = tuple(point for value in named for point in _points(value))
    return Part(lambda value: _satisfies(check, value), points)


def _satisfies(check: Check, value: object) -> bool:
    try:
        return with_room(lambda: check(Scope({}, None, Run(budget=CELL_BUDGET)), value), CELL_BUDGET.depth) is True
    except FeelError:
        return False


def _named(test: Node) -> object:
    return test.value if isinstance(test, syntax.Literal) else constant(compile_tree(test, {}))


def _are_scalar(points: tuple[object, ...]) -> bool:
    return all(kind(point) in SCALAR for point in points)


def constant(closure: Closure) -> object:
    """The value of an expression that refers to nothing; UNKNOWN when it needs more than it may use."""
    try:
        return with_room(lambda: closure(Scope({}, None, Run(budget=CELL_BUDGET))), CELL_BUDGET.depth)
    except FeelError:
        return UNKNOWN


def is_constant(node: Node) -> bool:
    """Whether an expression refers to nothing, so that its value is known before it is evaluated."""
    if isinstance(node, syntax.Invocation):
        function = node.function
        known = isinstance(function, syntax.Name) and function.name in _CONSTRUCTORS
        return known and all(is_constant(part) for part in syntax.children(node) if part is not function)
    plain = (syntax.Literal, syntax.Negation, syntax.Bound, syntax.RangeOf, syntax.ListOf, syntax.Arithmetic)
    return isinstance(node, plain) and all(is_constant(part) for part in syntax.children(node))


def _points(value: object) -> list[object]:
    if isinstance(value, Range):
        return [end for end in (value.low, value.high) if end is not None] or [None]
    if isinstance(value, list):
        return [point for item in value for point in _points(item)]
    return [value]


def _values(value: object) -> list[object]:
    if isinstance(value, Range):
        return [value.low] if value.operator == "=" else []
    if isinstance(value, list):
        return [item for part in value for item in _values(part)]
    return [value]


def _orders_text(value: object) -> bool:
    if isinstance(value, list):
        return any(_orders_text(item) for item in value)
    ordered = isinstance(value, Range) and value.operator not in ("=", "!=")
    return ordered and any(isinstance(end, str) for end in (value.low, value.high))  # type: ignore[attr-defined]
