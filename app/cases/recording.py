"""How an engine's advance is written into an event, and read back.

Moves are ``[kind, step, flow]``: the element is the last part of the step's name (see ``app/engine/model.py``).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine import Advance, State
from app.errors import to_json
from app.time import iso


def advance_payload(
    advance: Advance, opened: Sequence[Mapping[str, Any]], closed: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The advance as plain JSON; parts that are empty are left out."""
    parts: dict[str, Any] = {
        "moves": [_without_none([move.kind.value, move.step, move.flow]) for move in advance.moves],
        "changes": [[change.name, change.value, change.scope] for change in advance.changes],
        "opened": list(opened),
        "closed": list(closed),
        "jobs": [{"step": job.step, "type": job.type} for job in advance.jobs],
        "decisions": [_decision(made) for made in advance.decisions],
        "failures": [
            {"step": each.step, "code": each.code, "message": to_json(each.message)} for each in advance.failures
        ],
        "thrown": [
            {"step": sent.step, "message": sent.message, "key": sent.key, "values": dict(sent.values)}
            for sent in advance.thrown
        ],
        "signals": [
            {"step": sent.step, "signal": sent.signal, "values": dict(sent.values)} for sent in advance.signals
        ],
    }
    payload = {name: part for name, part in parts.items() if part}
    if advance.state is not State.RUNNING:
        payload |= {"state": advance.state.value, "ended_at": advance.ended_at}
    return payload


def element_of(step: str) -> str:
    """The element that a step visits: ``Call_A#1/Task_B#2`` visits ``Task_B``."""
    return step.rsplit("/", 1)[-1].split("#", 1)[0]


def timer_payload(timers: Sequence[Any]) -> list[dict[str, str]]:
    """The timers that were due, for the event that says that they fired."""
    return [{"step": timer.step, "due_at": iso(timer.due_at)} for timer in timers]


def _decision(made: Any) -> dict[str, Any]:
    return {
        "step": made.step,
        "decision": made.decision,
        "inputs": dict(made.inputs),
        "result": made.result,
        "matched": [dict(rule) for rule in made.matched],
    }


def _without_none(parts: list[Any]) -> list[Any]:
    return parts if parts[-1] is not None else parts[:-1]
