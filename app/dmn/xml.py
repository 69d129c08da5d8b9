"""Reading DMN documents safely (DMN 1.1 to 1.5), and walking through their elements."""

from lxml import etree

from app.dmn.errors import DmnError
from app.feel.reading.names import normalize

NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
MAX_BYTES = 5_000_000
MAX_ELEMENTS = 250_000
MAX_RULES = 20_000
"""Of all decision tables of a document together."""

Element = etree._Element


def parse_document(document: bytes) -> Element:
    """The ``definitions`` of a document. Raises DmnError: not XML, with a DOCTYPE, or not DMN."""
    root = parse_xml(document)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise DmnError(element="the document", reason="it is not a DMN model of version 1.1 to 1.5")
    return root


def parse_xml(document: bytes) -> Element:
    """The root of any document; nothing outside it is read. Raises DmnError: not XML, too large, or with a DOCTYPE."""
    if len(document) > MAX_BYTES:
        raise DmnError(element="the document", reason=f"it is larger than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as problem:
        raise DmnError(element="the document", reason=f"it is not XML ({problem})") from problem
    if root.getroottree().docinfo.doctype:
        raise DmnError(element="the document", reason="it has a DOCTYPE, which is not accepted")
    _check_size(root)
    return root


def _check_size(root: Element) -> None:
    for name, most in (("*", MAX_ELEMENTS), ("{*}rule", MAX_RULES)):
        if sum(1 for _ in root.iter(name)) > most:
            what = "elements" if name == "*" else "rules"
            raise DmnError(element="the document", reason=f"it has more than {most} {what}")


def local_name(element: Element) -> str:
    """The name of an element of the model, ``""`` for one of another namespace."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: Element, *names: str) -> list[Element]:
    """Elements of the model directly below one, of some names or of all."""
    return [child for child in element if local_name(child) and (not names or local_name(child) in names)]


def child(element: Element, *names: str) -> Element | None:
    """The first such element."""
    return next(iter(children(element, *names)), None)


def local_name_of(element: Element) -> str:
    """The name of an element of any namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def below(element: Element, name: str) -> list[Element]:
    """Elements of a name directly below one, of any namespace."""
    return [each for each in element if local_name_of(each) == name]


def text_of(element: Element | None) -> str:
    """The text of the ``text`` element below one, or its own; without white space around it."""
    if element is None:
        return ""
    inner = child(element, "text")
    return ((inner if inner is not None else element).text or "").strip()


def name_of(element: Element | None) -> str:
    """The name of an element with single spaces; empty when it has none."""
    return normalize((element.get("name") if element is not None else None) or "")


def label(element: Element) -> str:
    """How to name an element in a message."""
    named = element.get("name") or element.get("id")
    return f"{local_name(element)} “{named}”" if named else local_name(element)
