"""Starting what runs inside a case, a subprocess or a called process."""

from collections.abc import Sequence

from app.engine import data
from app.engine.errors import StepFailed
from app.engine.model import Json
from app.engine.runtime import Phase, Scope, Token
from app.errors import Phrase

DEEPEST = 50


def begin_scope(scope: Scope, starts: Sequence[str], values: dict[str, Json], by: int | None = None) -> None:
    """Sets up the event subprocesses of a scope and puts a token on each element that it begins at.

    *values* came with what started it: the trigger number *by* of the first of the *starts*.
    """
    scope.plant()
    data.declare(scope)
    for identity in scope.spec.event_subprocesses:
        scope.add(scope.spec.task_specs[identity], Phase.ARM)
    for identity in starts:
        token = scope.add(scope.spec.task_specs[identity])
        token.values = dict(values)
        if by is not None and identity == starts[0]:
            begun = {"begun_by": by} if token.task_spec.node.kind == "startEvent" else {"began": True}
            token.internal_data.update(begun)


def open_scope(token: Token, process: str, values: dict[str, Json], starts: Sequence[str] | None = None) -> Scope:
    """Starts what runs inside an activity, at *starts* or where it begins by itself.

    StepFailed when activities are nested too deeply.
    """
    if token.workflow.depth >= DEEPEST:
        raise StepFailed("too-deep", Phrase("more than {limit} activities inside one another", {"limit": DEEPEST}))
    inner: Scope = token.workflow.top_workflow.create_subprocess(token, process)
    begin_scope(inner, inner.spec.starts if starts is None else starts, values)
    return inner
