"""What people do with tasks."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import delete, insert, update

from app.cases.locked import LockedCase, lock_case, reference
from app.cases.opening import add_participants
from app.cases.rights import visible_case
from app.cases.running import Cause, record, record_remark, resume
from app.cases.task_rights import OWN, Right, candidates_of_task, right_to
from app.cases.task_rows import next_rows_of_case
from app.definitions.library import form_of
from app.engine import Execution
from app.errors import InvalidInput, NotAllowed, NotFound
from app.forms import AnswersRefused, FormDefinition, Submission, from_html, from_json
from app.forms.errors import error
from app.history.log import KeyUsedBefore, StoredEvent, case_of, find_request
from app.identity.actor import Actor
from app.identity.directory import actor_for, person_ref
from app.store.desk import Desk
from app.store.statements import FoundRow
from app.store.tables import Claim, Draft, Task, TaskCandidate
from app.tasks.finding import TaskTaken, find_task, task_name
from app.tasks.separation import require_separate
from app.tasks.views import Completion
from app.time import iso

Fields = Mapping[str, list[str]]
DRAFT_LIMIT = 200_000


def claim_task(actor: Actor, desk: Desk, *, task_id: str) -> None:
    """Takes a task, so that the others leave it alone. Taking one's own again changes nothing.

    Raises :class:`TaskTaken` when somebody else has it.
    """
    desk.commit(lambda: _claim(actor, desk, task_id))


def release_task(actor: Actor, desk: Desk, *, task_id: str) -> None:
    """Gives a task back to its group."""
    desk.commit(lambda: _release(actor, desk, task_id))


def delegate_task(actor: Actor, desk: Desk, *, task_id: str, person_id: str, reason: str) -> None:
    """Hands a task to one person by name."""
    if not reason.strip():
        raise InvalidInput(reason="a reason is missing")
    desk.commit(lambda: _delegate(actor, desk, task_id, person_id, reason.strip()))


def save_draft(actor: Actor, desk: Desk, *, task_id: str, fields: Fields) -> None:
    """Keeps what was typed so far, for this person only; it is not checked and not part of the history."""
    text = orjson.dumps({name: list(values) for name, values in fields.items() if name[:1] != "_"}).decode()
    if len(text) > DRAFT_LIMIT:
        raise InvalidInput(reason=f"a draft has at most {DRAFT_LIMIT} characters")
    desk.commit(lambda: _save_draft(actor, desk, task_id, text))


def complete_task(
    actor: Actor,
    desk: Desk,
    *,
    task_id: str,
    values: Mapping[str, Any] | None = None,
    fields: Fields | None = None,
    revision: int | None = None,
    idempotency_key: str | None = None,
    channel: str = "web",
) -> Completion:
    """Sends a task's form (*values* as JSON or *fields* as HTML) and moves the case until it rests again.

    *revision* is what the person saw; it is recorded, and a case that has moved elsewhere meanwhile is no obstacle.
    The same *idempotency_key* again answers the same and changes nothing. Raises :class:`TaskNotOpen`,
    :class:`NotAllowed`, :class:`SamePerson`, :class:`AnswersRefused`.
    """

    def work() -> Completion:
        if idempotency_key and (done := find_request(desk.session, actor.id, idempotency_key)):
            _require_same_task(done, task_id)
            return _completion(desk, actor, lock_case(desk, case_of(done)), task_id, repeated=True)
        row = lock_case(desk, task_name(task_id).case_id)
        task, right = _task_and_right(actor, desk, task_id)
        require_separate(desk.session, task, actor, right)
        case = resume(desk, row)
        clean = _answers(desk, case.row, case.execution, task, actor, values, fields)
        payload = _said(task, clean, right, revision, channel)
        advance = case.execution.complete(task.step, clean, now=desk.now())
        cause = Cause("task_completed", actor.id, payload, idempotency_key)
        record(desk, case, cause, advance, joined_by=[f"person:{actor.id}"])
        return _completion(desk, actor, row, task_id)

    return desk.commit(work)


def _require_same_task(done: StoredEvent, task_id: str) -> None:
    """An idempotency key answers for the one command that used it, and for no other."""
    if done.type != "task_completed" or (done.payload or {}).get("task") != task_id:
        raise KeyUsedBefore()


def _claim(actor: Actor, desk: Desk, task_id: str) -> None:
    row = lock_case(desk, task_name(task_id).case_id)
    task, right = _task_and_right(actor, desk, task_id)
    if task.holder == actor.id:
        return
    require_separate(desk.session, task, actor, right)
    desk.session.execute(insert(Claim).values(task_id=task_id, person_id=actor.id, at=desk.now()))
    add_participants(desk.session, row.id, [f"person:{actor.id}"])
    record_remark(desk, row, Cause("task_claimed", actor.id, _told(task, right)))


def _release(actor: Actor, desk: Desk, task_id: str) -> None:
    row = lock_case(desk, task_name(task_id).case_id)
    task = find_task(desk.session, actor, task_id)
    holder = task.holder
    if holder is None:
        return
    if holder != actor.id and holder not in actor.deputising and not actor.holds("administrator"):
        raise NotAllowed(action="give back a task that somebody else has taken", whom=_name(desk, holder))
    desk.session.execute(delete(Claim).where(Claim.task_id == task_id))
    record_remark(desk, row, Cause("task_released", actor.id, {"task": task.id, "step": task.step, "from": holder}))


def _delegate(actor: Actor, desk: Desk, task_id: str, person_id: str, reason: str) -> None:
    row = lock_case(desk, task_name(task_id).case_id)
    task, right = _task_and_right(actor, desk, task_id)
    receiver = actor_for(desk.session, person_id, now=desk.now())
    require_separate(desk.session, task, receiver, Right(OWN))
    desk.session.execute(delete(Claim).where(Claim.task_id == task_id))
    desk.session.execute(delete(TaskCandidate).where(TaskCandidate.task_id == task_id))
    desk.session.execute(insert(TaskCandidate).values(candidate=f"person:{receiver.id}", task_id=task_id))
    desk.session.execute(update(Task).where(Task.id == task_id).values(assignee=receiver.id))
    add_participants(desk.session, row.id, [f"person:{receiver.id}"])
    payload = _told(task, right) | {"to": receiver.id, "reason": reason}
    record_remark(desk, row, Cause("task_delegated", actor.id, payload))


def _save_draft(actor: Actor, desk: Desk, task_id: str, text: str) -> None:
    _task_and_right(actor, desk, task_id)
    draft = Draft(task_id=task_id, person_id=actor.id, saved_at=desk.now(), fields=text)
    desk.session.merge(draft)


def _task_and_right(actor: Actor, desk: Desk, task_id: str) -> tuple[FoundRow, Right]:
    """The open task and why the actor may do it. Somebody else's claim is respected until they release it."""
    task = find_task(desk.session, actor, task_id)
    right = right_to(actor, candidates_of_task(desk.session, task_id))
    if right is None:
        raise _refusal(desk, actor, task)
    if task.holder is not None and task.holder != actor.id and task.holder not in actor.deputising:
        raise TaskTaken(who=_name(desk, task.holder), when=iso(task.taken_at))
    return task, right


def _refusal(desk: Desk, actor: Actor, task: FoundRow) -> NotFound | NotAllowed:
    """Who may not even see the case is not told that the task exists."""
    try:
        visible_case(desk.session, actor, task.case_id)
    except NotFound:
        return NotFound(what="This task")
    return NotAllowed(action="do this task", whom="the group that it belongs to")


def _answers(
    desk: Desk,
    row: LockedCase,
    execution: Execution,
    task: FoundRow,
    actor: Actor,
    values: Mapping[str, Any] | None,
    fields: Fields | None,
) -> dict[str, Any]:
    """What was sent, judged by the task's form in the version that the case runs on."""
    if task.form is None:
        return _formless(values)
    form = form_of(desk.session, row.version_id, task.form)
    return _submission(desk, form, execution.local_variables(task.step), actor, values, fields).accepted()


def _submission(
    desk: Desk,
    form: FormDefinition,
    variables: Mapping[str, Any],
    actor: Actor,
    values: Mapping[str, Any] | None,
    fields: Fields | None,
) -> Submission:
    if fields is not None:
        return from_html(form, fields, variables, now=desk.now(), language=actor.language, zone=desk.settings.zone)
    return from_json(form, values or {}, variables, now=desk.now(), language=actor.language, zone=desk.settings.zone)


def _formless(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """A task without a form asks for nothing, so nothing can be sent with it."""
    if values:
        raise AnswersRefused({name: error("unknown") for name in list(values)[:20]})
    return {}


def _said(
    task: FoundRow, values: Mapping[str, Any], right: Right, revision: int | None, channel: str
) -> dict[str, Any]:
    payload = _told(task, right) | {"form": task.form, "values": dict(values), "channel": channel}
    return payload | ({} if revision is None else {"seen": revision})


def _told(task: FoundRow, right: Right) -> dict[str, Any]:
    told: dict[str, Any] = {"task": task.id, "step": task.step, "right": right.kind}
    if right.on_behalf_of:
        told["on_behalf_of"] = right.on_behalf_of
    if task.separation:
        told["separation"] = task.separation
    return told


def _name(desk: Desk, person_id: str) -> str:
    return person_ref(desk.session, person_id).name


def _completion(desk: Desk, actor: Actor, row: LockedCase, task_id: str, *, repeated: bool = False) -> Completion:
    return Completion(
        case_id=row.id,
        reference=reference(row.id),
        task_id=task_id,
        revision=row.revision,
        state=row.state,
        outcome=row.outcome,
        next_tasks=next_rows_of_case(desk.session, actor, row.id),
        repeated=repeated,
    )
