"""What the operator of the desk sees of messages, signals and timers: who waits for what, and what starts cases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.tables import KeptMessage, StartEvent, Subscription, Version

SHOWN = 200
LOOKED_AT = 1_000


@dataclass(frozen=True)
class Starter:
    """What starts cases of the current version of a process: a message, a signal, or a timer that is due next at
    ``due_at`` (None: it is over). ``requester`` is for whom, when nobody asks."""

    definition: str
    process: str
    process_en: str
    kind: str
    name: str
    due_at: datetime | None
    rounds: int | None
    fired: int
    requester: str | None


@dataclass(frozen=True)
class Kept:
    """A message that nobody waits for yet, sent by the case ``sender`` or (None) from outside."""

    name: str
    key: str | None
    sender: int | None
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Awaited:
    """A message or signal that running cases wait for: how many, the oldest of them, and since when."""

    kind: str
    name: str
    key: str | None
    cases: int
    first_case: int
    since: datetime


def starters_of_desk(session: Session, definition: str | None = None) -> tuple[Starter, ...]:
    """Everything that starts cases from outside, by process; of one process where it is named."""
    query = (
        select(StartEvent, Version.name, Version.name_en)
        .join(Version, (Version.id == StartEvent.version_id) & (Version.key == StartEvent.definition))
        .order_by(StartEvent.definition, StartEvent.kind, StartEvent.name)
    )
    if definition is not None:
        query = query.where(StartEvent.definition == definition)
    return tuple(
        Starter(it.definition, name, name_en, it.kind, it.name, it.due_at, it.rounds, it.fired, it.requester)
        for it, name, name_en in session.execute(query)
    )


def kept_messages(session: Session) -> tuple[Kept, ...]:
    """Messages that are kept until somebody waits for them, the oldest first, at most :data:`SHOWN`."""
    rows = session.scalars(select(KeptMessage).order_by(KeptMessage.since, KeptMessage.stream).limit(SHOWN))
    return tuple(Kept(it.name, it.key, _sender(it.stream), it.since, it.until) for it in rows)


def awaited(session: Session) -> tuple[Awaited, ...]:
    """What running cases wait for, those of one name and key together; only the oldest cases are looked at, so that
    it costs the same however many wait."""
    query = select(Subscription).order_by(Subscription.case_id, Subscription.place).limit(LOOKED_AT)
    found: dict[tuple[str, str, str | None], list[Subscription]] = {}
    for row in session.scalars(query):
        found.setdefault((row.kind, row.name, row.key), []).append(row)
    together = [
        Awaited(*what, len({row.case_id for row in rows}), rows[0].case_id, min(row.since for row in rows))
        for what, rows in found.items()
    ]
    return tuple(sorted(together, key=lambda wait: (wait.since, wait.name, wait.key or ""))[:SHOWN])


def _sender(stream: str) -> int | None:
    """The case whose history a stream is."""
    kind, _, number = stream.partition("/")
    return int(number) if kind == "case" else None
