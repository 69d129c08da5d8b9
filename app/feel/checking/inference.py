"""The type of every node of a tree, as far as it is certain, and what can never work (DMN 1.5 §10.3.2.9).

One walk over the tree, in the order of evaluation, with the scopes that evaluation would have. Where a name could mean
something that is not known here (an entry of an unknown item), its type is Any and nothing is noted.
"""

from collections.abc import Mapping

from app.errors import Phrase
from app.feel.builtins import BUILTINS
from app.feel.checking import calls, operators, structure
from app.feel.checking.calls import FUNCTION
from app.feel.checking.walk import Handler, Note, Walk
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.types import ANY, Type


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
    syntax.Literal: operators.literal,
    syntax.Name: name,
    syntax.Arithmetic: operators.arithmetic,
    syntax.Negation: operators.negation,
    syntax.Logical: operators.logical,
    syntax.Comparison: operators.comparison,
    syntax.Between: operators.between,
    syntax.In: operators.contained,
    syntax.Tests: operators.tests,
    syntax.RangeOf: structure.range_of,
    syntax.Bound: structure.bound,
    syntax.If: structure.conditional,
    syntax.InstanceOf: structure.instance_of,
    syntax.For: structure.for_loop,
    syntax.Quantified: structure.quantified,
    syntax.ListOf: structure.list_of,
    syntax.ContextOf: structure.context_of,
    syntax.Path: structure.path,
    syntax.Filter: structure.filtered,
    syntax.FunctionDefinition: calls.function_definition,
    syntax.Invocation: calls.invocation,
}
