"""A small definition whose one form asks again by what was answered, and takes a file: at the start, and in a task."""

import json
from pathlib import Path
from textwrap import dedent

from app.definitions.commands import deploy
from app.identity.actor import SYSTEM
from tests.browser.conftest import desk_in

BPMN = dedent(
    """\
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="Definitions_ask" targetNamespace="http://escalade.test">
      <bpmn:process id="ask" name="Demander" isExecutable="true">
        <bpmn:extensionElements><zeebe:properties>
          <zeebe:property name="title:en" value="Ask"/>
          <zeebe:property name="catalogue" value="true"/>
          <zeebe:property name="start-form" value="ask"/>
        </zeebe:properties></bpmn:extensionElements>
        <bpmn:startEvent id="Event_Asked"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
        <bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Asked" targetRef="Task_Look"/>
        <bpmn:userTask id="Task_Look" name="Regarder">
          <bpmn:extensionElements>
            <zeebe:userTask/><zeebe:formDefinition formId="ask"/>
            <zeebe:assignmentDefinition candidateGroups="service-desk"/>
            <zeebe:properties><zeebe:property name="name:en" value="Look"/></zeebe:properties>
          </bpmn:extensionElements>
          <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
        </bpmn:userTask>
        <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_Look" targetRef="Event_Seen"/>
        <bpmn:endEvent id="Event_Seen"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
      </bpmn:process>
    </bpmn:definitions>
    """
).encode()


def deploy_small(folder: Path) -> None:
    """Deploys the definition at the desk whose database is in the folder."""
    files = {"workflows/ask/ask.bpmn": BPMN, "forms/ask.form": json.dumps(form()).encode()}
    with desk_in(folder) as desk:
        deploy(SYSTEM, desk, files=files, reason="test")


def form() -> dict[str, object]:
    """A title, a remark, a choice, a question that the choice opens, and a file."""
    return {
        "schemaVersion": 18,
        "type": "default",
        "id": "ask",
        "components": [
            _field("textfield", "title", "Titre", "Title", validate={"required": True}),
            _field("textfield", "remark", "Remarque", "Remark"),
            _field("radio", "usual", "Habituel ?", "Usual?", values=[{"label": "Oui", "value": "yes"},
                   {"label": "Non", "value": "no"}], english={"option:yes:en": "Yes", "option:no:en": "No"}),
            _field("textfield", "why", "Pourquoi", "Why", conditional={"hide": '=usual != "no"'}),
            _field("filepicker", "proof", "Preuve", "Proof"),
        ],
    }  # fmt: skip


def _field(
    kind: str, key: str, label: str, label_en: str, english: dict[str, str] | None = None, **more: object
) -> dict[str, object]:
    properties = {"label:en": label_en} | (english or {})
    return {"type": kind, "id": f"Field_{key}", "key": key, "label": label, "properties": properties} | more
