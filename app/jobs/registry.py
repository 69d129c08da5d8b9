"""Which jobs there are, how often each is tried, and who is told when that was not enough."""

from collections.abc import Mapping

from app.jobs import tasks
from app.jobs.work import JobKind
from app.notifications.mail import MailServer

TIMER_ATTEMPTS = 100  # four days: a case must not stand still because a database was away for an hour
STEP_ATTEMPTS = 5
MIGRATION_ATTEMPTS = 100
MAIL_ATTEMPTS = 12


def job_kinds(mail: MailServer | None) -> Mapping[str, JobKind]:
    """The jobs by name; without a mail server there is no ``send_mail``."""
    kinds = {
        "fire_timers": JobKind(tasks.fire_timers, TIMER_ATTEMPTS),
        "fire_start": JobKind(tasks.fire_start, TIMER_ATTEMPTS),
        "pass_message_on": JobKind(tasks.pass_message_on, gave_up=tasks.message_gave_up),
        "spread_signal": JobKind(tasks.spread_signal),
        "deliver_signal": JobKind(tasks.deliver_signal),
        "start_by_signal": JobKind(tasks.start_by_signal),
        "run_step": JobKind(tasks.run_step, STEP_ATTEMPTS, tasks.step_gave_up),
        "migrate_cases": JobKind(tasks.migrate_cases, MIGRATION_ATTEMPTS),
        "announce_tasks": JobKind(tasks.announce_tasks),
    }
    return kinds | ({"send_mail": JobKind(tasks.mail_sender(mail), MAIL_ATTEMPTS)} if mail else {})
