# mypy: disallow-subclassing-any=False
"""Activities with something inside: subprocesses, called processes, event subprocesses (§13.3)."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import FlowNode
from app.engine.errors import StepFailed
from app.engine.model import Json
from app.engine.runtime import Phase, Token
from app.engine.scopes import open_scope
from app.engine.waiting import listen_again, next_round, stop_waiting, wait_for


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
        self.triggers, self.all_triggers = start.triggers, start.all_triggers
        self.interrupting = start.interrupting

    def arm(self, token: Token) -> None:
        step = f"{token.step}/{self.start.id}#1"
        wait_for(token, self.triggers, self.start.id, step, self.seen_from(token))

    def seen_from(self, token: Token) -> Token:
        root: Token = token.workflow.task_tree
        return root

    def fired(self, token: Token, values: dict[str, Json]) -> None:
        again = [] if self.interrupting else next_round(token)
        stop_waiting(token)
        token.values, token.phase = values, Phase.ENTER
        token._ready()
        if self.interrupting:
            for other in token.workflow.living():
                if other is not token and not other.task_spec.beside:
                    other.cancel()
        elif again:
            listen_again(token, again, 0)

    def begin(self, token: Token) -> bool:
        values, token.values = token.values, {}
        open_scope(token, self.node.id, values, (self.start.id,))
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
