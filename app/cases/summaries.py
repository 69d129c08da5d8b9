"""Cases as lists show them."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.cases.running import reference
from app.cases.views import CaseSummary
from app.identity.directory import PersonRef, person_names
from app.store.statements import run
from app.store.tables import Case, Version

Names = tuple[str, str]
_CURRENT = select(Version.key, Version.name, Version.name_en).where(
    Version.key.in_(bindparam("keys", expanding=True)), Version.current
)
_NUMBERS = select(Version.id, Version.key, Version.number).where(
    Version.id.in_(bindparam("ids", expanding=True)), Version.key.in_(bindparam("keys", expanding=True))
)


def summaries(session: Session, rows: Iterable[Case]) -> tuple[CaseSummary, ...]:
    """The cases in the order given, with the names of people and scenarios looked up once for all."""
    cases = list(rows)
    if not cases:
        return ()
    people = person_names(session, {case.requester_id for case in cases})
    names = _scenario_names(session, {case.scenario for case in cases})
    numbers = _version_numbers(session, cases)
    return tuple(
        _summary(case, people[case.requester_id], names, numbers.get((case.version_id, case.definition), 0))
        for case in cases
    )


def _scenario_names(session: Session, keys: set[str]) -> dict[str, Names]:
    return {key: (name, name_en) for key, name, name_en in run(session, _CURRENT, keys=list(keys))}


def _version_numbers(session: Session, cases: list[Case]) -> dict[Names, int]:
    ids, keys = {case.version_id for case in cases}, {case.definition for case in cases}
    found = run(session, _NUMBERS, ids=list(ids), keys=list(keys))
    return {(version_id, key): number for version_id, key, number in found}


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
