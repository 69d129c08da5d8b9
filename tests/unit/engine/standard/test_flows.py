"""Sequence flows and gateways."""

# ruff: noqa: E501 - one line for each example

import pytest

from tests.unit.engine.standard.drawing import (
    END,
    FORMAL,
    START,
    TASK,
    around,
    broken,
    event,
    file,
    flow,
    line,
    process,
)

IF = f"<conditionExpression {FORMAL}>=a</conditionExpression>"
TIMER = f"<timerEventDefinition><timeDuration {FORMAL}>PT1H</timeDuration></timerEventDefinition>"
TWO = '<task id="t"/><task id="u"/>'
SPLIT = line("s", "x", "t", "e") + line("x", "u", "e")
RECEIVE = '<receiveTask id="u"/>'


def waiting(*targets: str, attributes: str = "", flows: str = "") -> str:
    """An event-based gateway with a timer ``t`` and what else is drawn behind it."""
    gateway = f'<eventBasedGateway id="x" {attributes}/>'
    clock = f'<intermediateCatchEvent id="t">{TIMER}</intermediateCatchEvent>'
    return process(START, gateway, clock, *targets, END, flows or SPLIT)


BAD = [
    ("flow-to-artifact", "s_x", process(START, '<group id="x"/>', END, line("s", "x"))),
    ("flow-to-artifact", "s_x", process(START, '<textAnnotation id="x"/>', END, line("s", "x"))),
    ("flow-from-artifact", "x_e", process(START, '<association id="x" sourceRef="s" targetRef="e"/>', END, line("x", "e"))),
    ("flow-source", "x_e", process(START, '<dataObject id="x"/>', END, line("x", "e"))),
    ("flow-target", "s_x", around('<choreographyTask id="x"/>')),
    ("flow-target", "s_x", process(START, '<dataObjectReference id="x"/>', END, line("s", "x"))),
    ("flow-unlisted", "s", process('<startEvent id="s"/>', '<endEvent id="e"><incoming>s_e</incoming></endEvent>', line("s", "e"))),
    ("flow-unlisted", "e", process('<startEvent id="s"><outgoing>s_e</outgoing></startEvent>', END, line("s", "e"))),
    ("flow-listed", "t", around('<task id="t"><incoming>t_e</incoming></task>', "t")),
    ("flow-not-immediate", "s_e", process(START, END, flow("s", "e", attributes='isImmediate="false"'))),
    ("flow-condition-alone", "t_e", process(START, TASK, END, flow("s", "t"), flow("t", "e", IF))),
    ("flow-condition-unread", "s_e", process(START, END, flow("s", "e", IF))),
    ("flow-condition-parallel", "x_t", process(START, '<parallelGateway id="x"/>', TWO, END, line("s", "x", "u", "e"), flow("x", "t", IF), line("t", "e"))),
    ("flow-default-elsewhere", "x", process(START, '<exclusiveGateway id="x" default="s_x"/>', TWO, END, SPLIT)),
    ("flow-default-elsewhere", "x", around('<exclusiveGateway id="x" default="s"/>')),
    ("flow-default-elsewhere", "t", around('<task id="t" default="s_t"/>', "t")),
    ("flow-default-condition", "x", process(START, '<exclusiveGateway id="x" default="x_t"/>', TWO, END, line("s", "x", "u", "e"), flow("x", "t", IF), line("t", "e"))),
    ("flow-crosses", "s_a", process(START, '<subProcess id="x"><task id="a"/></subProcess>', END, line("s", "x", "e"), line("s", "a"))),
    ("flow-crosses", "s_a", process(START, END, line("s", "e"), line("s", "a")) + process('<task id="a"/>', identity="Q")),
    ("element-without-incoming", "t", process(START, TASK, END, line("s", "e"), line("t", "e"))),
    ("element-without-incoming", "x", process(START, '<callActivity id="x"/>', END, line("s", "e"), line("x", "e"))),
    ("element-without-outgoing", "t", process(START, TASK, END, line("s", "t"), line("s", "e"))),
    ("element-without-outgoing", "t", process(START, '<task id="t"><incoming>s_t</incoming></task>', END, line("s", "t", "e"))),
    ("gateway-converging", "x", process(START, '<exclusiveGateway id="x" gatewayDirection="Converging"/>', TWO, END, SPLIT)),
    ("gateway-diverging", "x", process(START, TWO, '<parallelGateway id="x" gatewayDirection="Diverging"/>', END, line("s", "t", "x", "e"), line("s", "u", "x"))),
    ("gateway-mixed", "x", process(START, '<inclusiveGateway id="x" gatewayDirection="Mixed"/>', TWO, END, SPLIT)),
    ("gateway-needless", "x", around('<parallelGateway id="x"/>')),
    ("gateway-needless", "x", around('<complexGateway id="x"/>')),
    ("event-gateway-outgoing", "x", process(START, '<eventBasedGateway id="x"/>', RECEIVE, END, line("s", "x", "u", "e"))),
    ("event-gateway-condition", "x", waiting(RECEIVE, flows=line("s", "x", "t", "e") + flow("x", "u", IF) + line("u", "e"))),
    ("event-gateway-target", "x", waiting('<task id="u"/>')),
    ("event-gateway-target", "x", waiting('<intermediateThrowEvent id="u"/>')),
    ("event-gateway-target", "x", waiting('<intermediateCatchEvent id="u"/>')),
    ("event-gateway-target", "x", waiting(event("intermediateCatchEvent", "link", "u"))),
    ("event-gateway-both", "x", waiting(RECEIVE, event("intermediateCatchEvent", "message", "m"), flows=SPLIT + line("x", "m", "e"))),
    ("event-gateway-boundary", "x", waiting(RECEIVE, f'<boundaryEvent id="b" attachedToRef="u">{TIMER}</boundaryEvent>', flows=SPLIT + line("b", "e"))),
    ("event-gateway-joined", "x", waiting(RECEIVE, flows=SPLIT + line("s", "u"))),
    ("event-gateway-starts", "x", waiting(RECEIVE, attributes='instantiate="true"')),
]  # fmt: skip
GOOD = [
    process(START, END, line("s", "e")),
    process('<startEvent id="s"><outgoing>s_e</outgoing></startEvent>', '<endEvent id="e"><incoming>s_e</incoming></endEvent>', line("s", "e")),
    process(TASK),
    process(START, '<exclusiveGateway id="x" default="x_u"/>', TWO, END, line("s", "x", "u", "e"), flow("x", "t", IF), line("t", "e")),
    process(START, '<task id="x" default="x_u"/>', TWO, END, line("s", "x", "u", "e"), flow("x", "t", IF), line("t", "e")),
    process(START, '<parallelGateway id="x" gatewayDirection="Diverging"/>', TWO, END, SPLIT),
    waiting(RECEIVE),
    waiting(event("intermediateCatchEvent", "signal", "u")),
    process('<eventBasedGateway id="x" instantiate="true"/>', '<receiveTask id="t"/>', RECEIVE, line("x", "t"), line("x", "u")),
    process(START, TASK, '<task id="h" isForCompensation="true"/>', END, line("s", "t", "e")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


@pytest.mark.parametrize("content", GOOD)
def test_what_breaks_none(content: str) -> None:
    assert broken(file(content)) == set()


def test_flows_may_be_listed_with_the_prefix_of_the_own_namespace() -> None:
    nodes = '<startEvent id="s"><outgoing>own:s_e</outgoing></startEvent><endEvent id="e"><incoming>own:s_e</incoming></endEvent>'
    assert broken(file(process(nodes, line("s", "e")))) == set()
