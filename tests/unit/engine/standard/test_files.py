"""Ids, imports, references and the structure of a file."""

# ruff: noqa: E501 - one line for each example

import pytest
from lxml import etree

from app.engine.standard import references
from app.engine.standard.schema import SEMANTIC
from tests.unit.engine.standard.drawing import END, HEAD, MODEL, START, TASK, around, broken, file, line, process

IMPORT = f'<import importType="{MODEL}" location="far.bpmn" namespace="urn:far"/>'
# The default flow has a rule of its own; what implements an interface or defines an extension is outside of BPMN.
ELSEWHERE = {"default", "implementationRef", "definition"}
BAD = [
    ("element-without-id", None, "<message/>" + process(TASK)),
    ("element-without-id", "P", process(TASK, "<dataObject/>")),
    ("id-used-twice", "a", '<message id="a"/><error id="a"/>' + process(TASK)),
    ("id-used-twice", "t", process(TASK, '<dataObject id="t"/>')),
    ("import-missing", None, IMPORT + process(TASK)),
    ("reference-outside", "x", around('<callActivity id="x" calledElement="far:Q"/>')),
    ("reference-unknown", "x", around('<callActivity id="x" calledElement="Q"/>')),
    ("reference-unknown", "s_q", process(START, END, line("s", "q"))),
    ("reference-unknown", "b", process(TASK, '<boundaryEvent id="b" attachedToRef="nothing"/>')),
    ("reference-unknown", "t", process('<task id="t"><incoming>nothing</incoming></task>')),
    ("reference-type", "b", process(START, END, line("s", "e"), '<boundaryEvent id="b" attachedToRef="s"/>')),
    ("reference-type", "t", process('<task id="t"><outgoing>t</outgoing></task>')),
    ("reference-type", "x", around('<sendTask id="x" messageRef="s"/>')),
    ("reference-type", "x", around('<sendTask id="x" operationRef="s"/>')),
    ("reference-type", "x", around('<callActivity id="x" calledElement="s"/>')),
    ("reference-type", "x", around('<intermediateThrowEvent id="x"><eventDefinitionRef>s</eventDefinitionRef></intermediateThrowEvent>')),
    ("reference-type", "P", '<message id="m"/>' + process(TASK, definitionalCollaborationRef="m")),
    ("reference-type", "A", f'<collaboration id="C"><participant id="A"><interfaceRef>t</interfaceRef></participant></collaboration>{process(TASK)}'),
    ("reference-type", "f", f'<collaboration id="C"><participant id="A"/><participant id="B"/><messageFlow id="f" sourceRef="A" targetRef="B" messageRef="A"/></collaboration>{process(TASK)}'),
    ("reference-type", "l", process(TASK, '<laneSet id="ls"><lane id="l"><flowNodeRef>P</flowNodeRef></lane></laneSet>')),
    ("reference-type", "m", '<message id="m" itemRef="P"/>' + process(TASK)),
    ("text-format", "n", process(TASK, '<textAnnotation id="n" textFormat="plain"/>')),
    ("text-format", "t", process('<task id="t"><documentation textFormat="a b">x</documentation></task>')),
    ("element-misplaced", "x", process('<message id="x"/>')),
    ("element-misplaced", "x", process('<invention id="x"/>')),
    ("element-misplaced", "t", process('<task id="t"><startEvent id="s"/></task>')),
    ("element-missing", "i", '<interface id="i"/>' + process(TASK)),
    ("element-repeated", "t", process('<task id="t"><ioSpecification><inputSet/><outputSet/></ioSpecification><ioSpecification><inputSet/><outputSet/></ioSpecification></task>')),
    ("connection-loose", "f", process(START, END, '<sequenceFlow id="f" sourceRef="s"/>')),
    ("connection-loose", "a", process(START, END, '<association id="a" targetRef="s"/>')),
    ("attribute-missing", "b", process(TASK, '<boundaryEvent id="b"/>')),
    ("attribute-value", "x", around('<exclusiveGateway id="x" gatewayDirection="Sideways"/>')),
    ("attribute-value", "x", around('<task id="x" isForCompensation="perhaps"/>')),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


def test_a_reference_may_lead_to_another_file() -> None:
    called = file(process(TASK, identity="Q")).replace(b'targetNamespace="urn:own"', b'targetNamespace="urn:far"')
    for reference in ("far:Q", "Q"):
        assert broken(file(IMPORT, around(f'<callActivity id="x" calledElement="{reference}"/>')), called) == set()
    there = broken(file(IMPORT, around('<callActivity id="x" calledElement="far:R"/>')), called)
    assert there == {("reference-unknown", "x")}


def test_a_prefix_of_the_own_namespace_is_understood() -> None:
    assert broken(file('<message id="m"/>', around('<sendTask id="x" messageRef="own:m"/>'))) == set()


def test_types_of_xml_schema_need_no_definition() -> None:
    assert broken(file('<error id="r" structureRef="xs:string"/>', process(TASK))) == set()


def test_extensions_of_modelers_are_left_alone() -> None:
    inner = '<extensionElements><own:x id="t" sourceRef="nothing"/><task/></extensionElements>'
    assert broken(file(process(f'<task id="t" own:colour="red">{inner}</task>'))) == set()


def test_a_file_without_a_namespace_of_its_own_is_read() -> None:
    bare = HEAD.replace(' targetNamespace="urn:own"', "") + process(TASK) + "</definitions>"
    assert broken(bare.encode()) == set()


def test_every_reference_of_the_schema_is_checked_and_no_other() -> None:
    root = etree.parse(SEMANTIC).getroot()
    written = {it.get("name") for it in root.iter() if it.get("type") in ("xsd:QName", "xsd:IDREF")} - {None}
    checked = references.BY_NAME.keys() | {name for _, name in references.BY_OWNER}
    assert written - checked == ELSEWHERE
    assert checked <= written
