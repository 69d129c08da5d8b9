"""The diagrams that are mutated: the desk's own scenarios, small ones with every element, and the corpus beside it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.definitions.bundles import Files, closure, read_facts
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    error,
    event,
    flow,
    io,
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

Seed = tuple[str, Files]
"""The name of the file that is mutated, and the bundle that it is in."""
ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"
_EACH = {"inputCollection": "=[1, 2, 3]", "inputElement": "i", "outputCollection": "rs", "outputElement": "=i * n"}
_DEFINITIONS = (
    message("m1", "go", "=n")
    + message("m2", "stop")
    + error("e1", "no")
    + error("x1", "up", "escalation")
    + '<bpmn:signal id="g1" name="alarm"/>'
)


@cache
def seeds() -> tuple[tuple[Seed, ...], ...]:
    """The desk's scenarios, the small diagrams, and the corpus (the small ones again where it is absent)."""
    small = tuple((name, {name: content}) for name, content in _small())
    return tuple(_scenarios()), small, tuple(_corpus()) or small


def _scenarios() -> Iterator[Seed]:
    """Each scenario with the diagrams and decisions that it needs."""
    found = [path for kind in ("*.bpmn", "*.dmn") for path in sorted((ROOT / "workflows").rglob(kind))]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}
    facts = {path: read_facts(path, content) for path, content in files.items()}
    for path in files:
        if path.endswith(".bpmn"):
            yield path, {name: files[name] for name in closure(path, facts)}


def _corpus() -> Iterator[Seed]:
    """Feature files of the standard, when they are there; what their scripts and conditions only hint at is FEEL."""
    for path in sorted((CORPUS / "bpmn-features").rglob("*.bpmn")):
        written = path.read_text("utf-8")
        feel = '<x:script xmlns:x="http://camunda.org/schema/zeebe/1.0" expression="=1" resultVariable="r"/>'
        prefix = (re.findall(r"<(\w+:)definitions", written) or [""])[0]
        inside = f"<{prefix}extensionElements>{feel}</{prefix}extensionElements>"
        spoken = re.sub(r"(<(?:\w+:)?scriptTask [^>]*[^/])>", rf"\1>{inside}", written)
        yield path.name, {path.name: spoken.encode()}


def _small() -> Iterator[tuple[str, bytes]]:
    yield "tasks.bpmn", _diagram("s u t j b r n e", user("u", extension=_assigned()), *_tasks())
    yield "gateways.bpmn", _gateways()
    yield "events.bpmn", _events()
    yield "loops.bpmn", _diagram("s u q v w e", *_loops())
    yield "inside.bpmn", _inside()
    yield "calls.bpmn", _calls()
    yield "rare.bpmn", _diagram("s t a g k e", *_rare())


def _diagram(flows: str, *parts: str) -> bytes:
    return diagram(_DEFINITIONS, process("P", start(), *parts, end(), flows=flows))


def _assigned() -> str:
    people = z("assignmentDefinition", assignee="=who", candidateGroups="a,b", candidateUsers='=["c"]')
    return people + z("taskSchedule", dueDate="PT4H", followUpDate="=now()") + z("priorityDefinition", priority="=n")


def _tasks() -> list[str]:
    mapped = io({"a": "=n + 1", "b.c": '="x"'}, {"made": "=a"})
    return [
        script("t", "=for i in 1..n return i * 2", "list"),
        job("j", "mail", extension=mapped + z("taskHeaders", z("header", key="k", value="v"))),
        job("b", "rule", tag="businessRuleTask"),
        node("receiveTask", "r", messageRef="m1"),
        node("sendTask", "n", messageRef="m2"),
    ]


def _gateways() -> bytes:
    kinds = {"x": "exclusiveGateway", "p": "parallelGateway", "o": "inclusiveGateway", "v": "eventBasedGateway"}
    opened = [node(kind, name, **({"default": f"{name}0"} if name in "xo" else {})) for name, kind in kinds.items()]
    closed = [node(kinds[name], f"{name}9") for name in "xpo"] + [node("exclusiveGateway", "v9")]
    flows = [flow("s1", "s", "x"), flow("x0", "x", "x9"), flow("x1", "x", "u", "=n > 1"), flow("u1", "u", "x9")]
    flows += [flow("p0", "x9", "p"), flow("p1", "p", "a"), flow("p2", "p", "b"), flow("p3", "a", "p9")]
    flows += [flow("p4", "b", "p9"), flow("p5", "p9", "o"), flow("o0", "o", "o9"), flow("o1", "o", "c", "=n > 0")]
    flows += [flow("o2", "o", "d", "=n > 5"), flow("o3", "c", "o9"), flow("o4", "d", "o9"), flow("v0", "o9", "v")]
    flows += [
        flow("v1", "v", "f"),
        flow("v2", "v", "h"),
        flow("v3", "f", "v9"),
        flow("v4", "h", "v9"),
        flow("e1", "v9", "e"),
    ]
    waits = [_catch("f", timer("PT1H")), _catch("h", event("message", "m1"))]
    parts = [start(), *opened, *closed, *(user(name) for name in "uabcd"), *waits, end()]
    return diagram(_DEFINITIONS, process("P", *parts, *flows))


def _events() -> bytes:
    linked = [_throw("k", '<bpmn:linkEventDefinition name="l"/>'), _catch("l", '<bpmn:linkEventDefinition name="l"/>')]
    parts = [
        start(inner=event("message", "m1")),
        user("u"),
        boundary("b1", "u", timer("R3/PT1H", "timeCycle"), interrupting=False),
        boundary("b2", "u", event("message", "m2")),
        job("j"),
        boundary("b3", "j", event("error", "e1")),
        subprocess("w", start("ws"), _throw("wt", event("escalation", "x1")), end("we"), flows="ws wt we"),
        boundary("b4", "w", event("escalation", "x1"), interrupting=False),
        _throw("t", event("message", "m2")),
        _catch("c", timer("2026-12-24T12:00:00Z", "timeDate")),
        *linked,
        end(inner=event("error", "e1")),
        end("z", "<bpmn:terminateEventDefinition/>"),
        end("y"),
    ]
    return diagram(_DEFINITIONS, process("P", *parts, flows="s u j w t c k;l e;b1 y;b2 z;b3 y;b4 y"))


def _loops() -> list[str]:
    every = loop(sequential=True, condition="=numberOfCompletedInstances >= 2", **_EACH)
    return [
        user("u", inner=loop(**_EACH)),
        script("q", "=i", "last", inner=every),
        subprocess("v", start("vs"), user("vu"), end("ve"), flows="vs vu ve", inner=loop(inputCollection="=rs")),
        job("w", inner=loop(condition="=i = 2", **_EACH)),
    ]


def _inside() -> bytes:
    late = subprocess("l", start("ls", timer("PT2H"), isInterrupting="false"), user("lu"), flows="ls lu", event=True)
    stop = subprocess("k", start("ks", event("message", "m2")), end("ke"), flows="ks ke", event=True)
    failed = subprocess("f", start("fs", event("error", "e1")), user("fu"), flows="fs fu", event=True)
    deep = subprocess("d", start("ds"), job("dj"), end("de", event("error", "e1")), flows="ds dj de")
    around = subprocess("w", start("ws"), deep, failed, late, end("we"), flows="ws d we")
    return diagram(_DEFINITIONS, process("P", start(), around, stop, end(), flows="s w e"))


def _calls() -> bytes:
    named = z("calledElement", processId="Q", propagateAllChildVariables="false") + io({"n": "=n"}, {"back": "=r"})
    found = z("calledElement", processId='="Q"')
    calls = [node("callActivity", "c", "", named), node("callActivity", "d", loop(**_EACH), found)]
    called = process("Q", start("qs"), user("qu"), script("qt", "=n + 1", "r"), end("qe"), flows="qs qu qt qe")
    return diagram(_DEFINITIONS, process("P", start(), *calls, end(), flows="s c d e"), called)


def _rare() -> list[str]:
    """What few diagrams have; some of it is refused."""
    again = (
        '<bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="3"><bpmn:loopCondition>=n &lt; 3'
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    undone = boundary("bc", "t", "<bpmn:compensateEventDefinition/>")
    either = event("signal", "g1") + event("message", "m1")
    return [
        node("task", "t", again, startQuantity="1"),
        undone,
        node("task", "back", isForCompensation="true"),
        '<bpmn:association id="as" sourceRef="bc" targetRef="back" associationDirection="One"/>',
        node("adHocSubProcess", "a", user("au") + "<bpmn:completionCondition>=n > 1</bpmn:completionCondition>"),
        node("transaction", "g", start("gs") + end("ge", "<bpmn:cancelEventDefinition/>") + flow("gf", "gs", "ge")),
        boundary("bg", "g", "<bpmn:cancelEventDefinition/>"),
        _catch("k", either),
        boundary("bs", "t", event("signal", "g1"), interrupting=False),
        _throw("th", "<bpmn:compensateEventDefinition/>"),
        _catch(
            "cc",
            "<bpmn:conditionalEventDefinition><bpmn:condition>=n > 2</bpmn:condition>"
            "</bpmn:conditionalEventDefinition>",
        ),
        node("complexGateway", "cg", "<bpmn:activationCondition>=n > 1</bpmn:activationCondition>"),
        end("e2", event("signal", "g1")),
        flow("r1", "bs", "th"),
        flow("r2", "th", "cc"),
        flow("r3", "cc", "cg"),
        flow("r4", "cg", "e2"),
        flow("r5", "bg", "e2"),
        '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dr" dataObjectRef="do"/>',
    ]


def _catch(identity: str, inner: str) -> str:
    return node("intermediateCatchEvent", identity, inner)


def _throw(identity: str, inner: str) -> str:
    return node("intermediateThrowEvent", identity, inner)
