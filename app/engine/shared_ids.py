"""Two files of a bundle may use the same id: ids are unique within a file (BPMN 2.0.2 §8.2.1), not among files.

Modelers give each first start event the same one. Inside the engine every element has an id of its own, so those of the
later file get ``<id>.<process>`` before they are read; :class:`SharedIds` knows what they are called in their file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count

from lxml import etree

from app.engine.model import Finding
from app.engine.xml import MODEL, children

LONGEST = 64
_REFERRING = ("default", "incoming", "outgoing", "source", "target")


@dataclass
class SharedIds:
    """Which ids were changed, by the id that they have in the engine: what they are in their file."""

    drawn: dict[str, str] = field(default_factory=dict)

    def as_drawn(self, finding: Finding) -> Finding:
        """The finding with the ids of its file."""
        details = {
            name: self.drawn.get(value, value) if isinstance(value, str) else value
            for name, value in finding.details.items()
        }
        element = self.drawn.get(finding.element, finding.element) if finding.element else None
        return replace(finding, element=element, details=details)


def set_apart(roots: Mapping[str, etree._Element]) -> SharedIds:
    """Gives the elements of each file ids that no file before it has, wherever they are referred to in the file."""
    shared = SharedIds()
    taken: set[str] = set()
    for root in roots.values():
        own = {identity for element, _ in _in_processes(root) if (identity := element.get("id"))}
        names: dict[str, str] = {}
        for element, process in _in_processes(root) if own & taken else ():
            identity = element.get("id")
            if identity in taken and identity not in names:
                names[identity] = _another(identity, process.get("id", ""), taken | own | {*names.values()})
        if names:
            _rename(root, names)
        shared.drawn |= {new: old for old, new in names.items()}
        taken |= own | {*names.values()} | {process.get("id", "") for process in children(root, MODEL, "process")}
    return shared


def _in_processes(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Everything in a file's processes, with the process: what the engine knows by its id."""
    for process in children(root, MODEL, "process"):
        yield from ((element, process) for element in process.iter(f"{{{MODEL}}}*") if element is not process)


def _another(identity: str, process: str, taken: set[str]) -> str:
    wished = f"{identity}.{process}"[:LONGEST]
    numbered = (f"{identity[: LONGEST - 7]}.{number}" for number in count(2))
    return next(name for name in chain((wished,), numbered) if name not in taken)


def _rename(root: etree._Element, names: Mapping[str, str]) -> None:
    for element in root.iter(f"{{{MODEL}}}*"):
        for attribute, value in element.attrib.items():
            if value in names and (attribute == "id" or _refers(str(attribute))):
                element.set(attribute, names[value])
        if element.text and element.text.strip() in names and _refers(etree.QName(element).localname):
            element.text = names[element.text.strip()]


def _refers(name: str) -> bool:
    return name.endswith("Ref") or name in _REFERRING
