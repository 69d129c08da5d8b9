"""Every event definition at every place where an event can stand, each as the smallest diagram that has it."""

from tests.unit.bpmn.cases import drawn
from tests.unit.engine.diagrams import (
    boundary,
    end,
    error,
    event,
    message,
    node,
    script,
    start,
    subprocess,
    timer,
    user,
)


def condition(expression: str) -> str:
    """An event definition that waits until the expression is true."""
    inner = f"<bpmn:condition>{expression}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


DEFINITIONS = (
    message("m", "go") + '<bpmn:signal id="sig" name="go"/>' + error("err", "E-1") + error("esc", "X-1", "escalation")
)

KINDS: dict[str, str] = {
    "none": "",
    "message": event("message", "m"),
    "timer (date)": timer("2026-11-23T09:00:00Z", "timeDate"),
    "timer (duration)": timer("PT1H"),
    "timer (cycle)": timer("R1/PT1H", "timeCycle"),
    "conditional": condition("=ready"),
    "signal": event("signal", "sig"),
    "error": event("error", "err"),
    "escalation": event("escalation", "esc"),
    "compensation": event("compensate"),
    "cancel": event("cancel"),
    "link": '<bpmn:linkEventDefinition name="on"/>',
    "terminate": event("terminate"),
    "multiple": event("message", "m") + event("signal", "sig"),
    "parallel multiple": event("message", "m") + event("signal", "sig"),
}

START = "start event"
INTERRUPTING_START = "event subprocess start, interrupting"
PARALLEL_START = "event subprocess start, non-interrupting"
CATCH = "intermediate catch event"
THROW = "intermediate throw event"
INTERRUPTING = "boundary event, interrupting"
NON_INTERRUPTING = "boundary event, non-interrupting"
END = "end event"

TIMERS = ("timer (date)", "timer (duration)", "timer (cycle)")
ANYWHERE = ("message", *TIMERS, "conditional", "signal", "multiple", "parallel multiple")
ALLOWED: dict[str, tuple[str, ...]] = {
    START: ("none", *ANYWHERE),
    INTERRUPTING_START: (*ANYWHERE, "error", "escalation", "compensation"),
    PARALLEL_START: (*ANYWHERE, "escalation"),
    CATCH: (*ANYWHERE, "link"),
    THROW: ("none", "message", "escalation", "compensation", "link", "signal", "multiple"),
    INTERRUPTING: (*ANYWHERE, "error", "escalation", "cancel", "compensation"),
    NON_INTERRUPTING: (*ANYWHERE, "escalation"),
    END: ("none", "message", "error", "escalation", "cancel", "compensation", "signal", "terminate", "multiple"),
}
"""What BPMN allows where (BPMN 2.0.2 §10.5.2 to §10.5.5)."""


def name(place: str, kind: str) -> str:
    """How the event is called in the table."""
    return f"{place}: {kind}"


def names(place: str, *left_out: str) -> list[str]:
    """The names of what BPMN allows at a place."""
    return [name(place, kind) for kind in ALLOWED[place] if kind not in left_out]


def places() -> list[tuple[str, str]]:
    """Every place with every kind that can be written there; throwing events have no parallel multiple."""
    return [
        (place, kind)
        for place in ALLOWED
        for kind in KINDS
        if not (place in (THROW, END) and kind == "parallel multiple")
    ]


def smallest(place: str, kind: str) -> bytes:
    """The smallest diagram with that event."""
    parts, flows = _BUILD[place](kind)
    return drawn(*parts, flows=flows, definitions=DEFINITIONS)


def flags(kind: str) -> dict[str, str]:
    """The attribute that makes several definitions all needed."""
    return {"parallelMultiple": "true"} if kind == "parallel multiple" else {}


def compensable(identity: str, handler: str) -> str:
    """A task that is done and its handler, which undoes it."""
    drawn_handler = script(handler, f'="{handler}"', "undone").replace(
        "<bpmn:scriptTask", '<bpmn:scriptTask isForCompensation="true"'
    )
    bound = boundary(f"{identity}_b", identity, event("compensate"))
    ends = f'sourceRef="{identity}_b" targetRef="{handler}"'
    line = f'<bpmn:association id="{identity}_a" associationDirection="One" {ends}/>'
    return script(identity, f'="{identity}"', "done") + bound + drawn_handler + line


def _start(kind: str) -> tuple[list[str], str]:
    return [start("s", KINDS[kind], **flags(kind)), user("u"), end()], "s u e"


def _event_subprocess(kind: str, interrupting: bool) -> tuple[list[str], str]:
    begins = start("vs", KINDS[kind], isInterrupting=str(interrupting).lower(), **flags(kind))
    handler = subprocess("v", begins, end("ve"), flows="vs ve", event=True)
    return [start(), subprocess("sub", start("ss"), user("u"), end("se"), handler, flows="ss u se"), end()], "s sub e"


def _catch(kind: str) -> tuple[list[str], str]:
    catch = node("intermediateCatchEvent", "c", KINDS[kind], **flags(kind))
    if kind != "link":
        return [start(), catch, end()], "s c e"
    return [start(), node("intermediateThrowEvent", "t", KINDS[kind]), catch, end()], "s t;c e"


def _throw(kind: str) -> tuple[list[str], str]:
    throw = node("intermediateThrowEvent", "t", KINDS[kind])
    if kind != "link":
        return [start(), throw, end()], "s t e"
    return [start(), throw, node("intermediateCatchEvent", "c", KINDS[kind]), end()], "s t;c e"


def _boundary(kind: str, interrupting: bool) -> tuple[list[str], str]:
    bound = boundary("b", "u", KINDS[kind], interrupting)
    if flags(kind):
        bound = bound.replace("<bpmn:boundaryEvent", '<bpmn:boundaryEvent parallelMultiple="true"')
    if kind == "compensation":
        return [
            start(),
            compensable("u", "h").replace('cancelActivity="true"', f'cancelActivity="{str(interrupting).lower()}"'),
            end(),
        ], "s u e"
    if kind != "cancel":
        return [start(), user("u"), bound, end("x"), end()], "s u e;b x"
    return [start(), transaction("u", cancelled=True), bound, end("x"), end()], "s u e;b x"


def _end(kind: str) -> tuple[list[str], str]:
    if kind != "cancel":
        return [start(), end("e", KINDS[kind])], "s e"
    bound = boundary("b", "t", KINDS[kind])
    return [start(), transaction("t", cancelled=True), bound, end("x"), end()], "s t e;b x"


def transaction(identity: str, *parts: str, cancelled: bool, flows: str = "ts te") -> str:
    """A transaction that ends by itself or with a cancel end event ``te``."""
    ends = end("te", event("cancel") if cancelled else "")
    return subprocess(identity, start("ts"), *parts, ends, flows=flows).replace("bpmn:subProcess", "bpmn:transaction")


_BUILD = {
    START: _start,
    INTERRUPTING_START: lambda kind: _event_subprocess(kind, interrupting=True),
    PARALLEL_START: lambda kind: _event_subprocess(kind, interrupting=False),
    CATCH: _catch,
    THROW: _throw,
    INTERRUPTING: lambda kind: _boundary(kind, interrupting=True),
    NON_INTERRUPTING: lambda kind: _boundary(kind, interrupting=False),
    END: _end,
}
