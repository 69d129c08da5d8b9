"""Writes small diagrams in the pseudo-code of the corpus: every task logs its own id, unless it says otherwise."""

from tests.unit.bpmn.events import DEFINITIONS, KINDS
from tests.unit.bpmn.smallest import tag
from tests.unit.engine.diagrams import boundary, diagram, end, event, flow, node, process, start, subprocess, timer

HAS_A, HAS_B, HAS_C = (f'test.contains("{letter}")' for letter in "abc")


def task(identity: str, inner: str = "", token: str = "", **attributes: str) -> str:
    """A script task with a token of the pseudo-code, by default the one that logs its id."""
    written = tag("script", token or f"SCRIPT_{identity}")
    return node("scriptTask", identity, inner + written, **attributes)


def marker(identity: str) -> str:
    return task(identity, token="CREATE_MARKER_FILE")


def one(*parts: str, flows: str = "", beside: str = "") -> bytes:
    """A file whose main process is ``P``."""
    return diagram(DEFINITIONS, process("P", *parts, flows=flows), beside)


def around(activity: str, *more: str, flows: str = "", beside: str = "") -> bytes:
    """The activity ``x``, then the task ``after``."""
    return one(start(), activity, task("after"), end(), *more, flows=f"s x after e;{flows}", beside=beside)


def inside(*parts: str, flows: str) -> str:
    """The subprocess ``x``."""
    return subprocess("x", start("xs"), *parts, end("xe"), flows=flows)


def handler(kind: str, interrupting: bool, definition: str = "") -> str:
    """An event subprocess that logs ``caught``."""
    begins = start("vs", definition or KINDS[kind], isInterrupting=str(interrupting).lower())
    return subprocess("v", begins, task("caught"), end("ve"), flows="vs caught ve", event=True)


def throw(kind: str) -> str:
    return node("intermediateThrowEvent", "t", KINDS[kind])


def ending(content: str, identity: str, definition: str) -> str:
    """The same with a definition for the end event."""
    return content.replace(
        f'<bpmn:endEvent id="{identity}" name="{identity}">', f'<bpmn:endEvent id="{identity}">{definition}'
    )


def waiting(seconds: int, identity: str = "w") -> str:
    return node("intermediateCatchEvent", identity, timer(f"PT{seconds}S"))


def looped(**attributes: str) -> str:
    asked = attributes.pop("asked", "integerVariable<3").replace("<", "&lt;")
    return tag("standardLoopCharacteristics", tag("loopCondition", asked), **attributes)


def three(inner: str = "", **attributes: str) -> str:
    return tag("multiInstanceLoopCharacteristics", tag("loopCardinality", "3") + inner, **attributes)


def pools(*flows: tuple[str, str]) -> str:
    """A collaboration of the processes ``P`` and ``Q`` with message flows."""
    drawn = "".join(tag("messageFlow", id=f"m{n}", sourceRef=a, targetRef=b) for n, (a, b) in enumerate(flows))
    members = "".join(tag("participant", id=f"pool{name}", processRef=name) for name in "PQ")
    return tag("collaboration", members + drawn, id="C")


def split(kind: str, join: str, *ways: str, default: str = "", **attributes: str) -> bytes:
    """Branches task1, task2 … between two gateways, then ``after``; each way is a condition or empty."""
    tasks = [task(f"task{n}") for n in range(1, len(ways) + 1)]
    flows = [flow(f"w{n}", "g", f"task{n}", way or None) for n, way in enumerate(ways, 1)]
    leads = {"default": default} if default else {}
    joins = node(join, "j", tag("activationCondition", "activationCount >= 1") if "complex" in join else "")
    back = ";".join(f"task{n} j" for n in range(1, len(ways) + 1))
    parts = [start(), node(kind, "g", **leads), *tasks, *flows, joins, task("after"), end()]
    return one(*parts, flows=f"s g;{back};j after e")


def undone(identity: str, by: str) -> str:
    """A task with a compensation handler."""
    line = tag("association", id=f"{identity}_a", associationDirection="One", sourceRef=f"{identity}_b", targetRef=by)
    bound = boundary(f"{identity}_b", identity, event("compensate"))
    return task(identity) + bound + task(by, isForCompensation="true") + line


def transaction(*parts: str, flows: str) -> str:
    return inside(*parts, flows=flows).replace("bpmn:subProcess", "bpmn:transaction")


CANCELLED = ending(transaction(undone("done", "undo"), flows="xs done xe"), "xe", event("cancel"))
TWO_SIGNALS = '<bpmn:signal id="sig2" name="other"/>'
EITHER = event("signal", "sig") + event("signal", "sig2")
XOR, OR, AND, COMPLEX = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway")


def signalled(thrown: str, **attributes: str) -> bytes:
    """A branch throws *thrown*, the other waits for two signals."""
    catch = node("intermediateCatchEvent", "c", EITHER, **attributes)
    sends = [node("intermediateThrowEvent", f"t{n}", event("signal", name)) for n, name in enumerate(thrown.split())]
    path = " ".join(f"t{n}" for n in range(len(sends)))
    parts = [start(), node(AND, "f"), *sends, catch, task("x"), end("o"), end()]
    return diagram(DEFINITIONS, TWO_SIGNALS, process("P", *parts, flows=f"s f {path} o;f c x e"))
