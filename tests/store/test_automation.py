"""The jobs that carry a case on: the notify step, deadlines, announcements, and steps that cannot be done."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.cases.commands import start_case
from app.cases.queries import case_history
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.jobs.embedded import EmbeddedRunner
from app.jobs.registry import job_kinds
from app.jobs.tasks import announce_tasks, run_step
from app.jobs.work import desks
from app.jobs.worker import PostgresWorker
from app.notifications.queries import notifications
from app.store.desk import Desk
from app.store.tables import Case, Incident, Task
from app.tasks.commands import complete_task
from app.time import SystemClock
from tests.conftest import CollectingDeferrer
from tests.store.small import BPMN, FILES

pytestmark = pytest.mark.store

PersonOf = Callable[[str], Actor]


def started(desk: Desk, person: PersonOf) -> int:
    return start_case(person("helene"), desk, scenario="small", values={}).case_id


def approved(desk: Desk, person: PersonOf) -> int:
    """A case that waits for its notify step."""
    case_id = started(desk, person)
    complete_task(person("nathalie"), desk, task_id=f"{case_id}-1", values={"decision": "approved"})
    return case_id


def open_elements(session: Session, case_id: int) -> list[str]:
    return list(session.scalars(select(Task.element).where(Task.case_id == case_id)))


def test_a_notify_step_tells_and_moves_on_once(small: Desk, person: PersonOf, deferred: CollectingDeferrer) -> None:
    case_id = approved(small, person)
    (job,) = deferred.named("run_step")
    for _ in range(2):
        run_step(small, **job.arguments)  # type: ignore[arg-type]
    (message,) = notifications(small.session, "helene")
    assert (message.subject, message.text, message.case_id) == (f"E-{case_id:06d}", "approved", case_id)
    assert open_elements(small.session, case_id) == ["Task_Act"]
    types = [entry.type for entry in case_history(small.session, person("helene"), case_id)]
    assert types == ["case_started", "task_completed", "job_completed"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'type="notify"', b'type="send-fax"', "no-operator"),
        (b"=requester.id", b"=&quot;&quot;", "nobody-to-notify"),
    ],
)
def test_a_step_that_cannot_be_done_is_an_incident_at_once(
    small: Desk, person: PersonOf, deferred: CollectingDeferrer, old: bytes, new: bytes, code: str
) -> None:
    files = FILES | {"workflows/small/small.bpmn": BPMN.replace(old, new)}
    deploy(SYSTEM, small, files=files, reason="broken")
    case_id = approved(small, person)
    run_step(small, case_id=case_id, step=str(deferred.named("run_step")[0].arguments["step"]))
    (incident,) = small.session.scalars(select(Incident).where(Incident.case_id == case_id))
    assert (incident.element, incident.code) == ("Task_Tell", code)


def test_candidates_are_told_of_a_task_by_mail_desks(
    small: Desk, person: PersonOf, deferred: CollectingDeferrer
) -> None:
    small = replace(small, settings=replace(small.settings, mail=True))
    case_id = started(small, person)
    (job,) = deferred.named("announce_tasks")
    for _ in range(2):
        announce_tasks(small, **job.arguments)  # type: ignore[arg-type]
    (message,) = notifications(small.session, "nathalie")
    assert message.subject == f"E-{case_id:06d} : Décider"
    assert len(deferred.named("send_mail")) == 2, "one for each of the two who decide"


@pytest.mark.parametrize("answered", [True, False])
def test_the_runner_of_the_database_carries_a_case_on(
    small: Desk, person: PersonOf, database: Engine, database_url: str, answered: bool
) -> None:
    """The real thing: a committed command, the real runner, the real clock; a deadline of an hour lasts 0.6 s."""
    settings = replace(small.settings, pace=1 if answered else 1 / 6000)
    open_desk = desks(database, SystemClock(), settings)
    runner: EmbeddedRunner | PostgresWorker
    if database.dialect.name == "sqlite":
        runner = EmbeddedRunner(open_desk, job_kinds(None))
    else:
        runner = PostgresWorker(database_url, open_desk, job_kinds(None))
    runner.start()
    try:
        with open_desk() as desk:
            case_id = approved(desk, person) if answered else started(desk, person)
        expected = ("running", ["Task_Act"]) if answered else ("completed", [])
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and _standing(database, case_id) != expected:
            time.sleep(0.05)
        assert _standing(database, case_id) == expected
    finally:
        runner.stop()


def _standing(database: Engine, case_id: int) -> tuple[str, list[str]]:
    with Session(database) as session:
        state = session.scalars(select(Case.state).where(Case.id == case_id)).one()
        return state, open_elements(session, case_id)
