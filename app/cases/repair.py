"""What an operator does to a case that stands still or stands wrong, each with a reason and an event.

Every command says which revision of the case it was decided on: who comes after somebody else is told, and decides
anew.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from app.cases.commands import Sent
from app.cases.locked import LockedCase, lock_case, reference
from app.cases.rights import may_repair, require, visible_case
from app.cases.running import Cause, RunningCase, record, resume
from app.engine import Advance, Execution, StepNotOpen
from app.errors import EscaladeError, InvalidInput
from app.history.log import case_stream, find_request, read
from app.identity.actor import Actor
from app.identity.directory import person_names
from app.store.desk import Desk
from app.time import iso

REASON_LIMIT, NAME_LIMIT, DATA_LIMIT, VALUES = 2_000, 200, 200_000, 200
Values = Mapping[str, Any]
Work = Callable[[Execution], tuple[dict[str, Any], Advance]]


class CaseMoved(EscaladeError):
    """The case {reference} has moved since this page was opened: {who} was faster ({what}, {when}). Nothing was changed. Look at where it stands now, then decide again."""  # noqa: E501

    status = 409


def retry_step(
    actor: Actor, desk: Desk, *, case_id: int, step: str, values: Values, reason: str, revision: int | None,
    idempotency_key: str | None = None,
) -> Sent:  # fmt: skip
    """Tries a failed step again, with data corrected as the step sees it. Raises
    :class:`~app.engine.errors.StepNotOpen` when it has not failed."""
    given = sound(values)

    def again(execution: Execution) -> tuple[dict[str, Any], Advance]:
        if all(failure.step != step for failure in execution.failures):
            raise StepNotOpen(step=step[:NAME_LIMIT])
        before = _before(execution.local_variables(step), given)
        payload = {"step": step, "values": given, "before": before}
        return payload, execution.retry(step, given, now=desk.now())

    return _repair(actor, desk, case_id, "step_retried", reason, revision, idempotency_key, again)


def correct_data(
    actor: Actor, desk: Desk, *, case_id: int, values: Values, reason: str, revision: int | None, step: str = "",
    idempotency_key: str | None = None,
) -> Sent:  # fmt: skip
    """Corrects the data of the case or, with *step*, what that step has of its own; nothing is tried again."""
    given = sound(values)

    def correct(execution: Execution) -> tuple[dict[str, Any], Advance]:
        if not given:
            raise InvalidInput(reason="no data was changed")
        before = _before(execution.local_variables(step) if step else execution.variables, given)
        payload = {"values": given, "before": before} | ({"step": step} if step else {})
        return payload, execution.set_variables(given, now=desk.now(), scope=step)

    return _repair(actor, desk, case_id, "data_corrected", reason, revision, idempotency_key, correct)


def move_token(
    actor: Actor, desk: Desk, *, case_id: int, cancel: Sequence[str], start: Sequence[str], values: Values, reason: str,
    revision: int | None, idempotency_key: str | None = None,
) -> Sent:  # fmt: skip
    """Cancels steps with everything inside them and goes on at other elements, or at a gateway that joins by the
    sequence flow that is named. Raises :class:`~app.engine.errors.MoveRefused`."""
    given, cancelled, started = sound(values), names(cancel), names(start)

    def move(execution: Execution) -> tuple[dict[str, Any], Advance]:
        payload = {
            "cancel": cancelled,
            "start": started,
            "values": given,
            "before": _before(execution.variables, given),
        }
        return payload, execution.move(cancelled, started, given, now=desk.now())

    return _repair(actor, desk, case_id, "token_moved", reason, revision, idempotency_key, move)


def end_case(
    actor: Actor, desk: Desk, *, case_id: int, reason: str, revision: int | None, idempotency_key: str | None = None
) -> Sent:
    """Ends a case that cannot go on: its tasks close, its deadlines pass no more."""

    def end(execution: Execution) -> tuple[dict[str, Any], Advance]:
        return {}, execution.cancel(now=desk.now())

    return _repair(actor, desk, case_id, "case_ended", reason, revision, idempotency_key, end)


def require_operator(actor: Actor) -> None:
    """Raises :class:`~app.errors.NotAllowed` for who may not repair cases."""
    require(may_repair(actor), "repair a case", "an administrator")


def sound(values: Values) -> dict[str, Any]:
    """The values, if they are few, named, and small enough to be read by a person. Raises :class:`InvalidInput`."""
    if len(values) > VALUES:
        raise InvalidInput(reason=f"more than {VALUES} values at once")
    for name in values:
        if not isinstance(name, str) or not name.strip() or len(name) > NAME_LIMIT or not name.isprintable():
            raise InvalidInput(reason="a value has no usable name")
    try:
        written = orjson.dumps(dict(values))
    except (TypeError, ValueError) as error:
        raise InvalidInput(reason=f"the data is not JSON ({error})") from error
    if len(written) > DATA_LIMIT:
        raise InvalidInput(reason=f"the data has at most {DATA_LIMIT} characters, this has {len(written)}")
    if b"\\u0000" in written:
        raise InvalidInput(reason="a text holds U+0000")
    return dict(values)


def names(given: Sequence[str]) -> list[str]:
    """Ids of steps and elements, each once, in their order. Raises :class:`InvalidInput` for what can be none."""
    if not all(isinstance(name, str) and name.isprintable() and len(name) <= 500 for name in given):
        raise InvalidInput(reason="a step or element has no usable name")
    return list(dict.fromkeys(given))


def _repair(
    actor: Actor, desk: Desk, case_id: int, event: str, reason: str, revision: int | None, key: str | None, work: Work
) -> Sent:
    require_operator(actor)
    visible_case(desk.session, actor, case_id)
    clean = _reason(reason)

    def once() -> Sent:
        row = lock_case(desk, case_id)
        if key and find_request(desk.session, actor.id, key):
            return _sent(row)
        case = _unmoved(desk, row, revision)
        payload, advance = work(case.execution)
        record(desk, case, Cause(event, actor.id, {"reason": clean} | payload, key), advance)
        return _sent(case.row)

    return desk.commit(once)


def _unmoved(desk: Desk, row: LockedCase, revision: int | None) -> RunningCase:
    """The case, if no step was taken since *revision*. A remark or a claim is no step."""
    if revision is not None:
        for event in read(desk.session, case_stream(row.id), after=revision):
            if event.payload is None or "advance" in event.payload:
                who = person_names(desk.session, [event.actor])[event.actor]
                raise CaseMoved(reference=reference(row.id), who=who.name, what=event.type, when=iso(event.at))
    return resume(desk, row)


def _before(seen: Values, given: Values) -> dict[str, Any]:
    """What the values replace; what was not there is left out."""
    return {name: seen[name] for name in given if name in seen}


def _reason(text: str) -> str:
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise InvalidInput(reason="a reason is missing")
    if len(clean) > REASON_LIMIT:
        raise InvalidInput(reason=f"a reason has at most {REASON_LIMIT} characters, this one {len(clean)}")
    return clean


def _sent(row: LockedCase) -> Sent:
    return Sent(row.id, row.revision, row.state)
