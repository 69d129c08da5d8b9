"""The saved state of a case: compact JSON, compressed, with the diagram left out.

It starts with a format byte that is looked at before anything else. SpiffWorkflow's serializers are not used: its
dictionary serializer is pickle, its migrations evaluate text, and its documents hold every finished task.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from app.engine.errors import SnapshotRefused
from app.engine.model import Json, State
from app.engine.runtime import Case, Inner, Phase, Scope, Token
from app.engine.waiting import listen
from app.time import from_iso, iso

if TYPE_CHECKING:
    from app.engine.bundle import Bundle

FAST = b"\x01"
EXACT = b"\x02"
"""The same document written by the standard library, for whole numbers beyond 64 bits."""
LEVEL = 3
LARGEST = 64_000_000


def save(case: Case) -> bytes:
    """The state of a case at rest."""
    document = {
        "process": case.process,
        "state": case.outcome,
        "ended_at": case.ended_at,
        "now": iso(case.now),
        "last": case.last_id,
        "seed": case.seed,
        "variables": case.variables,
        "scopes": [_scope(scope) for scope in case.scopes()],
    }
    try:
        kind, written = FAST, orjson.dumps(document)
    except (TypeError, orjson.JSONEncodeError):
        kind, written = EXACT, json.dumps(document, separators=(",", ":")).encode()
    return kind + zlib.compress(written, LEVEL)


def load(bundle: "Bundle", saved: bytes) -> Case:
    """The case of a snapshot. SnapshotRefused when it cannot be understood."""
    if saved[:1] not in (FAST, EXACT):
        raise SnapshotRefused(reason="its format is unknown")
    try:
        unpacked = zlib.decompressobj().decompress(saved[1:], LARGEST)
        document = orjson.loads(unpacked) if saved[:1] == FAST else json.loads(unpacked)
        return _case(bundle, document)
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise SnapshotRefused(reason=f"it does not fit the diagrams ({type(error).__name__})") from error


def _scope(scope: Scope) -> list[Json]:
    owner = scope.owner
    return [
        owner.id if owner else 0,
        scope.spec.name,
        scope.task_tree.id,
        scope.counters,
        [_token(token) for token in scope.living()],
        *([scope.compensable] if scope.compensable else []),
    ]


def _token(token: Token) -> list[Json]:
    return [
        token.id,
        token.task_spec.name,
        token._state,
        token.phase,
        token.entered,
        token.step,
        token.flow,
        token.host,
        token.attached,
        token.locals,
        token.values,
        token.internal_data,
    ]


def _case(bundle: "Bundle", document: Mapping[str, Any]) -> Case:
    now: datetime = from_iso(document["now"])
    case = Case(bundle, document["process"], now, document.get("seed", ""))
    case.outcome, case.ended_at = State(document["state"]), document["ended_at"]
    case.variables = document["variables"]
    owners: dict[int, Token] = {}
    for owner, spec, root, counters, tokens, *compensable in document["scopes"]:
        scope: Scope = case
        if owner:
            scope = case.subprocesses[owner] = Inner(bundle.specs[spec], owners[owner], case)
        scope.compensable = compensable[0] if compensable else []
        _fill(scope, root, counters, tokens, owners)
    case.last_id = document["last"]
    case.completed = case.outcome is not State.RUNNING
    return case


def _fill(scope: Scope, root: int, counters: dict[str, int], tokens: list[Any], owners: dict[int, Token]) -> None:
    scope.counters = counters
    scope.plant(root)
    for identity, spec, state, phase, *rest in tokens:
        token = Token(scope, scope.spec.task_specs[spec], scope.task_tree, state, identity)
        token.entered, token.step, token.flow, token.host, attached, *data = rest
        if attached:
            token.attached = attached
        token.phase = Phase(phase)
        token.locals, token.values, token.internal_data = data
        owners[identity] = token
        if "wait" in token.internal_data:  # written before an event could have several triggers
            token.internal_data["waits"] = [{"trigger": 0, **token.internal_data.pop("wait")}]
        if "waits" in token.internal_data:
            listen(token)
