"""Moving a running case to another version of its diagrams. The standard leaves this to the product: what is decided
here is in ``docs/decisions/migration.md``.

The old execution stays as it is; what comes back is another one that stands at the counterparts of its elements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from app.engine import snapshot
from app.engine.activities import EventSubprocess
from app.engine.bundle import Bundle
from app.engine.compensation import CompensationOf
from app.engine.counterparts import Counterparts
from app.engine.errors import StepFailed
from app.engine.execution import Execution
from app.engine.gateways import EventBasedGateway
from app.engine.loops import MultiInstance
from app.engine.model import Advance, Json, State
from app.engine.obstacles import MigrationRefused, Obstacle, obstacles
from app.engine.records import Record
from app.engine.runtime import Case, Phase, Scope, Token
from app.engine.steps_renamed import rename_steps
from app.engine.tasks import Offered
from app.errors import Phrase, quoted
from app.feel import FeelError

AS_EVALUATED = ("assignee", "groups", "users", "due", "follow_up", "priority", "retries", "inputs")
"""What an open task or job keeps; its form, properties and job type are those of the new version."""
OVER = Phrase("The case is over.")
Plan = Mapping[str, str]


@dataclass(frozen=True)
class Migrated:
    """The case on its new version; what it did there at once; the old names of the steps that got new ones."""

    execution: Execution
    advance: Advance
    steps: Mapping[str, str]


@dataclass(frozen=True)
class _Wanted:
    """A listener that the target adds: its spec's name, the id of its scope's root, the token it is attached to."""

    spec: str
    root: int
    attached: int = 0
    flow: str | None = None


def migrate(execution: Execution, target: Bundle, plan: Plan, *, now: datetime) -> Migrated:
    """The case on the diagrams of *target*; *plan* says which element, process or sequence flow (old id: new id)
    stands for one whose id changed. MigrationRefused with every reason when a token would stand nowhere."""
    old = execution.bundle
    case, parts = snapshot.load(old, execution.snapshot()), Counterparts(old, target, dict(plan))
    found = tuple(obstacles(case, parts)) if execution.state is State.RUNNING else (Obstacle(case.process, OVER),)
    if found:
        raise MigrationRefused(found)
    steps = rename_steps(case, parts)
    wanted = _wanted(case, parts)
    _stand_at_counterparts(case, parts)
    moved = Execution.restore(target, snapshot.save(case))
    return Migrated(moved, moved._advance(now, lambda: _begin(moved._case, wanted)), steps)


def problems(execution: Execution, target: Bundle, plan: Plan, *, now: datetime) -> tuple[Obstacle, ...]:
    """Why :func:`migrate` would refuse; none when it would not."""
    try:
        migrate(execution, target, plan, now=now)
    except MigrationRefused as refused:
        return refused.obstacles
    return ()


def _wanted(case: Case, parts: Counterparts) -> list[_Wanted]:
    """New event subprocesses, boundary events and events after event-based gateways (BPMN 2.0.2 §13.5)."""
    wanted: list[_Wanted] = []
    for scope in case.scopes():
        tokens, root = [token for token in scope.living() if not token.is_listener], scope.task_tree.id
        if not _interrupted(scope, tokens):
            wanted += [_Wanted(name, root) for name in parts.new_event_subprocesses(scope)]
        for token in tokens:
            if isinstance(token.task_spec, EventBasedGateway):
                wanted += _events_after(token, parts)
            elif _is_open(token):
                wanted += [_Wanted(name, root, token.id) for name in parts.new_boundaries(token)]
    return wanted


def _interrupted(scope: Scope, tokens: list[Token]) -> bool:
    """Nothing listens in a scope that an event subprocess has taken over, or that is being compensated."""
    if scope.owner is not None and isinstance(scope.owner.task_spec, CompensationOf):
        return True
    return any(isinstance(each.task_spec, EventSubprocess) and each.task_spec.interrupting for each in tokens)


def _is_open(token: Token) -> bool:
    """Its boundary events were armed: a token that failed before that arms them all when it is tried again."""
    return token.phase is not Phase.ENTER or bool(_attached(token))


def _attached(token: Token) -> list[Token]:
    found: list[Token] = token.workflow.listeners.of(token.id)
    return found


def _events_after(gateway: Token, parts: Counterparts) -> list[_Wanted]:
    new, root = parts.spec(gateway), gateway.workflow.task_tree.id
    kept = {spec.node.id for each in _attached(gateway) if (spec := parts.listener(each)) is not None}
    flows = new.flows if new is not None else ()
    return [_Wanted(flow.target, root, gateway.id, flow.id) for flow in flows if flow.target not in kept]


def _stand_at_counterparts(case: Case, parts: Counterparts) -> None:
    """Points every token and scope to the target; what listened for something that is gone is dropped."""
    specs = {scope: parts.target.specs[parts.scope(scope)] for scope in case.scopes()}
    goals = {
        token: parts.listener(token) if token.is_listener else parts.spec(token)
        for scope in specs
        for token in scope.living()
    }
    flows = {token: _flow(token, parts) for token in goals}
    arrivals = {token: _arrivals(token, parts) for token in goals}
    for token, goal in goals.items():
        if goal is None:
            token.workflow.remove(token)
            continue
        if isinstance(token.task_spec, MultiInstance) and isinstance(goal, MultiInstance):
            _keep_results(token, token.task_spec.loop.results, goal.loop.results)
        token.task_spec, token.flow = goal, flows[token]
        token.internal_data.update(arrivals[token])
        _wait_on(token)
        _rename_records(token, parts)
    for scope, spec in specs.items():
        scope.spec, scope.compensable = spec, [_record(record, parts) for record in scope.compensable]
    case.process = parts.named(case.process)
    case.ended_at = parts.named(case.ended_at) if case.ended_at else None


def _arrivals(token: Token, parts: Counterparts) -> dict[str, Json]:
    """The flows that a join or complex gateway has noted, as the target has them."""
    data = token.internal_data
    found: dict[str, Json] = {
        name: [parts.arrival(token, flow) for flow in data[name]] for name in ("arrived", "consumed") if name in data
    }
    if "counts" in data:
        found["counts"] = {parts.arrival(token, flow): count for flow, count in data["counts"].items()}
    return found


def _flow(token: Token, parts: Counterparts) -> str | None:
    gateway = token.workflow.tasks.get(token.attached) if token.attached else None
    if token.is_listener and gateway is not None and isinstance(gateway.task_spec, EventBasedGateway):
        return parts.flow_to(gateway, parts.spec(token))
    return parts.named(token.flow) if token.flow else token.flow


def _keep_results(body: Token, old: str | None, new: str | None) -> None:
    """What the instances gave so far is kept under the name that the target gives the list."""
    if new and new != old:
        total = body.internal_data["loop"]["total"]
        body.locals = body.locals or {}
        body.locals[new] = body.locals.pop(old, None) if old else [None] * total


def _wait_on(token: Token) -> None:
    """A timer keeps its moment; a message or signal goes by its name in the target, a message keeps its key."""
    spec, data = token.task_spec, token.internal_data
    start = spec.start if isinstance(spec, EventSubprocess) else None
    waits = [*data.get("waits", ()), *(wait for wait, _ in data.get("heard", ())), data.get("fired")]
    for wait in (each for each in waits if each):
        wait["element"] = start.id if start is not None else spec.node.id
        wait["step"] = f"{token.step}/{start.id}#1" if start is not None else token.step
        trigger = spec.triggers[wait["trigger"]]
        if wait["kind"] in ("message", "signal") and trigger.title is None:
            wait[wait["kind"]] = trigger.name


def _rename_records(token: Token, parts: Counterparts) -> None:
    """What a token is about to compensate, or leaves to be compensated; what an ad-hoc subprocess offers; where a pool
    begins."""
    data = token.internal_data
    if "records" in data:
        data["records"] = [_record(record, parts) for record in data["records"]]
    if "inner" in data:
        data["inner"] = _inner(data["inner"], parts)
    if "offers" in data:
        inside = parts.target.specs[parts.named(token.task_spec.node.id)]
        kept = [name for name in map(parts.named, data["offers"]) if name in inside.task_specs]
        data["offers"] = kept or list(inside.starts)
    if "called" in data:
        data["called"] = parts.named(data["called"])
    if "starts" in data:
        data["starts"] = [parts.named(start) for start in data["starts"]]


def _record(record: Record, parts: Counterparts) -> Record:
    inner = {"inner": _inner(record["inner"], parts)} if "inner" in record else {}
    return {**record, "activity": parts.named(record["activity"]), **inner}


def _inner(inner: list[Json], parts: Counterparts) -> list[Json]:
    return [parts.named(inner[0]), [_record(record, parts) for record in inner[1]]]


def _begin(case: Case, wanted: list[_Wanted]) -> None:
    """What is different at once on the new version: what people see of open tasks, new listeners, joins that have all
    they now need."""
    scopes = {scope.task_tree.id: scope for scope in case.scopes()}
    for scope in scopes.values():
        for token in list(scope.living()):
            _renew(token)
            if _has_all(token):
                token.internal_data.pop("gathered", None)
                token._ready()
    for each in wanted:
        _listen(scopes[each.root], each)


def _has_all(token: Token) -> bool:
    """Whether a token waits for others although as many as it now needs have come: at a join one by each flow, at an
    activity as many as it begins with."""
    data, node = token.internal_data, token.task_spec.node
    if not token.has_state(TaskState.WAITING):
        return False
    if "gathered" in data:
        return bool(data["gathered"] >= node.start_quantity)
    return "arrived" in data and len(data["arrived"]) >= len(node.incoming)


def _renew(token: Token) -> None:
    """Form, properties and job type as the new version has them for this case; the rest stays as it was evaluated."""
    old = token.internal_data.get("task")
    if old is None or not isinstance(token.task_spec, Offered):
        return
    try:
        terms = token.task_spec.terms(token)
    except (FeelError, StepFailed) as error:
        node, reason = token.task_spec.node, error.reason if isinstance(error, FeelError) else error.phrase
        details = {"name": quoted(node.name or node.id), "reason": reason.unended()}
        said = Phrase("What the new version says about {name} cannot be worked out for this case: {reason}.", details)
        raise MigrationRefused((Obstacle(node.id, said),)) from error
    token.internal_data["task"] = terms | {name: old[name] for name in AS_EVALUATED if name in old}


def _listen(scope: Scope, wanted: _Wanted) -> None:
    listener = scope.add(scope.spec.task_specs[wanted.spec], Phase.ARM)
    listener.attached, listener.flow = wanted.attached, wanted.flow
