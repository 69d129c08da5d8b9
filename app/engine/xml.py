"""Reading XML that somebody sent: no entities, no network, no document type, limited in size."""

from lxml import etree

from app.engine.findings import Report
from app.errors import Phrase

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
BYTES = 1_000_000
NODES = 500
FLOWS = 2_000
ELEMENTS = 60_000
ATTRIBUTES = 1_000
"""Of one element: lxml searches all of them for each that it reads."""


def read_xml(name: str, content: bytes, report: Report) -> etree._Element | None:
    """The root of a BPMN file, or None with a finding that says why not. Never raises on bad input."""
    if len(content) > BYTES:
        report.add("too-large", name, what=Phrase("bytes"), found=len(content), limit=BYTES)
        return None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        report.add("doctype", name)
        return None
    try:
        root = etree.fromstring(content, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        report.add("xml", name, reason=str(error).split(", line")[0])
        return None
    return _limited(name, root, report)


def tag(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name; a comment or processing instruction has neither."""
    name = element.tag
    if not isinstance(name, str):
        return "", ""
    namespace, closing, local = name.rpartition("}")
    return (namespace[1:], local) if closing else ("", name)


def children(element: etree._Element, namespace: str, *names: str) -> list[etree._Element]:
    """The direct children with one of the local *names* (all of the namespace without any), in document order."""
    return [child for child in element if _is(child, namespace, names)]


def child(element: etree._Element, namespace: str, name: str) -> etree._Element | None:
    """The first direct child of that name."""
    return next(iter(children(element, namespace, name)), None)


def text(element: etree._Element | None) -> str:
    """The text of an element without surrounding white space; empty for None."""
    return "".join(str(part) for part in element.itertext()).strip() if element is not None else ""


def label(element: etree._Element) -> str:
    """The name of an element on one line; modelers break it where it is drawn."""
    return " ".join((element.get("name") or "").split())


def zeebe(element: etree._Element, name: str) -> etree._Element | None:
    """The first ``zeebe:`` extension element of that name."""
    extensions = child(element, MODEL, "extensionElements")
    return child(extensions, ZEEBE, name) if extensions is not None else None


def _is(element: etree._Element, namespace: str, names: tuple[str, ...]) -> bool:
    found, local = tag(element)
    return found == namespace and (not names or local in names)


def safe_parser() -> etree.XMLParser:
    """A parser that resolves and fetches nothing; make one for each document."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )


def _limited(name: str, root: etree._Element, report: Report) -> etree._Element | None:
    if root.getroottree().docinfo.doctype:
        report.add("doctype", name)
        return None
    if tag(root) != (MODEL, "definitions"):
        report.add("not-bpmn", name)
        return None
    total = sum(1 for _ in root.iter())
    if total > ELEMENTS:
        report.add("too-large", name, what=Phrase("XML elements"), found=total, limit=ELEMENTS)
        return None
    widest = max(len(element.attrib) for element in root.iter(etree.Element))
    if widest > ATTRIBUTES:
        report.add("too-large", name, what=Phrase("attributes of one element"), found=widest, limit=ATTRIBUTES)
        return None
    return root
