"""Whether the columns of a table can have any values together, or one says something of another."""

from collections.abc import Sequence

from app.dmn.analysis.columns import Column
from app.feel.reading import syntax
from app.feel.reading.syntax import Node


def are_independent(columns: Sequence[Column]) -> bool:
    """Whether no two columns look at the same value, or at a part of one that the other looks at."""
    seen: list[tuple[str, ...]] = []
    for column in columns:
        paths = _paths(column.tree) if column.tree else []
        if any(_touch(path, other) for path in paths for other in seen):
            return False
        seen += paths
    return True


def _paths(node: Node) -> list[tuple[str, ...]]:
    """The names that an expression reads, each with the entries that it follows."""
    path = _path(node)
    if path:
        return [path]
    return [found for part in syntax.children(node) for found in _paths(part)]


def _path(node: Node) -> tuple[str, ...]:
    if isinstance(node, syntax.Name):
        return (node.name,)
    if isinstance(node, syntax.Path):
        source = _path(node.source)
        return (*source, node.name) if source else ()
    return ()


def _touch(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    shared = min(len(left), len(right))
    return left[:shared] == right[:shared]
