"""Messages on their way to another case: background jobs carry them on, each maybe twice, to be done once.

What the diagram of a case sends is kept for :data:`PATIENCE` while nobody waits for it; the sender's history says so at
once, and in the end who took it, or that nobody did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.cases.keeping import MESSAGES, Source, keep, let_go
from app.cases.locked import LockedCase, lock_case
from app.cases.messages import Delivery, Message, NobodyAsks, StillRunning, hand_over
from app.cases.running import Cause, record_remark
from app.cases.starting import EndlessChain
from app.history.log import NewEvent, StoredEvent, append_last, case_of, find_request, read_one
from app.identity.actor import SYSTEM_ID
from app.store.desk import Desk
from app.store.tables import Case
from app.time import from_iso

PATIENCE = timedelta(hours=1)


@dataclass(frozen=True)
class Outgoing:
    """A message as its event holds it, how long it is kept, and what its sender's history says of it."""

    message: Message
    until: datetime
    told: Mapping[str, Any]


def pass_message_on(desk: Desk, *, stream: str, sequence: int, number: int, tries: int = 0) -> None:
    """Hands over the message of an event; while nobody waits for it, it is kept and tried again."""
    source = Source(stream, sequence, number)
    desk.commit(lambda: _pass_on(desk, source, tries))


def message_gave_up(desk: Desk, error: str, *, stream: str, sequence: int, number: int, tries: int = 0) -> None:
    """The message could not be handed over for a technical reason: the sender's history says so."""
    del tries
    source = Source(stream, sequence, number)

    def work() -> None:
        sent = _read(desk, source)
        if sent is not None:
            told = {**sent.told, "error": error}
            _note(desk, sent.message.sender, "message_lost", told, f"{source.request} given up")
        let_go(desk, source)

    desk.commit(work)


def _pass_on(desk: Desk, source: Source, tries: int) -> None:
    sent = _read(desk, source)
    if sent is None or find_request(desk.session, SYSTEM_ID, source.request):
        let_go(desk, source)
        return
    delivery, sender = _delivered(desk, sent.message), sent.message.sender
    if delivery is not None:
        told = {**sent.told, "receiver": delivery.row.id, "started": delivery.started}
        _note(desk, sender, "message_sent", told, source.request, delivery.row if delivery.row.id == sender else None)
        let_go(desk, source)
    elif desk.now() >= sent.until:
        _note(desk, sender, "message_lost", sent.told, source.request)
        let_go(desk, source)
    else:
        if sender is not None:
            _note(desk, sender, "message_kept", sent.told, f"{source.request} kept")
        keep(desk, source, sent.message.name, sent.message.key, until=sent.until, tries=tries)


def _delivered(desk: Desk, message: Message) -> Delivery | None:
    """The receiver; None while there is none, or while no case can be started for the message."""
    try:
        return hand_over(desk, message)
    except (StillRunning, NobodyAsks, EndlessChain):
        return None


def _note(
    desk: Desk,
    sender: int | None,
    kind: str,
    told: Mapping[str, Any],
    request: str,
    row: LockedCase | None = None,
) -> None:
    """An entry in the sender's history, once; on the row that a delivery to the sender itself has already moved."""
    if find_request(desk.session, SYSTEM_ID, request) is not None:
        return
    if sender is None:
        append_last(desk.session, MESSAGES, at=desk.now(), event=NewEvent(kind, SYSTEM_ID, told, request))
    else:
        record_remark(desk, row or lock_case(desk, sender), Cause(kind, SYSTEM_ID, told, request))


def _read(desk: Desk, source: Source) -> Outgoing | None:
    """The message as its event tells it; None when that was erased."""
    event = read_one(desk.session, source.stream, source.sequence)
    if event is None or event.payload is None:
        return None
    return _published(event) if source.stream == MESSAGES else _thrown(desk, event, source.number)


def _published(event: StoredEvent) -> Outgoing:
    said, told = event.payload or {}, {"event": event.sequence}
    requester = None if event.actor == SYSTEM_ID else event.actor
    message = Message(said["message"], said["key"], said["values"], event.actor, said["channel"], requester)
    return Outgoing(message, from_iso(said["until"]), told)


def _thrown(desk: Desk, event: StoredEvent, number: int) -> Outgoing | None:
    said = part_of(event, "thrown", number)
    if said is None:
        return None
    sender = case_of(event)
    requester = desk.session.get_one(Case, sender).requester_id
    message = Message(said["message"], said["key"], said["values"], SYSTEM_ID, "case", requester, sender)
    told = {"step": said["step"], "message": said["message"], "key": said["key"]}
    return Outgoing(message, event.at + PATIENCE, told)


def part_of(event: StoredEvent, kind: str, number: int) -> Mapping[str, Any] | None:
    """What an event of a case sent out, unless its content was erased."""
    parts: list[Mapping[str, Any]] = ((event.payload or {}).get("advance") or {}).get(kind, [])
    return parts[number] if number < len(parts) else None
