"""Cases as lists show them."""

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.cases.running import reference
from app.cases.views import CaseSummary
from app.identity.directory import PersonRef, person_names
from app.store.tables import Case, Version

Names = tuple[str, str]


def summaries(session: Session, rows: Iterable[Case]) -> tuple[CaseSummary, ...]:
    """The cases in the order given, with the names of people and scenarios looked up once for all."""
    cases = list(rows)
    people = person_names(session, {case.requester_id for case in cases})
    names = _scenario_names(session, {case.scenario for case in cases})
    numbers = _version_numbers(session, {(case.version_id, case.definition) for case in cases})
    return tuple(
        _summary(case, people[case.requester_id], names, numbers.get((case.version_id, case.definition), 0))
        for case in cases
    )


def _scenario_names(session: Session, keys: set[str]) -> dict[str, Names]:
    query = select(Version.key, Version.name, Version.name_en).where(Version.key.in_(keys), Version.current)
    return {key: (name, name_en) for key, name, name_en in session.execute(query)}


def _version_numbers(session: Session, versions: set[Names]) -> dict[Names, int]:
    query = select(Version.id, Version.key, Version.number).where(tuple_(Version.id, Version.key).in_(versions))
    return {(version_id, key): number for version_id, key, number in session.execute(query)} if versions else {}


def _summary(case: Case, requester: PersonRef, names: dict[str, Names], number: int) -> CaseSummary:
    name, name_en = names.get(case.scenario, (case.scenario, case.scenario))
    return CaseSummary(
        id=case.id,
        reference=reference(case.id),
        title=case.title,
        scenario=case.scenario,
        scenario_name=name,
        scenario_name_en=name_en,
        requester=requester,
        vip=case.vip,
        confidential=case.confidential,
        priority=case.priority,
        state=case.state,
        outcome=case.outcome,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        due_at=case.due_at,
        version_number=number,
    )
