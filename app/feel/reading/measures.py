"""Sizes of the parts of a tree, each found once: what it costs to evaluate them is counted with these."""

from app.feel.reading import syntax
from app.feel.reading.syntax import Node

Measure = tuple[int, int, frozenset[str]]
_LOOKED_FOR = frozenset(("?", "partial"))
_NO_NAMES: frozenset[str] = frozenset()
_LITERAL: Measure = (1, 1, _NO_NAMES)


class Measures:
    """The measures of the nodes of one tree, which stays alive as long as they are asked for."""

    def __init__(self) -> None:
        self._known: dict[int, Measure] = {}

    def size(self, node: Node) -> int:
        """Nodes of the tree below and with a node."""
        return self._measure(node)[0]

    def depth(self, node: Node) -> int:
        """Levels of the tree below and with a node."""
        return self._measure(node)[1]

    def mentions(self, node: Node, name: str) -> bool:
        """Whether ``?`` or ``partial`` is read somewhere in the tree."""
        return name in self._measure(node)[2]

    def _measure(self, node: Node) -> Measure:
        if isinstance(node, syntax.Literal):
            return _LITERAL
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._found(node)
        return known

    def _found(self, node: Node) -> Measure:
        size, depth, names = 1, 0, _NO_NAMES
        if isinstance(node, syntax.Name) and node.name in _LOOKED_FOR:
            names = frozenset((node.name,))
        for child in syntax.children(node):
            below = self._measure(child)
            size, depth = size + below[0], max(depth, below[1])
            names = names | below[2] if below[2] else names
        return size, depth + 1, names
