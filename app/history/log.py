"""Appending events and reading them back. The key ``(stream, sequence)`` is the lock between two writers.

An event's ``payload_digest`` is SHA-256(salt ‖ payload); its ``digest`` is SHA-256 over the digest of the event before
it and its own canonical header, so that a stream is a hash chain. Payload and salt can be erased without breaking it.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import EscaladeError
from app.store.desk import StaleWrite
from app.store.statements import FoundRow, Prepared
from app.store.tables import Event, EventPayload
from app.time import iso

GENESIS = bytes(32)
SALT_BYTES = 16
_LONG_NUMBER = re.compile(rb"[0-9]{19}")

_EVENTS = (
    select(*Event.__table__.c, EventPayload.salt, EventPayload.body)
    .select_from(Event)
    .outerjoin(EventPayload, (EventPayload.stream == Event.stream) & (EventPayload.sequence == Event.sequence))
)
_OF_STREAM = Prepared(
    _EVENTS.where(Event.stream == bindparam("stream"), Event.sequence > bindparam("after")).order_by(Event.sequence)
)
_ONE = Prepared(_EVENTS.where(Event.stream == bindparam("stream"), Event.sequence == bindparam("sequence")))
_BY_REQUEST = Prepared(_EVENTS.where(Event.actor == bindparam("actor"), Event.request == bindparam("request")))
_DIGEST = Prepared(
    select(Event.digest).where(Event.stream == bindparam("stream"), Event.sequence == bindparam("sequence"))
)
_LAST = Prepared(select(func.max(Event.sequence)).where(Event.stream == bindparam("stream")))
_APPEND, _APPEND_PAYLOAD = Prepared(insert(Event)), Prepared(insert(EventPayload))


class KeyUsedBefore(EscaladeError):
    """This idempotency key was used for something else. Nothing was changed. Send the request with a new key."""

    status = 422


@dataclass(frozen=True)
class NewEvent:
    """An event to append: past tense, subject first (``task_completed``), with a plain JSON payload.

    ``request`` is the idempotency key of the command; one actor uses it once.
    """

    type: str
    actor: str
    payload: Mapping[str, Any]
    request: str | None = None


@dataclass(frozen=True)
class StoredEvent:
    """An event as it was read; ``payload`` is None after an erasure."""

    stream: str
    sequence: int
    type: str
    at: datetime
    actor: str
    request: str | None
    payload: Mapping[str, Any] | None
    digest: bytes


@dataclass(frozen=True)
class Verification:
    """Whether a stream's chain holds; ``first_bad`` is the sequence of the first event that does not fit."""

    intact: bool
    events: int
    first_bad: int | None = None


def case_stream(case_id: int) -> str:
    """The name of a case's stream."""
    return f"case/{case_id}"


def case_of(event: StoredEvent) -> int:
    """The case in whose stream the event stands."""
    return int(event.stream.partition("/")[2])


def append(session: Session, stream: str, *, after: int, at: datetime, events: Iterable[NewEvent]) -> int:
    """Appends behind event number *after* and returns the number of the last one.

    Raises :class:`StaleWrite` when somebody else has appended meanwhile.
    """
    previous = _digest_of(session, stream, after)
    rows, payloads, sequence = [], [], after
    for event in events:
        sequence += 1
        salt, body = secrets.token_bytes(SALT_BYTES), canonical(event.payload)
        row = _header(stream, sequence, at, event, hashlib.sha256(salt + body).digest())
        previous = row["digest"] = chain_digest(previous, row)
        rows.append(row)
        payloads.append({"stream": stream, "sequence": sequence, "salt": salt, "body": body})
    _insert(session, rows, payloads)
    return sequence


def append_last(session: Session, stream: str, *, at: datetime, event: NewEvent) -> int:
    """Appends behind whatever is last, for streams that nobody locks (sign-ins, deployments)."""
    return append(session, stream, after=last_sequence(session, stream), at=at, events=[event])


def last_sequence(session: Session, stream: str) -> int:
    """The number of the stream's last event; 0 when there is none."""
    return _LAST.value(session, stream=stream) or 0


def read(session: Session, stream: str, *, after: int = 0) -> Iterator[StoredEvent]:
    """The events of a stream in order, beginning behind number *after*."""
    for row in _OF_STREAM.all(session, stream=stream, after=after):
        yield _stored(row)


def read_one(session: Session, stream: str, sequence: int) -> StoredEvent | None:
    """One event of a stream, if it has so many."""
    found = _ONE.first(session, stream=stream, sequence=sequence)
    return _stored(found) if found else None


def find_request(session: Session, actor: str, request: str) -> StoredEvent | None:
    """The event that a command with this idempotency key has already appended."""
    found = _BY_REQUEST.first(session, actor=actor, request=request)
    return _stored(found) if found else None


def verify(session: Session, stream: str) -> Verification:
    """Computes the stream's chain again from its first event."""
    previous, expected = GENESIS, 0
    for row in _OF_STREAM.all(session, stream=stream, after=0):
        expected += 1
        if row.sequence != expected or not _holds(row, previous):
            return Verification(False, expected, expected)
        previous = row.digest
    return Verification(True, expected)


def canonical(payload: Mapping[str, Any]) -> bytes:
    """Canonical JSON: UTF-8, sorted keys, no spaces, so that equal payloads have equal bytes."""
    try:
        return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:  # whole numbers beyond 64 bits, which FEEL can give
        return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_digest(previous: bytes, header: Mapping[str, Any]) -> bytes:
    """SHA-256 over the previous digest and the canonical header of an event (everything but the digest itself)."""
    text = canonical(
        {
            "stream": header["stream"],
            "sequence": header["sequence"],
            "type": header["type"],
            "at": iso(header["at"]),
            "actor": header["actor"],
            "request": header["request"],
            "payload": header["payload_digest"].hex(),
        }
    )
    return hashlib.sha256(previous + text).digest()


def _header(stream: str, sequence: int, at: datetime, event: NewEvent, payload_digest: bytes) -> dict[str, Any]:
    return {
        "stream": stream,
        "sequence": sequence,
        "type": event.type,
        "at": at,
        "actor": event.actor,
        "request": event.request,
        "payload_digest": payload_digest,
    }


def _insert(session: Session, rows: list[dict[str, Any]], payloads: list[dict[str, Any]]) -> None:
    try:
        _APPEND.change_each(session, rows)
        _APPEND_PAYLOAD.change_each(session, payloads)
    except IntegrityError as error:
        raise StaleWrite() from error


def _digest_of(session: Session, stream: str, sequence: int) -> bytes:
    if sequence == 0:
        return GENESIS
    found: bytes | None = _DIGEST.value(session, stream=stream, sequence=sequence)
    if found is None:
        raise StaleWrite()
    return found


def _stored(row: FoundRow) -> StoredEvent:
    payload = None if row.body is None else _read_payload(row.body)
    return StoredEvent(row.stream, row.sequence, row.type, row.at, row.actor, row.request, payload, row.digest)


def _read_payload(body: bytes) -> Any:
    """As it was written: orjson would read a whole number beyond 64 bits as another number."""
    return json.loads(body) if _LONG_NUMBER.search(body) else orjson.loads(body)


def _holds(row: FoundRow, previous: bytes) -> bool:
    if row.salt is None or row.body is None or hashlib.sha256(row.salt + row.body).digest() != row.payload_digest:
        return False
    return chain_digest(previous, row._asdict()) == bytes(row.digest)
