"""The picture of a diagram that needs no browser."""

import time
from pathlib import Path

import pytest
from lxml import etree

from app.web.diagram import Place, places, render_svg

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "drawn-diagrams"
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
  <process id="P" name="Installation &lt;urgente&gt;">
    <startEvent id="S" name="Demande reçue"/>
    <userTask id="T" name="Approuver l'installation &lt;script&gt;alert(1)&lt;/script&gt;">
      <extensionElements><zeebe:properties>
        <zeebe:property name="name:en" value="Approve"/>
      </zeebe:properties></extensionElements>
    </userTask>
    <boundaryEvent id="B" attachedToRef="T" cancelActivity="false"><timerEventDefinition/></boundaryEvent>
    <exclusiveGateway id="G" default="F2"/>
    <sequenceFlow id="F1" sourceRef="S" targetRef="T"/>
    <sequenceFlow id="F2" sourceRef="T" targetRef="G" name="oui"/>
  </process>
  <di:BPMNDiagram><di:BPMNPlane bpmnElement="P">
    <di:BPMNShape bpmnElement="S"><dc:Bounds x="10" y="40" width="36" height="36"/></di:BPMNShape>
    <di:BPMNShape bpmnElement="T"><dc:Bounds x="100" y="18" width="100" height="80"/></di:BPMNShape>
    <di:BPMNShape bpmnElement="B"><dc:Bounds x="150" y="80" width="36" height="36"/></di:BPMNShape>
    <di:BPMNShape bpmnElement="G"><dc:Bounds x="260" y="33" width="50" height="50"/></di:BPMNShape>
    <di:BPMNShape bpmnElement="Gone"><dc:Bounds x="1" y="1" width="1" height="1"/></di:BPMNShape>
    <di:BPMNEdge bpmnElement="F1"><dd:waypoint x="46" y="58"/><dd:waypoint x="100" y="58"/></di:BPMNEdge>
    <di:BPMNEdge bpmnElement="F2"><dd:waypoint x="200" y="58"/><dd:waypoint x="nan" y="58"/></di:BPMNEdge>
  </di:BPMNPlane></di:BPMNDiagram>
</definitions>""".encode()
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, element: str) -> etree._Element:
    root = etree.fromstring(svg.encode())
    return next(group for group in root.iter(f"{SVG}g") if group.get("data-element") == element)


def test_text_of_a_diagram_is_never_markup() -> None:
    svg = render_svg(DIAGRAM)
    assert "<script>" not in svg
    assert "alert(1)" in "".join(drawn(svg, "T").itertext())
    assert "Installation &lt;urgente&gt;" in svg


def test_an_element_shows_its_strongest_state() -> None:
    svg = render_svg(DIAGRAM, {"here": ["T"], "passed": ["S", "T"], "flows": ["F1"], "failed": ["nowhere"]})
    assert drawn(svg, "T").get("class") == "dg-element dg-here"
    assert drawn(svg, "S").get("class") == "dg-element dg-passed"
    assert drawn(svg, "F1").get("class") == "dg-flow dg-flow-passed"
    assert drawn(svg, "F2").get("class") == "dg-flow"


def test_a_state_is_never_colour_alone() -> None:
    svg = render_svg(DIAGRAM, {"here": ["T"]})
    assert drawn(svg, "T").find(f"{SVG}g[@class='dg-mark']") is not None
    assert drawn(svg, "S").find(f"{SVG}g[@class='dg-mark']") is None


def test_names_are_in_the_language_asked_for() -> None:
    assert "Approve<" not in render_svg(DIAGRAM)
    assert "Approve<" in render_svg(DIAGRAM, language="en")


def test_places_say_the_same_in_words_open_steps_first() -> None:
    tokens = {"passed": ["S"], "here": ["T", "G"]}
    assert places(DIAGRAM, tokens, language="en") == (
        Place("here", "T", "Approve"),
        Place("passed", "S", "Demande reçue"),
    )


def test_a_boundary_event_that_does_not_interrupt_is_dashed() -> None:
    assert drawn(render_svg(DIAGRAM), "B")[0].get("stroke-dasharray") == "5 3"


def test_a_picture_has_no_inline_style_or_script() -> None:
    svg = render_svg(DIAGRAM, {"here": ["T"]})
    assert "style=" not in svg
    assert "<style" not in svg


def test_a_file_without_a_diagram_part_gives_nothing() -> None:
    assert render_svg(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>') == ""


def test_an_entity_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE definitions [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    annotation = b'<textAnnotation id="S"><text>&x;</text></textAnnotation>'
    xml = doctype + DIAGRAM.split(b"?>", 1)[1].replace('<startEvent id="S" name="Demande reçue"/>'.encode(), annotation)
    assert "the secret" not in render_svg(xml)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of drawn diagrams is not beside the project")
def test_each_diagram_that_people_drew_becomes_a_picture() -> None:
    files = sorted(CORPUS.glob("*.bpmn"))
    assert files
    started = time.process_time()
    for path in files:
        svg = render_svg(path.read_bytes())
        assert len(list(etree.fromstring(svg.encode()).iter(f"{SVG}g"))) > 3, path.name
    assert (time.process_time() - started) / len(files) < 0.03
