"""What people do to a case beside its tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cases.files import new_file, store_file
from app.cases.locked import LockedCase, lock_case
from app.cases.rights import may_cancel, may_remark, may_send, may_withdraw, require, visible_case
from app.cases.running import Cause, load_case, record, record_remark
from app.cases.starting import Started, start_case
from app.cases.views import AttachmentView
from app.errors import InvalidInput
from app.history.log import NewEvent, append_last, find_request
from app.identity.actor import Actor
from app.store.desk import Desk

__all__ = [
    "Sent",
    "Started",
    "add_comment",
    "add_information",
    "attach_file",
    "cancel_case",
    "record_reading",
    "send_message",
    "start_case",
    "withdraw_case",
]

WITHDRAW, INFORMATION = "withdraw", "information"
COMMENT_LIMIT = 10_000
REASON_LIMIT = 2_000


@dataclass(frozen=True)
class Sent:
    """The case after a message."""

    case_id: int
    revision: int
    state: str


def add_comment(actor: Actor, desk: Desk, *, case_id: int, text: str, idempotency_key: str | None = None) -> None:
    """Adds a remark that everybody who sees the case can read; it cannot be changed afterwards."""
    clean = required(text, COMMENT_LIMIT, "a comment")

    def work() -> None:
        if idempotency_key and find_request(desk.session, actor.id, idempotency_key):
            return
        row = _row_to_remark_on(actor, desk, case_id)
        record_remark(desk, row, Cause("comment_added", actor.id, {"text": clean}, idempotency_key))

    desk.commit(work)


def attach_file(
    actor: Actor, desk: Desk, *, case_id: int, name: str, media_type: str, content: bytes, task_id: str | None = None
) -> AttachmentView:
    """Adds a file to the case. Raises :class:`~app.cases.files.FileRefused` and :class:`~app.errors.TooLarge`."""
    file = new_file(desk.settings, name=name, media_type=media_type, content=content)

    def work() -> AttachmentView:
        return store_file(actor, desk, _row_to_remark_on(actor, desk, case_id), file, task_id=task_id)

    return desk.commit(work)


def withdraw_case(actor: Actor, desk: Desk, *, case_id: int, reason: str, idempotency_key: str | None = None) -> Sent:
    """The requester no longer needs it; the diagram says what follows."""
    require(may_withdraw(actor, visible_case(desk.session, actor, case_id)), "withdraw this request", "who asked")
    values = {"reason": required(reason, REASON_LIMIT, "a reason"), "by": actor.name}
    return _deliver(actor, desk, case_id, WITHDRAW, values, "case_withdrawn", None, idempotency_key)


def add_information(actor: Actor, desk: Desk, *, case_id: int, text: str, idempotency_key: str | None = None) -> Sent:
    """The requester adds something that those who work on the case have to know."""
    row = visible_case(desk.session, actor, case_id)
    require(may_remark(desk.session, actor, row), "add information to this case", "who asked")
    values = {"text": required(text, COMMENT_LIMIT, "the information"), "by": actor.name}
    return _deliver(actor, desk, case_id, INFORMATION, values, "information_added", None, idempotency_key)


def send_message(
    actor: Actor,
    desk: Desk,
    *,
    case_id: int,
    message: str,
    values: Mapping[str, Any] | None = None,
    key: str | None = None,
    idempotency_key: str | None = None,
) -> Sent:
    """Delivers a message that the case waits for: who works on it may, and its requester one without values.

    ``withdraw`` (with a ``reason``) and ``information`` (with a ``text``) are what their own commands send.
    """
    given = values or {}
    if message == WITHDRAW:
        reason = str(given.get("reason", ""))
        return withdraw_case(actor, desk, case_id=case_id, reason=reason, idempotency_key=idempotency_key)
    if message == INFORMATION:
        text = str(given.get("text", ""))
        return add_information(actor, desk, case_id=case_id, text=text, idempotency_key=idempotency_key)
    row = visible_case(desk.session, actor, case_id)
    allowed = may_send(desk.session, actor, row, with_values=bool(given))
    require(allowed, f"send «{message}» to this case", "somebody who works on it")
    return _deliver(actor, desk, case_id, message, given, "message_received", key, idempotency_key)


def cancel_case(actor: Actor, desk: Desk, *, case_id: int, reason: str) -> Sent:
    """Ends a case from outside its diagram."""
    clean = required(reason, REASON_LIMIT, "a reason")
    visible_case(desk.session, actor, case_id)
    require(may_cancel(actor), "cancel a case", "an incident manager or an administrator")

    def work() -> Sent:
        case = load_case(desk, case_id)
        advance = case.execution.cancel(now=desk.now())
        record(desk, case, Cause("case_cancelled", actor.id, {"reason": clean}), advance)
        return _sent(case.row)

    return desk.commit(work)


def record_reading(actor: Actor, desk: Desk, *, case_id: int) -> None:
    """Notes that somebody opened the case, in a stream beside its own, when it is confidential and not their request.

    Raises :class:`~app.errors.NotFound` when they may not see it.
    """
    row = visible_case(desk.session, actor, case_id)
    if not row.confidential or row.requester_id == actor.id:
        return
    event = NewEvent("case_read", actor.id, {"case": case_id})
    desk.commit(lambda: append_last(desk.session, f"reading/{case_id}", at=desk.now(), event=event))


def _deliver(
    actor: Actor,
    desk: Desk,
    case_id: int,
    message: str,
    values: Mapping[str, Any],
    event: str,
    key: str | None = None,
    idempotency_key: str | None = None,
) -> Sent:
    def work() -> Sent:
        if idempotency_key and find_request(desk.session, actor.id, idempotency_key):
            return _sent(lock_case(desk, case_id))
        case = load_case(desk, case_id)
        advance = case.execution.deliver(message, values, key=key, now=desk.now())
        payload = {"message": message, "values": dict(values), "key": key}
        record(desk, case, Cause(event, actor.id, payload, idempotency_key), advance)
        return _sent(case.row)

    return desk.commit(work)


def _row_to_remark_on(actor: Actor, desk: Desk, case_id: int) -> LockedCase:
    visible_case(desk.session, actor, case_id)
    row = lock_case(desk, case_id)
    require(may_remark(desk.session, actor, row), "write on this case", "somebody who works on it")
    return row


def required(text: str, limit: int, what: str) -> str:
    """The text without the space around it. Raises :class:`InvalidInput` when it is missing or too long."""
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise InvalidInput(reason=f"{what} is missing")
    if len(clean) > limit:
        raise InvalidInput(reason=f"{what} has at most {limit} characters, this one {len(clean)}")
    return clean


def _sent(row: LockedCase) -> Sent:
    return Sent(row.id, row.revision, row.state)
