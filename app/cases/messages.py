"""Messages from outside a case (BPMN 2.0.2 §8.4.11, §13.5.1): each has one receiver, or none.

The receiver is the running case that waits for the message's name and key: one that waits for its key before one that
names no key, the longest waiting first. When no case waits, a process whose current version has a start event for the
message starts one. A message with a key starts no second case while the one that it started still runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.locked import LockedCase, lock_case
from app.cases.running import CaseOver, Cause, RunningCase, record, resume
from app.cases.starting import Opening, next_generation, open_case
from app.cases.subscriptions import OF_ONE_CASE, first_waiting, forget
from app.definitions.starts import starters
from app.engine import State, Subscription
from app.errors import EscaladeError, InvalidInput, Phrase
from app.identity.directory import actor_for
from app.store.desk import Desk, StaleWrite
from app.store.tables import MessageStart, Version
from app.store.topics import MESSAGE, take_turn, topic

NAME_LIMIT = 200
TRIES = 100


class NobodyWaits(EscaladeError):
    """Nobody waits for the message “{message}”: no running case, and no process that it starts. Nothing was kept. Check its name and key, or send it again later."""  # noqa: E501

    status = 409


class StillRunning(EscaladeError):
    """The case that the message “{message}” with this key started is still running and waits for no other one. Nothing was kept. Send it again when the case is over."""  # noqa: E501

    status = 409


class NobodyAsks(EscaladeError):
    """A case of «{scenario}» cannot be opened without somebody for whom it is. Nothing was changed. Say who sends, or give the process the property «requester»."""  # noqa: E501

    status = 422


@dataclass(frozen=True)
class Message:
    """A message on its way, and what the receiver's history says of where it comes from.

    ``actor`` has sent it, or ``sender`` is the case that threw it; ``requester`` is for whom a case would be started.
    """

    name: str
    key: str | None
    values: Mapping[str, Any]
    actor: str
    channel: str
    requester: str | None = None
    sender: int | None = None
    idempotency_key: str | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What the history keeps of it."""
        told = {"message": self.name, "key": self.key, "channel": self.channel}
        return told if self.sender is None else told | {"sender": self.sender}


@dataclass(frozen=True)
class Delivery:
    """The case that got a message, as its row is after that."""

    row: LockedCase
    started: bool


def hand_over(desk: Desk, message: Message) -> Delivery | None:
    """Gives the message to its one receiver, inside a command's transaction; None when there is none.

    Raises :class:`StillRunning`. Two who hand over messages of the same name take turns.
    """
    if message.name in OF_ONE_CASE:
        return None
    take_turn(desk.session, topic(MESSAGE, message.name))
    for _ in range(TRIES):
        case_id = first_waiting(desk.session, message.name, message.key)
        if case_id is None:
            return _start(desk, message)
        case = _waiting_case(desk, case_id, message)
        if case is not None:
            return _deliver(desk, case, message)
        forget(desk.session, case_id, message.name, message.key)
    raise StaleWrite()


def _waiting_case(desk: Desk, case_id: int, message: Message) -> RunningCase | None:
    """The case under its lock, if it still waits: whoever held the lock before may have moved it on.

    Where a case sent the message, both are locked in the order of their numbers, as by everybody who needs two.
    """
    for first in sorted({case_id, message.sender or case_id}):
        lock_case(desk, first)
    try:
        case = resume(desk, lock_case(desk, case_id))
    except CaseOver:
        return None
    return case if _wait(case, message) else None


def _deliver(desk: Desk, case: RunningCase, message: Message) -> Delivery:
    wait = _wait(case, message)
    to = wait.element if wait else None
    advance = case.execution.deliver(message.name, message.values, key=message.key, to=to, now=desk.now())
    payload = message.told | {"values": dict(message.values)}
    kind = "message_received" if message.sender is None else "message_delivered"
    record(desk, case, Cause(kind, message.actor, payload, message.idempotency_key), advance)
    return Delivery(case.row, started=False)


def _wait(case: RunningCase, message: Message) -> Subscription | None:
    """Where the case waits for the message: for its key before without one."""
    found = [it for it in case.execution.subscriptions if it.message == message.name]
    return next((it for key in (message.key, None) for it in found if it.key == key), None)


def _start(desk: Desk, message: Message) -> Delivery | None:
    """A case of the first process, by its id, that the message starts."""
    start = next(iter(starters(desk.session, MESSAGE, message.name)), None)
    if start is None:
        return None
    only_one = None if message.key is None else topic(MESSAGE, message.name, message.key, start.definition)
    if only_one and desk.session.scalar(select(MessageStart.case_id).where(MessageStart.topic == only_one)):
        raise StillRunning(message=message.name)
    requester = message.requester or start.requester
    if requester is None:
        raise NobodyAsks(scenario=start.definition)
    version = desk.session.get_one(Version, (start.version_id, start.definition))
    asker = actor_for(desk.session, requester, now=desk.now())
    row = open_case(desk, version, asker, _opening(message, next_generation(desk.session, message.sender)))
    if only_one and row.state == State.RUNNING:
        _keep_start(desk.session, row.id, only_one)
    return Delivery(row, started=True)


def _opening(message: Message, generation: Mapping[str, int]) -> Opening:
    return Opening(
        actor=message.actor,
        channel=message.channel,
        request=message.values,
        idempotency_key=message.idempotency_key,
        at={"message": message.name},
        values=message.values,
        told={**message.told, **generation},
    )


def _keep_start(session: Session, case_id: int, only_one: str) -> None:
    session.add(MessageStart(case_id=case_id, topic=only_one))
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleWrite() from error


def require_name(name: str) -> None:
    """Raises :class:`InvalidInput` for a name or key that no message or signal is sent with."""
    if not name.strip() or len(name) > NAME_LIMIT:
        raise InvalidInput(reason=Phrase("a name or key has 1 to {limit} characters", {"limit": NAME_LIMIT}))
