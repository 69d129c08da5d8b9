"""Signals from outside a case (BPMN 2.0.2 §10.5.5.1): every running case that listens gets them, and every process
whose current version has a start event for the signal starts a case.

Who sends a signal waits for nobody: each receiver is moved by a job of its own, once, however often the job runs.
A signal is read where it was sent: in the stream ``signals``, or in the history of the case that threw it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.cases.locked import lock_case
from app.cases.messages import NobodyAsks, require_name
from app.cases.passing_on import part_of
from app.cases.rights import require_sender
from app.cases.running import CaseOver, Cause, load_case, record, record_remark
from app.cases.starting import Opening, next_generation, open_case
from app.cases.subscriptions import listeners
from app.definitions.starts import starters
from app.engine.values import copied_variables
from app.history.log import KeyUsedBefore, NewEvent, StoredEvent, append_last, case_of, find_request, read_one
from app.identity.actor import SYSTEM_ID, Actor
from app.identity.directory import actor_for
from app.store.desk import Desk
from app.store.tables import Case, StartEvent, Version
from app.store.topics import SIGNAL, topic

STREAM = "signals"


@dataclass(frozen=True)
class Broadcast:
    """How many running cases get the signal, and how many cases it starts, in a moment."""

    cases: int
    starts: int
    repeated: bool = False


@dataclass(frozen=True)
class Signal:
    """A signal on its way. ``actor`` has sent it, or ``sender`` is the case that threw it."""

    name: str
    values: Mapping[str, Any]
    actor: str
    channel: str
    sender: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What a receiver's history says of where it comes from."""
        told: dict[str, Any] = {"signal": self.name, "channel": self.channel}
        return told if self.sender is None else told | {"sender": self.sender}


def broadcast_signal(
    actor: Actor,
    desk: Desk,
    *,
    signal: str,
    values: Mapping[str, Any] | None = None,
    channel: str = "api",
    idempotency_key: str | None = None,
) -> Broadcast:
    """Sends a signal to all that listen at this moment; nobody listening is no error."""
    require_sender(actor)
    require_name(signal)
    brought = copied_variables(values or {})

    def work() -> Broadcast:
        if idempotency_key and (done := find_request(desk.session, actor.id, idempotency_key)):
            told = done.payload or {}
            if told.get("signal") != signal or done.type != "signal_broadcast":
                raise KeyUsedBefore()
            return Broadcast(told.get("cases", 0), told.get("starts", 0), repeated=True)
        cases, starts = _audience(desk, signal)
        payload = {"signal": signal, "values": brought, "channel": channel}
        counts = {"cases": len(cases), "starts": len(starts)}
        event = NewEvent("signal_broadcast", actor.id, payload | counts, idempotency_key)
        sequence = append_last(desk.session, STREAM, at=desk.now(), event=event)
        _send(desk, {"stream": STREAM, "sequence": sequence, "number": 0}, cases, starts)
        return Broadcast(len(cases), len(starts))

    return desk.commit(work)


def spread_signal(desk: Desk, *, stream: str, sequence: int, number: int) -> None:
    """Sends on what an event of a case threw as its *number*-th signal; the case's own catchers already have it."""
    source: dict[str, object] = {"stream": stream, "sequence": sequence, "number": number}
    request = _request(stream, sequence, number, "all")

    def work() -> None:
        signal = _read(desk, stream, sequence, number)
        if signal is None or signal.sender is None or find_request(desk.session, SYSTEM_ID, request):
            return
        cases, starts = _audience(desk, signal.name, but=signal.sender)
        _send(desk, source, cases, starts)
        told = {"signal": signal.name, "cases": len(cases), "starts": len(starts)}
        record_remark(desk, lock_case(desk, signal.sender), Cause("signal_sent", SYSTEM_ID, told, request))

    desk.commit(work)


def deliver_signal(desk: Desk, *, case_id: int, stream: str, sequence: int, number: int) -> None:
    """Gives the signal to one case that listened when it was sent, if it still does."""
    request = _request(stream, sequence, number, str(case_id))

    def work() -> None:
        signal = _read(desk, stream, sequence, number)
        if signal is None:
            return
        try:
            case = load_case(desk, case_id)
        except CaseOver:
            return
        listens = any(it.signal == signal.name for it in case.execution.signals)
        if not listens or find_request(desk.session, signal.actor, request):
            return
        advance = case.execution.broadcast(signal.name, signal.values, now=desk.now())
        kind = "signal_received" if signal.sender is None else "signal_delivered"
        record(desk, case, Cause(kind, signal.actor, signal.told | {"values": dict(signal.values)}, request), advance)

    desk.commit(work)


def start_by_signal(desk: Desk, *, definition: str, stream: str, sequence: int, number: int) -> None:
    """Starts a case of a process that has a start event for the signal."""
    request = _request(stream, sequence, number, definition)

    def work() -> None:
        signal = _read(desk, stream, sequence, number)
        if signal is None or find_request(desk.session, signal.actor, request):
            return
        start = next((it for it in starters(desk.session, SIGNAL, signal.name) if it.definition == definition), None)
        if start is not None:
            _start(desk, start, signal, request)

    desk.commit(work)


def _start(desk: Desk, start: StartEvent, signal: Signal, request: str) -> None:
    requester = _asker(desk, signal) or start.requester
    if requester is None:
        raise NobodyAsks(scenario=start.definition)
    version = desk.session.get_one(Version, (start.version_id, start.definition))
    opening = Opening(
        actor=signal.actor,
        channel=signal.channel,
        request=signal.values,
        idempotency_key=request,
        at={"signal": signal.name},
        values=signal.values,
        told={**signal.told, **next_generation(desk.session, signal.sender)},
    )
    open_case(desk, version, actor_for(desk.session, requester, now=desk.now()), opening)


def _asker(desk: Desk, signal: Signal) -> str | None:
    """For whom a case is opened: the requester of the case that threw the signal, or the person who sent it."""
    if signal.sender is not None:
        return desk.session.scalar(select(Case.requester_id).where(Case.id == signal.sender))
    return None if signal.actor == SYSTEM_ID else signal.actor


def _audience(desk: Desk, signal: str, but: int | None = None) -> tuple[list[int], list[str]]:
    """The cases that listen, and the processes that the signal starts."""
    cases = [case_id for case_id in listeners(desk.session, signal) if case_id != but]
    return cases, [start.definition for start in starters(desk.session, SIGNAL, signal)]


def _send(desk: Desk, source: Mapping[str, object], cases: list[int], starts: list[str]) -> None:
    for case_id in cases:
        desk.defer(desk.session, "deliver_signal", {"case_id": case_id, **source}, run_at=desk.now())
    for definition in starts:
        desk.defer(desk.session, "start_by_signal", {"definition": definition, **source}, run_at=desk.now())


def _read(desk: Desk, stream: str, sequence: int, number: int) -> Signal | None:
    """The signal as its sender's event tells it; None when that was erased."""
    event = read_one(desk.session, stream, sequence)
    if event is None:
        return None
    if stream == STREAM:
        return _broadcast(event)
    part = part_of(event, "signals", number)
    return None if part is None else Signal(part["signal"], part["values"], SYSTEM_ID, "case", case_of(event))


def _request(stream: str, sequence: int, number: int, receiver: str) -> str:
    """What makes a receiver get a signal once; no key of a program has spaces."""
    return f"signal {topic(SIGNAL, stream, None, str(sequence), str(number), receiver)[:40]}"


def _broadcast(event: StoredEvent) -> Signal | None:
    said = event.payload
    return None if said is None else Signal(said["signal"], said["values"], event.actor, said["channel"])
