"""New names for the steps of a case whose elements got new ids, so that a step's name always ends with its element.

A visit keeps its number, except where visits of another element have that name already: it is then counted after them.
"""

from collections.abc import Mapping

from app.engine.compensation import Compensation
from app.engine.counterparts import Counterparts
from app.engine.runtime import Case, Scope, Token


def rename_steps(case: Case, parts: Counterparts) -> dict[str, str]:
    """Renames every step and the counters of visits; returns the steps that changed, by their old names."""
    changed: dict[str, str] = {}
    for scope in case.scopes():
        shifts = _count(scope, parts)
        for token in sorted(scope.living(), key=lambda token: token.id):
            if token.step:
                old, token.step = token.step, _renamed(token, parts, shifts)
                changed[old] = token.step
    return {old: new for old, new in changed.items() if old != new}


def _count(scope: Scope, parts: Counterparts) -> Mapping[str, int]:
    """Adds the visits of renamed elements to those of their new ids; returns by how much their numbers shift. The old
    counts stay: no step of a case ever gets the name of an earlier one."""
    shifts: dict[str, int] = {}
    counted = dict(scope.counters)
    for element, count in scope.counters.items():
        new = parts.named(element)
        if new != element:
            shifts[element] = counted.get(new, 0)
            counted[new] = shifts[element] + count
    scope.counters = counted
    return shifts


def _renamed(token: Token, parts: Counterparts, shifts: Mapping[str, int]) -> str:
    """Outer scopes and the body of an instance have their new names already: they are older."""
    element, _, number = token.step.rpartition("/")[2].rpartition("#")
    host, owner = token.host_token, token.workflow.owner
    if host is not None and isinstance(host.task_spec, Compensation):
        host = None
    around = host or owner
    visit = int(number) if host is not None else int(number) + shifts.get(element, 0)
    own = f"{parts.named(element)}#{visit}"
    return f"{around.step}/{own}" if around is not None else own
