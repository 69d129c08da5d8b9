"""Items, data inputs and outputs, data associations, the data of events."""

# ruff: noqa: E501 - one line for each example

import pytest

from tests.unit.engine.standard.drawing import END, START, TASK, around, broken, file, line, process

ITEMS = '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><itemDefinition id="many" isCollection="true" structureRef="xs:int"/><itemDefinition id="n1"/><itemDefinition id="n2"/>'
CARRIED = '<message id="m" itemRef="i1"/><signal id="g" structureRef="i2"/><escalation id="c" escalationCode="C" structureRef="i2"/><error id="r" errorCode="R" structureRef="i2"/><interface id="if" name="i"><operation id="op" name="o"><inMessageRef>m</inMessageRef></operation></interface>'
SETS = "<inputSet/><outputSet/>"
MESSAGE = '<messageEventDefinition messageRef="m"><operationRef>op</operationRef></messageEventDefinition>'


def joined(
    source: str, target: str = "in", extra: str = "", kind: str = "dataInputAssociation", beside: str = ""
) -> str:
    """A task whose input ``in`` (item i1) gets what the association says."""
    io = '<ioSpecification><dataInput id="in" itemSubjectRef="i1"/><dataOutput id="out" itemSubjectRef="i1"/><inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet><dataOutputRefs>out</dataOutputRefs></outputSet></ioSpecification>'
    sources = "".join(f"<sourceRef>{one}</sourceRef>" for one in source.split())
    association = f"<{kind}>{sources}<targetRef>{target}</targetRef>{extra}</{kind}>"
    objects = '<dataObject id="d1" itemSubjectRef="i1"/><dataObject id="d2" itemSubjectRef="i2"/><dataObject id="d0"/><dataObjectReference id="p2" dataObjectRef="d2"/>'
    return ITEMS + around(f'<task id="x">{io}{association}</task>', beside=objects + beside)


def throwing(pieces: str, definitions: str, kind: str = "intermediateThrowEvent") -> str:
    return ITEMS + CARRIED + around(f'<{kind} id="x">{pieces}{definitions}</{kind}>')


def given(item: str, identity: str = "in") -> str:
    return f'<dataInput id="{identity}" itemSubjectRef="{item}"/>'


def owning(inner: str) -> str:
    return ITEMS + process(f"<ioSpecification>{inner}</ioSpecification>")


SET_IN = "<inputSet><dataInputRefs>in</dataInputRefs></inputSet>"
BAD = [
    *[("collection-differs", "x", owning(f'<{kind} id="x" itemSubjectRef="many"/>{SETS}').replace('id="P"', "").replace("<process ", '<process id="x" ').replace(f'<{kind} id="x"', f'<{kind} id="y"')) for kind in ("dataInput", "dataOutput")],
    ("collection-differs", "d", ITEMS + process('<dataObject id="d" itemSubjectRef="many"/>')),
    ("collection-differs", "d", ITEMS + process('<dataObject id="d" isCollection="true" itemSubjectRef="i1"/>')),
    ("data-reference-name", "r", process('<dataObject id="d" name="Bill"/><dataObjectReference id="r" name="Bill [2]" dataObjectRef="d"><dataState name="1"/></dataObjectReference>')),
    ("data-reference-name", "r", process('<dataObject id="d" name="Bill"/><dataObjectReference id="r" name="Letter [1]" dataObjectRef="d"><dataState name="1"/></dataObjectReference>')),
    ("property-misplaced", "x", '<property id="x"/>' + process(TASK)),
    *[("subprocess-data", "x", around(f'<{kind} id="x"><ioSpecification>{SETS}</ioSpecification><task id="a"/></{kind}>')) for kind in ("subProcess", "transaction", "adHocSubProcess")],
    ("input-misused", "x", ITEMS + process('<ioSpecification><dataInput id="pin"/><inputSet><dataInputRefs>pin</dataInputRefs></inputSet><outputSet/></ioSpecification><task id="x"><dataOutputAssociation><sourceRef>d</sourceRef><targetRef>pin</targetRef></dataOutputAssociation></task><dataObject id="d"/>')),
    ("output-misused", "x", ITEMS + process('<ioSpecification><dataOutput id="pout"/><inputSet/><outputSet><dataOutputRefs>pout</dataOutputRefs></outputSet></ioSpecification><task id="x"><dataInputAssociation><sourceRef>pout</sourceRef><targetRef>d</targetRef></dataInputAssociation></task><dataObject id="d"/>')),
    ("input-without-set", "P", owning(f'<dataInput id="in"/>{SETS}')),
    ("output-without-set", "P", owning(f'<dataOutput id="out"/>{SETS}')),
    ("input-optional", "P", owning('<dataInput id="in"/><dataInput id="in2"/><inputSet><dataInputRefs>in</dataInputRefs><optionalInputRefs>in2</optionalInputRefs></inputSet><outputSet/>')),
    ("input-while-executing", "P", owning('<dataInput id="in"/><dataInput id="in2"/><inputSet><dataInputRefs>in</dataInputRefs><whileExecutingInputRefs>in2</whileExecutingInputRefs></inputSet><outputSet/>')),
    ("output-optional", "P", owning('<dataOutput id="o1"/><dataOutput id="o2"/><inputSet/><outputSet><dataOutputRefs>o1</dataOutputRefs><optionalOutputRefs>o2</optionalOutputRefs></outputSet>')),
    ("output-while-executing", "P", owning('<dataOutput id="o1"/><dataOutput id="o2"/><inputSet/><outputSet><dataOutputRefs>o1</dataOutputRefs><whileExecutingOutputRefs>o2</whileExecutingOutputRefs></outputSet>')),
    ("sets-not-mutual", "P", owning('<inputSet id="a"><outputSetRefs>b</outputSetRefs></inputSet><outputSet id="b"/>')),
    ("sets-not-mutual", "P", owning('<inputSet id="a"/><outputSet id="b"><inputSetRefs>a</inputSetRefs></outputSet>')),
    ("association-items", "x", joined("d2")),
    ("association-items", "x", joined("p2")),
    ("association-items", "x", joined("out", "d2", kind="dataOutputAssociation")),
    ("association-items", "x", ITEMS + process('<dataObject id="a" itemSubjectRef="n1"/><dataObject id="b" itemSubjectRef="n2"/><task id="x"><dataInputAssociation><sourceRef>a</sourceRef><targetRef>b</targetRef></dataInputAssociation></task>')),
    ("data-association-sources", "x", joined("d1 d0")),
    ("data-association-sources", "x", joined("")),
    *[("event-data-count", "x", throwing(given("i1") + SET_IN, f'{MESSAGE}<signalEventDefinition signalRef="g"/>', kind)) for kind in ("intermediateThrowEvent", "endEvent")],
    *[("event-data-count", "x", throwing('<dataOutput id="out" itemSubjectRef="i1"/><outputSet><dataOutputRefs>out</dataOutputRefs></outputSet>', f'{MESSAGE}<signalEventDefinition signalRef="g"/>', kind)) for kind in ("startEvent", "intermediateCatchEvent", "boundaryEvent")],
    ("event-data-item", "x", throwing(given("i2") + SET_IN, MESSAGE)),
    ("event-data-item", "x", throwing(given("i1") + SET_IN, '<signalEventDefinition signalRef="g"/>')),
    ("event-data-item", "x", throwing(given("i1") + SET_IN, '<escalationEventDefinition escalationRef="c"/>')),
    ("event-data-item", "x", throwing(given("i1") + SET_IN, '<errorEventDefinition errorRef="r"/>', "endEvent")),
]  # fmt: skip
GOOD = [
    ITEMS + process('<dataObject id="d" isCollection="true" itemSubjectRef="many"/>'),
    process('<dataObject id="d" name="Bill"/><dataObjectReference id="r" name="Bill [paid]" dataObjectRef="d"><dataState name="paid"/></dataObjectReference>'),
    process('<dataObject id="d"/><dataObjectReference id="r" name="Bill" dataObjectRef="d"/>'),
    process('<property id="p"/>', TASK),
    owning('<dataInput id="in"/><inputSet id="a"><dataInputRefs>in</dataInputRefs><optionalInputRefs>in</optionalInputRefs><outputSetRefs>b</outputSetRefs></inputSet><outputSet id="b"><inputSetRefs>a</inputSetRefs></outputSet>'),
    joined("d1"),
    joined("d0"),
    joined("d2", extra="<transformation>a</transformation>"),
    joined("d1 d0", extra='<assignment><from xsi:type="tFormalExpression">1</from><to xsi:type="tFormalExpression">in</to></assignment>'),
    joined("", extra='<assignment><from xsi:type="tFormalExpression">1</from><to xsi:type="tFormalExpression">in</to></assignment>'),
    throwing(given("i1") + given("i2", "in2") + "<inputSet><dataInputRefs>in</dataInputRefs><dataInputRefs>in2</dataInputRefs></inputSet>", f'{MESSAGE}<signalEventDefinition signalRef="g"/>'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


@pytest.mark.parametrize("content", GOOD)
def test_what_breaks_none(content: str) -> None:
    assert broken(file(content)) == set()


def test_the_tables_are_about_whole_processes() -> None:
    assert broken(file(process(START, END, line("s", "e")))) == set()
