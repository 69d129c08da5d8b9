"""What an operator may do to a case that stands still or stands wrong: correct its data, try a step again, move tokens.

BPMN does not speak of it. What is done here keeps what the standard says of tokens: a scope that runs has one (BPMN
2.0.2 §13.5.6), a gateway that joins counts arrivals by sequence flow (§13.4.1), boundary events belong to the activity
that they are attached to (§13.5.3).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from SpiffWorkflow.util.task import TaskState

from app.engine import variables
from app.engine.adhoc import next_in_line
from app.engine.diagram import Flow, FlowNode
from app.engine.errors import MoveRefused
from app.engine.model import Json
from app.engine.runtime import Case, Phase, Scope, Token
from app.errors import Phrase

MOST = 100
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True)
class Place:
    """Where a token is to start: an element in a scope that runs, and the flow by which it arrives, if any."""

    scope: Scope
    element: str
    flow: str | None = None


def again(token: Token, values: Mapping[str, Json]) -> None:
    """Tries a failed step again. What it had not left yet it does anew, from its input mappings on; what it had already
    handed to others it does not hand over again.

    Of *values*, those named like one of the step's own inputs take the place of its mapping; those named like what the
    step produced take the place of that; the others are corrected where they are.
    """
    token.internal_data.pop("failure", None)
    if token.phase is Phase.LEAVE:
        produced = {} if token.internal_data.get("finished") else token.values
        produced.update({name: value for name, value in values.items() if name in produced})
        variables.assign(token, {name: value for name, value in values.items() if name not in produced})
    elif token.is_listener:
        variables.assign(token.task_spec.seen_from(token), values)
    else:
        variables.forget_inputs(token, token.task_spec.input_mappings)
        inputs = variables.roots(token.task_spec.input_mappings)
        variables.assign(token, {name: value for name, value in values.items() if name not in inputs})
        give(token, {name: value for name, value in values.items() if name in inputs})
    if token.phase is Phase.OPEN:
        token._set_state(TaskState.STARTED)
        token.task_spec.reopen(token)
    else:
        token._ready()


def give(token: Token, values: Mapping[str, Json]) -> None:
    """Sets variables of the step's own. One that is an input of the step stays so when the step is tried again."""
    inputs = variables.roots(token.task_spec.input_mappings)
    for name, value in values.items():
        variables.assign_local(token, name, value)
        if name in inputs:
            token.internal_data.setdefault("given", {})[name] = value


def move(case: Case, cancel: Sequence[str], start: Sequence[str], values: Mapping[str, Json]) -> None:
    """Cancels the tokens of the steps *cancel* with everything inside them and starts a token at each of *start*, ids
    of elements or of sequence flows. A step or place that is named twice counts once. Raises :class:`MoveRefused`
    before anything was changed."""
    if not cancel and not start:
        raise MoveRefused(reason=Phrase("nothing was chosen"))
    if len(cancel) > MOST or len(start) > MOST:
        raise MoveRefused(reason=Phrase("more than {most} steps at once", {"most": MOST}))
    leaving = [_cancellable(case, step) for step in dict.fromkeys(cancel)]
    dying = {scope for scope in case.scopes() if any(token in leaving for token in _around(scope))}
    near = [token.workflow for token in leaving if token.workflow not in dying]
    places = [_place(case, target, near, dying) for target in dict.fromkeys(start)]
    _require_token_in_each(near, leaving, places)
    for token in leaving:
        token.cancel()
    for scope in {place.scope for place in places} or {case}:
        variables.assign(scope.task_tree, values)
    for place in places:
        _start(place)
    for scope in near:
        next_in_line(scope)


def cancellable(case: Case) -> list[Token]:
    """Where tokens stand that may be cancelled, oldest first; the rounds of a loop only together."""
    return case.every(lambda token: bool(token.step) and not token.is_listener and not token.host)


def startable(case: Case) -> Iterator[tuple[FlowNode, Flow | None]]:
    """The elements at which a token may start now; a gateway that joins once for each flow by which to arrive."""
    running = {scope.spec.name: scope for scope in case.scopes()}
    for node in case.bundle.diagram.nodes.values():
        scope = running.get(node.scope)
        if scope is None or node.id not in scope.spec.task_specs:
            continue
        for flow in node.incoming if _joins(node) else (None,):
            with suppress(MoveRefused):
                _require_startable(case, node, by_flow=flow is not None)
                yield node, flow


def _cancellable(case: Case, step: str) -> Token:
    token = next(iter(case.every(lambda found: found.step == step and not found.is_listener)), None)
    if token is None:
        raise MoveRefused(reason=Phrase("nothing stands at the step {step}", {"step": step}))
    if token.host:
        about = {"step": step}
        raise MoveRefused(
            reason=Phrase("{step} is one round of a loop, whose count would be wrong; choose the whole loop", about)
        )
    return token


def _around(scope: Scope) -> Iterable[Token]:
    """The activities that a scope runs in, inner before outer; an instance of a loop counts with its loop."""
    owner = scope.owner
    while owner is not None:
        yield owner
        if owner.host_token is not None:
            yield owner.host_token
        owner = owner.workflow.owner


def _place(case: Case, target: str, near: Sequence[Scope], dying: set[Scope]) -> Place:
    flow = case.bundle.diagram.flows.get(target)
    node = case.bundle.diagram.nodes.get(flow.target if flow else target)
    if node is None:
        raise MoveRefused(reason=Phrase("the diagram has no element {element}", {"element": target}))
    _require_startable(case, node, by_flow=flow is not None)
    scope = _scope_for(case, node, near, dying)
    if node.id not in scope.spec.task_specs:
        raise MoveRefused(reason=Phrase("nothing can be started at {element}", {"element": _name(node)}))
    if node.kind in JOINS and flow is None:
        flow = node.incoming[0]
    return Place(scope, node.id, flow.id if flow else None)


def _require_startable(case: Case, node: FlowNode, *, by_flow: bool) -> None:
    if node.attached_to:
        about = {"element": _name(node)}
        raise MoveRefused(reason=Phrase("{element} is an event on the border of a step and begins only with it", about))
    around = case.bundle.diagram.nodes.get(node.scope)
    listens = node.kind == "startEvent" and around is not None and around.event_subprocess
    if node.event_subprocess or node.for_compensation or listens:
        raise MoveRefused(reason=Phrase("{element} begins only by its own event", {"element": _name(node)}))
    if node.kind in JOINS and not node.incoming:
        raise MoveRefused(reason=Phrase("nothing can be started at {element}", {"element": _name(node)}))
    if _joins(node) and not by_flow:
        details = {"element": _name(node), "flows": ", ".join(flow.id for flow in node.incoming)}
        raise MoveRefused(
            reason=Phrase("{element} joins several ways; name the sequence flow by which to arrive: {flows}", details)
        )


def _scope_for(case: Case, node: FlowNode, near: Sequence[Scope], dying: set[Scope]) -> Scope:
    """The running scope that the element is in: the one of a cancelled step, else the only one there is.

    One that does not run is not started halfway: its own inputs, boundary events and event subprocesses would be
    missing. Who wants it starts at the activity itself.
    """
    inside = case.bundle.diagram.nodes.get(node.scope)
    fitting = [scope for scope in case.scopes() if scope.spec.name == node.scope and scope not in dying]
    chosen = [scope for scope in fitting if scope in near] or fitting
    details = {"element": _name(node), "around": _name(inside) if inside else node.scope}
    if not chosen:
        raise MoveRefused(
            reason=Phrase("{element} lies inside {around}, which is not running; start at {around} itself", details)
        )
    if len(chosen) > 1:
        raise MoveRefused(
            reason=Phrase(
                "{element} lies inside {around}, which runs several times; cancel a step of the one that is meant",
                details,
            )
        )
    return chosen[0]


def _require_token_in_each(near: Sequence[Scope], leaving: Sequence[Token], places: Sequence[Place]) -> None:
    """A scope that goes on keeps a token, or it would be over without having reached an end."""
    for scope in near:
        stays = any(token not in leaving and not token.is_listener for token in scope.living())
        if stays or any(place.scope is scope for place in places):
            continue
        if scope.owner is None:
            raise MoveRefused(reason=Phrase("nothing would be left of the case; end the case instead"))
        around = _name(scope.owner.task_spec.node)
        raise MoveRefused(
            reason=Phrase("nothing would be left inside {around}; choose {around} itself", {"around": around})
        )


def _start(place: Place) -> None:
    spec = place.scope.spec.task_specs[place.element]
    token = place.scope.task_tree._add_child(spec)
    token.flow = place.flow
    if place.flow is None:
        token._ready_or_queue()
    else:
        spec._update(token)


def _joins(node: FlowNode) -> bool:
    return node.kind in JOINS and len(node.incoming) > 1


def _name(node: FlowNode) -> str:
    return node.name or node.id
