"""A small definition for the store's tests: approve (with a deadline), then tell the requester, then act."""

import json
from textwrap import dedent

BPMN = dedent(
    """\
    <?xml version="1.0" encoding="UTF-8"?>
    <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        id="Definitions_small" targetNamespace="http://escalade.test">
      <bpmn:message id="Message_Withdraw" name="withdraw"/>
      <bpmn:process id="small" name="Petite escalade" isExecutable="true">
        <bpmn:extensionElements><zeebe:properties>
          <zeebe:property name="title:en" value="Small escalation"/>
          <zeebe:property name="catalogue" value="true"/>
        </zeebe:properties></bpmn:extensionElements>
        <bpmn:startEvent id="Event_Asked"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
        <bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Asked" targetRef="Task_Approve"/>
        <bpmn:userTask id="Task_Approve" name="Décider">
          <bpmn:extensionElements>
            <zeebe:userTask/><zeebe:formDefinition formId="decide"/>
            <zeebe:assignmentDefinition candidateGroups="support-manager"/>
            <zeebe:properties>
              <zeebe:property name="name:en" value="Decide"/>
              <zeebe:property name="separation" value="agreement"/>
            </zeebe:properties>
          </bpmn:extensionElements>
          <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
        </bpmn:userTask>
        <bpmn:boundaryEvent id="Event_Late" name="Sans réponse" attachedToRef="Task_Approve">
          <bpmn:outgoing>Flow_Late</bpmn:outgoing>
          <bpmn:timerEventDefinition id="Timer_Late">
            <bpmn:timeDuration xsi:type="bpmn:tFormalExpression">=duration("PT1H") * pace</bpmn:timeDuration>
          </bpmn:timerEventDefinition>
        </bpmn:boundaryEvent>
        <bpmn:sequenceFlow id="Flow_Late" sourceRef="Event_Late" targetRef="Event_Unanswered"/>
        <bpmn:endEvent id="Event_Unanswered" name="Sans suite"><bpmn:incoming>Flow_Late</bpmn:incoming></bpmn:endEvent>
        <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_Approve" targetRef="Task_Tell"/>
        <bpmn:sendTask id="Task_Tell" name="Prévenir">
          <bpmn:extensionElements><zeebe:taskDefinition type="notify"/><zeebe:ioMapping>
            <zeebe:input source="=requester.id" target="to"/>
            <zeebe:input source="=case.reference" target="subject"/>
            <zeebe:input source="=decision" target="text"/>
          </zeebe:ioMapping></bpmn:extensionElements>
          <bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing>
        </bpmn:sendTask>
        <bpmn:sequenceFlow id="Flow_3" sourceRef="Task_Tell" targetRef="Task_Act"/>
        <bpmn:userTask id="Task_Act" name="Agir">
          <bpmn:extensionElements>
            <zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="support-manager"/>
            <zeebe:properties><zeebe:property name="separation" value="agreement"/></zeebe:properties>
            <zeebe:ioMapping><zeebe:output source="=&quot;done&quot;" target="outcome"/></zeebe:ioMapping>
          </bpmn:extensionElements>
          <bpmn:incoming>Flow_3</bpmn:incoming><bpmn:outgoing>Flow_4</bpmn:outgoing>
        </bpmn:userTask>
        <bpmn:sequenceFlow id="Flow_4" sourceRef="Task_Act" targetRef="Event_Done"/>
        <bpmn:endEvent id="Event_Done" name="Fait"><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
        <bpmn:subProcess id="Sub_Withdraw" name="Retrait" triggeredByEvent="true">
          <bpmn:startEvent id="Event_Withdraw" isInterrupting="true">
            <bpmn:outgoing>Flow_5</bpmn:outgoing>
            <bpmn:messageEventDefinition id="Def_W" messageRef="Message_Withdraw"/>
          </bpmn:startEvent>
          <bpmn:sequenceFlow id="Flow_5" sourceRef="Event_Withdraw" targetRef="Event_Gone"/>
          <bpmn:endEvent id="Event_Gone"><bpmn:incoming>Flow_5</bpmn:incoming></bpmn:endEvent>
        </bpmn:subProcess>
      </bpmn:process>
    </bpmn:definitions>
    """
).encode()

FORM = json.dumps(
    {
        "schemaVersion": 18,
        "type": "default",
        "id": "decide",
        "components": [
            {
                "type": "radio",
                "id": "Field_decision",
                "key": "decision",
                "label": "Votre décision",
                "properties": {"label:en": "Your decision", "option:approved:en": "I approve"},
                "values": [{"label": "J'approuve", "value": "approved"}, {"label": "Je refuse", "value": "refused"}],
                "validate": {"required": True},
            }
        ],
    }
).encode()

FILES = {"workflows/small/small.bpmn": BPMN, "forms/decide.form": FORM}
