# mypy: disallow-subclassing-any=False
"""Activities with something inside: subprocesses, called processes, event subprocesses (§13.3)."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import FlowNode, ScopeData
from app.engine.errors import StepFailed
from app.engine.model import Json
from app.engine.runtime import Phase, Token
from app.engine.scopes import open_scope
from app.engine.waiting import listen_again, next_round, stop_waiting, wait_for
from app.errors import Phrase


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
    """Runs another process, or a global task, with its own variables (§13.3.4; Camunda 8: call activities)."""

    isolates = True

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(
            wf_spec, name, node, subworkflow_spec=node.called.source if node.called else "", **spiff_settings
        )

    def begin(self, token: Token) -> bool:
        bundle = token.workflow.top_workflow.bundle
        process = str(variables.evaluate(self.node.called, token)) if self.node.called else ""
        if not bundle.diagram.runs(process):
            raise StepFailed(
                "called-process", Phrase("the called process {process} is in none of the files", {"process": process})
            )
        called = bundle.diagram.data.get(process, ScopeData())
        own = _arguments(self.node, called, token.locals or {})
        seen = variables.visible(token) if self.node.all_parent_variables else {}
        token.locals = {**{name: value for name, value in seen.items() if name not in called.own}, **own}
        token.internal_data["called"] = process
        open_scope(token, process, {})
        return False

    def finish(self, token: Token) -> None:
        drawn = token.workflow.top_workflow.bundle.diagram.data
        called = drawn.get(token.internal_data.get("called", ""), ScopeData())
        variables.assign_all_local(token, _returned(self.node, called, token.locals or {}))
        if self.output_mappings:
            variables.apply_outputs(token, self.output_mappings, {})
        elif self.node.all_child_variables:
            mapped = {mapping.target.split(".")[0] for mapping in self.input_mappings}
            outer = token.locals or {}
            token.locals = None
            current = variables.visible(token)
            token.locals = outer
            kept = mapped | _private(self.node, called)
            changed = {
                name: value
                for name, value in outer.items()
                if name not in kept and (name not in current or current[name] != value)
            }
            variables.assign(token, changed, skip_own=True)


def _arguments(node: FlowNode, called: ScopeData, own: dict[str, Json]) -> dict[str, Json]:
    """The data inputs of a called process get those of the call: of the same name, else of the same place (§10.4.1)."""
    given = node.data.inputs if node.data else ()
    return {**own, **{name: own.get(other) for name, other in _paired(called.inputs, given).items()}}


def _returned(node: FlowNode, called: ScopeData, inside: dict[str, Json]) -> dict[str, Json]:
    """The data outputs of a call get those of the called process."""
    wanted = node.data.outputs if node.data else ()
    return {name: inside[other] for name, other in _paired(wanted, called.outputs).items() if other in inside}


def _paired(wanted: tuple[str, ...], given: tuple[str, ...]) -> dict[str, str]:
    """Names with the names that they get their values from."""
    by_place = dict(zip(wanted, given, strict=False))
    return {name: name if name in given else by_place[name] for name in wanted if name in given or name in by_place}


def _private(node: FlowNode, called: ScopeData) -> set[str]:
    """Data of the call and of the called process, which ends with it."""
    return {*(node.data.own if node.data else ()), *called.own, *called.inputs, *called.outputs}
