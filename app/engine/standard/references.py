"""References: each names an element that exists and is of the kind that is needed (BPMN 2.0.2 §8.2.2, §8.3.1)."""

from collections.abc import Iterator, Mapping, Sequence

from app.engine.standard.parts import ACTIVITIES, ARTIFACTS, CALLABLE, EVENTS, FLOW_NODES, File, Part
from app.engine.standard.triggers import KINDS
from app.engine.xml import MODEL

_ITEM = frozenset({"itemDefinition"})
_MESSAGE = frozenset({"message"})
_FLOW = frozenset({"sequenceFlow"})
_PARTICIPANT = frozenset({"participant"})
_OPERATION = frozenset({"operation"})
_MESSAGE_FLOW = frozenset({"messageFlow"})
_COLLABORATION = frozenset({"collaboration", "choreography", "globalConversation", "globalChoreographyTask"})
_CONVERSATION = frozenset({"conversation", "callConversation", "subConversation"})
_DATA = frozenset(
    """dataObject dataObjectReference dataStore dataStoreReference dataInput dataOutput property inputDataItem
    outputDataItem""".split()
)
_SENDER = ACTIVITIES | EVENTS | _PARTICIPANT | _CONVERSATION | {"choreographyTask"}
_ANYTHING: frozenset[str] = frozenset()
BY_NAME: Mapping[str, frozenset[str]] = {
    "activityRef": ACTIVITIES,
    "attachedToRef": ACTIVITIES,
    "calledChoreographyRef": frozenset({"choreography", "globalChoreographyTask"}),
    "calledCollaborationRef": _COLLABORATION,
    "categoryValueRef": frozenset({"categoryValue"}),
    "choreographyRef": frozenset({"choreography", "globalChoreographyTask"}),
    "correlationKeyRef": frozenset({"correlationKey"}),
    "correlationPropertyRef": frozenset({"correlationProperty"}),
    "dataInputRefs": frozenset({"dataInput", "inputDataItem"}),
    "dataObjectRef": frozenset({"dataObject"}),
    "dataOutputRefs": frozenset({"dataOutput", "outputDataItem"}),
    "dataStoreRef": frozenset({"dataStore"}),
    "definitionalCollaborationRef": _COLLABORATION,
    "endPointRef": frozenset({"endPoint"}),
    "errorRef": frozenset({"error"}),
    "escalationRef": frozenset({"escalation"}),
    "evaluatesToTypeRef": _ITEM,
    "eventDefinitionRef": KINDS,
    "flowNodeRef": FLOW_NODES,
    "inMessageRef": _MESSAGE,
    "incoming": _FLOW,
    "initiatingParticipantRef": _PARTICIPANT,
    "innerConversationNodeRef": _CONVERSATION,
    "innerMessageFlowRef": _MESSAGE_FLOW,
    "innerParticipantRef": _PARTICIPANT,
    "inputDataRef": frozenset({"dataInput"}),
    "inputSetRefs": frozenset({"inputSet"}),
    "interfaceRef": frozenset({"interface"}),
    "itemRef": _ITEM,
    "itemSubjectRef": _ITEM,
    "loopDataInputRef": _DATA,
    "loopDataOutputRef": _DATA,
    "messageFlowRef": _MESSAGE_FLOW,
    "messageRef": _MESSAGE,
    "noneBehaviorEventRef": KINDS,
    "oneBehaviorEventRef": KINDS,
    "operationRef": _OPERATION,
    "optionalInputRefs": frozenset({"dataInput"}),
    "optionalOutputRefs": frozenset({"dataOutput"}),
    "outMessageRef": _MESSAGE,
    "outerConversationNodeRef": _CONVERSATION,
    "outerMessageFlowRef": _MESSAGE_FLOW,
    "outerParticipantRef": _PARTICIPANT,
    "outgoing": _FLOW,
    "outputDataRef": frozenset({"dataOutput"}),
    "outputSetRefs": frozenset({"outputSet"}),
    "parameterRef": frozenset({"resourceParameter"}),
    "participantRef": _PARTICIPANT,
    "partitionElementRef": _ANYTHING,
    "processRef": frozenset({"process"}),
    "resourceRef": frozenset({"resource"}),
    "signalRef": frozenset({"signal"}),
    "supportedInterfaceRef": frozenset({"interface"}),
    "supports": frozenset({"process"}),
    "whileExecutingInputRefs": frozenset({"dataInput"}),
    "whileExecutingOutputRefs": frozenset({"dataOutput"}),
}
BY_OWNER: Mapping[tuple[str, str], frozenset[str]] = {
    ("association", "sourceRef"): _ANYTHING,
    ("association", "targetRef"): _ANYTHING,
    ("callActivity", "calledElement"): CALLABLE,
    ("conversationLink", "sourceRef"): _SENDER,
    ("conversationLink", "targetRef"): _SENDER,
    ("dataInputAssociation", "sourceRef"): _DATA,
    ("dataInputAssociation", "targetRef"): _DATA,
    ("dataOutputAssociation", "sourceRef"): _DATA,
    ("dataOutputAssociation", "targetRef"): _DATA,
    ("error", "structureRef"): _ITEM,
    ("escalation", "structureRef"): _ITEM,
    ("linkEventDefinition", "source"): frozenset({"linkEventDefinition"}),
    ("linkEventDefinition", "target"): frozenset({"linkEventDefinition"}),
    ("messageFlow", "sourceRef"): _SENDER,
    ("messageFlow", "targetRef"): _SENDER,
    ("resourceParameter", "type"): _ITEM,
    ("sequenceFlow", "sourceRef"): FLOW_NODES,
    ("sequenceFlow", "targetRef"): FLOW_NODES,
    ("signal", "structureRef"): _ITEM,
}
_WORDS = {
    ACTIVITIES: "task, subProcess, callActivity",
    FLOW_NODES: "task, subProcess, event, gateway",
    CALLABLE: "process, globalTask",
    KINDS: "eventDefinition",
    _DATA: "dataObject, dataInput, dataOutput, dataStoreReference, property",
    _SENDER: "participant, task, subProcess, event",
    _ANYTHING: "id",
}
_TYPES = frozenset({"http://www.w3.org/2001/XMLSchema"})
_TYPED_BY_SCHEMA = frozenset({"structureRef", "type", "evaluatesToTypeRef", "itemSubjectRef", "itemRef"})


def check(file: File, files: Sequence[File]) -> None:
    """Every reference of one file; the others are *files*, too."""
    by_namespace: dict[str, list[File]] = {}
    for other in files:
        by_namespace.setdefault(other.root.get("targetNamespace"), []).append(other)
    _check_imports(file, by_namespace)
    for owner, name, value, wanted in _references(file):
        _check(owner, name, value, wanted, file, by_namespace)


def _check_imports(file: File, by_namespace: Mapping[str, list[File]]) -> None:
    for part in file.root.only("import"):
        namespace = part.get("namespace")
        if part.get("importType") == MODEL and namespace not in by_namespace:
            file.note("import-missing", part, location=part.get("location"), namespace=namespace)


def _references(file: File) -> Iterator[tuple[Part, str, str, frozenset[str]]]:
    """(who refers, the name of the reference, what it says, the kinds that it may mean) of each."""
    for part in file.parts:
        for name, value in part.source.items():
            wanted = _wanted(part.kind, str(name))
            if wanted is not None:
                yield part, str(name), str(value).strip(), wanted
        if part.parent is not None and not part.parts:
            wanted = _wanted(part.parent.kind, part.kind)
            if wanted is not None:
                yield part.parent, part.kind, part.text, wanted


def _wanted(owner: str, name: str) -> frozenset[str] | None:
    return BY_OWNER.get((owner, name), BY_NAME.get(name))


def _check(
    owner: Part, name: str, value: str, wanted: frozenset[str], file: File, by_namespace: Mapping[str, list[File]]
) -> None:
    prefix, _, local = value.rpartition(":")
    namespace = file.namespaces.get(prefix) if prefix else None
    if namespace in _TYPES and name in _TYPED_BY_SCHEMA:
        return
    if namespace is None or namespace == file.root.get("targetNamespace"):
        places = [file]
    elif namespace in by_namespace:
        places = by_namespace[namespace]
    else:
        file.note("reference-outside", owner, name=name, kind=owner.kind, value=value, namespace=namespace)
        return
    if name == "calledElement":
        if owner.extension("calledElement") is not None:
            return
        places = [other for others in by_namespace.values() for other in others] if namespace is None else places
    found = next((place.ids[local] for place in places if local in place.ids), None)
    _judge(owner, name, value, wanted, found, file)


def _judge(owner: Part, name: str, value: str, wanted: frozenset[str], found: Part | None, file: File) -> None:
    needed = _WORDS.get(wanted) or ", ".join(sorted(wanted))
    if found is None:
        file.note("reference-unknown", owner, name=name, kind=owner.kind, value=value, wanted=needed)
    elif wanted and found.kind not in wanted and not _said_elsewhere(owner, found):
        file.note("reference-type", owner, name=name, kind=owner.kind, value=value, found=found.kind, wanted=needed)


def _said_elsewhere(owner: Part, found: Part) -> bool:
    """The ends of flows have rules of their own; a data association may name its own activity, as Signavio does."""
    if owner.kind in ("dataInputAssociation", "dataOutputAssociation"):
        return found is owner.parent
    return owner.kind == "sequenceFlow" or (owner.kind == "messageFlow" and found.kind in ARTIFACTS)
