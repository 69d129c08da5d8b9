"""What a diagram says, as plain frozen values: flow nodes, sequence flows and the settings on them.

The parser makes SpiffWorkflow specs of it, the checks walk it, the bundle's elements are taken from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.model import Process
from app.engine.texts import Text

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
SUBPROCESSES = frozenset({"subProcess"})
TASKS = frozenset(
    {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"}
)
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True)
class Trigger:
    """An event definition: its ``kind`` (``none``, ``message``, ``timer`` …) and what that kind needs.

    ``name`` is a message's or link's name, ``code`` that of an error or escalation (None catches all), ``timer`` the
    text of a timer whose ``measure`` is ``timeDuration``, ``timeDate`` or ``timeCycle``.
    """

    kind: str = "none"
    name: str = ""
    code: str | None = None
    key: Text | None = None
    timer: Text | None = None
    measure: str = ""


@dataclass(frozen=True)
class Flow:
    """A sequence flow; ``condition`` is None when it is always taken."""

    id: str
    source: str
    target: str
    condition: Text | None = None


@dataclass(frozen=True)
class VariableMapping:
    """One input or output mapping: the value of ``source`` becomes the variable ``target`` (``a.b`` sets inside a)."""

    source: Text
    target: str


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


@dataclass(frozen=True)
class Rounds:
    """Standard loop (BPMN 2.0.2 §13.3.6): one round after another while ``condition`` is true, at most ``maximum``;
    with ``before`` the condition is asked before the first round, too."""

    condition: Text | None = None
    maximum: int | None = None
    before: bool = False


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
    """One element of a diagram with all that its behaviour needs. ``scope`` is the process or subprocess it is in."""

    id: str
    kind: str
    name: str
    file: str
    process: str
    scope: str
    lane: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    trigger: Trigger = Trigger()
    attached_to: str | None = None
    interrupting: bool = True
    event_subprocess: bool = False
    default: str | None = None
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    loop: Loop | Rounds | None = None
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


@dataclass
class Diagram:
    """All processes, nodes and flows of one bundle, keyed by id. Filled while reading, not changed afterwards."""

    processes: dict[str, Process] = field(default_factory=dict)
    nodes: dict[str, FlowNode] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def runs(self, process: str) -> bool:
        """Whether *process* can be started or called."""
        return process in self.processes and self.processes[process].executable

    def inside(self, scope: str) -> list[FlowNode]:
        """The nodes drawn directly in a process or subprocess, in document order."""
        return [node for node in self.nodes.values() if node.scope == scope]

    def judged(self) -> list[FlowNode]:
        """The nodes of processes that can run; all of them when there is no such process."""
        running = [node for node in self.nodes.values() if self.runs(node.process)]
        return running or list(self.nodes.values())

    def starts(self, scope: str) -> list[FlowNode]:
        """The start events of a process or subprocess."""
        return [node for node in self.inside(scope) if node.kind == "startEvent"]
