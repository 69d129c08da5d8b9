"""The smallest diagrams with each piece of data, pool, person and note, and with what is not for processes at all."""

from tests.unit.bpmn.smallest import GO, Row, one, root, tag
from tests.unit.engine.diagrams import diagram, end, event, message, node, process, script, start, user

OBJECT = tag("dataObject", id="o", name="price") + tag("dataObjectReference", id="r", dataObjectRef="o", name="price")
STORE = tag("dataStore", id="ds", name="price")
SPECIFICATION = tag(
    "ioSpecification",
    tag("dataInput", id="in", name="net")
    + tag("dataOutput", id="out", name="gross")
    + tag("inputSet", tag("dataInputRefs", "in"), id="is")
    + tag("outputSet", tag("dataOutputRefs", "out"), id="os"),
)


def associated(kind: str, inner: str) -> list[str]:
    """A task whose input or output is joined to a data object."""
    return [OBJECT, *one(script("a", "=net * 2", "gross", SPECIFICATION + tag(kind, inner, id="d")))]


INTO = tag("sourceRef", "r") + tag("targetRef", "in")
OUT = tag("sourceRef", "out") + tag("targetRef", "r")
ASSIGN = tag("assignment", tag("from", "=price + 1") + tag("to", "net"))

DATA: list[Row] = [
    ("data object", "dataObject dataObjectReference dataState", [OBJECT, *one(node("task", "a"))]),
    ("property", "property", [tag("property", id="price", name="price"), *one(node("task", "a"))]),
    (
        "data store",
        "dataStore dataStoreReference",
        diagram(STORE, process("P", tag("dataStoreReference", id="r", dataStoreRef="ds"), *one(node("task", "a")))),
    ),
    (
        "data input and output of a task",
        "ioSpecification dataInput dataOutput inputSet outputSet",
        one(script("a", "=1", "gross", SPECIFICATION)),
    ),
    ("data input association", "dataInputAssociation", associated("dataInputAssociation", INTO)),
    ("data output association", "dataOutputAssociation", associated("dataOutputAssociation", OUT)),
    ("assignment of a data association", "assignment", associated("dataInputAssociation", INTO + ASSIGN)),
    (
        "data input and output of a process",
        "ioBinding",
        [SPECIFICATION, *one(node("task", "a"))],
    ),
    ("item definition", "itemDefinition", root(tag("itemDefinition", id="i", structureRef="String"))),
]

LANES = tag("laneSet", tag("lane", tag("flowNodeRef", "a"), id="l", name="Support"), id="ls")


def pools(*inside: str, **attributes: str) -> bytes:
    """A pool of the process ``P`` and a black box."""
    written = tag("participant", **attributes, id="p", name="Desk", processRef="P")
    outside = tag("participant", id="q", name="Outside")
    return diagram(
        GO,
        tag("collaboration", written + outside + "".join(inside), id="C"),
        process("P", *one(node("sendTask", "a", messageRef="m"))),
    )


POOLS: list[Row] = [
    ("lane", "lane laneSet", [LANES, *one(user("a"))]),
    ("pool", "collaboration participant", pools()),
    ("message flow", "messageFlow", pools(tag("messageFlow", id="f", sourceRef="a", targetRef="q"))),
    (
        "message flow between pools that run",
        "messageFlow",
        diagram(
            GO,
            tag(
                "collaboration",
                tag("participant", id="p", processRef="P")
                + tag("participant", id="q", processRef="Q")
                + tag("messageFlow", id="f", sourceRef="a", targetRef="qs"),
                id="C",
            ),
            process("P", *one(node("sendTask", "a", messageRef="m"))),
            process("Q", start("qs", event("message", "m")), end("qe"), flows="qs qe"),
        ),
    ),
    (
        "message, with a correlation key",
        "message",
        diagram(message("m", "go", "=order"), process("P", *one(node("receiveTask", "a", messageRef="m")))),
    ),
    (
        "correlation by keys and properties of the standard",
        "correlationKey correlationProperty correlationPropertyRetrievalExpression correlationSubscription"
        " correlationPropertyBinding",
        diagram(
            GO,
            tag(
                "correlationProperty",
                tag(
                    "correlationPropertyRetrievalExpression",
                    tag("messagePath", "order"),
                    messageRef="m",
                    id="cpr",
                ),
                id="cp",
                name="order",
            ),
            tag(
                "collaboration",
                tag("participant", id="p", processRef="P")
                + tag("correlationKey", tag("correlationPropertyRef", "cp"), id="ck", name="order"),
                id="C",
            ),
            process(
                "P",
                *one(node("receiveTask", "a", messageRef="m")),
                tag(
                    "correlationSubscription",
                    tag(
                        "correlationPropertyBinding",
                        tag("dataPath", "order"),
                        correlationPropertyRef="cp",
                        id="cpb",
                    ),
                    id="cs",
                    correlationKeyRef="ck",
                ),
            ),
        ),
    ),
    (
        "pool with a multiplicity",
        "participantMultiplicity",
        pools().replace(b'processRef="P">', b'processRef="P"><bpmn:participantMultiplicity maximum="1"/>'),
    ),
    ("signal", "signal", root(tag("signal", id="x", name="x"))),
    ("error", "error", root(tag("error", id="x", errorCode="x"))),
    ("escalation", "escalation", root(tag("escalation", id="x", escalationCode="x"))),
]

_OWNER = tag("resourceAssignmentExpression", tag("formalExpression", "=group", id="fe"), id="ra")

PEOPLE: list[Row] = [
    ("potential owner of a user task", "potentialOwner resourceAssignmentExpression",
     one(user("a", tag("potentialOwner", _OWNER, id="po")))),
    ("human performer of a user task", "humanPerformer",
     one(user("a", tag("humanPerformer", _OWNER, id="po")))),
    ("performer of an activity", "performer", one(node("task", "a", tag("performer", _OWNER, id="po")))),
    (
        "resource with parameters",
        "resource resourceParameter resourceParameterBinding resourceRole",
        diagram(
            tag("resource", tag("resourceParameter", id="rp", name="floor"), id="res", name="Technician"),
            process(
                "P",
                *one(
                    node(
                        "task",
                        "a",
                        tag(
                            "resourceRole",
                            tag("resourceRef", "res")
                            + tag(
                                "resourceParameterBinding",
                                tag("formalExpression", "=1", id="fe"),
                                id="rb",
                                parameterRef="rp",
                            ),
                            id="rr",
                        ),
                    )
                ),
            ),
        ),
    ),
]  # fmt: skip


def noted(written: str) -> list[str]:
    """A process with something that only documents beside its task."""
    return [*one(node("task", "a")), written]


DOCUMENTS: list[Row] = [
    ("documentation", "documentation", one(node("task", "a", tag("documentation", "why")))),
    ("extension elements", "extensionElements extension", one(node("task", "a", extension="<x xmlns='urn:x'/>"))),
    ("text annotation", "textAnnotation text", noted(tag("textAnnotation", tag("text", "note"), id="n"))),
    (
        "association",
        "association",
        noted(
            tag("textAnnotation", tag("text", "note"), id="n")
            + tag("association", id="l", sourceRef="a", targetRef="n")
        ),
    ),
    (
        "group and category",
        "group category categoryValue",
        diagram(
            tag("category", tag("categoryValue", id="cv", value="hot"), id="c", name="hot"),
            process("P", *noted(tag("group", id="gr", categoryValueRef="cv"))),
        ),
    ),
    (
        "auditing and monitoring",
        "auditing monitoring",
        noted(tag("auditing", id="au") + tag("monitoring", id="mo")),
    ),
    (
        "interface, operation and end point",
        "interface operation endPoint",
        root(
            tag("endPoint", id="ep"),
            tag("interface", tag("operation", tag("inMessageRef", "m"), id="op", name="go"), id="if", name="desk"),
            GO,
        ),
    ),
    (
        "partner",
        "partnerEntity partnerRole",
        root(tag("partnerEntity", id="pe", name="us"), tag("partnerRole", id="pr", name="supplier")),
    ),
    (
        "relationship",
        "relationship",
        root(tag("relationship", tag("source", "P") + tag("target", "P"), id="rel", type="t")),
    ),
    (
        "conversation in a collaboration",
        "conversation subConversation conversationLink callConversation conversationAssociation"
        " messageFlowAssociation participantAssociation",
        pools(
            tag("conversation", tag("participantRef", "p") + tag("participantRef", "q"), id="co"),
            tag("subConversation", id="sco"),
            tag("conversationLink", id="cl", sourceRef="p", targetRef="co"),
        ),
    ),
]


def choreographed(kind: str) -> bytes:
    """A process with a step of a choreography in it."""
    inside = tag("participantRef", "p") + tag("participantRef", "q")
    inside += tag("messageFlowRef", "f") if kind == "choreographyTask" else ""
    ends = tag("participant", id="p", name="Desk", processRef="P") + tag("participant", id="q", name="Outside")
    flows = tag("messageFlow", id="f", sourceRef="a", targetRef="q")
    step = tag(kind, inside, id="ct", initiatingParticipantRef="p")
    return diagram(
        GO, tag("collaboration", ends + flows, id="C"), process("P", *one(node("sendTask", "a", messageRef="m")), step)
    )


REFUSED: list[Row] = [
    ("choreography", "choreography", root(tag("choreography", id="ch"))),
    ("choreography task", "choreographyTask", choreographed("choreographyTask")),
    ("subchoreography", "subChoreography", choreographed("subChoreography")),
    ("call choreography", "callChoreography", choreographed("callChoreography")),
    ("global choreography task", "globalChoreographyTask", root(tag("globalChoreographyTask", id="ch"))),
    ("global conversation", "globalConversation", root(tag("globalConversation", id="ch"))),
]  # fmt: skip
