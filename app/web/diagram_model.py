"""Reads what a picture of a diagram needs: the shapes and edges of its diagram part, each with its meaning and name."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from app.engine.xml import MODEL, ZEEBE

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
FARTHEST = 100_000.0


class Box(NamedTuple):
    """A rectangle, in the diagram's own units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Meaning:
    """What an element is, apart from where it is drawn."""

    id: str
    kind: str
    name: str
    event: str = ""
    loop: str = ""
    dashed: bool = False
    ad_hoc: bool = False
    instantiates: bool = False
    starts_with_condition: bool = False
    is_default: bool = False


@dataclass(frozen=True)
class Shape:
    """An element with its bounds; the label's own bounds where the diagram has them."""

    meaning: Meaning
    box: Box
    label: Box | None
    horizontal: bool
    expanded: bool
    marked: bool


@dataclass(frozen=True)
class Edge:
    """A connection with its waypoints, at least two."""

    meaning: Meaning
    points: tuple[tuple[float, float], ...]
    label: Box | None


@dataclass(frozen=True)
class Drawing:
    """One plane of a diagram."""

    name: str
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def read_drawing(xml: bytes, *, language: str = "fr", process: str | None = None) -> Drawing:
    """The plane of *process* (the first one without), named in *language*. Raises XMLSyntaxError on what is no XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(xml, parser)
    elements = {element.get("id", ""): element for element in root.iter(f"{{{MODEL}}}*") if element.get("id")}
    plane = _plane(root, elements, process)
    if plane is None:
        return Drawing("", (), ())
    reader = _Reader(elements, language)
    return Drawing(
        name=reader.plane_name(plane),
        shapes=tuple(reader.shape(item) for item in plane.iter(f"{{{DI}}}BPMNShape") if reader.is_drawn(item)),
        edges=tuple(
            edge
            for item in plane.iter(f"{{{DI}}}BPMNEdge")
            if reader.is_drawn(item) and len((edge := reader.edge(item)).points) > 1
        ),
    )


def _plane(root: etree._Element, elements: dict[str, etree._Element], process: str | None) -> etree._Element | None:
    planes = list(root.iter(f"{{{DI}}}BPMNPlane"))
    for plane in planes:
        shown = elements.get(_reference(plane.get("bpmnElement")))
        if process and shown is not None and (shown.get("id") == process or _has_pool_of(shown, process)):
            return plane
    return planes[0] if planes else None


def _has_pool_of(collaboration: etree._Element, process: str) -> bool:
    pools = collaboration.iterfind(f"{{{MODEL}}}participant")
    return any(_reference(pool.get("processRef")) == process for pool in pools)


class _Reader:
    """The elements of one file and the language to name them in."""

    def __init__(self, elements: dict[str, etree._Element], language: str) -> None:
        self._elements = elements
        self._property = f"name:{language}"
        self._title = f"title:{language}"
        self._defaults = {element.get("default") for element in elements.values()} - {None}

    def is_drawn(self, item: etree._Element) -> bool:
        return _reference(item.get("bpmnElement")) in self._elements

    def plane_name(self, plane: etree._Element) -> str:
        shown = self._elements.get(_reference(plane.get("bpmnElement")))
        pool = shown.find(f"{{{MODEL}}}participant") if shown is not None else None
        named = pool if pool is not None else shown
        return self._name(named) if named is not None else ""

    def shape(self, item: etree._Element) -> Shape:
        meaning = self._meaning(item)
        return Shape(
            meaning=meaning,
            box=_box(item),
            label=_label(item),
            horizontal=item.get("isHorizontal") != "false",
            expanded=item.get("isExpanded") == "true",
            marked=item.get("isMarkerVisible") == "true",
        )

    def edge(self, item: etree._Element) -> Edge:
        points = tuple((_number(point, "x"), _number(point, "y")) for point in item.iterfind(f"{{{DD}}}waypoint"))
        return Edge(self._meaning(item), points, _label(item))

    def _meaning(self, item: etree._Element) -> Meaning:
        element = self._elements[_reference(item.get("bpmnElement"))]
        kind = etree.QName(element).localname
        return Meaning(
            id=element.get("id", ""),
            kind=kind,
            name=self._name(element),
            event=_event(element),
            loop=_loop(element),
            dashed=_is_dashed(element),
            ad_hoc=kind == "adHocSubProcess",
            instantiates=element.get("instantiate") == "true",
            starts_with_condition=self._starts_with_condition(element),
            is_default=element.get("id") in self._defaults,
        )

    def _name(self, element: etree._Element) -> str:
        translated = _property(element, self._property) or self._process_title(element)
        if translated:
            return translated
        if element.tag == f"{{{MODEL}}}textAnnotation":
            return "".join(element.findtext(f"{{{MODEL}}}text") or "").strip()
        return (element.get("name") or "").strip()

    def _process_title(self, element: etree._Element) -> str:
        process = self._elements.get(_reference(element.get("processRef")))
        return _property(process if process is not None else element, self._title) if _is_whole(element) else ""

    def _starts_with_condition(self, element: etree._Element) -> bool:
        """A small diamond at the start: a condition on a flow that leaves an activity (BPMN 2.0.2 §8.3.13)."""
        if element.find(f"{{{MODEL}}}conditionExpression") is None:
            return False
        source = self._elements.get(element.get("sourceRef", ""))
        return source is not None and not etree.QName(source).localname.endswith("Gateway")


def _is_whole(element: etree._Element) -> bool:
    return element.tag in (f"{{{MODEL}}}participant", f"{{{MODEL}}}process")


def _property(element: etree._Element, name: str) -> str:
    path = f"{{{MODEL}}}extensionElements/{{{ZEEBE}}}properties/{{{ZEEBE}}}property"
    found = (item.get("value") for item in element.iterfind(path) if item.get("name") == name)
    return (next(found, None) or "").strip()


def _event(element: etree._Element) -> str:
    definitions = [
        etree.QName(item).localname.removesuffix("EventDefinition")
        for item in element.iterfind(f"{{{MODEL}}}*")
        if etree.QName(item).localname.endswith("EventDefinition")
    ]
    if len(definitions) > 1:
        return "parallelMultiple" if element.get("parallelMultiple") == "true" else "multiple"
    return definitions[0] if definitions else ""


def _loop(element: etree._Element) -> str:
    standard, multiple = (element.find(f"{{{MODEL}}}{name}") for name in LOOPS)
    if standard is not None:
        return "loop"
    if multiple is None:
        return ""
    return "sequential" if multiple.get("isSequential") == "true" else "parallel"


def _is_dashed(element: etree._Element) -> bool:
    return (
        element.get("cancelActivity") == "false"
        or element.get("isInterrupting") == "false"
        or element.get("triggeredByEvent") == "true"
    )


def _label(item: etree._Element) -> Box | None:
    label = item.find(f"{{{DI}}}BPMNLabel")
    if label is None or label.find(f"{{{DC}}}Bounds") is None:
        return None
    return _box(label)


def _box(item: etree._Element) -> Box:
    bounds = item.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return Box(0, 0, 0, 0)
    width, height = max(0.0, _number(bounds, "width")), max(0.0, _number(bounds, "height"))
    return Box(_number(bounds, "x"), _number(bounds, "y"), width, height)


def _number(element: etree._Element, name: str) -> float:
    """A coordinate; 0 for what is none, so that a strange file is drawn strangely and not refused here."""
    try:
        value = float(element.get(name, "0"))
    except ValueError:
        return 0.0
    return max(-FARTHEST, min(FARTHEST, value)) if math.isfinite(value) else 0.0


def _reference(name: str | None) -> str:
    """The id in a reference that may carry a namespace prefix."""
    return (name or "").rpartition(":")[2]
