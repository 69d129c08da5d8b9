"""What is wrong is said all at once: nothing is found only after something else was repaired."""

import pytest

from app.engine import check_bundle
from tests.unit.engine.diagrams import diagram, end, event, flow, node, process, start, subprocess, user


def found(*processes: str) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.element) for finding in check_bundle({"p.bpmn": diagram(*processes)})]


def test_each_process_that_nobody_marked_as_executable_is_named_and_read():
    drawn = process("P", start(), node("serviceTask", "t"), end(), flows="s t e", executable=False)
    other = process("Q", start("s2"), end("e2"), flows="s2 e2", executable=False)
    assert found(drawn, other) == [("job-type", "t"), ("not-executable", "P"), ("not-executable", "Q")]


def test_the_empty_pool_of_a_partner_is_nothing_to_repair():
    pools = '<bpmn:collaboration id="C"><bpmn:participant id="A" processRef="Q"/><bpmn:participant id="B"/>'
    asked = '<bpmn:messageFlow id="m" sourceRef="t" targetRef="B"/></bpmn:collaboration>'
    drawn = process("P", start(), node("task", "t"), end(), flows="s t e")
    assert found(pools + asked, drawn, process("Q", executable=False)) == []
    assert found(process("Q", executable=False)) == [("no-process", None)]


def test_a_drawing_beside_a_process_that_runs_is_documentation():
    drawn = process("Q", start("s2"), node("serviceTask", "t"), end("e2"), flows="s2 t e2", executable=False)
    assert found(process("P", start(), end(), flows="s e"), drawn) == []


def test_a_called_drawing_is_not_called_missing():
    call = node("callActivity", "c", calledElement="Q")
    drawn = process("Q", start("s2"), end("e2"), flows="s2 e2", executable=False)
    assert found(process("P", start(), call, end(), flows="s c e"), drawn) == [("process-not-executable", "c")]


@pytest.mark.parametrize("identity", ["1a", "a b", "x" * 65, "Start", "x" * 500, "u"])
def test_an_element_with_an_unusable_id_is_read_nevertheless(identity):
    drawn = process("P", start(), user("u"), node("serviceTask", identity), end(), flows="s u e")
    rules = [rule for rule, _ in found(drawn)]
    assert "job-type" in rules
    assert {"id-invalid", "id-reserved", "id-used-twice"} & set(rules)


def test_an_element_without_id_is_placed_by_its_line():
    parts = [start(), "\n" + node("serviceTask", "t").replace('id="t"', ""), end()]
    assert ("id-missing", "serviceTask:2") in found(process("P", *parts, flows="s e"))
    assert ("job-type", "serviceTask:2") in found(process("P", *parts, flows="s e"))


def test_a_refused_element_keeps_its_place_between_the_flows():
    gateway, refused = node("exclusiveGateway", "g"), node("callChoreography", "x")
    drawn = process("P", start(), gateway, refused, user("u"), end(), flows="s g;g x e;g u e")
    assert found(drawn)[:2] == [("condition-missing", "g"), ("condition-missing", "g")]


def test_flows_that_are_not_connected_say_how():
    inner = subprocess("sub", start("s2"), end("e2"), flows="s2 e2")
    outside = flow("f1", "u", "s2")
    drawn = process("P", start(), user("u"), inner, end(), outside, flow("f2", "u", ""), flows="s u sub e")
    other = process("Q", start("s3"), end("e3"), flow("f3", "u", "e3"), flows="s3 e3")
    assert {"f1", "f2", "f3"} <= {element for _, element in found(drawn, other)}


def test_an_event_without_a_message_says_so():
    drawn = process("P", start(), node("intermediateCatchEvent", "m", event("message")), end(), flows="s m e")
    assert found(drawn) == [("message-not-chosen", "m")]


def test_findings_carry_the_name_that_is_drawn():
    drawn = process("P", start(), node("serviceTask", "t").replace('name="t"', 'name="Ship it"'), end(), flows="s t e")
    (finding,) = check_bundle({"p.bpmn": diagram(drawn)})
    assert finding.name == "Ship it"
