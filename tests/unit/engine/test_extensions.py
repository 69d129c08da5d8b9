"""What a diagram says in words that the desk does not read is named, never silently left out."""

import pytest

from app.engine import check_bundle
from tests.unit.engine.diagrams import diagram, end, node, process, start, user, z

CAMUNDA7 = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'


def rules(*parts: str, flows: str = "s u e", head: str = "") -> list[tuple[str, str, str | None]]:
    drawn = diagram(process("P", *parts, flows=flows)).replace(b'id="D"', f'id="D" {head}'.encode())
    return [(str(found.severity), found.rule, found.element) for found in check_bundle({"p.bpmn": drawn})]


def test_everything_that_the_panel_offers_and_the_desk_reads_is_clean():
    extension = z("assignmentDefinition", candidateGroups="it") + z("taskSchedule", dueDate="=now()")
    form = z("priorityDefinition", priority="60") + z("properties", z("property", name="a", value="b"))
    assert rules(start(), user("u", extension=extension + form), end()) == []


@pytest.mark.parametrize(
    ("extension", "severity", "rule"),
    [
        (z("executionListeners", z("executionListener", eventType="start", type="x")), "error", "extension-unread"),
        (z("taskListeners", z("taskListener", eventType="creating", type="x")), "error", "extension-unread"),
        (z("calledDecision", decisionId="d", resultVariable="r"), "error", "extension-misplaced"),
        (z("formDefinition", formId="f", bindingType="versionTag"), "warning", "extension-attribute"),
        ("<camunda:formData/>", "warning", "extension-foreign"),
    ],
)
def test_an_extension_that_is_not_read_is_named_at_its_element(extension, severity, rule):
    assert (severity, rule, "u") in rules(start(), user("u", extension=extension), end(), head=CAMUNDA7)


def test_settings_of_another_engine_are_named():
    task = node("userTask", "u", extension=z("userTask")).replace('id="u"', 'id="u" camunda:assignee="lea"')
    assert ("warning", "extension-foreign", "u") in rules(start(), task, end(), head=CAMUNDA7)


def test_people_and_correlation_of_bpmn_itself_are_named():
    owner = "<bpmn:potentialOwner><bpmn:resourceRef>r</bpmn:resourceRef></bpmn:potentialOwner>"
    assert ("warning", "people-ignored", "u") in rules(start(), user("u", owner), end())
    subscription = '<bpmn:correlationSubscription id="c" correlationKeyRef="k"/>'
    assert ("error", "correlation-ignored", "P") in rules(start(), user("u"), end(), subscription)


def test_the_binding_to_the_version_of_the_case_is_what_the_desk_does():
    called = z("formDefinition", formId="f", bindingType="deployment")
    assert rules(start(), node("userTask", "u", extension=z("userTask") + called), end()) == []
