"""What the diagram of one case sends to others: background jobs carry it on, each maybe twice, to be done once.

A message that nobody waits for is kept for :data:`PATIENCE`, since its receiver may only be on the way to where it
waits; the sender's history says so at once, and in the end who took it, or that nobody did.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.cases.locked import lock_case
from app.cases.messages import Delivery, Message, NobodyAsks, StillRunning, hand_over
from app.cases.running import Cause, record_remark
from app.history.log import StoredEvent, case_stream, find_request, read_one
from app.identity.actor import SYSTEM_ID
from app.store.desk import Desk
from app.store.tables import Case

PATIENCE = timedelta(hours=1)
LONGEST_PAUSE = 60


def pass_message_on(desk: Desk, *, case_id: int, sequence: int, number: int, tries: int = 0) -> None:
    """Hands over the message that event *sequence* of the case threw as its *number*-th (from 0)."""
    desk.commit(lambda: _pass_on(desk, case_id, sequence, number, tries))


def message_gave_up(desk: Desk, error: str, *, case_id: int, sequence: int, number: int, tries: int = 0) -> None:
    """The message could not be handed over for a technical reason: the sender's history says so."""
    del tries

    def work() -> None:
        thrown = part_of(read_one(desk.session, case_stream(case_id), sequence), "thrown", number)
        if thrown is not None:
            told = {"step": thrown["step"], "message": thrown["message"], "key": thrown["key"], "error": error}
            _note(desk, case_id, "message_lost", told, f"{_request(case_id, sequence, number)} given up")

    desk.commit(work)


def _pass_on(desk: Desk, case_id: int, sequence: int, number: int, tries: int) -> None:
    request = _request(case_id, sequence, number)
    event = read_one(desk.session, case_stream(case_id), sequence)
    thrown = part_of(event, "thrown", number)
    if event is None or thrown is None or find_request(desk.session, SYSTEM_ID, request):
        return
    told = {"step": thrown["step"], "message": thrown["message"], "key": thrown["key"]}
    delivery = _delivered(desk, case_id, thrown)
    if delivery is not None:
        told |= {"receiver": delivery.row.id, "started": delivery.started}
        _note(desk, case_id, "message_sent", told, request, delivery.row if delivery.row.id == case_id else None)
    elif desk.now() >= event.at + PATIENCE:
        _note(desk, case_id, "message_lost", told, request)
    else:
        _try_again(desk, case_id, sequence, number, tries, request, told)


def _delivered(desk: Desk, case_id: int, thrown: Mapping[str, Any]) -> Delivery | None:
    """The receiver; None while there is none, or while no case can be started for the message."""
    requester = desk.session.get_one(Case, case_id).requester_id
    message = Message(
        thrown["message"], thrown["key"], thrown["values"], SYSTEM_ID, "case", requester=requester, sender=case_id
    )
    try:
        return hand_over(desk, message)
    except (StillRunning, NobodyAsks):
        return None


def _try_again(
    desk: Desk, case_id: int, sequence: int, number: int, tries: int, request: str, told: Mapping[str, Any]
) -> None:
    if not tries:
        _note(desk, case_id, "message_kept", told, f"{request} kept")
    arguments: dict[str, object] = {"case_id": case_id, "sequence": sequence, "number": number, "tries": tries + 1}
    pause = timedelta(seconds=min(1 << tries, LONGEST_PAUSE))
    desk.defer(desk.session, "pass_message_on", arguments, run_at=desk.now() + pause, dedup=request)


def _note(desk: Desk, case_id: int, kind: str, told: Mapping[str, Any], request: str, row: Any = None) -> None:
    """An entry in the sender's history, on the row that a delivery to the sender itself has already moved."""
    if find_request(desk.session, SYSTEM_ID, request) is None:
        record_remark(desk, row or lock_case(desk, case_id), Cause(kind, SYSTEM_ID, told, request))


def _request(case_id: int, sequence: int, number: int) -> str:
    """What makes handing over once out of trying often; no key of a program has spaces."""
    return f"message {case_id}/{sequence}/{number}"


def part_of(event: StoredEvent | None, kind: str, number: int) -> Mapping[str, Any] | None:
    """What an event of a case sent out, unless its content was erased."""
    advance = (event.payload or {}).get("advance") or {} if event is not None else {}
    parts: list[Mapping[str, Any]] = advance.get(kind, [])
    return parts[number] if number < len(parts) else None
