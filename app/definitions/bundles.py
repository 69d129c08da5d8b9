"""Which files make a version: a process and everything that it names, however far.

A file belongs to a bundle when something in it is *named* there: an attribute that is its id (a called process, a
decision, a form), or a FEEL text literal ``"id"`` in an expression or a decision table. So a form or a process that is
chosen at run time is in the bundle as well.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine.reading import is_executable

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LITERAL = re.compile(r'"([A-Za-z_][\w.-]{0,63})"')
NAMING_ATTRIBUTES = frozenset({"processId", "decisionId", "formId", "externalReference", "calledElement"})
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class FileFacts:
    """What a file offers (process, decision or form ids) and what it names."""

    offers: frozenset[str]
    names: frozenset[str]
    processes: tuple[str, ...] = ()


def read_facts(path: str, content: bytes) -> FileFacts:
    """The ids that a file offers and names; a file that cannot be read offers nothing (the checks say why)."""
    if path.endswith(".form"):
        form_id = path.rsplit("/", 1)[-1].removesuffix(".form")
        return FileFacts(frozenset({form_id}), frozenset())
    root = parse_xml(content)
    if root is None:
        return FileFacts(frozenset(), frozenset())
    if path.endswith(".bpmn"):
        processes = tuple(_executable(root))
        return FileFacts(frozenset(processes), frozenset(_named(root)), processes)
    return FileFacts(frozenset(_ids(root)), frozenset(_named(root)))


def parse_xml(content: bytes) -> etree._Element | None:
    """The root of a document read without entities, network or DTD; None when it is not XML or declares a DOCTYPE."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.doctype else root


def closure(start: str, facts: Mapping[str, FileFacts]) -> tuple[str, ...]:
    """The paths of the bundle that begins with the file *start*, sorted."""
    providers: dict[str, list[str]] = {}
    for path, fact in facts.items():
        for offered in fact.offers:
            providers.setdefault(offered, []).append(path)
    found, waiting = {start}, [start]
    while waiting:
        for name in facts[waiting.pop()].names:
            for path in providers.get(name, ()):
                if path not in found:
                    found.add(path)
                    waiting.append(path)
    return tuple(sorted(found))


def content_id(files: Files) -> str:
    """The SHA-256 that names a bundle: over each path and the digest of its content, in order of path."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return whole.hexdigest()


def _executable(root: etree._Element) -> Iterable[str]:
    for process in root.iter(f"{{{BPMN}}}process"):
        if is_executable(process) and process.get("id"):
            yield str(process.get("id"))


def _ids(root: etree._Element) -> Iterable[str]:
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in {"decision", "decisionService", "businessKnowledgeModel"}:
            yield str(element.get("id"))


def _named(root: etree._Element) -> Iterable[str]:
    """Ids in attributes that refer to other files, and FEEL text literals in attributes and texts."""
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if str(name) in NAMING_ATTRIBUTES and not str(value).startswith("="):
                yield str(value)
            elif '"' in str(value):
                yield from LITERAL.findall(str(value))
        if element.text and '"' in element.text:
            yield from LITERAL.findall(element.text)
        if etree.QName(element).localname == "property" and element.get("name") == "start-form":
            yield str(element.get("value"))
