# mypy: disallow-subclassing-any=False
"""Activities with something inside: subprocesses, called processes, event subprocesses (§13.3)."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import FlowNode, Trigger
from app.engine.errors import StepFailed
from app.engine.events import listen_again
from app.engine.model import Json
from app.engine.runtime import Phase, Scope, Token
from app.engine.waiting import next_round, stop_waiting, wait_for

DEEPEST = 50


def begin_scope(scope: Scope, start: str, values: dict[str, Json]) -> None:
    """Sets up the event subprocesses of a scope and puts a token on its start event."""
    scope.plant()
    for identity in scope.spec.event_subprocesses:
        scope.add(scope.spec.task_specs[identity], Phase.ARM)
    scope.add(scope.spec.task_specs[start]).values = values


class Subprocess(Behaviour, spiff.SubWorkflowTask):
    """An embedded subprocess."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, subworkflow_spec=node.id, **spiff_settings)

    def begin(self, token: Token) -> bool:
        open_scope(token, token.task_spec.node.id, {})
        return False


class EventSubprocess(Behaviour, spiff.EventSubprocess):
    """A subprocess that waits beside its scope for its start event; interrupting, it cancels the rest of the scope
    (§13.5.4). SpiffWorkflow ignores whether it interrupts, and writes to the shared spec when it starts."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, start: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, subworkflow_spec=node.id, **spiff_settings)
        self.start = start
        self.trigger: Trigger = start.trigger
        self.interrupting = start.interrupting

    def arm(self, token: Token) -> None:
        step = f"{token.step}/{self.start.id}#1"
        wait_for(token, self.trigger, self.start.id, step, token.workflow.task_tree)

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        again = None if self.interrupting else next_round(token)
        stop_waiting(token)
        token.values, token.phase = values, Phase.ENTER
        token._ready()
        if self.interrupting:
            for other in token.workflow.living():
                if other is not token:
                    other.cancel()
        elif again is not None:
            listen_again(token, again, 0)

    def begin(self, token: Token) -> bool:
        values, token.values = token.values, {}
        open_scope(token, self.node.id, values)
        return False


class CallActivity(Behaviour, spiff.CallActivity):
    """Runs another process of the bundle with its own variables (§13.3.4; Camunda 8: call activities)."""

    isolates = True

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(
            wf_spec, name, node, subworkflow_spec=node.called.source if node.called else "", **spiff_settings
        )

    def begin(self, token: Token) -> bool:
        bundle = token.workflow.top_workflow.bundle
        process = str(variables.evaluate(self.node.called, token)) if self.node.called else ""
        if process not in bundle.processes or not bundle.processes[process].executable:
            raise StepFailed("called-process", f"the called process {process} is in none of the files")
        own = token.locals or {}
        token.locals = {**variables.visible(token), **own} if self.node.all_parent_variables else own
        open_scope(token, process, {})
        return False

    def finish(self, token: Token) -> None:
        if self.output_mappings:
            variables.apply_outputs(token, self.output_mappings, {})
        elif self.node.all_child_variables:
            mapped = {mapping.target.split(".")[0] for mapping in self.input_mappings}
            outer = token.locals or {}
            token.locals = None
            current = variables.visible(token)
            token.locals = outer
            changed = {
                name: value
                for name, value in outer.items()
                if name not in mapped and (name not in current or current[name] != value)
            }
            variables.assign(token, changed, skip_own=True)


def open_scope(token: Token, process: str, values: dict[str, Json]) -> None:
    """Starts what runs inside an activity. StepFailed when activities are nested too deeply."""
    if token.workflow.depth >= DEEPEST:
        raise StepFailed("too-deep", f"more than {DEEPEST} activities inside one another")
    case = token.workflow.top_workflow
    inner = case.create_subprocess(token, process)
    begin_scope(inner, inner.spec.first_start, values)
