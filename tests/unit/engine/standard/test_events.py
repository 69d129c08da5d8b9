"""Events: where they stand, what they wait for, and what that needs."""

# ruff: noqa: E501 - one line for each example

import pytest

from tests.unit.engine.standard.drawing import END, FORMAL, START, TASK, around, broken, event, file, line, process

CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"
MESSAGE = '<message id="m"/><interface id="i" name="i"><operation id="o" name="o"><inMessageRef>m</inMessageRef></operation></interface>'
SIGNAL = '<signal id="g"/>'
DONE = line("s", "t", "e")
SENDS = '<messageEventDefinition messageRef="m"><operationRef>o</operationRef></messageEventDefinition>'


def timer(measure: str, text: str) -> str:
    inner = f"<timerEventDefinition><{measure} {FORMAL}>{text}</{measure}></timerEventDefinition>"
    return around(f'<{CATCH} id="x">{inner}</{CATCH}>')


def boundary(definition: str, attributes: str = "", beside: str = "", flows: str = "") -> str:
    attached = event("boundaryEvent", definition, attributes=f'attachedToRef="t" {attributes}')
    return process(START, TASK, attached, END, DONE, flows or line("x", "e"), beside)


def inside(start: str, kind: str = "subProcess", attributes: str = "") -> str:
    """A process with a subprocess that begins with *start*."""
    body = f'{start}<endEvent id="f"/>{line("x", "f")}'
    flows = line("s", "sub", "e") if "triggered" not in attributes else line("s", "e")
    return process(START, f'<{kind} id="sub" {attributes}>{body}</{kind}>', END, flows)


def by_event(definition: str, attributes: str = "") -> str:
    return inside(event("startEvent", definition, attributes=attributes), attributes='triggeredByEvent="true"')


def links(throwing: str, catching: str) -> str:
    out = f'<{THROW} id="a"><linkEventDefinition id="la" {throwing}</linkEventDefinition></{THROW}>'
    back = f'<{CATCH} id="b"><linkEventDefinition id="lb" {catching}</linkEventDefinition></{CATCH}>'
    return process(START, out, back, END, line("s", "a"), line("b", "e"))


def message_flow(source: str, target: str, inner: str, node: str = "x") -> str:
    pools = f'<participant id="A"/><messageFlow id="mf" sourceRef="{source}" targetRef="{target}"/>'
    return f'<collaboration id="C">{pools}</collaboration>{MESSAGE}{inner}'


ESCALATION = '<escalation id="c" name="C"/>'
CODED = '<escalation id="c" escalationCode="C"/><error id="r" errorCode="R"/>'
BAD = [
    ("escalation-without-code", "x", ESCALATION + around(f'<{THROW} id="x"><escalationEventDefinition escalationRef="c"/></{THROW}>')),
    ("escalation-without-code", "x", process(START, event("endEvent", "escalation"), line("s", "x"))),
    ("error-without-code", "x", '<error id="r"/>' + process(START, '<endEvent id="x"><errorEventDefinition errorRef="r"/></endEvent>', line("s", "x"))),
    ("definition-shared", "y", SIGNAL + process(START, f'<{THROW} id="x"><signalEventDefinition id="d" signalRef="g"/></{THROW}><{THROW} id="y"><eventDefinitionRef>d</eventDefinitionRef></{THROW}>', END, line("s", "x", "y", "e"))),
    ("start-incoming", "s", process(START, TASK, END, line("s", "t", "e"), line("t", "s"))),
    ("end-without-start", "e", process(TASK, END, line("t", "e"))),
    ("start-without-end", "s", process(START, TASK, line("s", "t"))),
    *[("start-trigger-process", "x", process(event("startEvent", kind), END, line("x", "e"))) for kind in ("error", "escalation", "cancel", "terminate", "link")],
    ("start-trigger-process", "x", '<escalationEventDefinition id="d"/>' + process('<startEvent id="x"><eventDefinitionRef>d</eventDefinitionRef></startEvent>', END, line("x", "e"))),
    ("start-compensation", "x", process(event("startEvent", "compensate"), END, line("x", "e"))),
    ("start-compensation", "x", inside(event("startEvent", "compensate"))),
    ("called-without-start", "Q", SIGNAL + around('<callActivity id="x" calledElement="Q"/>') + process('<startEvent id="s2"><signalEventDefinition signalRef="g"/></startEvent>', '<endEvent id="e2"/>', line("s2", "e2"), identity="Q")),
    *[("start-trigger-subprocess", "x", inside(event("startEvent", "timer"), kind)) for kind in ("subProcess", "transaction")],
    ("start-outgoing", "s", process(START, END, TASK, line("t", "e"))),
    ("start-sends", "mf", message_flow("s", "A", process(START, END, line("s", "e")))),
    ("start-receives", "mf", message_flow("A", "s", process(START, END, line("s", "e")))),
    ("end-outgoing", "e", process(START, TASK, END, line("s", "t", "e", "t"))),
    ("end-cancels", "x", process(START, event("endEvent", "cancel"), line("s", "x"))),
    ("end-incoming", "e", process(START, '<endEvent id="f"/>', END, line("s", "f"))),
    ("end-receives", "mf", message_flow("A", "e", process(START, END, line("s", "e")))),
    ("end-sends", "mf", message_flow("e", "A", process(START, END, line("s", "e")))),
    ("boundary-none", "x", boundary("")),
    *[("boundary-trigger", "x", boundary(kind)) for kind in ("link", "terminate")],
    *[("boundary-not-interrupting", "x", boundary(kind, 'cancelActivity="false"')) for kind in ("error", "cancel", "compensate")],
    ("boundary-cancel", "x", boundary("cancel")),
    ("boundary-incoming", "x", boundary("signal", beside=line("s", "x"))),
    ("boundary-outgoing", "x", boundary("signal", flows=" ")),
    ("boundary-compensation", "x", boundary("compensate")),
    ("intermediate-incoming", "x", process(START, event(CATCH, "signal"), END, line("s", "e"), line("x", "e"))),
    ("intermediate-incoming", "x", process(event(THROW), TASK, line("x", "t"))),
    ("intermediate-outgoing", "x", process(START, event(CATCH, "signal"), END, line("s", "x"), line("s", "e"))),
    ("intermediate-outgoing", "x", process(TASK, event(THROW), line("t", "x"))),
    ("link-joined", "a", process(START, event(THROW, "link", "a"), event(CATCH, "link", "b"), END, line("s", "a", "e"), line("b", "e"))),
    ("link-joined", "b", process(START, event(THROW, "link", "a"), event(CATCH, "link", "b"), END, line("s", "a"), line("s", "b", "e"))),
    ("link-unmatched", "a", links('name="one">', 'name="two">')),
    ("link-unmatched", "b", links('name="one">', 'name="two">')),
    ("link-target-unmatched", "a", links("><target>lb</target>", "><source>lb</source>")),
    ("link-without-source", "b", links("><target>lb</target>", ">")),
    ("link-without-target", "a", links(">", "><source>la</source>")),
    ("link-leaves-level", "a", process(START, f'<subProcess id="sub"><startEvent id="s2"/><{THROW} id="a"><linkEventDefinition name="l"/></{THROW}><endEvent id="e2"/>{line("s2", "a")}{line("s2", "e2")}</subProcess>', f'<{CATCH} id="b"><linkEventDefinition name="l"/></{CATCH}>', END, line("s", "sub", "e"), line("b", "e"))),
    ("link-leaves-level", "a", process(START, f'<subProcess id="sub"><startEvent id="s2"/><{THROW} id="a"><linkEventDefinition id="la" name="l"><target>lb</target></linkEventDefinition></{THROW}><endEvent id="e2"/>{line("s2", "a")}{line("s2", "e2")}</subProcess>', f'<{CATCH} id="b"><linkEventDefinition id="lb" name="l"><source>la</source></linkEventDefinition></{CATCH}>', END, line("s", "sub", "e"), line("b", "e"))),
    ("throw-receives", "mf", message_flow("A", "x", around(event(THROW, "message")))),
    ("catch-sends", "mf", message_flow("x", "A", around(event(CATCH, "message")))),
    ("catch-compensation", "x", around(event(CATCH, "compensate"))),
    ("condition-informal", "x", around(event(CATCH, "conditional"))),
    ("condition-informal", "x", around(f'<{CATCH} id="x"><conditionalEventDefinition><condition>it rains</condition></conditionalEventDefinition></{CATCH}>')),
    ("message-not-chosen", "x", around(event(CATCH, "message"))),
    ("operation-not-chosen", "x", MESSAGE + around(f'<{CATCH} id="x"><messageEventDefinition messageRef="m"/></{CATCH}>')),
    ("timer-measure", "x", around(event(CATCH, "timer"))),
    ("timer-measure", "x", around(f'<{CATCH} id="x"><timerEventDefinition><timeDate>2026-01-01</timeDate><timeCycle>R/PT1H</timeCycle></timerEventDefinition></{CATCH}>')),
    ("timer-date", "x", timer("timeDate", "tomorrow")),
    ("timer-date", "x", timer("timeDate", "PT1H")),
    ("timer-cycle", "x", timer("timeCycle", "hourly")),
    ("timer-duration", "x", timer("timeDuration", "2026-01-01T00:00:00Z")),
    ("multiple-alone", "x", SIGNAL + around(f'<{CATCH} id="x" parallelMultiple="true"><signalEventDefinition signalRef="g"/></{CATCH}>')),
    ("compensation-unjoined", "x", boundary("compensate", flows=" ")),
    ("compensation-activity", "x", boundary("compensate", flows=" ", beside='<task id="h"/><association id="as" sourceRef="x" targetRef="h"/>')),
    ("compensation-flow", "h", process(START, '<task id="h" isForCompensation="true"/>', END, line("s", "h", "e"))),
    *[("end-trigger", "x", process(START, event("endEvent", kind), line("s", "x"))) for kind in ("link", "timer", "conditional")],
    ("end-trigger", "x", '<timerEventDefinition id="d"/>' + process(START, '<endEvent id="x"><eventDefinitionRef>d</eventDefinitionRef></endEvent>', line("s", "x"))),
    *[("catch-trigger", "x", around(event(CATCH, kind))) for kind in ("", "cancel", "error", "escalation", "terminate")],
    *[("throw-trigger", "x", around(event(THROW, kind))) for kind in ("timer", "error", "cancel", "conditional", "terminate")],
    ("event-subprocess-none", "x", by_event("")),
    *[("event-subprocess-trigger", "x", by_event(kind)) for kind in ("link", "cancel", "terminate")],
    *[("event-subprocess-not-interrupting", "x", by_event(kind, 'isInterrupting="false"')) for kind in ("error", "compensate")],
]  # fmt: skip
GOOD = [
    CODED + around(f'<{THROW} id="x"><escalationEventDefinition escalationRef="c"/></{THROW}>'),
    CODED + process(START, '<endEvent id="x"><errorEventDefinition errorRef="r"/></endEvent>', line("s", "x")),
    MESSAGE + around(f'<{CATCH} id="x">{SENDS}</{CATCH}>'),
    MESSAGE + message_flow("A", "x", "").replace(MESSAGE, "") + around(f'<{CATCH} id="x">{SENDS}</{CATCH}>'),
    SIGNAL + '<signalEventDefinition id="d" signalRef="g"/>' + around(f'<{CATCH} id="x"><eventDefinitionRef>d</eventDefinitionRef></{CATCH}>'),
    boundary("error"),
    boundary("escalation", 'cancelActivity="false"'),
    boundary("compensate", flows=" ", beside='<task id="h" isForCompensation="true"/><association id="as" sourceRef="x" targetRef="h"/>'),
    by_event("signal", 'isInterrupting="false"'),
    by_event("error"),
    by_event("compensate"),
    inside(event("startEvent")),
    process(START, '<transaction id="x"><startEvent id="s2"/><endEvent id="c"><cancelEventDefinition/></endEvent>' + line("s2", "c") + "</transaction>", END, line("s", "x", "e")),
    links('name="l">', 'name="l">'),
    links('name="l"><target>lb</target>', 'name="l"><source>la</source>'),
    timer("timeDate", "2026-11-28T18:00:00Z"),
    timer("timeCycle", "R3/PT1H"),
    timer("timeDuration", "=duration(x)"),
    process('<startEvent id="s"><conditionalEventDefinition><condition xsi:type="tFormalExpression">a &gt; 1</condition></conditionalEventDefinition></startEvent>', END, line("s", "e")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


@pytest.mark.parametrize("content", GOOD)
def test_what_breaks_none(content: str) -> None:
    assert broken(file(content)) == set()
