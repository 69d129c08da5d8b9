"""Cases and versions from before the desk kept what they wait for from outside: it is noted once, after an update."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from app.cases.locked import reference
from app.cases.running import load_case
from app.cases.subscriptions import note_waits, waits_of
from app.definitions.commands import DeploymentRefused
from app.definitions.library import compiled
from app.definitions.starts import register_starts, unready_starts
from app.engine import State
from app.errors import EscaladeError
from app.store.desk import Desk
from app.store.tables import Case, StartEvent, Subscription, Version


def enrol(desk: Desk) -> list[str]:
    """Notes what is missing; returns which cases and versions could not be read, with the reason."""
    versions = desk.session.execute(select(Version.id, Version.key).where(Version.current)).all()
    cases = desk.session.scalars(select(Case.id).where(Case.state == State.RUNNING.value)).all()
    failures = [_tried(desk, key, partial(_enrol_version, desk, version_id, key)) for version_id, key in versions]
    failures += [_tried(desk, reference(case_id), partial(_enrol_case, desk, case_id)) for case_id in cases]
    return [failure for failure in failures if failure]


def _tried(desk: Desk, name: str, work: Callable[[], None]) -> str:
    try:
        desk.commit(work)
    except EscaladeError as error:
        return f"{name}: {error}"
    return ""


def _enrol_version(desk: Desk, version_id: str, key: str) -> None:
    known = desk.session.scalar(select(StartEvent.definition).where(StartEvent.definition == key).limit(1))
    process = compiled(desk.session, version_id).processes[key]
    deployed_by = desk.session.get_one(Version, (version_id, key)).deployed_by
    if known is not None:
        return
    unready = unready_starts(desk, process, deployed_by=deployed_by)
    if unready:
        raise DeploymentRefused(unready)
    register_starts(desk, process, version_id, deployed_by=deployed_by)


def _enrol_case(desk: Desk, case_id: int) -> None:
    known = set(desk.session.scalars(select(Subscription.place).where(Subscription.case_id == case_id)))
    missing = {wait for wait in waits_of(load_case(desk, case_id).execution) if wait.place not in known}
    note_waits(desk.session, case_id, frozenset(), missing, desk.now())
