"""What a diagram says, as plain frozen values: flow nodes, sequence flows and the settings on them.

The parser makes SpiffWorkflow specs of it, the checks walk it, the bundle's elements are taken from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.model import Process
from app.engine.texts import Text

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"}
)
GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
"""Each with the kind of task that it is (BPMN 2.0.2 §10.3.6)."""
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True)
class Trigger:
    """An event definition: its ``kind`` (``none``, ``message``, ``timer`` …) and what that kind needs.

    ``name`` is a message's, signal's or link's name (``title`` the same when it is FEEL), ``code`` that of an error or
    escalation (None catches all), ``timer`` the text of a timer whose ``measure`` is ``timeDuration``, ``timeDate`` or
    ``timeCycle``. A compensation throws to ``activity`` (None: everything in the scope) and may wait until it is done.
    """

    kind: str = "none"
    name: str = ""
    title: Text | None = None
    code: str | None = None
    key: Text | None = None
    timer: Text | None = None
    measure: str = ""
    condition: Text | None = None
    activity: str | None = None
    wait_for_completion: bool = True


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``condition`` is None when it is always taken."""

    id: str
    source: str
    target: str
    condition: Text | None = None
    name: str = ""


@dataclass(frozen=True)
class VariableMapping:
    """One input or output mapping: the value of ``source`` becomes the variable ``target`` (``a.b`` sets inside a)."""

    source: Text
    target: str


@dataclass(frozen=True)
class LoopEvent:
    """What a multi-instance activity throws when an instance has completed (BPMN 2.0.2 table 10.29): each time, only
    after the ``first``, or where a ``condition`` is true."""

    trigger: Trigger
    first: bool = False
    condition: Text | None = None


@dataclass(frozen=True)
class Loop:
    """Multi-instance: one instance for each item of ``collection``, or ``cardinality`` of them."""

    sequential: bool
    collection: Text | None = None
    element: str | None = None
    results: str | None = None
    result: Text | None = None
    cardinality: Text | None = None
    completion: Text | None = None
    events: tuple[LoopEvent, ...] = ()


@dataclass(frozen=True)
class Rounds:
    """Standard loop (BPMN 2.0.2 §13.3.6): one round after another while ``condition`` is true, at most ``maximum``;
    with ``before`` the condition is asked before the first round, too."""

    condition: Text | None = None
    maximum: int | None = None
    before: bool = False


@dataclass(frozen=True)
class DataCopy:
    """One copy that a data association makes (BPMN 2.0.2 §10.4.2): the value of ``source`` to ``target``, which may be
    inside a variable (``a.b``). ``aliases`` are other names by which ``source`` may call variables; a ``plain`` copy is
    of one variable as it is."""

    source: Text
    target: str
    aliases: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False


@dataclass(frozen=True)
class NodeData:
    """The data of an activity or event: names of variables that are its own, and what is copied in and out."""

    properties: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    copied_in: tuple[DataCopy, ...] = ()
    copied_out: tuple[DataCopy, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """All names that only the activity or event and what runs inside it can see."""
        return (*self.properties, *self.inputs, *self.outputs)


@dataclass(frozen=True)
class ScopeData:
    """Names of the variables for the data of a process or subprocess; ``stores`` are variables of the case."""

    own: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdHoc:
    """How an ad-hoc subprocess offers its activities (BPMN 2.0.2 §13.3.5): one at a time when ``sequential``; until
    ``completion`` is true; ``chosen`` are the ids of those to begin with."""

    sequential: bool = False
    completion: Text | None = None
    cancels_rest: bool = True
    chosen: Text | None = None


@dataclass(frozen=True)
class TaskSettings:
    """Who does a user task, with which form, by when. All of it text that may be FEEL."""

    form: Text | None = None
    assignee: Text | None = None
    groups: Text | None = None
    users: Text | None = None
    due: Text | None = None
    follow_up: Text | None = None
    priority: Text | None = None


@dataclass(frozen=True)
class JobSettings:
    """What a job worker must do."""

    type: Text
    retries: Text | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FlowNode:
    """One element of a diagram with all that its behaviour needs. ``scope`` is the process or subprocess it is in.

    An event has its ``triggers``; with ``all_triggers`` it needs every one of them (parallel multiple). An activity and
    its boundary event for compensation have a ``handler``, an activity that is ``for_compensation``. An activity begins
    with ``start_quantity`` tokens and gives ``completion_quantity`` to each flow that it leaves by.
    """

    id: str
    kind: str
    name: str
    file: str
    process: str
    scope: str
    lane: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    triggers: tuple[Trigger, ...] = ()
    all_triggers: bool = False
    instantiates: bool = False
    attached_to: str | None = None
    handler: str | None = None
    for_compensation: bool = False
    interrupting: bool = True
    event_subprocess: bool = False
    default: str | None = None
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    loop: Loop | Rounds | None = None
    adhoc: AdHoc | None = None
    activation: Text | None = None
    data: NodeData | None = None
    start_quantity: int = 1
    completion_quantity: int = 1
    task: TaskSettings | None = None
    job: JobSettings | None = None
    script: Text | None = None
    decision: Text | None = None
    result: str | None = None
    called: Text | None = None
    all_parent_variables: bool = True
    all_child_variables: bool = True
    outgoing: tuple[Flow, ...] = ()
    incoming: tuple[Flow, ...] = ()
    boundaries: tuple[str, ...] = ()

    @property
    def trigger(self) -> Trigger:
        """Its only trigger, or the first of several; none for what has no event definition."""
        return self.triggers[0] if self.triggers else Trigger()

    def has(self, kind: str) -> bool:
        """Whether one of its triggers is of that kind (``none``: there are no triggers)."""
        return any(trigger.kind == kind for trigger in self.triggers) if self.triggers else kind == "none"


@dataclass
class Diagram:
    """All processes, nodes and flows of one bundle, keyed by id. Filled while reading, not changed afterwards."""

    processes: dict[str, Process] = field(default_factory=dict)
    nodes: dict[str, FlowNode] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    global_tasks: set[str] = field(default_factory=set)
    """ids of tasks that stand in no process and are called like one; each is the only node of its own scope"""
    data: dict[str, ScopeData] = field(default_factory=dict)
    """by process or subprocess"""
    stores: set[str] = field(default_factory=set)
    partners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """for each process the other processes of its collaboration that can run"""
    message_flows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """from the element or process that sends to those that receive"""

    def runs(self, process: str) -> bool:
        """Whether *process* can be started or called; a global task can only be called."""
        known = self.processes.get(process)
        return process in self.global_tasks or (known is not None and known.executable)

    def inside(self, scope: str) -> list[FlowNode]:
        """The nodes drawn directly in a process or subprocess, in document order."""
        return [node for node in self.nodes.values() if node.scope == scope]

    def judged(self) -> list[FlowNode]:
        """The nodes of processes that can run; those of all processes of a file without such a process."""
        judged = {process for process in {node.process for node in self.nodes.values()} if self.is_judged(process)}
        return [node for node in self.nodes.values() if node.process in judged]

    def is_judged(self, process: str) -> bool:
        """Whether *process* has to be right: it runs, or nothing in its file is marked as what runs."""
        return self.runs(process) or all(
            not other.executable for other in self.processes.values() if other.file == self.files.get(process)
        )

    def starts(self, scope: str) -> list[FlowNode]:
        """The start events of a process or subprocess."""
        return [node for node in self.inside(scope) if node.kind == "startEvent"]

    def beginnings(self, scope: str) -> list[FlowNode]:
        """Where a process or subprocess can begin: its start events; without any, everything that no flow leads to
        (BPMN 2.0.2 §10.5.2); besides them what is started by a message: receive tasks, events after a gateway."""
        nodes = self.inside(scope)
        by_message = [node for node in nodes if node.instantiates]
        after = [self.nodes[flow.target] for gateway in by_message for flow in gateway.outgoing]
        found = [node for node in nodes if node.kind == "startEvent"]
        found += [node for node in by_message if node.kind == "receiveTask"]
        found += [node for node in after if node.kind != "receiveTask" or not node.instantiates]
        return found or [node for node in nodes if begins_by_itself(node)]


def begins_by_itself(node: FlowNode) -> bool:
    """Whether *node* gets a token when its scope has no start event: no flow leads to it, and nothing else does."""
    led_to = node.incoming or node.attached_to or node.for_compensation or node.event_subprocess
    return not led_to and not (node.kind == "intermediateCatchEvent" and node.has("link"))


def may_be_led_to(node: FlowNode) -> bool:
    """Whether sequence flows may lead to *node*; those that do otherwise have to go."""
    return node.kind not in ("startEvent", "boundaryEvent") and not node.event_subprocess and not node.for_compensation
