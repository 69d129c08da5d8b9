"""Nothing that can be written as XML makes the rules raise, and large files are checked at once."""

# ruff: noqa: E501 - one line for each example

import random
import time
from pathlib import Path

import pytest
from lxml import etree

from app.engine.findings import Report
from app.engine.standard.check import check_standard
from tests.unit.engine.standard import test_activities, test_collaborations, test_data, test_events, test_flows
from tests.unit.engine.standard.drawing import END, START, file, flow, process

TABLES = (test_flows, test_events, test_activities, test_data, test_collaborations)
SEEDS = [content for table in TABLES for _, _, content in table.BAD]
WORDS = ("", "x", "P", "t", "s", "e", "true", "-1", "a:b", ":", "own:", "=", "²", "R/", "9" * 40, "x" * 5_000)


def mutated(content: bytes, chance: random.Random) -> etree._Element:
    """The file with some of its elements renamed, moved, doubled, emptied or given other words."""
    root = etree.fromstring(content)
    everything = list(root.iter(etree.Element))
    for element in chance.sample(everything, min(len(everything), 5)):
        other = chance.choice(everything)
        change = chance.randrange(5)
        if change == 0:
            element.tag = other.tag
        elif change == 1 and element not in other.iterancestors() and element is not other and element is not root:
            other.append(element)
        elif change == 2:
            element.text = chance.choice(WORDS)
        elif change == 3:
            names = [*element.attrib, *other.attrib] or ["id"]
            element.set(chance.choice(names), chance.choice(WORDS))
        else:
            element.attrib.clear()
    return root


@pytest.mark.parametrize("start", range(8))
def test_no_tree_makes_the_rules_raise(start: int) -> None:
    chance = random.Random(start)
    for _ in range(60):
        roots = {f"{name}.bpmn": mutated(file(chance.choice(SEEDS)), chance) for name in range(2)}
        report = Report()
        check_standard(roots, report)
        assert all(str(finding.phrase) and finding.section for finding in report)


def test_a_comment_or_instruction_is_no_element() -> None:
    root = etree.fromstring(file(process(START, "<!-- a --><?b c?>", END, flow("s", "e"))))
    report = Report()
    check_standard({"p.bpmn": root}, report)
    assert list(report) == []


def every(count: int, text: str) -> str:
    return "".join(text.format(n=number, m=number + 1) for number in range(count))


@pytest.mark.parametrize(
    "content",
    [
        process(every(7_000, '<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{m}"/>')),
        process('<exclusiveGateway id="x"/>', every(12_000, '<sequenceFlow id="f{n}" sourceRef="x" targetRef="x"/>')),
        process('<eventBasedGateway id="x"/><receiveTask id="r"/>', every(10_000, '<sequenceFlow id="f{n}" sourceRef="x" targetRef="r"/>'), every(2_000, '<boundaryEvent id="b{n}" attachedToRef="r"/>')),
        process('<task id="x">', every(8_000, "<outgoing>f{n}</outgoing>"), "</task>", every(8_000, '<sequenceFlow id="f{n}" sourceRef="x" targetRef="x"><conditionExpression/></sequenceFlow>')),
        process(f"<ioSpecification><inputSet id='i'>{every(9_000, '<outputSetRefs>o</outputSetRefs>')}</inputSet><outputSet id='o'>{every(9_000, '<inputSetRefs>j</inputSetRefs>')}</outputSet></ioSpecification>"),
        process("".join(f'<task xmlns:n{n}="urn:{n}" id="t{n}"/>' for n in range(9_000)), every(9_000, '<callActivity id="c{n}" calledElement="n1:t"/>')),
        process(f'<task id="t" {every(20_000, "xmlns:n{n}=&apos;u{n}&apos; ").replace("&apos;", chr(39))}>', every(9_000, '<task id="c{n}" default="n1:t"/>'), "</task>"),
        process('<task id="t">', every(40_000, "<incoming>f</incoming>"), "</task>"),
        process(every(10_000, '<intermediateThrowEvent id="a{n}"><linkEventDefinition name="l"/></intermediateThrowEvent>')),
        process(every(4_000, '<intermediateThrowEvent id="a{n}"><linkEventDefinition name="l"/></intermediateThrowEvent><intermediateCatchEvent id="b{n}"><linkEventDefinition name="l"/></intermediateCatchEvent>')),
        process(every(7_000, '<callActivity id="c{n}" calledElement="P"/>'), "<ioSpecification>", every(8_000, '<dataInput id="d{n}"/>'), "</ioSpecification>"),
        process(every(12_000, '<dataInputAssociation id="a{n}"><sourceRef>x</sourceRef><targetRef>x</targetRef></dataInputAssociation>')),
        process('<dataObjectReference id="x" dataObjectRef="x"/>', every(9_000, '<subProcess id="s{n}" triggeredByEvent="true"/>')),
        process(every(120, '<subProcess id="s{n}">'), every(5_000, '<endEvent id="e{n}"><cancelEventDefinition/></endEvent>'), "</subProcess>" * 120),
        every(6_000, '<linkEventDefinition id="l{n}"/>') + process(f'<intermediateThrowEvent id="x"><linkEventDefinition id="a">{every(9_000, "<target>l{n}</target>")}</linkEventDefinition></intermediateThrowEvent>'),
    ],
    ids=range(15),
)  # fmt: skip
def test_a_large_file_is_checked_at_once(content: str) -> None:
    root = etree.fromstring(file(content))
    began = time.process_time()
    check_standard({"p.bpmn": root}, Report())
    assert time.process_time() - began < 2


def test_the_scenarios_break_no_rule() -> None:
    for path in sorted((Path(__file__).parents[4] / "workflows").rglob("*.bpmn")):
        report = Report()
        check_standard({path.name: etree.fromstring(path.read_bytes())}, report)
        assert list(report) == []
