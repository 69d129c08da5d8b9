"""Changes BPMN files as no editor would: the same seed and number always give the same file.

Most changes are made to the tree, so that the result is still XML and reaches the engine; some are made to the bytes.
"""

import random
from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree

from app.engine.xml import MODEL, ZEEBE
from tests.unit.bpmn.words import ATTRIBUTES, DOCTYPES, ENCODINGS, NUMBERS, TAGS, TEXTS

LARGEST = 40
Node = etree._Element


def mutated(content: bytes, other: bytes, choices: random.Random) -> bytes:
    """*content* after one to six changes; parts of *other* may be planted in it."""
    root, foreign = _parsed(content), _parsed(other)
    if root is not None and foreign is not None and choices.random() < 0.93:
        for _ in range(choices.choice((1, 1, 1, 2, 2, 3, 4, 6))):
            choices.choice(_TREE)(root, foreign, choices)
        content = etree.tostring(root)
        if choices.random() < 0.95:
            return content
    return choices.choice(_BYTES)(content, choices)


def _parsed(content: bytes) -> Node | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _some(root: Node, choices: random.Random) -> Node:
    """An element below the root, rarely one of the drawing, which nothing depends on."""
    every = [node for node in root.iter(etree.Element) if node is not root]
    logical = [node for node in every if etree.QName(node).namespace in (MODEL, ZEEBE)]
    return choices.choice(logical if logical and choices.random() < 0.97 else every or [root])


def _of_model(root: Node, choices: random.Random) -> Node:
    return choices.choice([node for node in root.iter(f"{{{MODEL}}}*") if node is not root] or [root])


def _ids(root: Node) -> list[str]:
    return [node.get("id", "") for node in root.iter(etree.Element) if node.get("id")] or [""]


def _inside(root: Node, node: Node) -> bool:
    return node is not root and node.getparent() is not None


def _delete(root: Node, foreign: Node, choices: random.Random) -> None:
    node = _some(root, choices)
    if _inside(root, node):
        node.getparent().remove(node)


def _duplicate(root: Node, foreign: Node, choices: random.Random) -> None:
    node = _some(root, choices)
    if not _inside(root, node):
        return
    for number in range(choices.choice((1, 1, 1, 2, 5, LARGEST))):
        copy = deepcopy(node)
        if choices.random() < 0.7:
            for part in copy.iter(etree.Element):
                if part.get("id"):
                    part.set("id", f"{part.get('id')}_{number}")
        node.addnext(copy)


def _swap(root: Node, foreign: Node, choices: random.Random) -> None:
    one, two = _some(root, choices), _some(root, choices)
    if one is two or one in two.iterancestors() or two in one.iterancestors() or not _inside(root, one):
        return
    place = etree.Element("place")
    one.getparent().replace(one, place)
    two.getparent().replace(two, one)
    place.getparent().replace(place, two)


def _move(root: Node, foreign: Node, choices: random.Random) -> None:
    node, target = _some(root, choices), _of_model(root, choices)
    if _inside(root, node) and target is not node and node not in target.iterancestors():
        target.insert(choices.randint(0, len(target)), node)


def _wrap(root: Node, foreign: Node, choices: random.Random) -> None:
    """Puts an element into a new one, once or many times."""
    node = _of_model(root, choices)
    for number in range(choices.choice((1, 1, 2, 60))):
        if not _inside(root, node):
            return
        kind = choices.choice(("subProcess", "transaction", "adHocSubProcess", choices.choice(TAGS)))
        around = etree.Element(f"{{{MODEL}}}{kind}", id=f"around_{number}_{choices.randint(0, 99)}")
        node.getparent().replace(node, around)
        around.append(node)
        node = around


def _plant(root: Node, foreign: Node, choices: random.Random) -> None:
    """Puts a part of another file in, mostly one of a process."""
    node = deepcopy(_of_model(foreign, choices))
    _of_model(root, choices).append(node)


def _retag(root: Node, foreign: Node, choices: random.Random) -> None:
    """Makes an element another one of the standard."""
    node = _of_model(root, choices)
    namespace = MODEL if choices.random() < 0.95 else choices.choice((ZEEBE, "", "http://example.org/x"))
    node.tag = f"{{{namespace}}}{choices.choice(TAGS)}" if namespace else choices.choice(TAGS)


def _alike(root: Node, foreign: Node, choices: random.Random) -> None:
    """Makes an element another one of its family, which mostly still runs."""
    families = (
        ("task", "userTask", "scriptTask", "serviceTask", "receiveTask", "sendTask", "manualTask", "subProcess"),
        ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"),
        ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
        tuple(tag for tag in TAGS if tag.endswith("EventDefinition")),
    )
    family = choices.choice(families)
    found = [node for node in root.iter(f"{{{MODEL}}}*") if etree.QName(node).localname in family]
    if found:
        choices.choice(found).tag = f"{{{MODEL}}}{choices.choice(family)}"


def _attribute(root: Node, foreign: Node, choices: random.Random) -> None:
    """Removes, copies, renames or changes an attribute."""
    node = _some(root, choices)
    if not node.attrib:
        return
    name = choices.choice(sorted(map(str, node.attrib)))
    doing = choices.randrange(4)
    if doing == 0:
        del node.attrib[name]
    elif doing == 1:
        node.set(choices.choice(ATTRIBUTES), node.get(name))
    elif doing == 2:
        donor = _some(root, choices)
        values = sorted(map(str, donor.attrib.values()))
        node.set(name, choices.choice(values or [""]))
    else:
        node.set(name, choices.choice(TEXTS))


def _add_attribute(root: Node, foreign: Node, choices: random.Random) -> None:
    value = choices.choice(
        (choices.choice(TEXTS), choices.choice(_ids(root)), choices.choice(NUMBERS), "true", "false")
    )
    _of_model(root, choices).set(choices.choice(ATTRIBUTES), value)


def _flip(root: Node, foreign: Node, choices: random.Random) -> None:
    flags = [(node, name) for node in root.iter(etree.Element) for name, value in node.items() if value in _FLAGS]
    if flags:
        node, name = choices.choice(flags)
        node.set(name, "false" if node.get(name) == "true" else "true")


def _refer(root: Node, foreign: Node, choices: random.Random) -> None:
    """Lets a flow, boundary event or reference name something else of the file."""
    found = [
        (node, str(name)) for node in root.iter(etree.Element) for name in node.attrib if str(name).endswith("Ref")
    ]
    found += [(node, "default") for node in root.iter(etree.Element) if node.get("default")]
    if found:
        node, name = choices.choice(found)
        node.set(name, choices.choice(_ids(root)))


def _connect(root: Node, foreign: Node, choices: random.Random) -> None:
    """Draws another sequence flow, mostly within one scope."""
    node = _of_model(root, choices)
    parent = node.getparent()
    if parent is None:
        return
    near = [child.get("id") for child in parent.iter(f"{{{MODEL}}}*") if child.get("id")] or [""]
    flow = etree.SubElement(parent, f"{{{MODEL}}}sequenceFlow", id=f"new_{choices.randint(0, 999)}")
    flow.set("sourceRef", node.get("id", ""))
    flow.set("targetRef", choices.choice(near))


def _rename(root: Node, foreign: Node, choices: random.Random) -> None:
    """Changes an id, mostly together with what refers to it."""
    old = choices.choice(_ids(root))
    new = choices.choice((choices.choice(_ids(root)), choices.choice(TEXTS), "Start", "x" * 65, "É", "a b", "1"))
    for node in root.iter(etree.Element):
        for name, value in node.items():
            if value == old and (name == "id" or choices.random() < 0.8):
                node.set(name, new)


def _text(root: Node, foreign: Node, choices: random.Random) -> None:
    """Changes what an element says, or the FEEL in an attribute."""
    said = [node for node in root.iter(etree.Element) if node.text and node.text.strip()]
    formulas = [(node, name) for node in root.iter(etree.Element) for name, it in node.items() if it.startswith("=")]
    if formulas and (not said or choices.random() < 0.5):
        node, name = choices.choice(formulas)
        node.set(name, _spoiled(node.get(name), choices))
    elif said:
        node = choices.choice(said)
        node.text = _spoiled(node.text, choices)


def _spoiled(text: str, choices: random.Random) -> str:
    """Another text, or the same with a piece gone, doubled, or a number made extreme."""
    at = choices.randrange(len(text) + 1)
    whole = choices.choice(TEXTS)
    pieces = (whole, text[:at], text[at:], text[:at] + whole + text[at:], text + text, text[:at] + text[at + 1 :])
    numbered = "".join(choices.choice(NUMBERS) if sign.isdigit() else sign for sign in text)
    return choices.choice((*pieces, numbered))


def _grow(root: Node, foreign: Node, choices: random.Random) -> None:
    """Adds what BPMN and Camunda let an element have: events, loops, mappings, settings."""
    donors = [node for node in foreign.iter(etree.Element) if etree.QName(node).localname.endswith(_GROWN)]
    if donors:
        target = _of_model(root, choices)
        target.insert(choices.randint(0, len(target)), deepcopy(choices.choice(donors)))


def _enlarge(root: Node, foreign: Node, choices: random.Random) -> None:
    node = _some(root, choices)
    if node.attrib:
        name = choices.choice(sorted(map(str, node.attrib)))
        node.set(name, node.get(name) * choices.choice((10, 1_000)))


def _truncated(content: bytes, choices: random.Random) -> bytes:
    return content[: choices.randrange(len(content) + 1)]


def _flipped(content: bytes, choices: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(choices.choice((1, 1, 3, 20))):
        changed[choices.randrange(len(changed))] = choices.randrange(256)
    return bytes(changed)


def _repeated(content: bytes, choices: random.Random) -> bytes:
    first, last = sorted((choices.randrange(len(content)), choices.randrange(len(content))))
    piece = content[first : min(last, first + 2_000)]
    return content[:last] + piece * choices.choice((1, 2, 50)) + content[last:]


def _cut(content: bytes, choices: random.Random) -> bytes:
    first = choices.randrange(len(content))
    return content[:first] + content[first + choices.randrange(200) :]


def _encoded(content: bytes, choices: random.Random) -> bytes:
    """Written as something else than it says."""
    said, real = choices.choice(ENCODINGS), choices.choice(ENCODINGS)
    try:
        body = content.decode("utf-8", "replace").encode(real, "replace")
    except LookupError:
        body = content
    return f'<?xml version="1.0" encoding="{said}"?>'.encode() + body


def _declared(content: bytes, choices: random.Random) -> bytes:
    return choices.choice(DOCTYPES) + content


_FLAGS = ("true", "false")
_GROWN = ("EventDefinition", "LoopCharacteristics", "extensionElements", "Condition", "ioMapping", "Definition")
_TREE: Sequence[Callable[[Node, Node, random.Random], None]] = (
    *(_delete, _duplicate, _swap, _move, _wrap, _plant, _retag, _alike, _alike, _attribute, _attribute),
    *(_add_attribute, _flip, _flip, _refer, _refer, _connect, _connect, _rename, _text, _text, _text, _grow, _enlarge),
)
_BYTES: Sequence[Callable[[bytes, random.Random], bytes]] = (
    _truncated, _flipped, _repeated, _cut, _encoded, _declared,
)  # fmt: skip
