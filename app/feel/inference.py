"""The type of every node of a tree, as far as it is certain, and what can never work (DMN 1.5 §10.3.2.9).

One walk over the tree, in the order of evaluation, with the scopes that evaluation would have. Where a name could mean
something that is not known here (an entry of an unknown item), its type is Any and nothing is noted.
"""

from collections.abc import Mapping

from app.errors import Phrase
from app.feel import infer_calls, infer_operators, infer_structure, syntax
from app.feel.builtins import BUILTINS
from app.feel.infer_calls import FUNCTION
from app.feel.syntax import Node
from app.feel.types import ANY, Type
from app.feel.walk import Handler, Note, Walk


def infer(source: str, tree: Node, names: Mapping[str, Type], *, others: bool = False) -> Walk:
    """The walk over the tree of *source*; with *others* there may be more variables than *names*."""
    walk = Walk(source, _HANDLERS, names, others)
    walk.of(tree)
    return walk


def name(walk: Walk, node: syntax.Name) -> Type:
    """A variable, or a built-in function."""
    type_, certain = walk.look_up(node.name)
    if type_ is not None:
        if walk.is_declared(node.name):
            walk.mark_present(node)
        return type_
    if node.name in BUILTINS:
        return FUNCTION if certain else ANY
    if node.name != "?":
        message = Phrase("The name “{name}” is not known here.", {"name": node.name})
        known = walk.known_names()
        sure = certain and not walk.in_filter
        walk.add(Note("unknown-name", node.at, node.name, message, known, certain=sure, doubtful=not certain))
    return ANY


_HANDLERS: Mapping[type[Node], Handler] = {
    syntax.Literal: infer_operators.literal,
    syntax.Name: name,
    syntax.Arithmetic: infer_operators.arithmetic,
    syntax.Negation: infer_operators.negation,
    syntax.Logical: infer_operators.logical,
    syntax.Comparison: infer_operators.comparison,
    syntax.Between: infer_operators.between,
    syntax.In: infer_operators.contained,
    syntax.Tests: infer_operators.tests,
    syntax.RangeOf: infer_structure.range_of,
    syntax.Bound: infer_structure.bound,
    syntax.If: infer_structure.conditional,
    syntax.InstanceOf: infer_structure.instance_of,
    syntax.For: infer_structure.for_loop,
    syntax.Quantified: infer_structure.quantified,
    syntax.ListOf: infer_structure.list_of,
    syntax.ContextOf: infer_structure.context_of,
    syntax.Path: infer_structure.path,
    syntax.Filter: infer_structure.filtered,
    syntax.FunctionDefinition: infer_calls.function_definition,
    syntax.Invocation: infer_calls.invocation,
}
