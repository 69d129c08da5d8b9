"""A diagram while it is repaired: finds, adds, joins and removes its elements."""

from lxml import etree

from app.engine import Finding

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"


class Repair:
    """One file while it is repaired."""

    def __init__(self, content: bytes) -> None:
        self.root = _in_our_dialect(etree.fromstring(content))
        self.number = 0
        self.renamed: dict[str, etree._Element] = {}

    def content(self) -> bytes:
        """The file as an editor saves it: each element lists the sequence flows that lead to it and leave it."""
        flows = [*self.root.iter(f"{{{MODEL}}}sequenceFlow")]
        for node in [part for part in self.root.iter() if self.is_node(part)]:
            for part in [*node.findall(f"{{{MODEL}}}incoming"), *node.findall(f"{{{MODEL}}}outgoing")]:
                node.remove(part)
            lists = {"outgoing": "sourceRef", "incoming": "targetRef"}
            place = sum(part.tag in (f"{{{MODEL}}}documentation", f"{{{MODEL}}}extensionElements") for part in node)
            for kind, end in lists.items():
                for flow in [flow for flow in flows if flow.get(end) == node.get("id")]:
                    listed = etree.Element(f"{{{MODEL}}}{kind}")
                    listed.text = flow.get("id")
                    node.insert(place, listed)
        return etree.tostring(self.root)

    def element(self, finding: Finding) -> etree._Element:
        """What the finding is at: by id, or where there is no usable one by its line."""
        return self.by_id(finding.element or "")

    def by_id(self, identity: str) -> etree._Element:
        if identity in self.renamed:
            return self.renamed[identity]
        found = [part for part in self.root.iter() if part.get("id") == identity]
        assert found, f"the finding names no element: {identity}"
        return found[0]

    def new_id(self, kind: str) -> str:
        self.number += 1
        return f"repaired_{kind}_{self.number}"

    def add(self, parent: etree._Element, kind: str, **attributes: str) -> etree._Element:
        """A new element in *parent* with an id of its own."""
        return etree.SubElement(parent, f"{{{MODEL}}}{kind}", id=self.new_id(kind), **attributes)

    def first(self, parent: etree._Element, kind: str, namespace: str = MODEL) -> etree._Element:
        """The child of that kind; a new one at the beginning when there is none."""
        found = parent.find(f"{{{namespace}}}{kind}")
        if found is None:
            found = etree.Element(f"{{{namespace}}}{kind}")
            parent.insert(0, found)
        return found

    def extension(self, element: etree._Element, kind: str, **attributes: str) -> etree._Element:
        holder = self.first(element, "extensionElements")
        return etree.SubElement(holder, f"{{{ZEEBE}}}{kind}", **attributes)

    def flow(self, source: etree._Element, target: etree._Element) -> None:
        self.add(source.getparent(), "sequenceFlow", sourceRef=source.get("id"), targetRef=target.get("id"))

    def timer(self, scope: etree._Element) -> etree._Element:
        """A new event that waits an hour."""
        event = self.add(scope, "intermediateCatchEvent")
        self.add(self.add(event, "timerEventDefinition"), "timeDuration").text = "PT1H"
        return event

    def remove(self, element: etree._Element) -> None:
        """Takes an element out, with the sequence flows that lead to it or leave it; twice does no harm."""
        identity = element.get("id")
        if element.getparent() is None:
            return
        element.getparent().remove(element)
        self.renamed[identity or ""] = element
        for other in [*self.root.iter()]:
            if identity and identity in (other.get("sourceRef"), other.get("targetRef"), other.get("attachedToRef")):
                self.remove(other)
            elif other.text == identity and other.getparent() is not None:
                other.getparent().remove(other)
            elif other.get("default") == identity:
                del other.attrib["default"]

    def kind(self, element: etree._Element) -> str:
        return etree.QName(element).localname

    def definitions(self, element: etree._Element) -> list[etree._Element]:
        kinds = ("EventDefinition", "eventDefinitionRef")
        return [part for part in element if isinstance(part.tag, str) and part.tag.endswith(kinds)]

    def is_node(self, element: etree._Element) -> bool:
        """Whether sequence flows can join it."""
        endings = ("Event", "ask", "Gateway", "subProcess", "SubProcess", "callActivity", "transaction")
        return isinstance(element.tag, str) and element.tag.endswith(endings)


def _in_our_dialect(root: etree._Element) -> etree._Element:
    """The file as the desk's editor opens it: it declares Camunda 8's dialect."""
    opened = etree.Element(root.tag, dict(root.attrib), nsmap={**root.nsmap, "zeebe": ZEEBE})
    opened.extend([*root])
    return opened
