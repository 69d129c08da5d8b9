"""Syntax tree to a closure that evaluates it. No code is generated: closures call closures."""

from collections.abc import Callable, Mapping

from app.feel.compiling import loops, operators, structure
from app.feel.compiling.tests import Check, unary_tests
from app.feel.reading import syntax
from app.feel.reading.measures import Measures
from app.feel.reading.syntax import Node
from app.feel.scope import Closure
from app.feel.types import Type

_HANDLERS: dict[type[Node], Callable[..., Closure]] = {
    syntax.Literal: operators.literal,
    syntax.Name: operators.name,
    syntax.Arithmetic: operators.arithmetic,
    syntax.Negation: operators.negation,
    syntax.Logical: operators.logical,
    syntax.Comparison: operators.comparison,
    syntax.Between: operators.between,
    syntax.In: operators.contained,
    syntax.If: operators.conditional,
    syntax.InstanceOf: operators.instance_of,
    syntax.RangeOf: operators.range_of,
    syntax.Bound: operators.bound,
    syntax.For: loops.for_loop,
    syntax.Quantified: loops.quantified,
    syntax.ListOf: structure.list_of,
    syntax.ContextOf: structure.context_of,
    syntax.Path: structure.path,
    syntax.Filter: structure.filtered,
    syntax.FunctionDefinition: structure.function_definition,
    syntax.Invocation: structure.invocation,
}


class Compiler:
    """Makes the closures of one tree; *types* are the types that a model defines."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.measures = Measures()
        self._types = types

    def __call__(self, node: Node) -> Closure:
        """The closure of a node."""
        return _HANDLERS[type(node)](node, self, self._types)


def compile_tree(tree: Node, types: Mapping[str, Type]) -> Closure:
    """The closure of a tree; *types* are the types that a model defines."""
    return Compiler(types)(tree)


def compile_unary_tests(tree: syntax.Tests, types: Mapping[str, Type]) -> Check:
    """The check of unary tests."""
    return unary_tests(tree, Compiler(types))
