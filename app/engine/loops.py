# mypy: disallow-subclassing-any=False
"""Loops around an activity: its rounds one after another (§13.3.6), its instances for the items of a list (§13.3.7).

The token of the loop is the *body*: flows, boundary events and data associations are its own, so that they are those of
the loop as a whole. What runs, once for each round or item, are *instances* beside it; their ``host`` is the body.
``loopCounter`` counts from 1 in both kinds of loop, as Camunda 8 does for multi-instance.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import variables
from app.engine.behaviour import Behaviour
from app.engine.diagram import FlowNode, Loop, Rounds
from app.engine.errors import StepFailed
from app.engine.events import prepare, throw
from app.engine.model import Json
from app.engine.runtime import ALIVE, Phase, Token
from app.engine.values import copied
from app.errors import Phrase

INSTANCES = 5_000


class Body(Behaviour, spiff.ParallelMultiInstanceTask):
    """What both kinds of loop share. ``instance`` is the name of the spec that each instance runs."""

    recorded = False

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, instance: str) -> None:
        super().__init__(wf_spec, name, node, task_spec=instance)
        self.instance = instance
        self.input_mappings = self.output_mappings = ()

    def start_instance(self, body: Token, number: int) -> Token:
        """A new instance, the *number*th counting from 1."""
        token: Token = body.workflow.add(body.workflow.spec.task_specs[self.instance])
        token.host, token.step = body.id, f"{body.step}/{self.node.id}#{number}"
        return token

    def leave(self, body: Token) -> None:
        """The loop is over."""
        body.phase = Phase.LEAVE
        body._ready()

    def cancel_instances(self, body: Token, spared: Token | None = None) -> int:
        """Cancels the instances that run, all but *spared*; how many there were."""
        running = [other for other in body.workflow.living() if other.host == body.id and other is not spared]
        for other in running:
            other.cancel()
        return len(running)

    def _on_cancel(self, token: Token) -> None:
        self.cancel_instances(token)
        super()._on_cancel(token)


class StandardLoop(Body):
    """Runs its activity again as long as the condition is true (§13.3.6).

    ``loopCounter`` is the number of rounds begun: 0 where the condition is asked before the first, then 1, 2 …
    """

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, loop: Rounds, instance: str) -> None:
        super().__init__(wf_spec, name, node, instance)
        self.loop = loop

    def begin(self, token: Token) -> bool:
        token.locals = {**(token.locals or {}), "loopCounter": 0}
        token.internal_data["rounds"] = 0
        if self.loop.before and not self._again(token):
            return True
        self._next(token)
        return False

    def collect(self, body: Token, token: Token) -> None:
        token.internal_data["again"] = self._again(body)

    def instance_done(self, body: Token, token: Token) -> None:
        if token.internal_data["again"]:
            self._next(body)
        else:
            self.leave(body)

    def _next(self, body: Token) -> None:
        number = body.internal_data["rounds"] = body.internal_data["rounds"] + 1
        variables.assign_local(body, "loopCounter", number)
        self.start_instance(body, number)

    def _again(self, body: Token) -> bool:
        rounds, most = body.internal_data["rounds"], self.loop.maximum
        if most is not None and rounds >= most:
            return False
        return self.loop.condition is None or variables.condition(self.loop.condition, body, f"{body.step} {rounds}")


class MultiInstance(Body):
    """One instance for each item, all at once or one after the other (§13.3.7)."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, loop: Loop, instance: str) -> None:
        super().__init__(wf_spec, name, node, instance)
        self.loop = loop

    def begin(self, token: Token) -> bool:
        items = self._items(token)
        if self.loop.results:
            variables.assign_local(token, self.loop.results, [None] * len(items))
        token.internal_data["loop"] = {"total": len(items), "started": 0, "done": 0, "items": list(items)}
        for _ in items[:1] if self.loop.sequential else items:
            self._start_instance(token)
        return not items

    def finish(self, token: Token) -> None:
        own = self.node.data.own if self.node.data else ()
        if self.loop.results and self.loop.results not in own:
            results = (token.locals or {})[self.loop.results]
            variables.assign(token, {self.loop.results: results}, skip_own=True)

    def collect(self, body: Token, token: Token) -> None:
        """Keeps the result of one instance and decides whether the rest is still needed (§13.3.7)."""
        if not token.internal_data.get("collected"):
            if self.loop.results and self.loop.result:
                result = copied(variables.evaluate(self.loop.result, token))
                self._keep_result(body, token.internal_data["index"], result)
            token.internal_data["collected"] = True
            body.internal_data["loop"]["done"] += 1
            self._count(body)
        completion = self.loop.completion
        token.internal_data["enough"] = completion is not None and variables.condition(completion, token)
        thrown = self._thrown(body, token)
        prepare(token, (self.loop.events[number].trigger for number in thrown))
        token.internal_data["throws"] = thrown

    def _keep_result(self, body: Token, index: int, result: Json) -> None:
        """StepFailed when an instance has written something else over the list of results (as in Camunda 8)."""
        name = self.loop.results or ""
        results = (body.locals or {}).get(name)
        if not isinstance(results, list) or index >= len(results):
            raise StepFailed(
                "multi-instance",
                Phrase(
                    "the output collection {name} was overwritten with {value}",
                    {"name": name, "value": str(results)[:80]},
                ),
            )
        results[index] = result

    def instance_done(self, body: Token, token: Token) -> None:
        """Goes on after an instance: cancel the others, start the next, or leave."""
        throw(token, [self.loop.events[number].trigger for number in token.internal_data["throws"]], {})
        if not body.has_state(ALIVE):
            return
        state = body.internal_data["loop"]
        if token.internal_data["enough"]:
            state["terminated"] = self.cancel_instances(body, spared=token)
            self._count(body)
        elif state["done"] < state["total"]:
            if self.loop.sequential:
                self._start_instance(body)
            return
        self.leave(body)

    def _thrown(self, body: Token, token: Token) -> list[int]:
        """The numbers of the events that are thrown because this instance has completed (table 10.29)."""
        first = body.internal_data["loop"]["done"] == 1
        return [
            number
            for number, event in enumerate(self.loop.events)
            if first or not event.first
            if event.condition is None or variables.condition(event.condition, token)
        ]

    def _items(self, token: Token) -> list[Json]:
        if self.loop.collection is not None:
            items = variables.evaluate(self.loop.collection, token)
        else:
            number = variables.evaluate(self.loop.cardinality, token) if self.loop.cardinality else None
            whole = isinstance(number, int) and not isinstance(number, bool) and number >= 0
            items = list(range(1, min(number or 0, INSTANCES + 1) + 1)) if whole else None
        if not isinstance(items, list):
            raise StepFailed(
                "multi-instance",
                Phrase("the input collection is no list, or the number of instances no whole number of at least 0"),
            )
        if len(items) > INSTANCES:
            raise StepFailed("multi-instance", Phrase("more than {limit} instances", {"limit": INSTANCES}))
        return items

    def _start_instance(self, body: Token) -> None:
        state = body.internal_data["loop"]
        index, item = state["started"], state["items"].pop(0)
        state["started"] += 1
        token = self.start_instance(body, index + 1)
        token.internal_data["index"] = index
        variables.assign_local(token, "loopCounter", index + 1)
        if self.loop.element:
            variables.assign_local(token, self.loop.element, item)
        own = (self.loop.result.source if self.loop.result else "").lstrip("= ")
        if own.isidentifier() and token.locals is not None:
            token.locals.setdefault(own, None)
        self._count(body)

    def _count(self, body: Token) -> None:
        state = body.internal_data["loop"]
        terminated = state.get("terminated", 0)
        body.locals = body.locals or {}
        body.locals.update(
            numberOfInstances=state["total"],
            numberOfActiveInstances=state["started"] - state["done"] - terminated,
            numberOfCompletedInstances=state["done"],
            numberOfTerminatedInstances=terminated,
        )
