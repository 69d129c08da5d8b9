"""The smallest diagrams with each activity, loop, gateway and flow; events, data and pools have modules of their own.

A row is a name, the elements of the schema that it covers, and the parts of a process or a whole file.
"""

from tests.unit.engine.diagrams import (
    boundary,
    chain,
    diagram,
    end,
    event,
    flow,
    job,
    loop,
    message,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)

Row = tuple[str, str, list[str] | bytes]


def one(activity: str) -> list[str]:
    """A process whose only activity is ``a``."""
    return [start(), activity, end(), chain("s a e", "P")]


def root(*definitions: str) -> bytes:
    """A file with definitions beside a process that runs."""
    return diagram(*definitions, process("P", start(), end(), flows="s e"))


def multiple(inner: str = "", definitions: str = "", **attributes: str) -> bytes:
    """A script task of two instances."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    body = f"<bpmn:loopCardinality>2</bpmn:loopCardinality>{inner}"
    several = f"<bpmn:multiInstanceLoopCharacteristics{written}>{body}</bpmn:multiInstanceLoopCharacteristics>"
    return diagram(definitions, process("P", *one(script("a", "=1", "n", several))))


def called(global_task: str) -> bytes:
    """A call activity that calls the global task ``G``."""
    return diagram(global_task, process("P", *one(node("callActivity", "a", calledElement="G"))))


def tag(kind: str, inner: str = "", **attributes: str) -> str:
    """An element that is no flow node."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{kind}{written}>{inner}</bpmn:{kind}>"


def forked(kind: str) -> list[str]:
    """A gateway ``g`` that leads to two tasks, with a condition and a default where its kind has them."""
    conditional = kind != "parallelGateway"
    gateway = node(kind, "g", **({"default": "x"} if conditional else {}))
    ways = [flow("x", "g", "b"), flow("y", "g", "c", "=yes" if conditional else None)]
    return [start(), gateway, *TWO, end(), *ways, chain("s g;b e;c e", "P")]


def instantiating(kind: str) -> bytes:
    """A process that begins with one of two messages, or with both."""
    catches = [node("intermediateCatchEvent", f"{name}_c", event("message", name)) for name in ("m", "m2")]
    gateway = node("eventBasedGateway", "g", instantiate="true", eventGatewayType=kind)
    tasks = [user("go"), user("come")]
    return diagram(GO, message("m2", "come"), process("P", gateway, *catches, *tasks, flows="g m_c go;g m2_c come"))


SIGNAL = tag("signal", id="sig", name="go") + tag("signalEventDefinition", id="sent", signalRef="sig")
GO = message("m", "go")
FORMULA = z("script", expression="=1", resultVariable="n")
STANDARD_LOOP = tag("standardLoopCharacteristics", tag("loopCondition", "=n &lt; 3"), loopMaximum="3")
TWO = [node("task", "b"), node("task", "c")]
ACTIVITIES: list[Row] = [
    ("task", "task", one(node("task", "a"))),
    ("user task", "userTask rendering", one(user("a"))),
    ("manual task", "manualTask", one(node("manualTask", "a"))),
    ("service task", "serviceTask", one(job("a"))),
    ("send task", "sendTask", diagram(GO, process("P", *one(node("sendTask", "a", messageRef="m"))))),
    ("receive task", "receiveTask", diagram(GO, process("P", *one(node("receiveTask", "a", messageRef="m"))))),
    (
        "receive task, instantiating",
        "receiveTask",
        diagram(GO, process("P", node("receiveTask", "a", messageRef="m", instantiate="true"), TWO[0], flows="a b")),
    ),
    ("script task", "scriptTask script", one(script("a", "=1", "n"))),
    ("business rule task", "businessRuleTask", one(job("a", tag="businessRuleTask"))),
    ("subprocess", "subProcess", one(subprocess("a", start("as"), end("ae"), flows="as ae"))),
    (
        "event subprocess",
        "subProcess",
        diagram(
            GO,
            process(
                "P",
                *one(user("a")),
                subprocess("v", start("vs", event("message", "m")), end("ve"), flows="vs ve", event=True),
            ),
        ),
    ),
    ("transaction", "transaction", one(tag("transaction", start("as") + end("ae") + chain("as ae", "a"), id="a"))),
    ("ad-hoc subprocess, parallel", "adHocSubProcess", one(tag("adHocSubProcess", "".join(TWO), id="a"))),
    (
        "ad-hoc subprocess, sequential",
        "adHocSubProcess",
        one(tag("adHocSubProcess", "".join(TWO), id="a", ordering="Sequential")),
    ),
    (
        "call activity: process",
        "callActivity",
        diagram(
            process("P", *one(node("callActivity", "a", calledElement="Q"))),
            process("Q", start("qs"), end("qe"), flows="qs qe"),
        ),
    ),
    ("call activity: global task", "globalTask", called(tag("globalTask", id="G"))),
    ("call activity: global user task", "globalUserTask", called(tag("globalUserTask", id="G"))),
    ("call activity: global manual task", "globalManualTask", called(tag("globalManualTask", id="G"))),
    (
        "call activity: global script task",
        "globalScriptTask",
        called(tag("globalScriptTask", tag("extensionElements", FORMULA), id="G")),
    ),
    (
        "call activity: global business rule task",
        "globalBusinessRuleTask",
        called(tag("globalBusinessRuleTask", tag("extensionElements", z("taskDefinition", type="rule")), id="G")),
    ),
    (
        "compensation handler",
        "",
        [
            *one(node("task", "a")),
            boundary("b", "a", event("compensate")),
            node("task", "h", isForCompensation="true"),
            tag("association", id="l", associationDirection="One", sourceRef="b", targetRef="h"),
        ],
    ),
    ("start quantity above 1", "", [*one(node("task", "a", startQuantity="2")), flow("again", "s", "a")]),
    ("completion quantity above 1", "", one(node("task", "a", completionQuantity="2"))),
]

LOOPS: list[Row] = [
    ("standard loop", "standardLoopCharacteristics", one(script("a", "=n + 1", "n", STANDARD_LOOP))),
    ("multi-instance, sequential", "multiInstanceLoopCharacteristics", multiple(isSequential="true")),
    ("multi-instance, parallel", "multiInstanceLoopCharacteristics", multiple(isSequential="false")),
    ("multi-instance: collection", "", one(user("a", loop(inputCollection="=[1, 2]", inputElement="each")))),
    (
        "multi-instance: completion condition",
        "",
        multiple(tag("completionCondition", "=numberOfCompletedInstances = 1")),
    ),
    ("multi-instance: behaviour All", "", multiple(behavior="All")),
    ("multi-instance: behaviour None", "", multiple(definitions=SIGNAL, behavior="None", noneBehaviorEventRef="sent")),
    ("multi-instance: behaviour One", "", multiple(definitions=SIGNAL, behavior="One", oneBehaviorEventRef="sent")),
    (
        "multi-instance: behaviour Complex",
        "complexBehaviorDefinition implicitThrowEvent",
        multiple(
            tag(
                "complexBehaviorDefinition",
                tag("condition", "=true", id="cc") + tag("event", event("signal", "sig"), id="ce"),
                id="cb",
            ),
            SIGNAL,
            behavior="Complex",
        ),
    ),
]

GATEWAYS: list[Row] = [
    (
        "exclusive gateway",
        "exclusiveGateway",
        forked("exclusiveGateway"),
    ),
    ("inclusive gateway", "inclusiveGateway", forked("inclusiveGateway")),
    ("parallel gateway", "parallelGateway", forked("parallelGateway")),
    (
        "complex gateway",
        "complexGateway",
        [
            start(),
            node("parallelGateway", "f"),
            *TWO,
            node("complexGateway", "g", tag("activationCondition", "=activationCount &gt;= 1")),
            end(),
            chain("s f b g;f c g;g e", "P"),
        ],
    ),
    (
        "event-based gateway",
        "eventBasedGateway",
        diagram(
            GO,
            process(
                "P",
                start(),
                node("eventBasedGateway", "g"),
                node("intermediateCatchEvent", "b", event("message", "m")),
                node("intermediateCatchEvent", "c", timer("PT1H")),
                end(),
                flows="s g b e;g c e",
            ),
        ),
    ),
    ("event-based gateway, instantiating, exclusive", "eventBasedGateway", instantiating("Exclusive")),
    ("event-based gateway, instantiating, parallel", "eventBasedGateway", instantiating("Parallel")),
]  # fmt: skip

FLOWS: list[Row] = [
    ("sequence flow", "sequenceFlow", [start(), end(), chain("s e", "P")]),
    (
        "several flows into and out of an activity",
        "",
        [start(), node("task", "a"), *TWO, end(), chain("s a b e;a c b", "P")],
    ),
    (
        "conditional flow",
        "formalExpression",
        [start(), node("task", "a"), *TWO, end(), chain("s a b e;c e", "P"), flow("x", "a", "c", "=yes")],
    ),
    (
        "default flow of an activity",
        "",
        [start(), node("task", "a", default="y"), *TWO, end(), chain("s a;b e;c e", "P"), flow("x", "a", "b", "=yes"),
         flow("y", "a", "c")],
    ),
    ("process without start and end events", "process", [node("task", "a"), node("task", "b"), chain("a b", "P")]),
    (
        "referenced event definition",
        "",
        diagram(
            GO,
            tag("messageEventDefinition", id="apart", messageRef="m"),
            process("P", *one(node("intermediateCatchEvent", "a", tag("eventDefinitionRef", "apart")))),
        ),
    ),
]  # fmt: skip
