"""Files as real modelers write them, with their extensions and habits, break no rule."""

import pytest

from tests.unit.engine.standard.drawing import MODEL, broken

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

CAMUNDA_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" {XSI}
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="D"
  targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" modeler:executionPlatform="Camunda Cloud">
  <bpmn:collaboration id="C">
    <bpmn:participant id="Pool" name="Desk" processRef="P"><bpmn:participantMultiplicity /></bpmn:participant>
    <bpmn:participant id="Outside" name="Supplier" />
    <bpmn:messageFlow id="M1" sourceRef="Outside" targetRef="Wait" />
    <bpmn:textAnnotation id="Note"><bpmn:text>At night only</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="A1" associationDirection="None" sourceRef="Task" targetRef="Note" />
    <bpmn:group id="G" categoryValueRef="CV" />
  </bpmn:collaboration>
  <bpmn:category id="Cat"><bpmn:categoryValue id="CV" value="Night" /></bpmn:category>
  <bpmn:process id="P" isExecutable="true">
    <bpmn:laneSet id="LS"><bpmn:lane id="L" name="N1">
      <bpmn:flowNodeRef>Start</bpmn:flowNodeRef><bpmn:flowNodeRef>Task</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Start"><bpmn:outgoing>F1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="F1" sourceRef="Start" targetRef="Task" />
    <bpmn:userTask id="Task" name="Look">
      <bpmn:extensionElements><zeebe:userTask /><zeebe:ioMapping><zeebe:input source="=a" target="b" />
      </zeebe:ioMapping></bpmn:extensionElements>
      <bpmn:incoming>F1</bpmn:incoming><bpmn:outgoing>F2</bpmn:outgoing>
      <bpmn:property id="Placeholder" name="__targetRef_placeholder" />
      <bpmn:dataInputAssociation id="In"><bpmn:sourceRef>Bill</bpmn:sourceRef>
        <bpmn:targetRef>Placeholder</bpmn:targetRef></bpmn:dataInputAssociation>
      <bpmn:dataOutputAssociation id="Out"><bpmn:targetRef>Bill</bpmn:targetRef></bpmn:dataOutputAssociation>
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
        <zeebe:loopCharacteristics inputCollection="=all" /></bpmn:extensionElements>
      </bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:dataObjectReference id="Bill" name="Bill" dataObjectRef="BillObject" /><bpmn:dataObject id="BillObject" />
    <bpmn:dataStoreReference id="Archive" name="Archive" />
    <bpmn:sequenceFlow id="F2" sourceRef="Task" targetRef="Wait" />
    <bpmn:intermediateCatchEvent id="Wait"><bpmn:incoming>F2</bpmn:incoming><bpmn:outgoing>F3</bpmn:outgoing>
      <bpmn:messageEventDefinition id="MD" messageRef="Msg" /></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="F3" sourceRef="Wait" targetRef="End" />
    <bpmn:endEvent id="End"><bpmn:incoming>F3</bpmn:incoming></bpmn:endEvent>
    <bpmn:boundaryEvent id="Late" cancelActivity="false" attachedToRef="Task"><bpmn:outgoing>F4</bpmn:outgoing>
      <bpmn:timerEventDefinition id="TD"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT4H</bpmn:timeDuration>
      </bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="F4" sourceRef="Late" targetRef="Jump" />
    <bpmn:intermediateThrowEvent id="Jump" name="A"><bpmn:incoming>F4</bpmn:incoming>
      <bpmn:linkEventDefinition id="LD1" name="A" /></bpmn:intermediateThrowEvent>
    <bpmn:intermediateCatchEvent id="Land" name="A"><bpmn:outgoing>F5</bpmn:outgoing>
      <bpmn:linkEventDefinition id="LD2" name="A" /></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="F5" sourceRef="Land" targetRef="End2" />
    <bpmn:endEvent id="End2"><bpmn:incoming>F5</bpmn:incoming><bpmn:terminateEventDefinition id="T" /></bpmn:endEvent>
  </bpmn:process>
  <bpmn:message id="Msg" name="answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" />
  </bpmn:extensionElements></bpmn:message>
  <bpmndi:BPMNDiagram id="DI"><bpmndi:BPMNPlane id="Plane" bpmnElement="C" /></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

SIGNAVIO = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" xmlns:signavio="http://www.signavio.com" {XSI} exporter="Signavio Process Editor"
  expressionLanguage="http://www.w3.org/TR/XPath" id="sid-d" targetNamespace="http://www.signavio.com">
  <process id="sid-p" isClosed="false" isExecutable="false" processType="None">
    <extensionElements><signavio:signavioDiagramMetaData metaKey="revision" metaValue="1"/></extensionElements>
    <startEvent id="sid-1" name=""><extensionElements/><outgoing>sid-f1</outgoing></startEvent>
    <task completionQuantity="1" id="sid-2" isForCompensation="false" name="Check" startQuantity="1">
      <incoming>sid-f1</incoming><outgoing>sid-f2</outgoing>
      <dataInputAssociation id="sid-a"><sourceRef>sid-o</sourceRef><targetRef>sid-2</targetRef></dataInputAssociation>
    </task>
    <dataObject id="sid-o" name="Bill"/>
    <exclusiveGateway gatewayDirection="Diverging" id="sid-3" name="OK?">
      <incoming>sid-f2</incoming><outgoing>sid-f3</outgoing><outgoing>sid-f4</outgoing></exclusiveGateway>
    <endEvent id="sid-4" name=""><incoming>sid-f3</incoming></endEvent>
    <endEvent id="sid-5" name=""><incoming>sid-f4</incoming></endEvent>
    <sequenceFlow id="sid-f1" name="" sourceRef="sid-1" targetRef="sid-2"/>
    <sequenceFlow id="sid-f2" name="" sourceRef="sid-2" targetRef="sid-3"/>
    <sequenceFlow id="sid-f3" name="yes" sourceRef="sid-3" targetRef="sid-4"/>
    <sequenceFlow id="sid-f4" name="no" sourceRef="sid-3" targetRef="sid-5"/>
  </process>
</definitions>"""

WITHOUT_LISTS = f"""<definitions xmlns="{MODEL}" xmlns:flowable="http://flowable.org/bpmn" {XSI}
  typeLanguage="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.flowable.org/processdef">
  <process id="P" name="P" isExecutable="true">
    <startEvent id="s" flowable:initiator="initiator"/>
    <userTask id="t" name="Approve" flowable:assignee="${{initiator}}"/>
    <exclusiveGateway id="x" default="f4"/>
    <endEvent id="e"/><endEvent id="n"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="x"/>
    <sequenceFlow id="f3" sourceRef="x" targetRef="e">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[${{approved}}]]></conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="x" targetRef="n"/>
  </process>
</definitions>"""


@pytest.mark.parametrize("content", [CAMUNDA_8, SIGNAVIO, WITHOUT_LISTS], ids=["camunda 8", "signavio", "flowable"])
def test_what_a_modeler_writes_breaks_no_rule(content: str) -> None:
    assert broken(content.encode()) == set()
