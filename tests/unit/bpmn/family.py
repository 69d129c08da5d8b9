"""Features of BPMN that have no file in the corpus beside the project, each as a short diagram with what it must do."""

from tests.unit.bpmn.events import KINDS, condition
from tests.unit.bpmn.expectations import Expected, Run, counting, given, logs, runs
from tests.unit.bpmn.pseudo import (
    AND,
    CANCELLED,
    COMPLEX,
    HAS_A,
    HAS_B,
    HAS_C,
    OR,
    XOR,
    around,
    ending,
    handler,
    inside,
    looped,
    marker,
    one,
    pools,
    signalled,
    split,
    task,
    three,
    throw,
    transaction,
    undone,
    waiting,
)
from tests.unit.bpmn.smallest import tag
from tests.unit.engine.diagrams import boundary, end, event, flow, node, process, start, timer

Feature = tuple[bytes, Expected]

FEATURES: dict[str, Feature] = {
    # --- activities
    "a called process escalates": (
        around(
            node("callActivity", "x", calledElement="Q"),
            boundary("b", "x", KINDS["escalation"]),
            task("caught"),
            flows="b caught e",
            beside=process("Q", start("qs"), end("qe", KINDS["escalation"]), flows="qs qe"),
        ),
        logs("§13.5.3: an escalation leaves a called process", "caught"),
    ),
    "an ad-hoc subprocess in parallel": (
        around(tag("adHocSubProcess", task("p") + task("q"), id="x", ordering="Parallel")),
        logs("§13.3.5: everything inside is done", "[p q] after"),
    ),
    "a looped subprocess": (
        around(inside(task("t", token="INCREMENT_INTEGER_VARIABLE_AND_LOG"), looped(), flows="xs t xe")),
        runs(
            "§13.3.6: tested after each time",
            counting(3, "INCREMENT after"),
            counting(1, "INCREMENT INCREMENT after"),
        ),
    ),
    "a loop that is never repeated": (
        around(task("x", looped(asked="false", testBefore="false"))),
        logs("§13.3.6: done once before it is asked", "x after"),
    ),
    "a subprocess of three instances": (
        around(inside(task("t"), three(isSequential="true"), flows="xs t xe")),
        logs("§13.3.7", "t t t after"),
    ),
    "three parallel instances": (around(task("x", three(isSequential="false"))), logs("§13.3.7", "x x x after")),
    "instances that each throw": (
        around(
            task("x", three(isSequential="true", behavior="None", noneBehaviorEventRef="sent")),
            boundary("b", "x", event("signal", "sig"), interrupting=False),
            task("caught"),
            flows="b caught e",
            beside=tag("signalEventDefinition", id="sent", signalRef="sig"),
        ),
        logs("§10.3.8: behaviour None throws for each", "[x x x caught caught caught after]"),
    ),
    "instances that all stay silent": (
        around(
            task("x", three(isSequential="true", behavior="All")),
            boundary("b", "x", event("signal", "sig")),
            task("caught"),
            flows="b caught e",
        ),
        logs("§10.3.8: behaviour All throws nothing", "x x x after"),
    ),
    "two tokens for two flows": (
        one(start(), task("x"), task("a"), task("b"), task("after"), end(), flows="s x a after e;x b after"),
        logs("§13.3.2: each token runs the task", "x [a b after after]"),
    ),
    "two tokens where one comes": (
        around(task("x"), flows="").replace(b'id="after"', b'id="after" startQuantity="2"'),
        runs("§13.3.2: waits for the second", Run("x", waits_at=("after",))),
    ),
    "a transaction": (around(transaction(task("t"), flows="xs t xe")), logs("§10.3.5", "t after")),
    "a send task to another pool": (
        one(
            start(),
            node("sendTask", "x", messageRef="m"),
            task("after"),
            end(),
            flows="s x after e",
            beside=process(
                "Q", start("qs"), node("receiveTask", "r", messageRef="m"), marker("k"), end("qe"), flows="qs r k qe"
            )
            + pools(("x", "r")),
        ),
        logs("§9.3: a message flow between pools", "[after MARKER]"),
    ),
    # --- basics
    "a default flow of a task": (
        one(
            start(),
            task("x", default="d"),
            task("a"),
            task("b"),
            end(),
            flow("c", "x", "a", HAS_A),
            flow("d", "x", "b"),
            flows="s x;a e;b e",
        ),
        runs("§13.3.1", given("a", "x a"), given("b", "x b")),
    ),
    # --- data
    "a data object that is written and read": (
        one(
            start(),
            tag("dataObject", id="o", name="data"),
            tag("dataObjectReference", id="r", dataObjectRef="o"),
            task(
                "w",
                tag("ioSpecification", tag("dataOutput", id="out", name="Data Output") + tag("inputSet")
                    + tag("outputSet", tag("dataOutputRefs", "out")))
                + tag("dataOutputAssociation", tag("sourceRef", "out") + tag("targetRef", "r"), id="d1"),
                token="SET_STRING_DATA",
            ),
            task(
                "g",
                tag("ioSpecification", tag("dataInput", id="in", name="Data Input")
                    + tag("inputSet", tag("dataInputRefs", "in")) + tag("outputSet"))
                + tag("dataInputAssociation", tag("sourceRef", "r") + tag("targetRef", "in"), id="d2"),
                token="LOG_DATA",
            ),
            end(),
            flows="s w g e",
        ),
        logs("§10.4.2: what is written can be read", "String"),
    ),
    # --- errors
    "a parallel gateway with conditions": (
        split(AND, AND, HAS_A, HAS_B),
        runs("§13.4.1: conditions after a parallel gateway do not count", given("c", "[task1 task2] after")),
    ),
    "a join that waits for what never comes": (
        split(XOR, AND, HAS_A, HAS_B),
        runs("§13.4.1: waits for every flow", given("ab", "task1", waits_at=("j",))),
    ),
    "a loop of less than no rounds": (
        around(task("x", looped(asked="true", loopMaximum="-1"))),
        Expected("§10.3.8: loopMaximum is not negative", refused=("x",)),
    ),
    # --- events
    "a cancelled transaction": (
        around(CANCELLED, boundary("b", "x", event("cancel")), task("caught"), flows="b caught e"),
        logs("§13.5.5: everything in it is undone first", "done undo caught"),
    ),
    "compensation at the end of a subprocess": (
        around(ending(inside(undone("done", "undo"), flows="xs done xe"), "xe", event("compensate"))),
        logs("§13.5.5: its scope is the subprocess", "done undo after"),
    ),
    "compensation in the flow": (
        one(start(), undone("one", "undo1"), undone("two", "undo2"), throw("compensation"), task("after"), end(),
            flows="s one two t after e"),
        logs("§13.5.5: the last is undone first", "one two undo2 undo1 after"),
    ),
    "a condition that does not interrupt": (
        around(inside(task("t"), flows="xs t xe"), boundary("b", "x", condition(HAS_A), interrupting=False),
               task("caught"), flows="b caught e"),
        runs("§13.5.3", given("a", "[t caught after]"), given("b", "t after")),
    ),
    "a condition that starts an event subprocess beside": (
        around(inside(task("t"), handler("conditional", False, condition(HAS_A)), flows="xs t xe")),
        runs("§13.5.4", given("a", "[t caught] after"), given("b", "t after")),
    ),
    "an error in a transaction": (
        around(
            ending(transaction(task("t"), flows="xs t xe"), "xe", KINDS["error"]),
            boundary("b", "x", KINDS["error"]), task("caught"), flows="b caught e"),
        logs("§13.5.3: a hazard leaves without compensation", "t caught"),
    ),
    "an error that a script throws": (
        around(task("x", token="THROW_ERROR"), boundary("b", "x", event("error")), task("caught"), flows="b caught e"),
        logs("§13.5.3: caught by an event without a code", "caught"),
    ),
    "an error in an event subprocess's scope": (
        around(ending(inside(task("t"), handler("error", True), flows="xs t xe"), "xe", KINDS["error"])),
        logs("§13.5.4: the flow goes on after the subprocess", "t caught after"),
    ),
    "an escalation that does not interrupt": (
        around(inside(throw("escalation"), task("rest"), flows="xs t rest xe"),
               boundary("b", "x", KINDS["escalation"], interrupting=False), task("caught"), flows="b caught e"),
        logs("§13.5.3", "[rest caught after]"),
    ),
    "an escalation that interrupts in an event subprocess": (
        around(inside(throw("escalation"), task("rest"), handler("escalation", True), flows="xs t rest xe")),
        logs("§13.5.4", "caught after"),
    ),
    "an escalation that nothing catches": (
        one(start(), task("x"), end("e", KINDS["escalation"]), flows="s x e"),
        logs("§13.5.6: it is forgotten", "x"),
    ),
    "a signal starts another process": (
        one(start(), throw("signal"), task("after"), end(), flows="s t after e",
            beside=process("Q", start("qs", KINDS["signal"]), marker("k"), end("qe"), flows="qs k qe")),
        logs("§13.5.1", "[MARKER after]"),
    ),
    "a signal at the end reaches another pool": (
        one(start(), task("x"), end("e", KINDS["signal"]), flows="s x e",
            beside=process("Q", start("qs"), node("intermediateCatchEvent", "c", KINDS["signal"]), marker("k"),
                           end("qe"), flows="qs c k qe")),
        logs("§13.5.6: publication is not bound to pools", "x MARKER"),
    ),
    "a signal that interrupts": (
        around(inside(throw("signal"), task("rest"), flows="xs t rest xe"),
               boundary("b", "x", KINDS["signal"]), task("caught"), flows="b caught e"),
        logs("§13.5.3", "caught"),
    ),
    "a signal for an event subprocess beside": (
        around(inside(throw("signal"), task("rest"), handler("signal", False), flows="xs t rest xe")),
        logs("§13.5.4", "[rest caught] after"),
    ),
    "a timer in the flow": (around(waiting(5, "x")), logs("§13.5.2", "after")),
    "a timer that does not interrupt": (
        around(inside(waiting(3), task("rest"), flows="xs w rest xe"),
               boundary("b", "x", timer("PT1S"), interrupting=False), task("caught"), flows="b caught e"),
        logs("§13.5.3", "caught rest after"),
    ),
    "a timer that interrupts": (
        around(inside(waiting(3), task("rest"), flows="xs w rest xe"),
               boundary("b", "x", timer("PT1S")), task("caught"), flows="b caught e"),
        logs("§13.5.3", "caught"),
    ),
    "a cycle that starts an event subprocess beside": (
        around(
            inside(waiting(30), task("rest"), handler("", False, timer("R4/PT5S", "timeCycle")), flows="xs w rest xe")
        ),
        logs("§13.5.4: once for each moment", "caught caught caught caught rest after"),
    ),
    "a timer that starts an event subprocess instead": (
        around(inside(waiting(3), task("rest"), handler("", True, timer("PT1S")), flows="xs w rest xe")),
        logs("§13.5.4", "caught after"),
    ),
    "either of two signals: the first": (signalled("sig"), logs("§10.5.5", "x")),
    "either of two signals: the last": (signalled("sig2"), logs("§10.5.5", "x")),
    "either of two signals: none": (signalled(""), runs("§10.5.5", Run("", waits_at=("c",)))),
    "both of two signals": (signalled("sig sig2", parallelMultiple="true"), logs("§10.5.5", "x")),
    "one of both signals": (
        signalled("sig2", parallelMultiple="true"), runs("§10.5.5: the other is missing", Run("", waits_at=("c",)))
    ),
    "a referenced error at the end": (
        one(start(), task("x"), end("e", tag("eventDefinitionRef", "apart")), flows="s x e",
            beside=tag("errorEventDefinition", id="apart", errorRef="err")),
        runs("§10.5.5, §13.5.6: nothing catches it", Run("x", incidents=("e",))),
    ),
    # --- gateways
    "a complex gateway": (
        split(COMPLEX, COMPLEX, HAS_A, HAS_B, HAS_C),
        runs(
            "§13.4.5: one activation is enough; what still comes resets it",
            given("a", "task1 after"),
            given("ab", "[task1 task2 after]"),
        ),
    ),
    "a timer after an event-based gateway": (
        one(start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c", KINDS["signal"]), task("x"),
            waiting(3), task("after"), end(), flows="s g c x e;g w after e"),
        logs("§13.4.4", "after"),
    ),
    "an exclusive choice": (
        split(XOR, XOR, HAS_A, HAS_B),
        runs("§13.4.2", given("ab", "task1 after"), given("b", "task2 after"), given("c", "", incidents=("g",))),
    ),
    "an exclusive choice with a default": (
        split(XOR, XOR, HAS_A, HAS_B, "", default="w3"),
        runs("§13.4.2", given("ab", "task1 after"), given("c", "task3 after")),
    ),
    "an inclusive choice": (
        split(OR, OR, HAS_A, HAS_B),
        runs(
            "§13.4.3",
            given("ab", "[task1 task2] after"),
            given("b", "task2 after"),
            given("c", "", incidents=("g",)),
        ),
    ),
    "a fork that is merged": (split(AND, XOR, "", ""), logs("§13.4.2: all tokens pass", "[task1 task2 after after]")),
    "a fork that is joined": (split(AND, AND, "", ""), logs("§13.4.1", "[task1 task2] after")),
}  # fmt: skip
