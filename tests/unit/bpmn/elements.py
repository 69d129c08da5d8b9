"""Every element of BPMN 2.0.2 with the smallest diagram that has it. The schema decides whether the list is complete.

``covers`` names the elements of the schema that a row stands for; the rows of events cover theirs by their place and
definition.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import SpiffWorkflow.bpmn.parser
from lxml import etree

from tests.unit.bpmn import events
from tests.unit.bpmn.cases import drawn
from tests.unit.bpmn.smallest import ACTIVITIES, FLOWS, GATEWAYS, LOOPS, Row
from tests.unit.bpmn.smallest_data import DATA, DOCUMENTS, PEOPLE, POOLS, REFUSED

SCHEMA = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "Semantic.xsd"
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_GENERAL = frozenset(
    """activity artifact baseElement baseElementWithMixedContent callableElement catchEvent choreographyActivity
    conversationNode dataAssociation event eventDefinition expression flowElement flowNode gateway loopCharacteristics
    rootElement throwEvent""".split()
)
"""Kinds of elements that the schema names only to build others of them."""


@dataclass(frozen=True)
class Element:
    """A row of the table: the name that tests show (``label`` within its group), the smallest diagram with it, and
    whether BPMN has it at all."""

    name: str
    label: str
    group: str
    smallest: bytes
    covers: tuple[str, ...] = ()
    in_bpmn: bool = True


def elements() -> Iterator[Element]:
    """All rows in the order of the table."""
    yield from _rows("Tasks, subprocesses and calls", ACTIVITIES)
    yield from _rows("Loops and multiple instances", LOOPS)
    yield from _rows("Gateways", GATEWAYS)
    yield from _rows("Sequence flows", FLOWS)
    yield from _events()
    yield from _rows("Data", DATA)
    yield from _rows("Lanes, pools and messages between them", POOLS)
    yield from _rows("People", PEOPLE)
    yield from _rows("What only documents", DOCUMENTS)
    yield from _rows("Choreographies", REFUSED)


def in_the_schema() -> set[str]:
    """The names of all elements of the standard's schema that a diagram can have."""
    root = etree.parse(SCHEMA).getroot()
    return {element.get("name") for element in root.iter(f"{_XSD}element") if element.getparent() is root} - _GENERAL


def _rows(group: str, rows: Iterable[Row]) -> Iterator[Element]:
    for name, covers, parts in rows:
        yield Element(name, name, group, parts if isinstance(parts, bytes) else drawn(*parts), tuple(covers.split()))


_TAGS = {
    events.START: "startEvent",
    events.INTERRUPTING_START: "startEvent",
    events.PARALLEL_START: "startEvent",
    events.CATCH: "intermediateCatchEvent",
    events.THROW: "intermediateThrowEvent",
    events.INTERRUPTING: "boundaryEvent",
    events.NON_INTERRUPTING: "boundaryEvent",
    events.END: "endEvent",
}


def _events() -> Iterator[Element]:
    for place, kind in events.places():
        word = {"compensation": "compensate"}.get(kind, kind.partition(" (")[0])
        definition = () if kind in ("none", "multiple", "parallel multiple") else (f"{word}EventDefinition",)
        covers, in_bpmn = (_TAGS[place], *definition), kind in events.ALLOWED[place]
        yield Element(events.name(place, kind), kind, place.capitalize(), events.smallest(place, kind), covers, in_bpmn)
