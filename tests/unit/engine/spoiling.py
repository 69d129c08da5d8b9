"""Spoils drawn diagrams, each time in another way, as people and programs do."""

from collections.abc import Callable
from random import Random

from lxml import etree

from tests.unit.engine.redrawing import MODEL

KINDS = """task userTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity subProcess manualTask
    transaction adHocSubProcess exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway complexGateway
    startEvent endEvent intermediateCatchEvent intermediateThrowEvent""".split()
EVENTS = "message signal error escalation compensate cancel link terminate conditional timer".split()
Element = etree._Element


class Spoiler:
    """One diagram, spoiled by chance."""

    def __init__(self, content: bytes, seed: int) -> None:
        self.root, self.chance = etree.fromstring(content), Random(seed)

    def spoiled(self, times: int) -> bytes:
        ways: list[Callable[[], object]] = [
            self.lose_an_id, self.repeat_an_id, self.write_a_bad_id, self.lose_a_flow, self.bend_a_flow,
            self.loosen_a_flow, self.change_a_kind, self.change_a_trigger, self.attach_an_event, self.add_a_subprocess,
            self.mark_an_activity, self.repeat_an_activity, self.set_a_default, self.write_a_condition,
        ]  # fmt: skip
        for _ in range(times):
            self.chance.choice(ways)()
        return etree.tostring(self.root)

    def lose_an_id(self) -> None:
        self._node().attrib.pop("id", None)

    def repeat_an_id(self) -> None:
        self._node().set("id", self._node().get("id", "x"))

    def write_a_bad_id(self) -> None:
        self._node().set("id", self.chance.choice(["1x", "a b", "Start", "ü", "x" * 70]))

    def lose_a_flow(self) -> None:
        flow = self._flow()
        if flow.getparent() is not None:
            flow.getparent().remove(flow)

    def bend_a_flow(self) -> None:
        self._flow().set("targetRef", self._node().get("id", ""))

    def loosen_a_flow(self) -> None:
        self._flow().attrib.pop(self.chance.choice(["sourceRef", "targetRef"]), None)

    def change_a_kind(self) -> None:
        self._node().tag = f"{{{MODEL}}}{self.chance.choice(KINDS)}"

    def change_a_trigger(self) -> None:
        event = self._node("Event")
        for part in [part for part in event if part.tag.endswith("Definition") and self.chance.random() < 0.5]:
            event.remove(part)
        self._trigger(event)

    def attach_an_event(self) -> None:
        event = self._add(self._node().getparent(), "boundaryEvent", attachedToRef=self._node().get("id", ""))
        self._trigger(event)

    def add_a_subprocess(self) -> None:
        triggered = self.chance.choice(["true", "false"])
        inner = self._add(self._node().getparent(), "subProcess", triggeredByEvent=triggered)
        if self.chance.random() < 0.7:
            start = self._add(inner, "startEvent")
            if self.chance.random() < 0.5:
                self._trigger(start)

    def mark_an_activity(self) -> None:
        mark = self.chance.choice(["isForCompensation", "instantiate", "startQuantity", "completionQuantity"])
        self._node().set(mark, self.chance.choice(["true", "2"]))

    def repeat_an_activity(self) -> None:
        kinds = ["multiInstanceLoopCharacteristics", "standardLoopCharacteristics"]
        self._add(self._node(), self.chance.choice(kinds))

    def set_a_default(self) -> None:
        self._node().set("default", self._flow().get("id", "x"))

    def write_a_condition(self) -> None:
        written = self.chance.choice(["${x}", "x > ", '"a"', "=1"])
        self._add(self._flow(), "conditionExpression").text = written

    def _node(self, ending: str = "") -> Element:
        known = {f"{{{MODEL}}}{kind}" for kind in KINDS if kind.endswith(ending)}
        return self.chance.choice([part for part in self.root.iter() if part.tag in known])

    def _flow(self) -> Element:
        flows = [*self.root.iter(f"{{{MODEL}}}sequenceFlow")]
        return self.chance.choice(flows) if flows else self._add(self._node().getparent(), "sequenceFlow")

    def _trigger(self, event: Element) -> None:
        self._add(event, f"{self.chance.choice(EVENTS)}EventDefinition")

    def _add(self, parent: Element, kind: str, **attributes: str) -> Element:
        identity = f"spoiled_{self.chance.randrange(10**9)}"
        return etree.SubElement(parent, f"{{{MODEL}}}{kind}", id=identity, **attributes)
