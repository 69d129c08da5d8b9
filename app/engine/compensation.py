# mypy: disallow-subclassing-any=False
"""Compensation and cancelled transactions (BPMN 2.0.2 §13.5.5, §13.3.5).

A scope keeps a record of what completed in it and can be compensated: an activity with a handler, or a subprocess in
which something can. Thrown, the records are taken and run one after another, last completed first, by a token of their
own (:class:`Compensation`) that is no part of the diagram.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine.behaviour import Behaviour, release
from app.engine.diagram import FlowNode, Trigger
from app.engine.records import Record, gathered, scope_of, take
from app.engine.runtime import Phase, Scope, Token
from app.engine.waiting import happened, listening

RUNNER = "[compensation]"
"""The name of the spec that runs records, and the end of those that compensate a subprocess."""


class Compensation(Behaviour, spiff.NoneTask):
    """Runs the records of its scope, then lets the event go on that threw the compensation."""

    def begin(self, token: Token) -> bool:
        records: list[Record] = token.internal_data["records"]
        if not records:
            return True
        _compensate(token, records.pop())
        return False

    def collect(self, body: Token, token: Token) -> None:
        """What a handler leaves behind is in its variables."""

    def instance_done(self, body: Token, token: Token) -> None:
        """The next record."""
        body.phase = Phase.ENTER
        body._ready()

    def _enter(self, token: Token) -> None:
        """It is no element of the diagram, so nothing is noted."""

    def _on_complete_hook(self, token: Token) -> None:
        release(token)
        case = token.workflow.top_workflow
        for thrower in case.every(lambda other: other.id == token.internal_data.get("thrower")):
            thrower.task_spec.fired(thrower, {})
        if token.internal_data.get("cancels"):
            _leave_cancelled(token.workflow)


class CompensationOf(Behaviour, spiff.SubWorkflowTask):
    """A completed subprocess once more, to compensate what completed in it: by its own event subprocess for that, else
    one activity after the other."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode) -> None:
        super().__init__(wf_spec, name, node, inside=True, subworkflow_spec=node.id)
        self.isolates = node.kind == "callActivity"
        self.input_mappings = self.output_mappings = ()

    def begin(self, token: Token) -> bool:
        spec, records = token.internal_data.pop("inner")
        scope: Scope = token.workflow.top_workflow.create_subprocess(token, spec)
        scope.plant()
        scope.compensable = records
        handler = scope.spec.compensation_subprocess
        if handler:
            scope.add(scope.spec.task_specs[handler])
        else:
            _run(scope, take(scope, None))
        return False


def throw(token: Token, trigger: Trigger) -> bool:
    """Compensates what the trigger names, or everything that completed in the scope. False when the token waits."""
    scope = scope_of(token, trigger.activity)
    records = take(scope, trigger.activity)
    if not records:
        return True
    runner = _run(scope, records)
    if trigger.wait_for_completion:
        runner.internal_data["thrower"] = token.id
    return not trigger.wait_for_completion


def cancel_transaction(token: Token) -> None:
    """Ends the transaction around *token*: what is open in it is cancelled, what completed is compensated, then it is
    left by its cancel event."""
    scope: Scope = token.workflow
    while scope.owner is not None and scope.owner.task_spec.node.kind != "transaction":
        scope = scope.owner.workflow
    records = gathered(scope)
    for other in scope.living():
        if other is not token:
            other.cancel()
    scope.compensable = []
    _run(scope, records).internal_data["cancels"] = True


def _run(scope: Scope, records: list[Record]) -> Token:
    runner = scope.add(scope.spec.task_specs[RUNNER])
    runner.internal_data["records"] = records
    return runner


def _compensate(runner: Token, record: Record) -> None:
    """Starts the handler of one record, with the variables that the activity had when it completed."""
    specs = runner.workflow.spec.task_specs
    activity = specs[record["activity"]]
    token = runner.workflow.add(specs[activity.node.handler or f"{record['activity']} {RUNNER}"])
    token.host, token.locals = runner.id, dict(record["locals"] or {}) or None
    if "inner" in record:
        token.internal_data["inner"] = record["inner"]


def _leave_cancelled(scope: Scope) -> None:
    owner = scope.owner
    for attached in (owner.id, owner.host) if owner is not None else ():
        found = listening(owner.workflow, attached, "cancel", None) if owner and attached else None
        if found is not None:
            happened(*found, {})
            return
