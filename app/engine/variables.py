"""Where variables live and how they are found (Camunda 8: concepts/variables).

Every case has one dictionary; activities with input mappings, multi-instance bodies and instances, and called
processes have their own. Reading looks from the inside out; writing changes the nearest that has the name, else the
outermost: the case, or the called process.
"""

from collections.abc import Callable, Iterator, Mapping

from app.engine.diagram import VariableMapping
from app.engine.errors import StepFailed
from app.engine.model import Json
from app.engine.runtime import Case, Token
from app.engine.texts import MISSING, Text
from app.engine.values import copied, placed
from app.errors import Phrase

Frame = tuple[str, dict[str, Json]]


def frames(token: Token) -> Iterator[Frame]:
    """The dictionaries that a token sees, innermost first, each with the step that owns it ("" for the case)."""
    current: Token | None = token
    while current is not None:
        if current.locals is not None:
            yield current.step, current.locals
        host = current.host_token
        if host is not None:
            current = host
            continue
        current = current.workflow.owner
        if current is not None and current.task_spec.isolates:
            yield current.step, _locals(current)
            return
    yield "", token.workflow.top_workflow.variables


def lookup(token: Token) -> Callable[[str], object]:
    """Finds a variable for expressions evaluated at *token*; :data:`MISSING` when no frame has it."""
    seen = [frame for _, frame in frames(token)]

    def find(name: str) -> object:
        return next((frame[name] for frame in seen if name in frame), MISSING)

    return find


def evaluate(text: Text, token: Token, at: str | None = None) -> Json:
    """The value of a text of the diagram as seen from *token*; *at* is the step that it is evaluated for, where that is
    another: what is drawn at random for each of several steps differs."""
    case = token.workflow.top_workflow
    step = token.step if at is None else at
    return text.value(lookup(token), case.now, case.seed_at(step), case.work)


def condition(text: Text, token: Token, at: str | None = None) -> bool:
    """Whether a condition holds; null does not. StepFailed when the value is neither true, false nor null."""
    value = evaluate(text, token, at)
    if value is None or isinstance(value, bool):
        return value is True
    raise StepFailed(
        "condition",
        Phrase(
            "the condition {source} is neither true nor false: {value}",
            {"source": text.source, "value": str(value)[:80]},
        ),
    )


def visible(token: Token) -> dict[str, Json]:
    """A copy of every variable that *token* sees."""
    merged: dict[str, Json] = {}
    for _, frame in reversed(list(frames(token))):
        merged.update(frame)
    copy: dict[str, Json] = copied(merged)
    return copy


def assign(token: Token, values: Mapping[str, Json], skip_own: bool = False) -> None:
    """Writes each value where the variable already is, else into the outermost frame; *skip_own* leaves out the
    token's own locals (what leaves an activity through its output mappings)."""
    seen = list(frames(token))
    if skip_own and token.locals is not None:
        seen = seen[1:]
    for name, value in values.items():
        owner, frame = next((found for found in seen if name in found[1]), seen[-1])
        _put(token, owner, frame, name, value)


def assign_in_case(case: Case, name: str, value: Json) -> None:
    """Writes a variable of the case itself, wherever it is written from."""
    _put(case.task_tree, "", case.variables, name, value)


def assign_local(token: Token, name: str, value: Json) -> None:
    """Writes a variable that only *token* and what runs inside it can see."""
    _put(token, token.step, _locals(token), name, value)


def assign_all_local(token: Token, values: Mapping[str, Json]) -> None:
    """Writes several variables as :func:`assign_local` does."""
    for name, value in values.items():
        assign_local(token, name, value)


def apply_inputs(token: Token, mappings: tuple[VariableMapping, ...]) -> None:
    """Creates the local variables of an activity, each mapping seeing those before it. What an operator gave in place
    of a mapping stays."""
    given = token.internal_data.get("given", ())
    hidden = {name: (token.locals or {})[name] for name in roots(mappings) & (token.locals or {}).keys()}
    if hidden:
        token.internal_data["hidden"] = copied(hidden)
    for name in given:
        assign_local(token, name, given[name])
    for mapping in mappings:
        name, *path = mapping.target.split(".")
        if name in given:
            continue
        value = evaluate(mapping.source, token)
        assign_local(token, name, placed(_locals(token).get(name), path, value))


def forget_inputs(token: Token, mappings: tuple[VariableMapping, ...]) -> None:
    """Takes back what the input mappings made, so that a step that is tried again maps from what was there before."""
    before = token.internal_data.pop("hidden", {})
    for name in roots(mappings) & (token.locals or {}).keys():
        _locals(token).pop(name)
    if before:
        _locals(token).update(before)


def roots(mappings: tuple[VariableMapping, ...]) -> set[str]:
    """The variables that the mappings make: ``a`` where a target is ``a.b``."""
    return {mapping.target.partition(".")[0] for mapping in mappings}


def apply_outputs(token: Token, mappings: tuple[VariableMapping, ...], values: Mapping[str, Json]) -> None:
    """What an activity hands back: *values* merge outwards, or only what the output mappings take of them. Tried again
    after a failure, what was handed over before it is not handed over once more."""
    if not mappings:
        assign(token, values)
        return
    for name, value in values.items():
        assign_local(token, name, value)
    for number, mapping in enumerate(mappings):
        if number < token.internal_data.get("handed", 0):
            continue
        value = evaluate(mapping.source, token)
        name, *path = mapping.target.split(".")
        if path:
            outer = [frame for _, frame in frames(token)][1 if token.locals is not None else 0 :]
            value = placed(next((frame[name] for frame in outer if name in frame), None), path, value)
        assign(token, {name: value}, skip_own=True)
        token.internal_data["handed"] = number + 1


def _locals(token: Token) -> dict[str, Json]:
    if token.locals is None:
        token.locals = {}
    return token.locals


def _put(token: Token, owner: str, frame: dict[str, Json], name: str, value: Json) -> None:
    frame[name] = copied(value, name)
    token.workflow.top_workflow.look_at_conditions = True
    token.workflow.top_workflow.journal.change(name, copied(value, name), owner)
