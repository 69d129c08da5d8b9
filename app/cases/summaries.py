"""Cases as lists show them: the row with the names of its scenario and its requester, in one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from app.cases.locked import reference
from app.cases.views import CaseSummary
from app.identity.directory import PersonRef
from app.store.statements import FoundRow
from app.store.tables import Case, Person, Version

_Requester, _Current, _Started = aliased(Person), aliased(Version), aliased(Version)

SUMMARY = (
    *(column.label(f"about_{column.name}") for column in Case.__table__.c),
    _Requester.name.label("requester_name"),
    _Requester.title.label("requester_title"),
    _Requester.vip.label("requester_vip"),
    _Current.name.label("scenario_name"),
    _Current.name_en.label("scenario_name_en"),
    _Started.number.label("version_number"),
)


def with_names(query: Select[Any]) -> Select[Any]:
    """Joins what :data:`SUMMARY` names to a query over cases."""
    return (
        query.join(_Requester, _Requester.id == Case.requester_id)
        .outerjoin(_Current, (_Current.key == Case.scenario) & _Current.current)
        .outerjoin(_Started, (_Started.id == Case.version_id) & (_Started.key == Case.definition))
    )


_SUMMARIES = with_names(select(*SUMMARY).select_from(Case)).where(Case.id.in_(bindparam("ids", expanding=True)))


def summaries(session: Session, case_ids: Sequence[int]) -> tuple[CaseSummary, ...]:
    """The cases in the order of the ids; those that do not exist are left out."""
    found = {row.about_id: row for row in session.execute(_SUMMARIES, {"ids": list(case_ids)})} if case_ids else {}
    return tuple(summary_of(found[case_id]) for case_id in case_ids if case_id in found)


def summary_of(row: FoundRow) -> CaseSummary:
    """A row that has the columns of :data:`SUMMARY`. A scenario that is no longer deployed goes by its key."""
    return CaseSummary(
        id=row.about_id,
        reference=reference(row.about_id),
        title=row.about_title,
        scenario=row.about_scenario,
        scenario_name=row.scenario_name or row.about_scenario,
        scenario_name_en=row.scenario_name_en or row.about_scenario,
        requester=PersonRef(row.about_requester_id, row.requester_name, row.requester_title, row.requester_vip),
        vip=row.about_vip,
        confidential=row.about_confidential,
        priority=row.about_priority,
        state=row.about_state,
        outcome=row.about_outcome,
        opened_at=row.about_opened_at,
        closed_at=row.about_closed_at,
        due_at=row.about_due_at,
        version_number=row.version_number or 0,
    )
