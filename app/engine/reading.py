"""Reads one BPMN file into a :class:`~app.engine.diagram.Diagram`, noting everything that will not run."""

import dataclasses
from collections.abc import Mapping

from lxml import etree

from app.engine import collaboration_reading
from app.engine.data_names import data_names
from app.engine.data_reading import read_node_data, read_scope_data
from app.engine.diagram import ACTIVITIES, EVENTS, FLOW_NODES, GLOBAL_TASKS, SUBPROCESSES, Diagram, Flow, FlowNode
from app.engine.events_reading import Definitions, read_trigger
from app.engine.findings import Report
from app.engine.identities import Identities
from app.engine.loops_reading import read_loop
from app.engine.model import Process
from app.engine.naming import spoken_name
from app.engine.settings_reading import Place, read_settings
from app.engine.xml import FLOWS, MODEL, NODES, child, children, label, tag, text, zeebe
from app.errors import Phrase

QUANTITIES = ("startQuantity", "completionQuantity")
_SILENT = frozenset(
    """documentation extensionElements incoming outgoing laneSet textAnnotation association group auditing monitoring
    property ioSpecification supportedInterfaceRef resourceRole potentialOwner performer humanPerformer artifact
    dataInputAssociation dataOutputAssociation dataObject dataObjectReference dataStoreReference dataInput
    dataOutput inputSet outputSet sequenceFlow conditionExpression activationCondition rendering script
    completionCondition correlationSubscription""".split()
)


def read_diagram(name: str, root: etree._Element, definitions: Definitions, diagram: Diagram, report: Report) -> None:
    """Adds the processes of the file *name* to *diagram*; *definitions* are the messages and errors of that file."""
    reader = _Reader(name, root, definitions, diagram, report)
    for element in _sharing(root):
        kind, identity, line = tag(element)[1], element.get("id", "")[:100], element.sourceline or 0
        report.add("id-duplicate", name, identity, kind=kind, id=identity, line=line, tag=kind)
    for process in children(root, MODEL, "process"):
        reader.read_process(process)
    for task in children(root, MODEL, *GLOBAL_TASKS):
        reader.read_global_task(task)
    for other in children(root, MODEL):
        local = tag(other)[1]
        if local in ("choreography", "globalChoreographyTask", "conversation", "globalConversation"):
            report.add("unsupported", name, other.get("id"), kind=local, instead=Phrase("processes"))
    reader.connect()


def _sharing(root: etree._Element) -> list[etree._Element]:
    """Other elements with an id of what runs: SpiffWorkflow could take one for the other. What runs is told apart when
    it is read."""
    runs = FLOW_NODES | GLOBAL_TASKS.keys() | {"process", "sequenceFlow"}
    elements = [element for element in root.iter(f"{{{MODEL}}}*") if element.get("id")]
    taken = {element.get("id") for element in elements if tag(element)[1] in runs}
    return [element for element in elements if tag(element)[1] not in runs and element.get("id") in taken]


class _Reader:
    """Holds what belongs to one file while it is read."""

    def __init__(
        self, name: str, root: etree._Element, definitions: Definitions, diagram: Diagram, report: Report
    ) -> None:
        self.name, self.root, self.report = name, root, report
        self.definitions, self.diagram = definitions, diagram
        self.nodes: dict[str, FlowNode] = {}
        self.refused: dict[str, FlowNode] = {}
        self.flows: list[tuple[str, Flow, Report]] = []
        self.identities = Identities(name, diagram)
        self.beside = any(is_executable(process) for process in children(root, MODEL, "process"))
        self.judged = report
        self.data = data_names(root)

    def read_process(self, process: etree._Element) -> None:
        """Adds one process with all its nodes, however deeply nested."""
        if self.diagram.files.get(process.get("id", ""), self.name) != self.name:
            self.report.add("process-twice", self.name, process.get("id"), process=process.get("id"))
            return
        executable = is_executable(process)
        self.judged = self.report if executable or not self.beside else Report()
        identity = self.identities.name(process, self.judged)
        lanes = {
            text(ref): label(lane) or lane.get("id") or ""
            for lane in process.iter(f"{{{MODEL}}}lane")
            for ref in children(lane, MODEL, "flowNodeRef")
        }
        self._read_scope(process, identity, identity, lanes)
        self.diagram.files[identity] = self.name
        self.diagram.processes[identity] = Process(
            id=identity,
            name=label(process) or identity,
            file=self.name,
            executable=executable,
            documentation=text(child(process, MODEL, "documentation")),
            properties=_properties(process),
        )

    def read_global_task(self, element: etree._Element) -> None:
        """Adds a task that stands in no process: the only node of a scope with its own id."""
        self.judged = self.report
        identity = self.identities.name(element, self.judged)
        place = Place(self.name, identity, self.judged, self.data)
        node = FlowNode(
            id=identity,
            kind=GLOBAL_TASKS[tag(element)[1]],
            name=label(element),
            file=self.name,
            process=identity,
            scope=identity,
            documentation=text(child(element, MODEL, "documentation")),
            properties=_properties(element),
        )
        self.nodes[identity] = dataclasses.replace(node, **read_settings(element, node, place))
        self.diagram.data[identity] = read_scope_data(element, place)
        self.diagram.files[identity] = self.name
        self.diagram.global_tasks.add(identity)

    def connect(self) -> None:
        """Gives every node its flows and boundary events, and the finished nodes to the diagram."""
        if len(self.nodes) > NODES:
            self.report.add("too-large", self.name, what=Phrase("elements"), found=len(self.nodes), limit=NODES)
        if len(self.flows) > FLOWS:
            self.report.add("too-large", self.name, what=Phrase("sequence flows"), found=len(self.flows), limit=FLOWS)
        outgoing: dict[str, list[Flow]] = {}
        incoming: dict[str, list[Flow]] = {}
        for flow in (flow for _, flow, _ in self.flows):
            self._stand_in(flow.source)
            self._stand_in(flow.target)
        for scope, flow, report in self.flows:
            source, target = self.nodes.get(flow.source), self.nodes.get(flow.target)
            if source is None or target is None or source.scope != scope or target.scope != scope:
                self._broken_flow(flow, source, target, report)
                continue
            outgoing.setdefault(flow.source, []).append(flow)
            incoming.setdefault(flow.target, []).append(flow)
            self.diagram.flows[flow.id] = flow
        for flow in self._links():
            outgoing.setdefault(flow.source, []).append(flow)
            incoming.setdefault(flow.target, []).append(flow)
        handlers = collaboration_reading.handlers(self.root, self.nodes)
        boundaries: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.attached_to and not node.has("compensate"):
                boundaries.setdefault(node.attached_to, []).append(node.id)
        for identity, node in self.nodes.items():
            self.diagram.nodes[identity] = dataclasses.replace(
                node,
                outgoing=tuple(outgoing.get(identity, ())),
                incoming=tuple(incoming.get(identity, ())),
                boundaries=tuple(boundaries.get(identity, ())),
                handler=handlers.get(identity),
            )
        self._note_starts()
        collaboration_reading.read_collaborations(self.root, self.diagram)

    def _note_starts(self) -> None:
        for identity, process in self.diagram.processes.items():
            if process.file == self.name:
                beginnings = self.diagram.beginnings(identity)
                self.diagram.processes[identity] = dataclasses.replace(
                    process,
                    message_starts=collaboration_reading.named_starts(beginnings, "message"),
                    signal_starts=collaboration_reading.named_starts(beginnings, "signal"),
                    timer_starts=collaboration_reading.timer_starts(beginnings),
                )

    def _links(self) -> list[Flow]:
        """A link throw event goes on at the catch event of its name (BPMN 2.0.2 §10.5.1): a flow that is not drawn."""
        links = [node for node in self.nodes.values() if node.has("link")]
        return [
            Flow("", source.id, target.id)
            for source in links
            for target in links
            if source.kind == "intermediateThrowEvent"
            and target.kind == "intermediateCatchEvent"
            and (source.scope, source.trigger.name) == (target.scope, target.trigger.name)
        ]

    def _stand_in(self, identity: str) -> None:
        """A refused element keeps its place between the flows, so that what stands around it is judged as drawn."""
        if identity in self.refused:
            self.nodes.setdefault(identity, self.refused[identity])

    def _broken_flow(self, flow: Flow, source: FlowNode | None, target: FlowNode | None, report: Report) -> None:
        ends = {"source": _named(source), "target": _named(target)}
        if source is None or target is None:
            report.add("flow-broken", self.name, flow.id, flow=flow.id, **ends)
        else:
            rule = "flow-between-levels" if source.process == target.process else "flow-between-pools"
            report.add(rule, self.name, flow.id, flow=flow.id, **ends)

    def _read_scope(self, owner: etree._Element, process: str, scope: str, lanes: Mapping[str, str]) -> None:
        self.diagram.data[scope] = read_scope_data(owner, Place(self.name, scope, self.judged, self.data))
        self.diagram.stores.update(self.diagram.data[scope].stores)
        for element in owner:
            namespace, local = tag(element)
            if namespace != MODEL:
                continue
            if local == "sequenceFlow":
                self._read_flow(element, scope)
            elif local in FLOW_NODES:
                self._read_node(element, local, process, scope, lanes)
            elif local not in _SILENT and local not in (
                "multiInstanceLoopCharacteristics",
                "standardLoopCharacteristics",
            ):
                instead = Phrase("tasks, events and gateways")
                identity = self.identities.name(element, self.judged)
                self.judged.add("unsupported", self.name, identity, kind=local, instead=instead)
                self.refused[identity] = FlowNode(
                    identity, local, element.get("name", ""), self.name, process, scope, default=element.get("default")
                )

    def _read_flow(self, element: etree._Element, scope: str) -> None:
        identity = self.identities.name(element, self.judged)
        place = Place(self.name, identity, self.judged, self.data)
        condition = child(element, MODEL, "conditionExpression")
        written = text(condition)
        flow = Flow(
            identity,
            element.get("sourceRef", ""),
            element.get("targetRef", ""),
            place.formula(written, Phrase("condition")) if written else None,
            label(element),
        )
        self.flows.append((scope, flow, self.judged))

    def _read_node(
        self, element: etree._Element, kind: str, process: str, scope: str, lanes: Mapping[str, str]
    ) -> None:
        identity = self.identities.name(element, self.judged)
        place = Place(self.name, identity, self.judged, self.data)
        node = FlowNode(
            id=identity,
            kind=kind,
            name=label(element),
            file=self.name,
            process=process,
            scope=scope,
            lane=lanes.get(identity),
            documentation=text(child(element, MODEL, "documentation")),
            properties=_properties(element),
            event_subprocess=kind == "subProcess" and element.get("triggeredByEvent") == "true",
            for_compensation=kind in ACTIVITIES and element.get("isForCompensation") == "true",
            instantiates=kind == "eventBasedGateway" and element.get("instantiate") == "true",
            all_triggers=kind == "eventBasedGateway" and element.get("eventGatewayType") == "Parallel",
            default=element.get("default"),
        )
        self.nodes[identity] = self._complete(element, node, place)
        self._note_children(element, identity, kind)
        if kind in SUBPROCESSES:
            self._read_scope(element, process, identity, lanes)

    def _complete(self, element: etree._Element, node: FlowNode, place: Place) -> FlowNode:
        """The node with what its extension elements, events, loop, quantities and data say."""
        for name, value in node.properties.items():
            place.text(value, Phrase("property {name}", {"name": name}))
        node = dataclasses.replace(node, **read_settings(element, node, place))
        node = dataclasses.replace(node, loop=read_loop(element, node, self.definitions, place))
        node = dataclasses.replace(node, data=read_node_data(element, place))
        if node.kind in EVENTS or node.kind in ("sendTask", "receiveTask"):
            node = dataclasses.replace(node, **read_trigger(element, node, self.definitions, place))
        if node.kind in ACTIVITIES:
            start, completion = (place.count(element.get(name), name) or 1 for name in QUANTITIES)
            node = dataclasses.replace(node, start_quantity=start, completion_quantity=completion)
        return node

    def _note_children(self, element: etree._Element, identity: str, kind: str) -> None:
        if kind != "subProcess":
            return
        for local in ("transaction", "adHocSubProcess"):
            if element.get(local) == "true":
                self.judged.add("attribute-ignored", self.name, identity, what=local)


def is_executable(process: etree._Element) -> bool:
    """Whether a process is meant to run; one that does not say is, unless it is public (BPMN 2.0.2 table 10.1)."""
    unsaid = "false" if process.get("processType") == "Public" else "true"
    return process.get("isExecutable", unsaid).strip() in ("true", "1")


def _named(node: FlowNode | None) -> Phrase:
    return spoken_name(node) if node else Phrase("nothing")


def _properties(element: etree._Element) -> dict[str, str]:
    holder = zeebe(element, "properties")
    if holder is None:
        return {}
    return {part.get("name", ""): part.get("value", "") for part in holder if part.get("name")}
