"""Data objects, properties, stores, inputs and outputs, and what is copied between them (BPMN 2.0.2 §10.4)."""

import pytest

from app.engine import compile_bundle, variables_of
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    escape,
    event,
    io,
    job,
    loop,
    message,
    node,
    process,
    rounds,
    script,
    start,
    subprocess,
    user,
    z,
)
from tests.unit.engine.play import Play, play, refused


def item(kind: str, identity: str, name: str = "", **attributes: str) -> str:
    named = {"name": name, **attributes} if name else attributes
    written = "".join(f' {key}="{value}"' for key, value in named.items())
    return f'<bpmn:{kind} id="{identity}"{written}/>'


def specification(*parts: str) -> str:
    return f"<bpmn:ioSpecification>{''.join(parts)}<bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>"


def association(direction: str, source: str, target: str, inner: str = "") -> str:
    refs = "".join(f"<bpmn:sourceRef>{name}</bpmn:sourceRef>" for name in source.split())
    refs += f"<bpmn:targetRef>{target}</bpmn:targetRef>" if target else ""
    return f"<bpmn:data{direction}Association>{refs}{inner}</bpmn:data{direction}Association>"


def transformation(expression: str) -> str:
    return f"<bpmn:transformation>{escape(expression)}</bpmn:transformation>"


def assignment(source: str, target: str) -> str:
    return f"<bpmn:assignment><bpmn:from>{escape(source)}</bpmn:from><bpmn:to>{target}</bpmn:to></bpmn:assignment>"


def test_data_objects_properties_and_stores_are_variables_of_the_case():
    data = (
        item("property", "data")
        + item("dataObject", "DO_1", "request")
        + item("dataObject", "DO_2", "not a name")
        + item("dataObjectReference", "DOR_3", "answer", dataObjectRef="DO_3")
        + item("dataObject", "DO_3")
        + item("dataStoreReference", "DS-1", "the archive")
    )
    case = play(start(), data, user("u"), script("t", '="x" + data', "answer"), end(), flows="s u t e", request=7)
    assert case.variables == {"request": 7, "data": None, "DO_2": None, "answer": None, "DS_1": None}
    case.does("u#1", data="y")
    assert case.variables == {"request": 7, "data": "y", "DO_2": None, "answer": "xy", "DS_1": None}


def test_data_of_a_subprocess_lives_as_long_as_it_runs():
    inside = item("dataObject", "DO_1", "note") + item("property", "kept")
    sub = subprocess("sub", start("s2"), user("u"), end("e2"), flows="s2 u e2", inner=inside)
    case = play(start(), sub, user("v"), end(), flows="s sub v e", note="outer")
    assert case._again().local_variables("sub#1/u#1") == {"note": None, "kept": None}
    case.does("sub#1/u#1", note="inner", kept=1, other=2)
    assert case.variables == {"note": "outer", "other": 2}


def test_each_instance_of_a_subprocess_has_its_own_data():
    each = loop(inputCollection="=[1, 2]", inputElement="n", outputCollection="all", outputElement="=note")
    data = item("dataObject", "DO_1", "note")
    sub = subprocess("sub", start("s2"), script("t", "=n * 10", "note"), end("e2"), flows="s2 t e2", inner=each + data)
    assert play(start(), sub, end(), flows="s sub e").variables == {"all": [10, 20]}


def test_copies_into_a_task_and_out_of_it():
    inner = (
        specification(item("dataInput", "in1", "amount"), item("dataOutput", "out1", "verdict"))
        + association("Input", "DOR_1", "in1")
        + association("Output", "out1", "DOR_2")
    )
    data = (
        item("dataObject", "DO_1", "price")
        + item("dataObjectReference", "DOR_1", dataObjectRef="DO_1")
        + item("dataObject", "DO_2", "decision")
        + item("dataObjectReference", "DOR_2", dataObjectRef="DO_2")
    )
    case = play(start(), data, job("j", inner=inner), end(), flows="s j e", price=5)
    assert case.execution.jobs[0].inputs == {"amount": 5}
    assert case._again().local_variables("j#1") == {"price": 5, "decision": None, "amount": 5, "verdict": None}
    case.does("j#1", verdict="yes", extra=1)
    assert case.variables == {"price": 5, "decision": "yes", "extra": 1}


def test_data_of_the_same_name_inside_and_outside():
    inner = (
        specification(item("dataInput", "in1", "x"), item("dataOutput", "out1", "x"))
        + association("Input", "DO_1", "in1")
        + association("Output", "out1", "DO_1")
    )
    case = play(
        start(), item("dataObject", "DO_1", "x"), script("t", "=x + 1", "x", inner=inner), end(), flows="s t e", x=1
    )
    assert case.variables == {"x": 2}


def test_an_output_that_was_not_produced_is_not_copied():
    inner = specification(item("dataOutput", "out1", "verdict")) + association("Output", "out1", "DO_1")
    case = play(start(), item("dataObject", "DO_1", "decision"), user("u", inner), end(), flows="s u e", decision="old")
    case.does("u#1")
    assert case.variables == {"decision": "old"}


def test_transformations_and_assignments_are_feel():
    inputs = association("Input", "DO_1 DO_2", "in1", transformation("=DO_1 + weight * 10"))
    outputs = association("Output", "out1", "DO_2", assignment("=out1 + 1", "DO_2") + assignment("total", "sum.inner"))
    inner = specification(item("dataInput", "in1", "total"), item("dataOutput", "out1", "made")) + inputs + outputs
    data = item("dataObject", "DO_1", "length") + item("dataObject", "DO_2", "weight") + item("dataObject", "sum")
    case = play(start(), data, script("t", "=total * 2", "made", inner), end(), flows="s t e", length=1, weight=2)
    assert case.variables == {"length": 1, "weight": 43, "sum": {"inner": 21}}


def test_mappings_of_the_zeebe_extension_see_the_data_inputs():
    inner = specification(item("dataInput", "in1", "amount")) + association("Input", "DO_1", "in1")
    task = job("j", inner=inner, extension=io({"twice": "=amount * 2"}, {"got": "=amount + answer"}))
    case = play(start(), item("dataObject", "DO_1", "price"), task, end(), flows="s j e", price=5)
    assert case.execution.jobs[0].inputs == {"amount": 5, "twice": 10}
    case.does("j#1", answer=3)
    assert case.variables == {"price": 5, "got": 8}


def test_what_the_editor_of_bpmn_io_draws_reads_and_writes_the_object_itself():
    inner = (
        item("property", "Property_1", "__targetRef_placeholder")
        + association("Input", "DOR_1", "Property_1")
        + association("Output", "", "DOR_1")
    )
    data = item("dataObject", "DO_1") + item("dataObjectReference", "DOR_1", "request", dataObjectRef="DO_1")
    case = play(start(), data, user("u", inner), end(), flows="s u e", request="a")
    assert case._again().local_variables("u#1") == {"request": "a"}
    case.does("u#1", request="b")
    assert case.variables == {"request": "b"}


def test_an_association_with_the_activity_itself_reads_and_writes_the_object_itself():
    inner = association("Input", "DO_1", "u") + association("Output", "u", "DO_1")
    case = play(start(), item("dataObject", "DO_1", "request"), user("u", inner), end(), flows="s u e", request="a")
    assert case._again().local_variables("u#1") == {"request": "a"}
    case.does("u#1", request="b")
    assert case.variables == {"request": "b"}


def test_properties_of_a_task_are_its_own():
    case = play(start(), user("u", item("property", "draft")), end(), flows="s u e", draft="outer")
    assert case._again().local_variables("u#1") == {"draft": None}
    case.does("u#1", draft="inner")
    assert case.variables == {"draft": "outer"}


def test_a_loop_copies_once_for_all_its_rounds():
    inner = (
        specification(item("dataInput", "in1", "begun"), item("dataOutput", "out1", "made"))
        + association("Input", "DO_1", "in1")
        + association("Output", "out1", "DO_1")
    )
    data = item("dataObject", "DO_1", "n")
    task = script("t", "=if made = null then begun + 1 else made + 1", "made", inner + rounds("=made < 5"))
    assert play(start(), data, task, end(), flows="s t e", n=2).variables == {"n": 5}


def test_multi_instance_over_a_data_input():
    inner = (
        specification(item("dataInput", "in1", "list"), item("dataOutput", "out1", "results"))
        + association("Input", "DO_1", "in1")
        + association("Output", "out1", "DO_2")
        + "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>in1</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>out1</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="one"/><bpmn:outputDataItem id="made"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    data = item("dataObject", "DO_1", "people") + item("dataObject", "DO_2", "answers")
    case = play(start(), data, script("t", "=one * 10", "made", inner), end(), flows="s t e", people=[1, 2])
    assert case.variables == {"people": [1, 2], "answers": [10, 20]}


def test_messages_are_filled_from_data_and_unpacked_into_data():
    sent = item("dataInput", "di", "order") + association("Input", "DO_1", "di") + event("message", "m")
    taken = item("dataOutput", "do", "incoming") + association("Output", "do", "DO_2") + event("message", "m")
    data = item("dataObject", "DO_1", "request") + item("dataObject", "DO_2", "copy")
    case = play(
        start(),
        node("parallelGateway", "f"),
        data,
        node("intermediateCatchEvent", "c", taken),
        user("u"),
        end("e1"),
        end("e", sent),
        flows="s f c e1;f u e",
        definitions=message("m", "ordered"),
        request={"n": 1},
    )
    case.does("u#1")
    assert (case.state, case.variables) == ("completed", {"request": {"n": 1}, "copy": {"n": 1}})


def test_several_outputs_of_an_event_take_the_variables_of_their_names():
    outputs = item("dataOutput", "o1", "a") + item("dataOutput", "o2", "b")
    copies = association("Output", "o1", "DO_1") + association("Output", "o2", "DO_2")
    data = item("dataObject", "DO_1", "first") + item("dataObject", "DO_2", "second")
    begin = start("s", outputs + copies + event("message", "m"))
    bundle = compile_bundle(
        {"p.bpmn": diagram(message("m", "go"), process("P", data, begin, user("u"), end(), flows="s u e"))}
    )
    assert Play(bundle, at="go", a=1, b=2).variables == {"first": 1, "second": 2, "a": 1, "b": 2}
    boundary_of = boundary("x", "u", outputs + copies + event("message", "m"))
    case = play(
        data, start(), user("u"), boundary_of, user("v"), end(), flows="s u e;x v e", definitions=message("m", "go")
    )
    case.gets("go", a=1, b=2, c=3)
    assert case.variables == {"first": 1, "second": 2, "c": 3}


def test_a_thrown_message_does_not_carry_properties_and_outputs():
    inner = item("property", "secret") + item("dataInput", "di", "order") + association("Input", "DO_1", "di")
    sent = end("e", inner + event("message", "m"))
    case = play(item("dataObject", "DO_1", "x"), start(), sent, flows="s e", definitions=message("m", "out"), x=1)
    assert [thrown.values for thrown in case.advance.thrown] == [{"order": 1}]


@pytest.mark.parametrize("settings", [{}, {"propagateAllChildVariables": "false"}])
def test_a_call_hands_its_inputs_to_the_called_process_and_gets_the_outputs(settings):
    called = process(
        "Q",
        specification(item("dataInput", "qi", "asked"), item("dataOutput", "qo", "answer")),
        item("dataObject", "QD", "n"),
        start("qs"),
        script("qt", "=[asked, n]", "answer"),
        script("qv", "=99", "n"),
        end("qe"),
        flows="qs qt qv qe",
    )
    inner = (
        specification(item("dataInput", "ci", "question"), item("dataOutput", "co", "reply"))
        + association("Input", "DO_1", "ci")
        + association("Output", "co", "DO_2")
    )
    call = node("callActivity", "c", inner, z("calledElement", processId="Q", **settings))
    data = item("dataObject", "DO_1", "n") + item("dataObject", "DO_2", "result")
    main = process("P", data, start(), call, end(), flows="s c e")
    case = Play(compile_bundle({"p.bpmn": diagram(main), "q.bpmn": diagram(called)}), n=4)
    assert (case.state, case.variables) == ("completed", {"n": 4, "result": [4, None]})


def test_a_store_is_shared_with_called_processes():
    store = item("dataStoreReference", "DSR_1", dataStoreRef="S")
    inner = specification(item("dataOutput", "o", "made")) + association("Output", "o", "DSR_1")
    read = specification(item("dataInput", "i", "seen")) + association("Input", "DSR_1", "i")
    called = process(
        "Q",
        store,
        start("qs"),
        script("qt", "=7", "made", inner),
        user("qu", read),
        end("qe"),
        flows="qs qt qu qe",
    )
    call = node("callActivity", "c", "", z("calledElement", processId="Q", propagateAllChildVariables="false"))
    main = process("P", start(), call, end(), flows="s c e")
    stores = item("dataStore", "S", "archive")
    case = Play(compile_bundle({"p.bpmn": diagram(main), "q.bpmn": diagram(stores, called)}))
    assert case.variables == {"archive": 7}
    assert case._again().local_variables("c#1/qu#1")["seen"] == 7


@pytest.mark.parametrize(
    ("inner", "finding"),
    [
        (association("Input", "nothing", "in1"), "reference-missing"),
        (association("Input", "DO_1", "nothing"), "reference-missing"),
        (association("Input", "DO_1 in1", "in1"), "association-sources"),
        ("<bpmn:ioSpecification><bpmn:inputSet/><bpmn:inputSet/></bpmn:ioSpecification>", "data-sets"),
        (
            "<bpmn:ioSpecification><bpmn:outputSet><bpmn:whileExecutingOutputRefs>x</bpmn:whileExecutingOutputRefs>"
            "</bpmn:outputSet></bpmn:ioSpecification>",
            "data-sets",
        ),
        (association("Input", "DO_1", "in1", transformation("=1 +")), "expression"),
        (association("Input", "DO_1", "in1", assignment("=1 +", "in1")), "expression"),
        (association("Input", "DO_1", "in1", assignment("", "in1")), "expression-missing"),
        (association("Input", "DO_1", "in1", assignment("=1", "a b")), "variable-name"),
    ],
)
def test_what_is_found_before_it_runs(inner, finding):
    task = user("u", specification(item("dataInput", "in1")) + inner)
    content = diagram(process("P", item("dataObject", "DO_1"), start(), task, end(), flows="s u e"))
    assert refused(content) == [(finding, "u")]


def test_data_names_are_known_variables():
    data = item("dataObject", "DO_1", "request") + item("property", "note") + item("dataStoreReference", "store")
    content = diagram(process("P", data, start(), user("u", item("property", "own")), end(), flows="s u e"))
    assert {"request", "note", "store", "own"} <= set(variables_of({"p.bpmn": content}))
