"""Processes, subprocesses, tasks, calls, loops, resources and expressions."""

# ruff: noqa: E501 - one line for each example

import pytest

from tests.unit.engine.standard.drawing import END, FORMAL, START, TASK, around, broken, file, flow, line, process

ITEMS = '<itemDefinition id="i1" structureRef="xs:string"/><itemDefinition id="i2" structureRef="xs:int"/><itemDefinition id="i3" structureRef="xs:string"/>'
MESSAGES = '<message id="m1" itemRef="i1"/><message id="m2" itemRef="i2"/>'
SERVICE = '<interface id="if" name="i"><operation id="op" name="o"><inMessageRef>m1</inMessageRef><outMessageRef>m2</outMessageRef></operation></interface>'
PART = '<participant id="A"/>'


def data(inputs: str = "", outputs: str = "", input_sets: int = 1, output_sets: int = 1, name: str = "") -> str:
    """An ``ioSpecification``; *inputs* and *outputs* are items, separated by spaces."""
    given = [(f"{name}in{number}", item) for number, item in enumerate(inputs.split())]
    made = [(f"{name}out{number}", item) for number, item in enumerate(outputs.split())]
    pieces = [f'<dataInput id="{identity}" itemSubjectRef="{item}"/>' for identity, item in given]
    pieces += [f'<dataOutput id="{identity}" itemSubjectRef="{item}"/>' for identity, item in made]
    reads = "".join(f"<dataInputRefs>{identity}</dataInputRefs>" for identity, _ in given)
    writes = "".join(f"<dataOutputRefs>{identity}</dataOutputRefs>" for identity, _ in made)
    sets = f"<inputSet>{reads}</inputSet>" * input_sets + f"<outputSet>{writes}</outputSet>" * output_sets
    return f"<ioSpecification>{''.join(pieces)}{sets}</ioSpecification>"


def task(kind: str, attributes: str = "", inner: str = "") -> str:
    return ITEMS + MESSAGES + SERVICE + around(f'<{kind} id="x" {attributes}>{inner}</{kind}>')


def call(ours: str, theirs: str) -> str:
    called = f'<globalTask id="G">{theirs}</globalTask>'
    return ITEMS + called + around(f'<callActivity id="x" calledElement="G">{ours}</callActivity>')


def offered(inner: str) -> str:
    return (
        ITEMS
        + MESSAGES
        + SERVICE
        + f'<globalTask id="G"><supportedInterfaceRef>if</supportedInterfaceRef>{inner}</globalTask>'
        + process(TASK)
    )


def many(inner: str, before: str = "", attributes: str = "") -> str:
    loop = f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"
    return ITEMS + around(f'<task id="x">{before}{loop}</task>')


COUNT = f"<loopCardinality {FORMAL}>3</loopCardinality>"
ADHOC = '<adHocSubProcess id="x">{}</adHocSubProcess>'
EVENT_SUB = '<subProcess id="x" triggeredByEvent="true">{}</subProcess>'
SIGNALLED = '<startEvent id="{0}"><signalEventDefinition/></startEvent><endEvent id="{0}e"/>'
RESOURCE = '<resource id="r" name="r"><resourceParameter id="rp"/></resource>'
BINDING = (
    '<resourceParameterBinding parameterRef="rp"><formalExpression>a</formalExpression></resourceParameterBinding>'
)
FOUND = "<resourceAssignmentExpression><formalExpression>a</formalExpression></resourceAssignmentExpression>"
BAD = [
    ("expression-informal", "t_e", process(START, TASK, '<task id="u"/>', END, line("s", "t", "u", "e"), flow("t", "e", "<conditionExpression>in the evening</conditionExpression>"))),
    ("expression-informal", "x", around(ADHOC.format("<task id='a'/><completionCondition>when done</completionCondition>"))),
    ("expression-informal", "x", many("<loopCardinality>some</loopCardinality>")),
    ("expression-informal", "x", around('<task id="x"><standardLoopCharacteristics><loopCondition>often</loopCondition></standardLoopCharacteristics></task>')),
    ("expression-informal", "x", around('<intermediateCatchEvent id="x"><timerEventDefinition><timeDuration>PT1M</timeDuration></timerEventDefinition></intermediateCatchEvent>')),
    ("expression-informal", "x", process(START, '<complexGateway id="x"><activationCondition>two of three</activationCondition></complexGateway>', END, line("s", "x", "e"))),
    ("expression-empty", "x", around(f'<intermediateCatchEvent id="x"><timerEventDefinition><timeDate {FORMAL}/></timerEventDefinition></intermediateCatchEvent>')),
    ("expression-empty", "x", around('<task id="x"><dataInputAssociation><targetRef>x</targetRef><transformation/></dataInputAssociation></task>')),
    ("condition-not-boolean", "x", many(f"{COUNT}<completionCondition {FORMAL}>23</completionCondition>")),
    ("condition-not-boolean", "s_e", process(START, END, flow("s", "e", f'<conditionExpression {FORMAL}>"yes"</conditionExpression>'))),
    ("process-public", "P", process(START, END, line("s", "e"), processType="Public")),
    *[("process-choreography", "x", process(f'<{kind} id="x"/>')) for kind in ("choreographyTask", "subChoreography", "callChoreography")],
    *[("subprocess-choreography", "c", around(f'<{kind} id="x"><choreographyTask id="c"/></{kind}>')) for kind in ("subProcess", "transaction", "adHocSubProcess")],
    *[("start-quantity", "x", around(f'<{kind} id="x" startQuantity="0"/>')) for kind in ("task", "callActivity")],
    ("start-quantity", "x", around('<task id="x" startQuantity="-1"/>')),
    ("completion-quantity", "x", around('<userTask id="x" completionQuantity="0"/>')),
    ("resource-twice", "x", RESOURCE + around(f'<task id="x"><performer><resourceRef>r</resourceRef>{FOUND}</performer></task>')),
    *[("resource-parameters", "x", RESOURCE + around(f'<task id="x"><{role}>{BINDING}{FOUND}</{role}></task>')) for role in ("performer", "potentialOwner", "resourceRole")],
    ("service-input-sets", "x", task("serviceTask", 'operationRef="op"')),
    ("service-input-sets", "x", task("serviceTask", 'operationRef="op"', data("i1", "i2", input_sets=2))),
    ("service-output-sets", "x", task("serviceTask", 'operationRef="op"', data("i1", "i2", output_sets=2))),
    ("service-input-item", "x", task("serviceTask", 'operationRef="op"', data("i2", "i2"))),
    ("service-output-item", "x", task("serviceTask", 'operationRef="op"', data("i1", "i1"))),
    ("send-input-sets", "x", task("sendTask", 'messageRef="m1"', data("i1", input_sets=2))),
    ("send-inputs", "x", task("sendTask", 'messageRef="m1"', data("i1 i1"))),
    ("send-item", "x", task("sendTask", 'messageRef="m1"', data("i2"))),
    ("send-item", "x", task("sendTask", "", data("i1"))),
    ("receive-incoming", "x", around('<receiveTask id="x" instantiate="true"/>')),
    ("receive-output-sets", "x", task("receiveTask", 'messageRef="m1"', data("", "i1", output_sets=2))),
    ("receive-outputs", "x", task("receiveTask", 'messageRef="m1"', data("", "i1 i1"))),
    ("receive-item", "x", task("receiveTask", 'messageRef="m1"', data("", "i2"))),
    ("script-without-format", "x", around('<scriptTask id="x"><script>a = 1</script></scriptTask>')),
    *[("two-loop-markers", "x", around(f'<{kind} id="x"><standardLoopCharacteristics/><multiInstanceLoopCharacteristics>{COUNT}</multiInstanceLoopCharacteristics></{kind}>')) for kind in ("task", "subProcess", "callActivity")],
    ("event-subprocess-flow", "x", process(START, EVENT_SUB.format(SIGNALLED.format("a") + line("a", "ae")), END, line("s", "x"), line("s", "e"))),
    ("event-subprocess-flow", "x", process(START, EVENT_SUB.format(SIGNALLED.format("a") + line("a", "ae")), END, line("s", "e"), line("x", "e"))),
    ("event-subprocess-starts", "x", process(EVENT_SUB.format("<task id='a'/>"))),
    ("event-subprocess-starts", "x", process(EVENT_SUB.format(SIGNALLED.format("a") + SIGNALLED.format("b") + line("a", "ae") + line("b", "be")))),
    ("adhoc-empty", "x", around(ADHOC.format('<intermediateThrowEvent id="a"/>'))),
    *[("adhoc-content", "a", around(ADHOC.format(f'<task id="b"/><{kind} id="a"/>'))) for kind in ("startEvent", "endEvent")],
    ("call-data", "x", call(data("i1"), "")),
    ("call-data", "x", call(data("i1", "i2 i2"), data("i1", "i2", name="g"))),
    ("call-data", "x", call(data("i1", "i2"), data("i1", "i1", name="g"))),
    ("call-data", "x", call(data("i1", "i2"), data("i1", "i2", output_sets=2, name="g"))),
    ("service-unbound", "G", offered(data("i1", "i2"))),
    ("service-binding-item", "G", offered(data("i1", "i1") + '<ioBinding operationRef="op" inputDataRef="in0" outputDataRef="out0"/>')),
    ("instances-unknown", "x", many("")),
    ("instances-input", "x", many("<loopDataInputRef>d</loopDataInputRef>").replace("</process>", '<dataObject id="d"/></process>')),
    ("instances-input-item", "x", many('<loopDataInputRef>in0</loopDataInputRef><inputDataItem id="one" itemSubjectRef="i2"/>', data("i1"))),
    ("instances-output-item", "x", many(f'{COUNT}<loopDataOutputRef>out0</loopDataOutputRef><outputDataItem id="one" itemSubjectRef="i2"/>', data("", "i1"))),
    ("instances-event", "x", many(COUNT, attributes='behavior="One"')),
    ("instances-event", "x", many(COUNT, attributes='behavior="Complex"')),
]  # fmt: skip
GOOD = [
    task("serviceTask", 'operationRef="op"', data("i1", "i2")),
    task("serviceTask", 'operationRef="op"', data("i3", "i2")),
    task("sendTask", 'messageRef="m1"', data("i1")),
    task("receiveTask", 'messageRef="m2"', data("", "i2")),
    around('<scriptTask id="x" scriptFormat="text/feel"><script>1</script></scriptTask>'),
    process('<receiveTask id="x" instantiate="true"/>'),
    call(data("i1", "i2"), data("i3", "i2", name="g")),
    call("", ""),
    offered(data("i1", "i2") + '<ioBinding operationRef="op" inputDataRef="in0" outputDataRef="out0"/>'),
    many(COUNT),
    many('<loopDataInputRef>in0</loopDataInputRef><inputDataItem id="one" itemSubjectRef="i3"/>', data("i1")),
    around(ADHOC.format('<task id="a"/>')),
    process(START, EVENT_SUB.format(SIGNALLED.format("a") + line("a", "ae")), END, line("s", "e")),
    RESOURCE + around(f'<task id="x"><performer><resourceRef>r</resourceRef>{BINDING}</performer></task>'),
    process(START, END, line("s", "e"), processType="Public", isExecutable="false"),
    process(START, TASK, '<task id="u"/>', END, line("s", "t", "u", "e"), flow("t", "e", "<conditionExpression>=late</conditionExpression>")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "element", "content"), BAD)
def test_what_breaks_a_rule(rule: str, element: str, content: str) -> None:
    assert (rule, element) in broken(file(content))


@pytest.mark.parametrize("content", GOOD)
def test_what_breaks_none(content: str) -> None:
    assert broken(file(content)) == set()


def test_a_drawing_is_told_at_once_what_it_would_need_to_run() -> None:
    said = flow("t", "e", "<conditionExpression>late</conditionExpression>")
    drawn = process(START, TASK, '<task id="u"/>', END, line("s", "t", "u", "e"), said, isExecutable="false")
    assert broken(file(drawn)) == {("expression-informal", "t_e")}
    assert broken(file(drawn, process(identity="Q"))) == set()


def test_what_is_drawn_beside_a_process_that_runs_is_not_judged() -> None:
    drawn = process('<startEvent id="s2"/>', identity="Q", isExecutable="false")
    assert broken(file(drawn)) == {("start-outgoing", "s2"), ("start-without-end", "s2")}
    assert broken(file(drawn + process(START, END, line("s", "e")))) == set()


def test_the_dialect_of_camunda_8_has_its_own_ways() -> None:
    zeebe = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    extension = "<extensionElements><zeebe:loopCharacteristics inputCollection='=a'/></extensionElements>"
    loop = f"<multiInstanceLoopCharacteristics>{extension}</multiInstanceLoopCharacteristics>"
    clock = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    inner = f'<task id="t">{loop}</task><intermediateCatchEvent id="x">{clock}</intermediateCatchEvent>'
    content = file(process(START, inner, END, line("s", "t", "x", "e"))).replace(
        b"xmlns:own", zeebe.encode() + b"xmlns:own"
    )
    assert broken(content) == set()
