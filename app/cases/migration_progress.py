"""How far the migration of many cases is, as the stream of their process definition tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cases.locked import reference
from app.cases.rights import MIGRATE_WHOM, may_migrate, require
from app.errors import NotFound, Phrase, from_json
from app.history.log import StoredEvent, read
from app.identity.actor import Actor

STARTED, ADVANCED, ENDED = "migration_started", "migration_advanced", "migration_ended"
MOVED_ELSEWHERE = Phrase("The case is on another version by now.")


@dataclass(frozen=True)
class Stayed:
    """A case that was not moved, with the reasons."""

    case_id: int
    reference: str
    reasons: tuple[Phrase, ...]


@dataclass(frozen=True)
class Kept:
    """The cases that stay for the same reasons."""

    reasons: tuple[Phrase, ...]
    cases: tuple[Stayed, ...]


@dataclass(frozen=True)
class Progress:
    """How far the migration of many cases is. ``over`` had ended meanwhile; ``position`` is how many were done with."""

    key: str
    migration: int
    sources: tuple[int, ...]
    version: int
    plan: Mapping[str, str]
    reason: str
    by: str
    right: str
    begun_at: datetime
    cases: tuple[int, ...] = field(repr=False)
    position: int = 0
    done: int = 0
    over: int = 0
    stayed: tuple[Stayed, ...] = ()
    ended_at: datetime | None = None

    @property
    def left(self) -> int:
        """How many cases have not been looked at yet."""
        return len(self.cases) - self.position


def progress_of(session: Session, actor: Actor, *, key: str, migration: int) -> Progress:
    """How far a migration is. Raises :class:`~app.errors.NotFound`."""
    require(may_migrate(actor), "look at migrations", MIGRATE_WHOM)
    found = progress_now(session, key, migration)
    if found is None:
        raise NotFound(what=f"The migration {migration} of {key}")
    return found


def migrations_of(session: Session, actor: Actor, *, key: str) -> tuple[Progress, ...]:
    """All migrations of a process definition's cases, newest first."""
    require(may_migrate(actor), "look at migrations", MIGRATE_WHOM)
    return tuple(reversed(_all(session, key).values()))


def by_reason(cases: Iterable[Stayed]) -> tuple[Kept, ...]:
    """The cases that stay for the same reasons together, the most first."""
    found: dict[tuple[str, ...], list[Stayed]] = {}
    for case in cases:
        found.setdefault(tuple(map(str, case.reasons)), []).append(case)
    groups = sorted(found.values(), key=len, reverse=True)
    return tuple(Kept(group[0].reasons, tuple(group)) for group in groups)


def progress_now(session: Session, key: str, migration: int) -> Progress | None:
    """The same for whoever does the work."""
    return _all(session, key).get(migration)


def definition_stream(key: str) -> str:
    """The stream of a process definition: its deployments and the migrations between them."""
    return f"definition/{key}"


def _all(session: Session, key: str) -> dict[int, Progress]:
    """Every migration of the definition by its number, which is that of its first event."""
    found: dict[int, Progress] = {}
    if not key.isprintable():  # PostgreSQL keeps no U+0000, so nothing can have such a key
        return found
    for event in read(session, definition_stream(key)):
        payload = event.payload or {}
        if event.type == STARTED and payload:
            found[event.sequence] = _begun(key, event, payload)
        elif event.type in (ADVANCED, ENDED) and payload.get("migration") in found:
            found[payload["migration"]] = _further(found[payload["migration"]], event, payload)
    return found


def _begun(key: str, event: StoredEvent, payload: Mapping[str, Any]) -> Progress:
    sources, cases = tuple(payload["sources"]), tuple(payload["cases"])
    plan, reason = payload["plan"], payload["reason"]
    number, by, right = event.sequence, event.actor, payload["right"]
    return Progress(key, number, sources, payload["version"], plan, reason, by, right, event.at, cases)


def _further(known: Progress, event: StoredEvent, payload: Mapping[str, Any]) -> Progress:
    if event.type == ENDED:
        return replace(known, ended_at=event.at)
    stayed = tuple(
        Stayed(each["case"], reference(each["case"]), tuple(_phrase(reason) for reason in each["reasons"]))
        for each in payload["stayed"]
    )
    return replace(
        known,
        position=payload["position"],
        done=known.done + len(payload["done"]),
        over=known.over + len(payload["over"]),
        stayed=known.stayed + stayed,
    )


def _phrase(written: Any) -> Phrase:
    said = from_json(written)
    return said if isinstance(said, Phrase) else MOVED_ELSEWHERE
