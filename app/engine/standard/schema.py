"""What the standard's XML Schema lets stand where, as far as a reader can be told about it (BPMN 2.0.2 §15.3).

The order of elements is left out: editors differ there, and nothing depends on it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import SpiffWorkflow.bpmn.parser
from lxml import etree

from app.engine.xml import safe_parser

SEMANTIC = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "Semantic.xsd"
_XSD = "{http://www.w3.org/2001/XMLSchema}"


@dataclass
class Shape:
    """One kind of element: the kinds that may be inside, must be and may be only once, and what its attributes are."""

    children: set[str] = field(default_factory=set)
    needed: set[frozenset[str]] = field(default_factory=set)
    single: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_open: bool = False

    def take(self, other: "Shape") -> None:
        """Adds what *other* allows and demands."""
        self.children |= other.children
        self.needed |= other.needed
        self.single |= other.single
        self.required |= other.required
        self.values |= other.values
        self.is_open |= other.is_open


@cache
def shapes() -> dict[str, Shape]:
    """The shape of each kind of element."""
    return _Reader(etree.parse(SEMANTIC, safe_parser()).getroot()).read()


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.types = {str(kind.get("name")): kind for kind in root.iterfind(f"{_XSD}complexType")}
        self.substitutes: dict[str, set[str]] = defaultdict(set)
        for element in root.iterfind(f"{_XSD}element"):
            self.substitutes[str(element.get("substitutionGroup"))].add(str(element.get("name")))
        self.enumerations = {
            str(kind.get("name")): tuple(str(it.get("value")) for it in kind.iter(f"{_XSD}enumeration"))
            for kind in root.iterfind(f"{_XSD}simpleType")
            if kind.find(f".//{_XSD}union") is None
        }

    def read(self) -> dict[str, Shape]:
        found: dict[str, Shape] = defaultdict(Shape)
        for element in self.root.iter(f"{_XSD}element"):
            name, kind = element.get("name"), element.get("type")
            if name is not None:
                found[name].take(self._shape(kind) if kind in self.types else Shape())
        return dict(found)

    def _shape(self, name: str) -> Shape:
        shape, kind = Shape(), self.types[name]
        extension = kind.find(f".//{_XSD}extension")
        if extension is not None and extension.get("base") in self.types:
            shape.take(self._shape(str(extension.get("base"))))
        for element in kind.iter(f"{_XSD}element"):
            self._take_child(element, shape)
        for wildcard in kind.iter(f"{_XSD}any"):
            shape.is_open |= wildcard.get("namespace") == "##any"
        for attribute in kind.iter(f"{_XSD}attribute"):
            self._take_attribute(attribute, shape)
        return shape

    def _take_child(self, element: etree._Element, shape: Shape) -> None:
        names = self._named(str(element.get("ref") or element.get("name")))
        shape.children |= names
        is_choice = any(around.tag == f"{_XSD}choice" for around in element.iterancestors())
        if element.get("minOccurs") != "0" and not is_choice:
            shape.needed.add(frozenset(names))
        if element.get("maxOccurs", "1") == "1":
            shape.single |= names

    def _take_attribute(self, attribute: etree._Element, shape: Shape) -> None:
        name, kind = str(attribute.get("name")), str(attribute.get("type"))
        if attribute.get("use") == "required":
            shape.required.add(name)
        if kind == "xsd:boolean":
            shape.values[name] = ("true", "false", "1", "0")
        elif kind in self.enumerations:
            shape.values[name] = self.enumerations[kind]

    def _named(self, name: str) -> set[str]:
        """The element and those that can stand for it."""
        found = {name}
        for substitute in self.substitutes.get(name, ()):
            found |= self._named(substitute)
        return found
