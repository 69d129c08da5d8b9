"""A BPMN file as plain parts: its elements without layout and extensions, with indexes by id and kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from app.engine.reading import is_executable
from app.engine.xml import MODEL, ZEEBE, child, text

TASKS = frozenset("task userTask manualTask scriptTask serviceTask sendTask receiveTask businessRuleTask".split())
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
GATEWAYS = frozenset("exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway".split())
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
EVENTS = CATCHING | THROWING
FLOW_NODES = ACTIVITIES | CHOREOGRAPHY | GATEWAYS | EVENTS
ARTIFACTS = frozenset({"association", "group", "textAnnotation"})
CALLABLE = frozenset(
    "process globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask".split()
)
LEVELS = SUBPROCESSES | {"process", "subChoreography", "choreography", "globalChoreographyTask"}
_SHOWN_IN = LEVELS | {"definitions", "collaboration", "globalConversation", "subConversation", "laneSet"}
_BPMN = f"{{{MODEL}}}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@dataclass(slots=True, eq=False)
class Part:
    """One element: ``kind`` is its tag; ``process`` the process that it is in, itself when it is one."""

    source: etree._Element
    kind: str
    parent: "Part | None"
    process: "Part | None"
    id: str = ""
    parts: list["Part"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """An attribute without the white space around it."""
        return str(self.source.get(name, default)).strip()

    def is_true(self, name: str, default: bool = False) -> bool:
        """A boolean attribute as XML Schema writes it."""
        return self.get(name) in ("true", "1") if self.get(name) else default

    def only(self, *kinds: str) -> list["Part"]:
        """The direct children of these kinds, in document order."""
        return [part for part in self.parts if part.kind in kinds]

    def first(self, kind: str) -> "Part | None":
        """The first direct child of that kind."""
        return next((part for part in self.parts if part.kind == kind), None)

    def texts(self, kind: str) -> list[str]:
        """What the direct children of that kind say, such as the ids in ``incoming``."""
        return [part.text for part in self.parts if part.kind == kind]

    @property
    def text(self) -> str:
        """The text inside, without the white space around it."""
        return text(self.source) if len(self.source) else (self.source.text or "").strip()

    @property
    def type(self) -> str:
        """The local name of ``xsi:type``."""
        return str(self.source.get(_TYPE, "")).rpartition(":")[2].strip()

    @property
    def place(self) -> str | None:
        """The id of what an editor can show of it: the element itself or the one that it is a detail of."""
        part: Part | None = self
        while part is not None and part.parent is not None:
            if part.id and part.parent.kind in _SHOWN_IN:
                return part.id
            part = part.parent
        return self.id or None

    @property
    def title(self) -> str:
        """What people know it by: its name, or else its id."""
        return " ".join(self.get("name").split()) or self.id

    @property
    def level(self) -> "Part | None":
        """The process or subprocess that it stands in."""
        part = self.parent
        while part is not None and part.kind not in LEVELS:
            part = part.parent
        return part

    def extension(self, name: str) -> etree._Element | None:
        """The ``zeebe:`` extension element of that name."""
        holder = child(self.source, MODEL, "extensionElements")
        return child(holder, ZEEBE, name) if holder is not None else None


@dataclass(eq=False)
class File:
    """One file: its parts by id and by kind, and where its sequence flows begin and end.

    ``guarded`` are the ids of activities with boundary events; ``listing`` the processes whose nodes list their flows;
    ``loose`` the sequence flows that do not join two nodes of one level: they have to go, and are not counted.
    ``namespaces`` are those declared anywhere, by prefix; ``dialect`` says that it is written in Camunda 8's dialect.
    """

    name: str
    root: Part
    parts: list[Part]
    dialect: bool
    ids: dict[str, Part] = field(default_factory=dict)
    kinds: dict[str, list[Part]] = field(default_factory=dict)
    leaving: dict[str, list[Part]] = field(default_factory=dict)
    arriving: dict[str, list[Part]] = field(default_factory=dict)
    guarded: set[str] = field(default_factory=set)
    listing: set[Part | None] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    something_runs: bool = False
    namespaces: Mapping[str, str] = field(default_factory=dict)
    found: list[tuple[str, Part, dict[str, object]]] = field(default_factory=list)
    _said: dict[tuple[Part, str], frozenset[str]] = field(default_factory=dict)
    _joined: dict[tuple[Part, str], frozenset[str]] = field(default_factory=dict)

    def note(self, rule: str, part: Part, **details: object) -> None:
        """Remembers that *rule* is broken at *part*."""
        self.found.append((rule, part, details))

    def all(self, *kinds: str) -> list[Part]:
        """Every part of these kinds."""
        return [part for kind in kinds for part in self.kinds.get(kind, ())]

    def judged(self, *kinds: str) -> Iterator[Part]:
        """The parts of these kinds that matter: what is only drawn beside a process that runs does not."""
        return (part for part in self.all(*kinds) if self.matters(part))

    def running(self, *kinds: str) -> Iterator[Part]:
        """The parts of these kinds in processes that run; where none does yet, in all that somebody may want to run."""
        return (part for part in self.judged(*kinds) if part.process is not None)

    def matters(self, part: Part) -> bool:
        """Whether a part is judged."""
        return part.process is None or not self.something_runs or is_executable(part.process.source)

    def part(self, identity: str, *kinds: str) -> Part | None:
        """The part with that id (a prefix is left out), when it is of one of the *kinds*."""
        found = self.ids.get(identity.rpartition(":")[2])
        return found if found is not None and (not kinds or found.kind in kinds) else None

    def said(self, part: Part, kind: str) -> frozenset[str]:
        """The ids that :meth:`Part.texts` gives, without prefixes; kept for who asks often."""
        if (part, kind) not in self._said:
            self._said[part, kind] = frozenset(said.rpartition(":")[2] for said in part.texts(kind))
        return self._said[part, kind]

    def outgoing(self, node: Part) -> frozenset[str]:
        """The ids of the flows that leave a node, by what the flows and by what the node says."""
        return self._flows(node, "outgoing", self.leaving)

    def incoming(self, node: Part) -> frozenset[str]:
        """The ids of the flows that lead to a node, by what the flows and by what the node says."""
        return self._flows(node, "incoming", self.arriving)

    def has_outgoing(self, node: Part) -> bool:
        """Whether a flow leaves: where nodes list their flows, it must be listed."""
        listed = self.said(node, "outgoing") - self.loose
        return bool(listed if node.process in self.listing else self.leaving.get(node.id))

    def has_incoming(self, node: Part) -> bool:
        """Whether a flow leads to it: where nodes list their flows, it must be listed."""
        listed = self.said(node, "incoming") - self.loose
        return bool(listed if node.process in self.listing else self.arriving.get(node.id))

    def _flows(self, node: Part, direction: str, drawn: Mapping[str, list[Part]]) -> frozenset[str]:
        if (node, direction) not in self._joined:
            ids = {flow.id for flow in drawn.get(node.id, ())}
            self._joined[node, direction] = (self.said(node, direction) - self.loose) | ids
        return self._joined[node, direction]


def read_parts(name: str, root: etree._Element) -> File:
    """The parts of a file."""
    top = Part(root, "definitions", None, None, str(root.get("id", "")))
    namespaces = _namespaces(root)
    file = File(name, top, [], ZEEBE in namespaces.values(), namespaces=namespaces)
    waiting = [top]
    while waiting:
        part = waiting.pop()
        file.parts.append(part)
        _index(part, file)
        part.parts = [_part(element, part) for element in part.source if _is_model(element)]
        waiting.extend(reversed(part.parts))
    _leave_out_loose(file)
    return file


def _leave_out_loose(file: File) -> None:
    loose: set[Part] = set()
    for flow in file.all("sequenceFlow"):
        source, target = (file.part(flow.get(end), *FLOW_NODES) for end in ("sourceRef", "targetRef"))
        if source is None or target is None or source.level is not target.level:
            loose.add(flow)
            file.loose.add(flow.id)
    for drawn in (file.leaving, file.arriving):
        for node, flows in drawn.items():
            drawn[node] = [flow for flow in flows if flow not in loose]


def _namespaces(root: etree._Element) -> dict[str, str]:
    """All prefixes; one that is declared again further inside keeps its first meaning."""
    found: dict[str, str] = {}
    for _, declared in etree.iterwalk(root, events=("start-ns",)):
        prefix, namespace = cast(tuple[str, str], declared)
        found.setdefault(prefix, namespace)
    return found


def _is_model(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_BPMN) and element.tag != f"{_BPMN}extensionElements"


def _part(element: etree._Element, parent: Part) -> Part:
    part = Part(element, str(element.tag)[len(_BPMN) :], parent, parent.process, str(element.get("id", "")))
    if part.kind == "process":
        part.process = part
    return part


def _index(part: Part, file: File) -> None:
    file.kinds.setdefault(part.kind, []).append(part)
    if part.id:
        file.ids.setdefault(part.id, part)
    if part.kind == "sequenceFlow":
        file.leaving.setdefault(part.get("sourceRef"), []).append(part)
        file.arriving.setdefault(part.get("targetRef"), []).append(part)
    elif part.kind == "boundaryEvent":
        file.guarded.add(part.get("attachedToRef"))
    elif part.kind in ("incoming", "outgoing"):
        file.listing.add(part.process)
