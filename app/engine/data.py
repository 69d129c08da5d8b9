"""Data objects, properties, stores, inputs and outputs while a case runs (BPMN 2.0.2 §10.4): all of them are variables.

What is drawn in a process or subprocess lives as long as that runs and is null until it is written; a data store is a
variable of the case. Data associations copy before an activity or event begins and after it is done. An output that is
still null then was not produced: nothing is copied (§10.4.2, an association from data that is not available).
"""

from collections.abc import Iterator

from app.engine import variables
from app.engine.diagram import EVENTS, DataCopy, FlowNode, NodeData
from app.engine.model import Json
from app.engine.runtime import Scope, Token
from app.engine.texts import MISSING
from app.engine.values import placed


def declare(scope: Scope) -> None:
    """Gives a process or subprocess that begins the variables of the data drawn in it, as far as they have no value."""
    case = scope.top_workflow
    drawn = case.bundle.diagram.data.get(scope.spec.name)
    if drawn is None:
        return
    owner, names = scope.owner, (*drawn.own, *drawn.inputs, *drawn.outputs)
    for name in (*names, *drawn.stores) if owner is None else drawn.stores:
        if name not in case.variables:
            variables.assign_in_case(case, name, None)
    if owner is not None:
        _declare(owner, names)


def bring_in(token: Token) -> None:
    """Gives an activity or event its own data, and copies into it what its associations say."""
    drawn: NodeData = token.task_spec.node.data
    copied = [(copy, _value(copy, token)) for copy in drawn.copied_in if copy.plain]
    if token.task_spec.node.kind == "startEvent":
        _take_over(token, drawn.outputs)
    _declare(token, drawn.own)
    for copy, value in copied:
        _write(token, copy, value, outwards=False)
    for copy in drawn.copied_in:
        if not copy.plain:
            _write(token, copy, _value(copy, token), outwards=False)


def hand_back(token: Token) -> None:
    """Copies out of an activity or event that is done what its associations say."""
    for copy in token.task_spec.node.data.copied_out:
        value = _value(copy, token)
        if value is not None or not copy.plain:
            _write(token, copy, value, outwards=True)


def received(node: FlowNode, values: dict[str, Json]) -> dict[str, Json]:
    """The variables that came with an event, under the name of its only data output when there is one of each: a
    message of the standard has one content (§10.5.1)."""
    outputs = node.data.outputs if node.data and (node.kind in EVENTS or node.kind == "receiveTask") else ()
    if len(outputs) == 1 and len(values) == 1 and outputs[0] not in values:
        return {outputs[0]: next(iter(values.values()))}
    return values


def given(token: Token) -> dict[str, Json]:
    """What an event throws or a job is given: the token's own variables, without properties and outputs."""
    drawn: NodeData | None = token.task_spec.node.data
    hidden = {*drawn.properties, *drawn.outputs} - {*drawn.inputs} if drawn else set()
    return {name: value for name, value in (token.locals or {}).items() if name not in hidden}


def _take_over(token: Token, names: tuple[str, ...]) -> None:
    """What a case is started with are variables already: the outputs of its start event get those of their names."""
    find = variables.lookup(token)
    for name in names:
        value = find(name)
        if value is not MISSING:
            variables.assign_local(token, name, value)


def _declare(token: Token, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in (token.locals or {}):
            variables.assign_local(token, name, None)


def _value(copy: DataCopy, token: Token) -> Json:
    case, find = token.workflow.top_workflow, variables.lookup(token)

    def look_up(name: str) -> object:
        known = copy.aliases.get(name, name)
        in_case = case.variables.get(known, MISSING) if known in case.bundle.diagram.stores else MISSING
        found = find(known) if in_case is MISSING else in_case
        return find(name) if found is MISSING else found

    return copy.source.value(look_up, case.now, case.seed_at(token.step))


def _write(token: Token, copy: DataCopy, value: Json, *, outwards: bool) -> None:
    case, (name, *path) = token.workflow.top_workflow, copy.target.split(".")
    if name in case.bundle.diagram.stores:
        variables.assign_in_case(case, name, placed(case.variables.get(name), path, value))
    elif outwards:
        old = next((frame[name] for frame in _outer(token) if name in frame), None)
        variables.assign(token, {name: placed(old, path, value)}, skip_own=True)
    else:
        variables.assign_local(token, name, placed((token.locals or {}).get(name), path, value))


def _outer(token: Token) -> Iterator[dict[str, Json]]:
    frames = (frame for _, frame in variables.frames(token))
    return (frame for frame in frames if frame is not token.locals)
