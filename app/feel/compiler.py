"""Syntax tree to a closure that evaluates it. No code is generated: closures call closures."""

from collections.abc import Callable, Mapping

from app.feel import compile_loops, compile_operators, compile_structure, syntax
from app.feel.compile_tests import Check, unary_tests
from app.feel.measures import Measures
from app.feel.scope import Closure
from app.feel.syntax import Node
from app.feel.types import Type

_HANDLERS: dict[type[Node], Callable[..., Closure]] = {
    syntax.Literal: compile_operators.literal,
    syntax.Name: compile_operators.name,
    syntax.Arithmetic: compile_operators.arithmetic,
    syntax.Negation: compile_operators.negation,
    syntax.Logical: compile_operators.logical,
    syntax.Comparison: compile_operators.comparison,
    syntax.Between: compile_operators.between,
    syntax.In: compile_operators.contained,
    syntax.If: compile_operators.conditional,
    syntax.InstanceOf: compile_operators.instance_of,
    syntax.RangeOf: compile_operators.range_of,
    syntax.Bound: compile_operators.bound,
    syntax.For: compile_loops.for_loop,
    syntax.Quantified: compile_loops.quantified,
    syntax.ListOf: compile_structure.list_of,
    syntax.ContextOf: compile_structure.context_of,
    syntax.Path: compile_structure.path,
    syntax.Filter: compile_structure.filtered,
    syntax.FunctionDefinition: compile_structure.function_definition,
    syntax.Invocation: compile_structure.invocation,
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
