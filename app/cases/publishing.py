"""Sending a message from outside any case to whoever waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.keeping import MESSAGES, Source, keep
from app.cases.locked import reference
from app.cases.messages import Delivery, Message, NobodyWaits, StillRunning, hand_over, require_name
from app.cases.rights import require_sender, visible_cases
from app.cases.subscriptions import OF_ONE_CASE
from app.engine.values import copied_variables
from app.errors import InvalidInput, Phrase
from app.history.log import KeyUsedBefore, NewEvent, StoredEvent, append_last, case_of, find_request
from app.identity.actor import SYSTEM_ID, Actor
from app.store.desk import Desk
from app.store.tables import Case
from app.time import iso

LONGEST = 7 * 24 * 3600


@dataclass(frozen=True)
class Published:
    """What became of a message: ``delivered`` to a running case, a case was ``started`` by it, it is ``kept`` until
    somebody waits, or ``lost`` when nobody did in time. Which case, where the sender may see it."""

    outcome: str
    case_id: int | None
    reference: str | None
    repeated: bool = False


def publish_message(
    actor: Actor,
    desk: Desk,
    *,
    message: str,
    key: str | None = None,
    values: Mapping[str, Any] | None = None,
    ttl: int = 0,
    channel: str = "api",
    idempotency_key: str | None = None,
) -> Published:
    """Sends a message to whoever waits for it; while nobody does it is kept for *ttl* seconds.

    An empty key is none. Values that no case can hold and names that are too long are refused first. The same
    idempotency key again tells what became of the message. Raises ``NobodyWaits`` and ``StillRunning`` without a *ttl*.
    """
    require_sender(actor)
    _check(message, key, ttl)
    requester = None if actor.id == SYSTEM_ID else actor.id
    brought = copied_variables(values or {})
    sent = Message(message, key or None, brought, actor.id, channel, requester, idempotency_key=idempotency_key)

    def work() -> Published:
        if idempotency_key and (done := find_request(desk.session, actor.id, idempotency_key)):
            if (done.payload or {}).get("message") != message:
                raise KeyUsedBefore()
            return _again(desk.session, actor, done)
        delivery = _delivered(desk, sent, patient=ttl > 0)
        if delivery is None:
            _keep(actor, desk, sent, timedelta(seconds=ttl))
            return Published("kept", None, None)
        return _published(desk.session, actor, delivery.row.id, started=delivery.started)

    return desk.commit(work)


def _check(message: str, key: str | None, ttl: int) -> None:
    require_name(message)
    require_name(key or message)
    if message in OF_ONE_CASE:
        told = Phrase("“{message}” is always for one case; send it to that case", {"message": message})
        raise InvalidInput(reason=told)
    if not 0 <= ttl <= LONGEST:
        raise InvalidInput(reason=Phrase("a message is kept for 0 to {limit} seconds", {"limit": LONGEST}))


def _delivered(desk: Desk, message: Message, *, patient: bool) -> Delivery | None:
    try:
        delivery = hand_over(desk, message)
    except StillRunning:
        if not patient:
            raise
        return None
    if delivery is None and not patient:
        raise NobodyWaits(message=message.name)
    return delivery


def _keep(actor: Actor, desk: Desk, message: Message, ttl: timedelta) -> None:
    until = desk.now() + ttl
    payload = message.told | {"values": dict(message.values), "until": iso(until)}
    event = NewEvent("message_published", actor.id, payload, message.idempotency_key)
    sequence = append_last(desk.session, MESSAGES, at=desk.now(), event=event)
    keep(desk, Source(MESSAGES, sequence, 0), message.name, message.key, until=until, tries=0)


def _again(session: Session, actor: Actor, done: StoredEvent) -> Published:
    if done.type != "message_published":
        return _published(session, actor, case_of(done), started=done.type == "case_started", repeated=True)
    settled = find_request(session, SYSTEM_ID, Source(MESSAGES, done.sequence, 0).request)
    if settled is None or settled.type == "message_lost":
        return Published("kept" if settled is None else "lost", None, None, repeated=True)
    told = settled.payload or {}
    return _published(session, actor, told["receiver"], started=told["started"], repeated=True)


def _published(session: Session, actor: Actor, case_id: int, *, started: bool, repeated: bool = False) -> Published:
    seen = session.scalar(select(Case.id).where(Case.id == case_id, visible_cases(actor)))
    outcome = "started" if started else "delivered"
    return Published(outcome, seen, None if seen is None else reference(seen), repeated)
