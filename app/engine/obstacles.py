"""Why a case cannot be moved to another version: each token that would stand nowhere, in a sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from SpiffWorkflow.util.task import TaskState

from app.engine.bundle import Bundle
from app.engine.counterparts import Counterparts, same_kind
from app.engine.records import Record
from app.engine.runtime import Case, Scope, Token
from app.errors import EscaladeError, Phrase, quoted


@dataclass(frozen=True)
class Obstacle:
    """What keeps a case on its version: the element (or the id in the plan) that it is about, and why."""

    element: str
    said: Phrase


class MigrationRefused(EscaladeError):
    """The case cannot move to this version: {reason} Nothing was changed. Say in the plan where its steps go on, or
    leave the case on its version."""

    status = 409

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        self.obstacles = obstacles
        super().__init__(reason=obstacles[0].said)


def obstacles(case: Case, parts: Counterparts) -> Iterator[Obstacle]:
    """Everything in the diagrams that is in the way, outer scopes before inner ones."""
    yield from _of_plan(parts)
    for scope in case.scopes():
        missing = _of_scope(scope, parts)
        if missing is not None:
            yield missing
            continue
        yield from _of_records(scope.spec.name, scope.compensable, parts)
        for token in scope.living():
            found = _of_token(token, parts)
            if found is not None:
                yield found
            yield from _of_records(scope.spec.name, token.internal_data.get("records", ()), parts)


def _of_plan(parts: Counterparts) -> Iterator[Obstacle]:
    for source, goal in parts.plan.items():
        if not _has(parts.source, source):
            yield Obstacle(
                source, Phrase("The plan names {id}, which the case's version does not have.", {"id": source})
            )
        if not _has(parts.target, goal):
            yield Obstacle(goal, Phrase("The plan names {id}, which the new version does not have.", {"id": goal}))


def _has(bundle: Bundle, identity: str) -> bool:
    diagram = bundle.diagram
    return identity in diagram.nodes or identity in diagram.processes or identity in diagram.flows


def _of_scope(scope: Scope, parts: Counterparts) -> Obstacle | None:
    """A subprocess is missing with its activity, which is said there; a called process can be missing by itself."""
    owner, wanted = scope.owner, parts.scope(scope)
    if (
        scope.spec.name not in parts.source.processes
        and owner is not None
        and owner.task_spec.node.id == scope.spec.name
    ):
        return None
    if not parts.target.diagram.runs(wanted):
        return Obstacle(wanted, Phrase("The new version has no process {id} that can run.", {"id": wanted}))
    node = parts.node(owner) if owner is not None else None
    called = node.called if node is not None and node.kind == "callActivity" else None
    if owner is not None and called is not None and called.formula is None and called.source != wanted:
        details = {"name": _name(owner), "called": called.source, "process": wanted}
        return Obstacle(
            owner.task_spec.node.id,
            Phrase("{name} calls the process {called} in the new version, but the case is inside {process}.", details),
        )
    return None


def _of_token(token: Token, parts: Counterparts) -> Obstacle | None:
    failed = "failure" in token.internal_data
    if token.is_listener:
        return _about(token, _gone(failed)) if failed and parts.listener(token) is None else None
    node, new = parts.node(token), parts.spec(token)
    if token.task_spec.node.id not in parts.source.diagram.nodes:
        return _about(token, _gone(failed)) if new is None else None
    if node is None:
        return _about(token, _gone(failed))
    if node.scope != parts.scope(token.workflow):
        return _about(token, Phrase("{name} stands inside another process or subprocess in the new version."))
    if node.kind != token.task_spec.node.kind:
        return _about(token, Phrase("{name} is another kind of element in the new version."))
    if new is None or not same_kind(token.task_spec, new):
        return _about(token, Phrase("{name} works in another way in the new version: repeated, triggered or done."))
    return _of_arrivals(token, parts)


def _of_records(scope: str, records: Iterable[Record], parts: Counterparts) -> Iterator[Obstacle]:
    """What completed and can be compensated must still be compensated there (BPMN 2.0.2 §13.5.5)."""
    for record in records:
        activity = record["activity"]
        node = parts.target.diagram.nodes.get(parts.named(activity))
        inner, there = record.get("inner"), node is not None and node.scope == parts.named(scope)
        if node is None or not there or not (node.handler or (inner and parts.named(inner[0]) in parts.target.specs)):
            said = Phrase("{name} is over and could be compensated; the new version has no compensation for it.")
            yield Obstacle(
                activity, replace(said, details={"name": quoted(parts.source.elements[activity].name or activity)})
            )
        elif inner:
            yield from _of_records(inner[0], inner[1], parts)


def _of_arrivals(token: Token, parts: Counterparts) -> Obstacle | None:
    """A join that keeps track of who has arrived needs each of those flows (BPMN 2.0.2 §13.4)."""
    data = token.internal_data
    arrived = data.get("arrived", ()) if token.has_state(TaskState.WAITING) else ()
    for flows in (arrived, data.get("counts", ()), data.get("consumed", ())):
        found = [parts.arrival(token, flow) for flow in flows]
        if None in found or len(set(found)) < len(found):
            return _about(token, Phrase("A flow by which a token has arrived at {name} is not in the new version."))
    return None


def _gone(failed: bool) -> Phrase:
    if failed:
        return Phrase("An incident is open at {name}, which is not in the new version.")
    return Phrase("{name} is not in the new version.")


def _about(token: Token, said: Phrase) -> Obstacle:
    return Obstacle(token.task_spec.node.id, replace(said, details={"name": _name(token)}))


def _name(token: Token) -> Phrase:
    node = token.task_spec.node
    return quoted(node.name or node.id)
