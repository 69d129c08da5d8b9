"""Which variables a bundle can set: a name, or the name of an entry, that is much like a known one can be doubted."""

from collections.abc import Iterable, Iterator, Mapping

from app.engine.data_names import variable_name
from app.engine.decision_outputs import Outputs
from app.engine.diagram import Diagram, FlowNode, Loop, Rounds, VariableMapping
from app.engine.texts import Text
from app.feel.checking.inference import infer
from app.feel.checking.lattice import NOTHING, join
from app.feel.reading import syntax
from app.feel.types import ANY, ContextType, NullType, Type

_COUNTERS = (
    "loopCounter",
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
    "numberOfTerminatedInstances",
)


def variables_set(diagram: Diagram, outputs: Outputs) -> Mapping[str, Type]:
    """The top-level names that mappings, scripts, decisions and loops of the diagram set.

    Contexts are known with all entries that one of the expressions or decision tables gives them; all else is Any,
    because people, programs and messages can set it too.
    """
    found: dict[str, list[Type]] = {}
    for node in diagram.nodes.values():
        for name, type_ in _set_by(node, outputs):
            found.setdefault(name.partition(".")[0], []).append(ANY if "." in name else type_)
    for drawn in diagram.data.values():
        for name in (*drawn.own, *drawn.stores, *drawn.inputs, *drawn.outputs):
            found.setdefault(name, []).append(ANY)
    return {name: _together(types) for name, types in found.items()}


def known_together(one: Mapping[str, Type], other: Mapping[str, Type]) -> dict[str, Type]:
    """Variables that are set in two places; what both set has no certain type."""
    return {**one, **other, **dict.fromkeys(one.keys() & other.keys(), ANY)}


def _set_by(node: FlowNode, outputs: Outputs) -> Iterator[tuple[str, Type]]:
    yield from ((mapping.target, _handed_on(mapping)) for mapping in (*node.inputs, *node.outputs))
    if node.result:
        yield node.result, _type_of(node.script) if node.script else _of_decision(node.decision, outputs)
    if node.data is not None:
        copies = (*node.data.copied_in, *node.data.copied_out)
        yield from ((name, ANY) for name in (*node.data.own, *(copy.target for copy in copies)))
        yield from ((alias, ANY) for copy in copies for alias in copy.aliases)
    if node.kind == "complexGateway":
        names = (name for flow in node.incoming for name in (variable_name(flow.name, flow.id), flow.id))
        yield from ((name, ANY) for name in ("activationCount", "waitingForStart", *names))
    if node.loop is not None:
        yield from ((name, ANY) for name in _of_loop(node.loop))


def _of_decision(decision: Text | None, outputs: Outputs) -> Type:
    names = outputs.get(decision.source, ()) if decision is not None else ()
    return ContextType(dict.fromkeys(names, ANY)) if names else ANY


def _of_loop(loop: Loop | Rounds) -> Iterator[str]:
    if isinstance(loop, Rounds):
        yield "loopCounter"
        return
    yield from _COUNTERS
    yield from (name for name in (loop.element, loop.results) if name)


def _handed_on(mapping: VariableMapping) -> Type:
    """What a mapping gives its target; a variable that is handed on under its name gets nothing new."""
    tree = mapping.source.formula.tree if mapping.source.formula else None
    if isinstance(tree, syntax.Name) and tree.name == mapping.target:
        return NOTHING
    return _type_of(mapping.source)


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
