"""Which variables a bundle can set: a name, or the name of an entry, that is much like a known one can be doubted."""

from collections.abc import Iterable, Iterator, Mapping

from app.engine.diagram import Diagram, FlowNode, Loop
from app.engine.texts import Text
from app.feel.inference import infer
from app.feel.lattice import join
from app.feel.types import ANY, ContextType, NullType, Type

_COUNTERS = ("loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances")


def variables_set(diagram: Diagram) -> Mapping[str, Type]:
    """The top-level names that mappings, scripts, decisions and loops of the diagram set.

    Contexts are known with all entries that one of the expressions gives them; all else is Any, because people,
    programs and messages can set it too.
    """
    found: dict[str, list[Type]] = {}
    for node in diagram.nodes.values():
        for name, type_ in _set_by(node):
            found.setdefault(name.partition(".")[0], []).append(ANY if "." in name else type_)
    return {name: _together(types) for name, types in found.items()}


def known_together(one: Mapping[str, Type], other: Mapping[str, Type]) -> dict[str, Type]:
    """Variables that are set in two places; what both set has no certain type."""
    return {**one, **other, **dict.fromkeys(one.keys() & other.keys(), ANY)}


def _set_by(node: FlowNode) -> Iterator[tuple[str, Type]]:
    yield from ((mapping.target, _type_of(mapping.source)) for mapping in (*node.inputs, *node.outputs))
    if node.result:
        yield node.result, _type_of(node.script) if node.script else ANY
    if node.loop is not None:
        yield from ((name, ANY) for name in _of_loop(node.loop))


def _of_loop(loop: Loop) -> Iterator[str]:
    yield from _COUNTERS
    yield from (name for name in (loop.element, loop.results) if name)


def _type_of(text: Text) -> Type:
    if text.formula is None:
        return ANY
    tree = text.formula.tree
    return infer(text.formula.source, tree, {}, others=True).types[id(tree)]


def _together(types: Iterable[Type]) -> Type:
    """A context with the entries of all, where all are contexts (or null)."""
    fields: dict[str, Type] = {}
    for type_ in types:
        if isinstance(type_, NullType):
            continue
        if not isinstance(type_, ContextType):
            return ANY
        for name, entry in type_.fields.items():
            fields[name] = join(fields[name], _opened(entry)) if name in fields else _opened(entry)
    return ContextType(fields) if fields else ANY


def _opened(entry: Type) -> Type:
    """What an entry may be once other values were set; only that it is a context is kept."""
    if isinstance(entry, ContextType):
        return ContextType({name: _opened(it) for name, it in entry.fields.items()})
    return ANY
