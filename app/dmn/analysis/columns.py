"""The inputs of a decision table: what their values can be, and which of them each cell takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.dmn.analysis.cells import Cell, cell
from app.dmn.analysis.domain import Domain, Spans, joined
from app.dmn.analysis.values import ORDERED
from app.dmn.types import AllowedType
from app.feel.budget import Run
from app.feel.evaluation import UnaryTests
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.types import AnyType, ContextType, SimpleType, Type
from app.feel.values import kind

ONE_REGION: Spans = ((0, 1),)
_SCALAR = ORDERED | {"boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """An input. Without a domain nothing is known of its values; it then counts as one region.

    ``counted``: how many regions a complete table covers. Null is one of them only when a cell names it.
    """

    label: str
    source: str
    tree: Node | None
    type: Type | None
    domain: Domain | None
    counted: int

    @property
    def type_name(self) -> str:
        """The kind of the values, for a message."""
        return kind_of(self.type) or "Any"

    def admits(self, value: object) -> bool:
        """Whether there is a region for the value."""
        if self.domain is None:
            return True
        return bool(self.domain.matching([value], lambda other: other == value))


@dataclass(frozen=True, slots=True)
class Reach:
    """A cell with the regions that it certainly takes, and those that it may take."""

    cell: Cell
    certain: Spans
    possible: Spans


def read_column(
    label: str, source: str, tree: Node | None, type_: Type | None, allowed: Cell | None, cells: Sequence[Cell]
) -> tuple[Column, dict[str, Reach]]:
    """A column, and what each of its cells takes by the text of the cell."""
    domain = _domain(type_, allowed, cells)
    counted = 1
    if domain is not None:
        null_named = domain.has_null and any(None in one.points for one in cells)
        counted = domain.named + null_named if domain.named else len(domain.regions)
    column = Column(label, source, tree, type_, domain, counted)
    return column, {one.source: _reach(one, domain) for one in cells}


def type_of(tree: Node | None, names: Mapping[str, Type | None]) -> Type | None:
    """The type of a name, or of an entry of what a name holds; None when it is not known."""
    if isinstance(tree, syntax.Name):
        return names.get(tree.name)
    if isinstance(tree, syntax.Path):
        source = type_of(tree.source, names)
        return source.fields.get(tree.name) if isinstance(source, ContextType) else None
    return None


def kind_of(type_: Type | None) -> str | None:
    """The kind of the values of a simple type, with allowed values or without."""
    while isinstance(type_, AllowedType):
        type_ = type_.base
    return type_.name if isinstance(type_, SimpleType) else None


def _domain(type_: Type | None, allowed: Cell | None, cells: Sequence[Cell]) -> Domain | None:
    """The regions of a column; None for lists, contexts and the like, and for allowed values that are not constants."""
    limits = [cell(tests) for tests in tests_of(type_)] + ([allowed] if allowed else [])
    wanted, untyped = kind_of(type_), type_ is None or isinstance(type_, AnyType)
    if not all(limit.parts for limit in limits) or not (untyped or wanted in _SCALAR):
        return None
    known = [*cells, *limits]
    points = [point for one in known for point in one.points]
    kinds = [wanted] if wanted else list(dict.fromkeys(_kinds(points)))
    return Domain(
        kinds,
        points,
        ordered_text=any(one.ordered_text for one in known),
        others=untyped,
        admits=lambda value: _admits(value, type_, allowed),
    )


def tests_of(type_: Type | None) -> Iterator[UnaryTests]:
    """The tests of the allowed values of a type."""
    while isinstance(type_, AllowedType):
        yield type_.tests
        type_ = type_.base


def _kinds(points: Sequence[object]) -> Iterator[str]:
    return (name for name in map(kind, points) if name in _SCALAR)


def _admits(value: object, type_: Type | None, allowed: Cell | None) -> bool:
    """A value of another type becomes null before it is compared; one that the column does not allow ends the table."""
    if value is not None and type_ is not None and not type_.holds(value, Run()):
        return False
    return allowed is None or not allowed.parts or allowed.holds(value)


def _reach(one: Cell, domain: Domain | None) -> Reach:
    everything = ONE_REGION if domain is None else domain.everything
    if one.is_any:
        return Reach(one, everything, everything)
    if not one.parts or domain is None:
        return Reach(one, (), everything)
    found = joined(span for part in one.parts for span in domain.matching(part.points, part.verdict))
    return Reach(one, found, found)
