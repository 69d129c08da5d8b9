"""Pools, message flows, lanes, conversations and choreographies."""

# ruff: noqa: E501 - one line for each example

import pytest

from tests.unit.engine.standard.drawing import END, START, TASK, broken, file, line, process

RUNS = process(START, TASK, END, line("s", "t", "e"))
OTHER = process('<task id="o"/>', identity="Q")


def between(source: str, target: str, artifacts: str = "", pools: str = "") -> str:
    shown = '<participant id="A" processRef="P"/><participant id="B" processRef="Q"/><participant id="C"/>'
    flow = f'<messageFlow id="f" sourceRef="{source}" targetRef="{target}"/>'
    return f'<collaboration id="K">{shown}{pools}{flow}{artifacts}</collaboration>{RUNS}{OTHER}'


def multiple(attributes: str) -> str:
    pool = f'<participant id="A"><participantMultiplicity {attributes}/></participant>'
    return f'<collaboration id="K">{pool}</collaboration>{RUNS}'


GROUP, NOTE = '<group id="g"/>', '<textAnnotation id="n"/>'
TALK = '<globalConversation id="G"><participant id="A"/><participant id="B"/>{}</globalConversation>' + RUNS
DANCE = (
    '<choreography id="H"><participant id="A"/><participant id="B"/><messageFlow id="f" sourceRef="A" targetRef="B"/>{}</choreography>'
    + RUNS
)
STEP = '<choreographyTask id="x" initiatingParticipantRef="{}"><participantRef>A</participantRef><participantRef>B</participantRef><messageFlowRef>f</messageFlowRef></choreographyTask>'
BAD = [
    ("message-to-artifact", "f", between("C", "g", GROUP)),
    ("message-to-artifact", "f", between("C", "n", NOTE)),
    ("message-from-artifact", "f", between("g", "C", GROUP)),
    ("choreography-reference", "H", DANCE.format("<choreographyRef>H</choreographyRef>")),
    ("choreography-reference", "G", TALK.format("<choreographyRef>G</choreographyRef>")),
    ("participants-minimum", "A", multiple('minimum="-1"')),
    ("participants-maximum", "A", multiple('minimum="3" maximum="2"')),
    ("participants-maximum", "A", multiple('maximum="0"')),
    ("participants-maximum", "A", multiple('minimum="2"')),
    ("message-within-pool", "f", between("t", "t")),
    ("message-within-pool", "f", between("A", "t")),
    ("message-within-pool", "f", between("t", "A")),
    ("message-within-pool", "f", between("A", "A")),
    ("conversation-content", "c", TALK.format('<conversation id="c"/>')),
    ("conversation-content", "g", TALK.format(GROUP)),
    ("choreography-initiator", "x", DANCE.format(STEP.format("f"))),
    ("lane-outside", "l", process('<laneSet id="ls"><lane id="l"><flowNodeRef>o</flowNodeRef></lane></laneSet>', TASK) + OTHER),
]  # fmt: skip
GOOD = [
    between("t", "o"),
    between("A", "B"),
    between("C", "t"),
    multiple('minimum="0" maximum="1"'),
    multiple('minimum="2" maximum="5"'),
    multiple(""),
    TALK.format('<messageFlow id="f" sourceRef="A" targetRef="B"/>'),
    DANCE.format(STEP.format("A")),
    process('<laneSet id="ls"><lane id="l"><flowNodeRef>t</flowNodeRef></lane></laneSet>', TASK),
]


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


@pytest.mark.parametrize("content", GOOD)
def test_what_breaks_none(content: str) -> None:
    assert broken(file(content)) == set()
