# mypy: disallow-subclassing-any=False
"""Activities with something inside: subprocesses, called processes, event subprocesses, multi-instance (§13.3)."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import FlowNode, Loop
from app.engine.errors import StepFailed
from app.engine.model import Json
from app.engine.runtime import Phase, Token
from app.engine.scopes import open_scope
from app.engine.values import copied
from app.engine.waiting import listen_again, next_round, stop_waiting, wait_for

INSTANCES = 5_000


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
        open_scope(token, self.node.id, values, self.start.id)
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


class MultiInstance(Behaviour, spiff.ParallelMultiInstanceTask):
    """The body around the instances of an activity (§13.3.7). ``instance`` is the name of the spec that each runs."""

    recorded = False

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, loop: Loop, instance: str) -> None:
        super().__init__(wf_spec, name, node, task_spec=instance)
        self.loop = loop
        self.instance = instance
        self.input_mappings = self.output_mappings = ()

    def begin(self, token: Token) -> bool:
        items = self._items(token)
        if self.loop.results:
            variables.assign_local(token, self.loop.results, [None] * len(items))
        token.internal_data["loop"] = {"total": len(items), "started": 0, "done": 0, "items": items}
        for _ in items[:1] if self.loop.sequential else items:
            self._start_instance(token)
        return not items

    def finish(self, token: Token) -> None:
        if self.loop.results:
            results = (token.locals or {})[self.loop.results]
            variables.assign(token, {self.loop.results: results}, skip_own=True)

    def collect(self, body: Token, token: Token) -> None:
        """Keeps the result of one instance and decides whether the rest is still needed (§13.3.7)."""
        state = body.internal_data["loop"]
        if not token.internal_data.get("collected"):
            token.internal_data["collected"] = True
            state["done"] += 1
            if self.loop.results and self.loop.result:
                index = int(token.internal_data["index"])
                (body.locals or {})[self.loop.results][index] = copied(variables.evaluate(self.loop.result, token))
            self._count(body)
        completion = self.loop.completion
        token.internal_data["enough"] = completion is not None and variables.condition(completion, token)

    def instance_done(self, body: Token, token: Token) -> None:
        """Goes on after an instance: cancel the others, start the next, or leave."""
        state = body.internal_data["loop"]
        if token.internal_data.get("enough"):
            for other in body.workflow.living():
                if other.host == body.id and other is not token:
                    other.cancel()
        elif state["done"] < state["total"]:
            if self.loop.sequential:
                self._start_instance(body)
            return
        body.phase = Phase.LEAVE
        body._ready()

    def _items(self, token: Token) -> list[Json]:
        if self.loop.collection is not None:
            items = variables.evaluate(self.loop.collection, token)
        else:
            number = variables.evaluate(self.loop.cardinality, token) if self.loop.cardinality else None
            whole = isinstance(number, int) and not isinstance(number, bool) and number >= 0
            items = list(range(1, min(number or 0, INSTANCES + 1) + 1)) if whole else None
        if not isinstance(items, list):
            raise StepFailed("multi-instance", "the input collection is no list, or the number of instances no number")
        if len(items) > INSTANCES:
            raise StepFailed("multi-instance", f"more than {INSTANCES} instances")
        return items

    def _start_instance(self, body: Token) -> None:
        state = body.internal_data["loop"]
        index = state["started"]
        item, state["items"] = state["items"][0], state["items"][1:] if self.loop.sequential else state["items"]
        if not self.loop.sequential:
            item = state["items"][index]
        state["started"] += 1
        token = body.workflow.add(body.workflow.spec.task_specs[self.instance])
        token.host, token.step = body.id, f"{body.step}/{self.node.id}#{index + 1}"
        token.internal_data["index"] = index
        variables.assign_local(token, "loopCounter", index + 1)
        if self.loop.element:
            variables.assign_local(token, self.loop.element, item)
        own = (self.loop.result.source if self.loop.result else "").lstrip("= ")
        if own.isidentifier() and token.locals is not None:
            token.locals.setdefault(own, None)
        if not self.loop.sequential and state["started"] == state["total"]:
            state["items"] = []
        self._count(body)

    def _count(self, body: Token) -> None:
        state = body.internal_data["loop"]
        body.locals = body.locals or {}
        body.locals.update(
            numberOfInstances=state["total"],
            numberOfActiveInstances=state["started"] - state["done"],
            numberOfCompletedInstances=state["done"],
            numberOfTerminatedInstances=0,
        )

    def _on_cancel(self, token: Token) -> None:
        for other in token.workflow.living():
            if other.host == token.id:
                other.cancel()
        super()._on_cancel(token)
