"""Which names an expression reads from its context."""

from app.feel.builtins import BUILTINS
from app.feel.reading import syntax
from app.feel.reading.syntax import Node

NOTHING: frozenset[str] = frozenset()


def free_names(tree: Node) -> frozenset[str]:
    """Top-level names that a tree reads and does not introduce itself, without the built-in functions that it calls.

    A variable wins over a built-in function of the same name, unless the name is called: ``date.year`` reads ``date``.
    """
    return frozenset(name.name for name in free_name_nodes(tree, NOTHING))


def free_name_nodes(node: Node, bound: frozenset[str], filters: bool = True) -> list[syntax.Name]:
    """The places where such names are read; without *filters* not in the conditions of filters.

    What a name in a filter's condition means is known only when the items are: an entry of the item, or a variable.
    """
    if isinstance(node, syntax.Name):
        return [] if node.name in bound or node.name == "?" else [node]
    if isinstance(node, syntax.Invocation) and _calls_builtin(node):
        arguments = [*node.positional, *(argument for _, argument in node.named)]
        return [found for argument in arguments for found in free_name_nodes(argument, bound, filters)]
    if isinstance(node, syntax.For | syntax.Quantified):
        return _of_loop(node, bound, filters)
    if isinstance(node, syntax.FunctionDefinition):
        return free_name_nodes(node.body, bound | {name for name, _ in node.parameters}, filters)
    if isinstance(node, syntax.ContextOf):
        return _of_context(node, bound, filters)
    if isinstance(node, syntax.Filter):
        condition = free_name_nodes(node.condition, bound | {"item"}, filters) if filters else []
        return free_name_nodes(node.source, bound, filters) + condition
    return [found for child in syntax.children(node) for found in free_name_nodes(child, bound, filters)]


def _calls_builtin(node: syntax.Invocation) -> bool:
    return isinstance(node.function, syntax.Name) and node.function.name in BUILTINS


def _of_loop(node: syntax.For | syntax.Quantified, bound: frozenset[str], filters: bool) -> list[syntax.Name]:
    found: list[syntax.Name] = []
    for iterator in node.iterators:
        found += free_name_nodes(iterator.source, bound, filters)
        found += free_name_nodes(iterator.end, bound, filters) if iterator.end else []
        bound = bound | {iterator.name}
    if isinstance(node, syntax.Quantified):
        return found + free_name_nodes(node.condition, bound, filters)
    return found + free_name_nodes(node.body, bound | {"partial"}, filters)


def _of_context(node: syntax.ContextOf, bound: frozenset[str], filters: bool) -> list[syntax.Name]:
    """An entry sees the entries before it (DMN 1.5 §10.3.2.6), not itself: ``{a: a}`` reads an outer ``a``."""
    found: list[syntax.Name] = []
    for key, value in node.entries:
        found += free_name_nodes(value, bound, filters)
        bound = bound | {key}
    return found
