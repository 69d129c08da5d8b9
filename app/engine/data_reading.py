"""Reads data objects, properties, stores, inputs and outputs, and the associations between them (BPMN 2.0.2 §10.4)."""

from collections.abc import Iterator

from lxml import etree

from app.engine.diagram import GLOBAL_TASKS, DataCopy, NodeData, ScopeData
from app.engine.settings_reading import Place
from app.engine.xml import MODEL, child, children, tag, text
from app.errors import Phrase

_NOT_SHOWN = "__targetRef_placeholder"
"""The name that bpmn.io gives to a property which only stands for "the activity reads this"."""


def read_scope_data(element: etree._Element, place: Place) -> ScopeData:
    """What is drawn directly in a process or subprocess. A process has inputs and outputs, too, as a global
    task has; a subprocess has those as an activity."""
    _check_sets(element, place)
    is_process = tag(element)[1] == "process" or tag(element)[1] in GLOBAL_TASKS
    inside = children(element, MODEL, "dataObject", "dataObjectReference", *(("property",) if is_process else ()))
    return ScopeData(
        own=_names(inside, place),
        stores=_names(children(element, MODEL, "dataStoreReference"), place),
        inputs=_names(_specified(element, "dataInput"), place) if is_process else (),
        outputs=_names(_specified(element, "dataOutput"), place) if is_process else (),
    )


def read_node_data(element: etree._Element, place: Place) -> NodeData | None:
    """What an activity or event has of its own, and what is copied into it and out of it; None for nothing."""
    _check_sets(element, place)
    read = NodeData(
        properties=_names(children(element, MODEL, "property"), place),
        inputs=_names(_specified(element, "dataInput"), place),
        outputs=_names(_specified(element, "dataOutput"), place),
        copied_in=tuple(_copies(element, "dataInputAssociation", place)),
        copied_out=tuple(_copies(element, "dataOutputAssociation", place)),
    )
    return None if read == NodeData() else read


def _check_sets(element: etree._Element, place: Place) -> None:
    """One set of inputs and one of outputs, all of them read before and given after (§10.4.1)."""
    found = [element, *children(element, MODEL, "ioSpecification")]
    sets = [[part for holder in found for part in children(holder, MODEL, kind)] for kind in ("inputSet", "outputSet")]
    during = ("whileExecutingInputRefs", "whileExecutingOutputRefs")
    if any(len(each) > 1 for each in sets) or any(children(part, MODEL, *during) for each in sets for part in each):
        place.add("data-sets")


def _specified(element: etree._Element, kind: str) -> list[etree._Element]:
    """The inputs or outputs of an activity or process are in its specification, those of an event in it directly."""
    specification = child(element, MODEL, "ioSpecification")
    inside = children(specification, MODEL, kind) if specification is not None else []
    return [*inside, *children(element, MODEL, kind)]


def _names(elements: list[etree._Element], place: Place) -> tuple[str, ...]:
    found = (place.data.get(part.get("id", "")) for part in elements if part.get("name") != _NOT_SHOWN)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _copies(element: etree._Element, kind: str, place: Place) -> Iterator[DataCopy]:
    for association in children(element, MODEL, kind):
        yield from _association(association, place)


def _association(association: etree._Element, place: Place) -> Iterator[DataCopy]:
    sources = _referred(association, "sourceRef", place)
    targets = _referred(association, "targetRef", place)
    hidden = _is_placeholder(association)
    aliases = {identity.replace("-", "_").replace(".", "_"): name for identity, name in sources.items()}
    transformation = text(child(association, MODEL, "transformation"))
    assignments = children(association, MODEL, "assignment")
    target = next(iter(targets.values()), None)
    if transformation and target:
        formula = place.formula(transformation, Phrase("transformation"))
        yield from (DataCopy(formula, target, aliases),) if formula else ()
    elif not assignments and len(sources) > 1 and target:
        place.add("association-sources")
    elif not assignments and sources and target and not hidden:
        source = place.formula(next(iter(sources.values())), Phrase("data association"))
        yield from (DataCopy(source, target, plain=True),) if source else ()
    for assignment in assignments:
        yield from _assignment(assignment, target, aliases, place)


def _assignment(
    assignment: etree._Element, target: str | None, aliases: dict[str, str], place: Place
) -> Iterator[DataCopy]:
    """``to`` is the target, something inside it (``target.part``), or the name or id of other data."""
    source = place.formula(text(child(assignment, MODEL, "from")), Phrase("assignment"))
    written = text(child(assignment, MODEL, "to")).removeprefix("=").strip()
    head, dot, rest = written.partition(".")
    to = place.variable(place.data.get(written) or place.data.get(head, head) + dot + rest, Phrase("assignment"))
    if source is not None and (to or target):
        yield DataCopy(source, to or target or "", aliases)


def _referred(association: etree._Element, name: str, place: Place) -> dict[str, str]:
    """The variables of the data elements that are referred to, by id.

    Some editors name the activity itself, which then reads or writes the data by its own name."""
    written = [text(part).rpartition(":")[2] for part in children(association, MODEL, name) if text(part)]
    named = {identity: place.data_name(identity) for identity in written if identity != place.element}
    return {identity: variable for identity, variable in named.items() if variable is not None}


def _is_placeholder(association: etree._Element) -> bool:
    owner, target = association.getparent(), text(child(association, MODEL, "targetRef"))
    properties = children(owner, MODEL, "property") if owner is not None else []
    return any(part.get("id") == target and part.get("name") == _NOT_SHOWN for part in properties)
