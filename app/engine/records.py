"""What completed in a scope and can be compensated (BPMN 2.0.2 §13.5.5): kept as plain data, oldest first."""

from app.engine.model import Json
from app.engine.runtime import Scope, Token

Record = dict[str, Json]
"""The ``activity``, its ``locals`` when it completed, and for a subprocess without a handler of its own the ``inner``
records: the name of its spec and what completed in it."""


def remember(token: Token) -> None:
    """Keeps a record of an activity that has just completed, when it can be compensated."""
    node, inner = token.task_spec.node, token.internal_data.pop("inner", None)
    if node.for_compensation or not token.task_spec.recorded or not (node.handler or inner):
        return
    record: Record = {"activity": node.id, "locals": token.locals or None}
    token.workflow.compensable.append(record if node.handler else {**record, "inner": inner})


def take(scope: Scope, activity: str | None) -> list[Record]:
    """Takes the records of one activity, or all, out of a scope."""
    taken = [record for record in scope.compensable if activity in (None, record["activity"])]
    scope.compensable = [record for record in scope.compensable if record not in taken]
    return taken


def gathered(scope: Scope) -> list[Record]:
    """The records of a scope, and of the subprocesses that are still open in it."""
    records = list(scope.compensable)
    for owner in scope.living():
        inner = scope.top_workflow.subprocesses.get(owner.id)
        found = gathered(inner) if inner is not None else []
        if inner is not None and found:
            activity = owner.task_spec.node.id
            records.append({"activity": activity, "locals": owner.locals, "inner": [inner.spec.name, found]})
    return records


def scope_of(token: Token, activity: str | None) -> Scope:
    """The scope whose records a token means: its own; from an event subprocess also the one around it."""
    scope: Scope = token.workflow
    while scope.owner is not None and scope.owner.task_spec.node.event_subprocess:
        if any(activity in (None, record["activity"]) for record in scope.compensable):
            return scope
        scope = scope.owner.workflow
    return scope
