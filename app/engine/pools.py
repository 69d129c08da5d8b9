# mypy: disallow-subclassing-any=False
"""Pools: the other processes of a collaboration, started inside a case: with it, or by a message or signal it sends.

What is drawn as one collaboration is one case; each process in it keeps its own variables (BPMN 2.0.2 §9.2).
"""

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine.behaviour import Behaviour
from app.engine.diagram import Diagram, FlowNode, Trigger
from app.engine.model import Json
from app.engine.runtime import Case, Token
from app.engine.scopes import begin_scope


class Participant(Behaviour, spiff.CallActivity):
    """A process of the collaboration that runs beside the case's own."""

    isolates = True
    beside = True

    def __init__(self, wf_spec: Any, name: str, node: FlowNode) -> None:
        super().__init__(wf_spec, name, node, inside=True, subworkflow_spec=node.id)

    def begin(self, token: Token) -> bool:
        inner = token.workflow.top_workflow.create_subprocess(token, self.node.id)
        begin_scope(inner, token.internal_data.pop("starts"), token.values, token.internal_data.pop("by"))
        token.values = {}
        return False


def participant(process: str, diagram: Diagram) -> FlowNode:
    """The element that stands for a pool in the case."""
    known = diagram.processes[process]
    return FlowNode(process, "participant", known.name, known.file, process, "", triggers=())


def begin_together(case: Case, values: dict[str, Json]) -> None:
    """Starts the pools that begin by themselves, as the case does: nothing in it could start them later."""
    diagram = case.bundle.diagram
    called = {node.called.source for node in diagram.nodes.values() if node.called}
    for process in diagram.partners.get(case.process, ()):
        begins_alone = not any(node.triggers or node.instantiates for node in diagram.beginnings(process))
        if begins_alone and process not in called:
            _start(case, process, case.bundle.specs[process].starts, None, values)


def begin_by(case: Case, sender: FlowNode, thrown: Trigger, values: dict[str, Json]) -> bool:
    """Starts the pools that begin with what was thrown: one by a message, all by a signal. Whether there was any."""
    diagram = case.bundle.diagram
    flows = diagram.message_flows.get(sender.id, ())
    found = [
        (process, node, number)
        for process in diagram.partners.get(case.process, ())
        for node in diagram.beginnings(process)
        for number, trigger in enumerate(node.triggers)
        if (trigger.kind, trigger.name) == (thrown.kind, thrown.name) and process != sender.process
    ]
    found.sort(key=lambda entry: not {entry[0], entry[1].id} & set(flows))
    for process, node, number in found[:1] if thrown.kind == "message" else found:
        _start(case, process, (node.id,), number, values)
    return bool(found)


def _start(case: Case, process: str, starts: Sequence[str], by: int | None, values: dict[str, Json]) -> None:
    token = case.add(case.spec.task_specs[process])
    token.values = dict(values)
    token.internal_data.update(starts=list(starts), by=by)
