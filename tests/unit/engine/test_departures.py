"""Plain SpiffWorkflow still does what the engine departs from. A test that fails here says that a departure may go."""

from pathlib import Path

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from app.engine.departures import DEPARTURES
from tests.unit.engine.diagrams import (
    diagram,
    end,
    error,
    event,
    flow,
    message,
    node,
    process,
    signal,
    start,
    subprocess,
    timer,
)


def plain(*parts: str, flows: str, definitions: str = "") -> BpmnWorkflow:
    """A case of SpiffWorkflow as it comes."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(diagram(definitions, process("P", *parts, flows=flows))))
    workflow = BpmnWorkflow(parser.get_spec("P"), parser.get_subprocess_specs("P"))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> list[str]:
    return [task.task_spec.name for task in workflow.get_tasks(state=TaskState.READY, manual=True)]


def depth() -> None:
    gateways = [node("exclusiveGateway", "m"), node("exclusiveGateway", "g", default="back")]
    parts = [start(), *gateways, node("userTask", "u"), end(), flow("back", "g", "m"), flow("on", "g", "e", "False")]
    workflow = plain(*parts, flows="s m u g")
    for _ in range(400):
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            task.run()
        workflow.do_engine_steps()
    assert ready(workflow) == []


def prediction() -> None:
    def tasks(diamonds: int) -> int:
        names = [f"{kind}{n}" for n in range(diamonds) for kind in ("f", "j")]
        drawn = [node("parallelGateway", name) for name in names]
        branches = [node("userTask", f"{side}{n}") for n in range(diamonds) for side in "ab"]
        lines = [f"f{n} {side}{n} j{n}" for n in range(diamonds) for side in "ab"]
        joined = " ".join(f"{name}" for name in ["s", "f0"])
        between = [f"j{n} f{n + 1}" for n in range(diamonds - 1)] + [f"j{diamonds - 1} e"]
        workflow = plain(start(), *drawn, *branches, end(), flows=";".join([joined, *lines, *between]))
        return len(workflow.get_tasks())

    assert tasks(8) > 8 * tasks(4)


def recursion() -> None:
    names = [f"t{n}" for n in range(600)]
    with pytest.raises(ValidationException, match="RecursionError"):
        plain(start(), *(node("userTask", name) for name in names), end(), flows=" ".join(["s", *names, "e"]))


def listening(interrupting: str = "true") -> BpmnWorkflow:
    inner = subprocess(
        "es",
        start("s2", event("message", "m"), isInterrupting=interrupting),
        node("userTask", "x"),
        end("e2"),
        flows="s2 x e2",
        event=True,
    )
    return plain(start(), node("userTask", "u"), end(), inner, flows="s u e", definitions=message("m", "go"))


def go(workflow: BpmnWorkflow) -> None:
    workflow.catch(BpmnEvent(MessageEventDefinition("go"), {}, []))
    workflow.do_engine_steps()


def interrupting() -> None:
    workflow = listening()
    go(workflow)
    assert "u" in ready(workflow)


def shared_spec() -> None:
    workflow = listening()
    go(workflow)
    again = BpmnWorkflow(workflow.spec, workflow.subprocess_specs)
    again.do_engine_steps()
    started = [task for task in again.get_tasks() if task.task_spec.name == "es" and task.has_state(TaskState.STARTED)]
    assert started


def signal_end() -> None:
    workflow = plain(start(), end("e", event("signal", "al")), flows="s e", definitions=signal("al", "alarm"))
    assert workflow.get_events() == []
    assert type(workflow.spec.task_specs["e"].event_definition).__name__ == "NoneEventDefinition"


def event_gateway() -> None:
    catch = [
        node("intermediateCatchEvent", name, timer(f'"{time}"')) for name, time in (("slow", "PT1H"), ("quick", "PT0S"))
    ]
    workflow = plain(start(), node("eventBasedGateway", "g"), *catch, end(), flows="s g slow e;g quick e")
    workflow.refresh_timers()
    workflow.do_engine_steps()
    assert not workflow.completed


def one_receiver() -> None:
    parts = [start(), node("parallelGateway", "f"), end()]
    parts += [node("intermediateCatchEvent", name, event("message", "m")) for name in "ab"]
    parts += [node("userTask", name) for name in "xy"]
    workflow = plain(*parts, flows="s f a x e;f b y e", definitions=message("m", "go"))
    go(workflow)
    assert sorted(ready(workflow)) == ["x", "y"]


def uncaught_error() -> None:
    inner = subprocess("sub", start("s2"), end("e2", event("error", "x")), flows="s2 e2")
    parts = [start(), inner, node("userTask", "normal"), end()]
    assert ready(plain(*parts, flows="s sub normal e", definitions=error("x", "X"))) == ["normal"]


def python() -> None:
    marker = Path("/nonexistent/departure")
    drawn = f"<bpmn:script>seen = __import__('pathlib').Path('{marker}').name</bpmn:script>"
    workflow = plain(start(), node("scriptTask", "t", drawn), end(), flows="s t e")
    assert workflow.data["seen"] == marker.name


PLAIN = {
    "depth": depth,
    "prediction": prediction,
    "recursion": recursion,
    "interrupting": interrupting,
    "shared-spec": shared_spec,
    "signal-end": signal_end,
    "event-gateway": event_gateway,
    "one-receiver": one_receiver,
    "uncaught-error": uncaught_error,
    "python": python,
}


@pytest.mark.parametrize("name", DEPARTURES)
def test_spiffworkflow_still_does_what_we_depart_from(name):
    PLAIN[name]()


def test_every_departure_names_code_that_exists():
    import app.engine as engine

    folder = Path(engine.__file__).parent
    for departure in DEPARTURES.values():
        for place in departure.where.split(", "):
            module, *names = place.split(".")
            text = (folder / f"{module}.py").read_text()
            assert all(name in text for name in names), place
