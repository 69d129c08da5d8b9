"""On which version a case ran at each of its events, and what its elements are called now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.cases.locked import LockedCase
from app.history.log import StoredEvent
from app.store.tables import Case

MIGRATED, UNDONE = "case_migrated", "migration_undone"
Moves = Iterator[tuple[str, str, Sequence[str]]]


def first_version(row: Case | LockedCase, events: Sequence[StoredEvent]) -> str:
    """The version on which the case was opened."""
    changes = (event.payload for event in events if event.type in (MIGRATED, UNDONE) and event.payload)
    return next((str(payload["before"]["version"]) for payload in changes), row.version_id)


def version_reached(event: StoredEvent) -> str | None:
    """The version that the event moved the case to; None when it did not, or its content was erased."""
    reached = event.type in (MIGRATED, UNDONE) and event.payload
    return str(reached["version"]) if reached else None


def renamed_moves(events: Sequence[StoredEvent]) -> Moves:
    """Every move as kind, step and flows, oldest first, each element and flow by the id that it has in the case's
    version of today."""
    plans = _plans(events)
    for event in events:
        names = plans[event.sequence]
        for kind, step, *flows in ((event.payload or {}).get("advance") or {}).get("moves", ()):
            path, _, last = step.rpartition("/")
            element, _, number = last.partition("#")
            renamed = f"{names.get(element, element)}#{number}"
            yield kind, f"{path}/{renamed}" if path else renamed, [names.get(flow, flow) for flow in flows]


def _plans(events: Sequence[StoredEvent]) -> Mapping[int, Mapping[str, str]]:
    """For each event what later migrations made of the ids of its time; one that was undone made nothing of them."""
    found: dict[int, Mapping[str, str]] = {}
    names: Mapping[str, str] = {}
    undone = False
    for event in reversed(events):
        found[event.sequence] = names
        if event.type == UNDONE:
            undone = True
        elif event.type == MIGRATED:
            names = names if undone else _before(names, (event.payload or {}).get("plan") or {})
            undone = False
    return found


def _before(names: Mapping[str, str], plan: Mapping[str, Any]) -> Mapping[str, str]:
    """The names of what comes after a plan, seen from before it."""
    return {**names, **{old: names.get(new, new) for old, new in plan.items()}}
