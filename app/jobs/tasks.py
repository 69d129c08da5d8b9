"""What each job does. A job carries ids, looks up what is still true, and calls a command."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select

from app.cases import automation, passing_on, scheduled, signals
from app.cases.locked import reference
from app.cases.migrations import migrate_batch
from app.errors import EscaladeError
from app.identity.directory import members
from app.jobs.work import Job
from app.notifications.commands import Message, leave_messages
from app.notifications.mail import Letter, MailServer, send
from app.notifications.notify import notify
from app.store.desk import Desk
from app.store.tables import Case, Notification, Person, Task, TaskCandidate

SERVER_AT_FAULT = 500


class Operator(Protocol):
    """What a send or service task of one type does; it may be called twice for one step."""

    def __call__(self, desk: Desk, *, case_id: int, step: str, inputs: Mapping[str, Any]) -> dict[str, Any]: ...


OPERATORS: Mapping[str, Operator] = {"notify": notify}


class NoOperator(EscaladeError):
    """The desk has no operator «{type}». The case waits at this step. Correct the diagram, or end the case."""

    status = 422


def fire_timers(desk: Desk, *, case_id: int) -> None:
    """Fires the timers of a case that are due."""
    automation.fire_timers(desk, case_id=case_id)


def fire_start(desk: Desk, *, definition: str, element: str) -> None:
    """Starts the case of a timer start event that is due."""
    scheduled.fire_start(desk, definition=definition, element=element)


def pass_message_on(desk: Desk, *, stream: str, sequence: int, number: int, tries: int = 0) -> None:
    """Hands over a message that a case sent, or that was kept."""
    passing_on.pass_message_on(desk, stream=stream, sequence=sequence, number=number, tries=tries)


def message_gave_up(desk: Desk, error: str, *, stream: str, sequence: int, number: int, tries: int = 0) -> None:
    """The message cannot be handed over: the history of its sender says so."""
    passing_on.message_gave_up(desk, error, stream=stream, sequence=sequence, number=number, tries=tries)


def spread_signal(desk: Desk, *, stream: str, sequence: int, number: int) -> None:
    """Sends a signal that a case threw to everybody else who listens."""
    signals.spread_signal(desk, stream=stream, sequence=sequence, number=number)


def deliver_signal(desk: Desk, *, case_id: int, stream: str, sequence: int, number: int) -> None:
    """Gives a signal to one case."""
    signals.deliver_signal(desk, case_id=case_id, stream=stream, sequence=sequence, number=number)


def start_by_signal(desk: Desk, *, definition: str, stream: str, sequence: int, number: int) -> None:
    """Starts a case by a signal."""
    signals.start_by_signal(desk, definition=definition, stream=stream, sequence=sequence, number=number)


def run_step(desk: Desk, *, case_id: int, step: str) -> None:
    """Does what an open send or service task asks for, and moves the case on; what no retry can cure fails at once."""
    job = automation.open_job(desk, case_id=case_id, step=step)
    if job is None:
        return
    try:
        operator = OPERATORS.get(job.type)
        if operator is None:
            raise NoOperator(type=job.type)
        result = operator(desk, case_id=case_id, step=step, inputs=job.inputs)
    except EscaladeError as error:
        if error.status >= SERVER_AT_FAULT:
            raise
        automation.fail_job(desk, case_id=case_id, step=step, code=error.code, message=str(error))
    else:
        automation.complete_job(desk, case_id=case_id, step=step, result=result)


def step_gave_up(desk: Desk, error: str, *, case_id: int, step: str) -> None:
    """The step could not be done: the diagram catches it, or an administrator finds an incident."""
    automation.fail_job(desk, case_id=case_id, step=step, code="operator-failed", message=error)


def announce_tasks(desk: Desk, *, case_id: int, tasks: list[str]) -> None:
    """Tells the people who may do a task that it waits, each in their language."""
    case = desk.session.get(Case, case_id)
    for task in desk.session.scalars(select(Task).where(Task.id.in_(tasks)).order_by(Task.id)).all():
        if case is not None:
            people = _candidates(desk, task.id)
            leave_messages(desk, case_id=case_id, occasion=task.id, people=people, message=_announcement(case, task))


def migrate_cases(desk: Desk, *, key: str, migration: int, position: int) -> None:
    """Moves the next of many cases to another version."""
    migrate_batch(desk, key=key, migration=migration, position=position)


def mail_sender(server: MailServer) -> Job:
    """The job ``send_mail`` for this server."""

    def send_mail(desk: Desk, *, notification_id: int) -> None:
        found = desk.session.execute(
            select(Notification, Person.email)
            .join(Person, Person.id == Notification.person_id)
            .where(Notification.id == notification_id)
        ).first()
        if found is not None:
            link = f"{desk.settings.base_url}/cases/{found[0].case_id}"
            desk.session.rollback()
            send(server, Letter(found[1], found[0].subject, found[0].text, link, f"escalade-{notification_id}"))

    return send_mail


def _candidates(desk: Desk, task_id: str) -> set[str]:
    found = desk.session.scalars(select(TaskCandidate.candidate).where(TaskCandidate.task_id == task_id)).all()
    kinds: dict[str, list[str]] = {"person": [], "group": []}
    for candidate in found:
        kind, _, name = candidate.partition(":")
        kinds[kind].append(name)
    return set(kinds["person"]) | members(desk.session, kinds["group"])


def _announcement(case: Case, task: Task) -> Message:
    name = reference(case.id)
    return Message(
        subject=f"{name} : {task.name}",
        text=f"Une tâche vous attend : {task.name}.\n{case.title}",
        subject_en=f"{name}: {task.name_en}",
        text_en=f"A task waits for you: {task.name_en}.\n{case.title}",
    )
