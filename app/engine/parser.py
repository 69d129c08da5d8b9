# mypy: disallow-subclassing-any=False
"""SpiffWorkflow's parser with our classes registered: every node becomes one of our specs, whether reachable or not.

SpiffWorkflow follows the flows recursively from the start event (so that what it cannot reach is never looked at, and
600 tasks in a row are a RecursionError) and adds hidden tasks around boundary events. Here nodes are made in document
order and connected afterwards.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from app.engine import activities, adhoc, compensation, complex_gateway, events, gateways, loops, pools, tasks
from app.engine.behaviour import Behaviour
from app.engine.diagram import SUBPROCESSES, Diagram, FlowNode, Rounds, begins_by_itself
from app.engine.xml import MODEL, children, tag

SPECS: dict[str, type[Behaviour]] = {
    "startEvent": events.StartEvent,
    "endEvent": events.EndEvent,
    "intermediateCatchEvent": events.CatchEvent,
    "intermediateThrowEvent": events.ThrowEvent,
    "boundaryEvent": events.BoundaryEvent,
    "task": tasks.PassTask,
    "userTask": tasks.UserTask,
    "manualTask": tasks.ManualTask,
    "scriptTask": tasks.ScriptTask,
    "serviceTask": tasks.JobTask,
    "sendTask": events.SendTask,
    "receiveTask": events.ReceiveTask,
    "businessRuleTask": tasks.DecisionTask,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "complexGateway": complex_gateway.ComplexGateway,
    "eventBasedGateway": gateways.EventBasedGateway,
    "subProcess": activities.Subprocess,
    "transaction": activities.Subprocess,
    "adHocSubProcess": adhoc.AdHocSubprocess,
    "callActivity": activities.CallActivity,
}


class ScopeSpec(BpmnProcessSpec):
    """The spec of a process or subprocess; ``starts`` is where it begins unless told otherwise.

    An ad-hoc subprocess may be ``sequential``, and ``choosable`` is all that it can be told to begin with.
    """

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name=name, filename=filename)
        self.event_subprocesses: tuple[str, ...] = ()
        self.compensation_subprocess = ""
        self.starts: tuple[str, ...] = ()
        self.choosable: frozenset[str] = frozenset()
        self.sequential = False


class ElementParser(TaskParser):
    """Makes the spec of one node, and of its instances when there is a loop around it."""

    def parse_node(self) -> Behaviour:
        diagram: Diagram = self.process_parser.parser.diagram
        node = diagram.nodes[self.bpmn_id]
        if node.loop is None:
            return self.make(node.id, node, diagram)
        instance = f"{node.id} [instance]"
        self.make(instance, node, diagram, inside=True)
        if isinstance(node.loop, Rounds):
            return loops.StandardLoop(self.spec, node.id, node, node.loop, instance)
        return loops.MultiInstance(self.spec, node.id, node, node.loop, instance)

    def make(self, name: str, node: FlowNode, diagram: Diagram, **settings: Any) -> Behaviour:
        """The spec under a name of its own."""
        if node.event_subprocess:
            return activities.EventSubprocess(self.spec, name, node, diagram.starts(node.id)[0])
        if node.job is not None:
            kind = tasks.JobEnd if node.kind == "endEvent" else tasks.JobTask
            return kind(self.spec, name, node, **settings)
        made: Behaviour = self.spec_class(self.spec, name, node, **settings)
        return made


class ScopeParser(ProcessParser):
    """Makes the spec of one process or subprocess and of the subprocesses in it."""

    def _parse(self) -> None:
        self.spec = ScopeSpec(self.bpmn_id, self.filename)
        for node in self.parser.diagram.inside(self.bpmn_id):
            self.parse_node(self.get_node_by_id(node.id))
            if node.kind in SUBPROCESSES:
                self.parser.create_parser(self.get_node_by_id(node.id), filename=self.filename)
        self._add_hidden()
        self._connect()

    def get_node_by_id(self, node_id: str) -> etree._Element:
        """The element that was read as this node; something else in the file may have the same id."""
        element: etree._Element = self.parser.elements[node_id, self.parser.diagram.nodes[node_id].kind]
        return element

    def _connect(self) -> None:
        diagram: Diagram = self.parser.diagram
        nodes = diagram.inside(self.bpmn_id)
        for node in nodes:
            for flow in node.outgoing:
                self.spec.task_specs[node.id].connect(self.spec.task_specs[flow.target])
        for node in nodes:
            if node.kind in ("inclusiveGateway", "complexGateway"):
                self.spec.task_specs[node.id].reach = reach(node, nodes)
        beside = [node for node in nodes if node.event_subprocess]
        compensating = [node.id for node in beside if diagram.starts(node.id)[0].has("compensate")]
        self.spec.event_subprocesses = tuple(node.id for node in beside if node.id not in compensating)
        self.spec.compensation_subprocess = next(iter(compensating), "")
        self.spec.starts = first_starts(self.bpmn_id, diagram)
        owner = diagram.nodes.get(self.bpmn_id)
        if owner is not None and owner.adhoc is not None:
            self.spec.sequential = owner.adhoc.sequential
            self.spec.choosable = frozenset(
                node.id for node in nodes if not (node.attached_to or node.event_subprocess or node.for_compensation)
            )

    def _add_hidden(self) -> None:
        """The specs that are no elements: what runs compensation, and the other pools of the collaboration."""
        diagram: Diagram = self.parser.diagram
        for node in diagram.inside(self.bpmn_id):
            if node.kind in SUBPROCESSES or node.kind == "callActivity":
                compensation.CompensationOf(self.spec, f"{node.id} {compensation.RUNNER}", node)
        compensation.Compensation(self.spec, compensation.RUNNER, FlowNode(compensation.RUNNER, "", "", "", "", ""))
        for process in diagram.partners.get(self.bpmn_id, ()):
            pools.Participant(self.spec, process, pools.participant(process, diagram))


class DiagramParser(BpmnParser):
    """Parses the files of one bundle that were read and checked before."""

    PARSER_CLASSES = {full_tag(kind): (ElementParser, spec) for kind, spec in SPECS.items()}  # noqa: RUF012
    PROCESS_PARSER_CLASS = ScopeParser

    def __init__(self, diagram: Diagram, roots: Mapping[str, etree._Element]) -> None:
        super().__init__()
        self.diagram = diagram
        self.elements: dict[tuple[str, str], etree._Element] = {}
        for name, root in roots.items():
            for element in root.iter(f"{{{MODEL}}}*"):
                self.elements.setdefault((element.get("id", ""), tag(element)[1]), element)
            self._add_diagram_indexes(root)
            for process in children(root, MODEL, "process"):
                self.create_parser(process, name)

    def all_specs(self) -> dict[str, ScopeSpec]:
        """The spec of every process and subprocess by id."""
        specs: dict[str, ScopeSpec] = {}
        waiting = deque(identity for identity in self.process_parsers if self.diagram.runs(identity))
        while waiting:
            identity = waiting.popleft()
            known = set(self.process_parsers)
            specs[identity] = self.get_spec(identity)
            waiting.extend(new for new in self.process_parsers if new not in known)
        return {
            **specs,
            **{identity: global_task(self.diagram.nodes[identity]) for identity in self.diagram.global_tasks},
        }


def global_task(node: FlowNode) -> ScopeSpec:
    """The spec of a scope in which there is only this task."""
    spec = ScopeSpec(node.id, node.file)
    kind = tasks.JobTask if node.job is not None else SPECS[node.kind]
    kind(spec, node.id, node)
    spec.starts = (node.id,)
    return spec


def first_starts(scope: str, diagram: Diagram) -> tuple[str, ...]:
    """Where a process or subprocess begins when nothing else is said: at its start event without trigger, else at the
    first start event, else at everything that no flow leads to."""
    starts = sorted(diagram.starts(scope), key=lambda node: not node.has("none"))
    if starts:
        return (starts[0].id,)
    nodes = diagram.inside(scope)
    return tuple(node.id for node in nodes if begins_by_itself(node) and not node.instantiates)


def reach(gateway: FlowNode, nodes: list[FlowNode]) -> dict[str, frozenset[str]]:
    """For each node of a scope the incoming flows of *gateway* that a token there could still arrive by, without
    passing the gateway itself (BPMN 2.0.2 §13.4.3)."""
    found: dict[str, set[str]] = {node.id: set() for node in nodes}
    before: dict[str, set[str]] = {node.id: {flow.source for flow in node.incoming} for node in nodes}
    for node in nodes:
        if node.attached_to:
            before[node.id].add(node.attached_to)
    for flow in gateway.incoming:
        stack, seen = [flow.source], {gateway.id}
        while stack:
            identity = stack.pop()
            if identity in seen:
                continue
            seen.add(identity)
            found[identity].add(flow.id)
            stack.extend(before[identity])
    return {identity: frozenset(flows) for identity, flows in found.items()}
