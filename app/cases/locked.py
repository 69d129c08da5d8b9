"""A case's row in the hands of a command: read once under its lock, written back once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.store.desk import Desk
from app.store.statements import Prepared
from app.store.tables import Case

LARGEST_ID = 2**63 - 1
_CASE = Prepared(select(*Case.__table__.c).where(Case.id == bindparam("case_id")).with_for_update())
_OPEN = Prepared(insert(Case).returning(Case.id))
_KEEP = Prepared(update(Case).where(Case.id == bindparam("of_case")))
_FIRST: Mapping[str, Any] = {"confidential": False, "outcome": "", "closed_at": None, "revision": 0, "tasks_opened": 0}


@dataclass
class LockedCase:
    """The columns of :class:`~app.store.tables.Case`; ``stored`` are those that the database has."""

    id: int
    definition: str
    version_id: str
    scenario: str
    title: str
    requester_id: str
    vip: bool
    confidential: bool
    priority: str
    state: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    revision: int
    tasks_opened: int
    stored: Mapping[str, Any] = field(repr=False)


def reference(case_id: int) -> str:
    """How people name a case: ``E-000123``."""
    return f"E-{case_id:06d}"


def row_number(text: str) -> int | None:
    """The number of a row that the digits name, or None for anything that no database can hold."""
    number = int(text) if text.isascii() and text.isdecimal() else None
    return number if number is not None and number <= LARGEST_ID else None


def lock_case(desk: Desk, case_id: int) -> LockedCase:
    """The case's row, locked until the transaction ends. Raises :class:`NotFound`.

    What belongs to the case is read by statements of its own, after this one: a row that is joined to a locked one
    would be as old as the moment at which the wait for the lock began (PostgreSQL, READ COMMITTED).
    """
    row = _CASE.first(desk.session, case_id=case_id)
    if row is None:
        raise NotFound(what=f"The case {reference(case_id)}")
    stored = row._asdict()
    return LockedCase(**stored, stored=stored)


def new_case(session: Session, values: Mapping[str, Any]) -> LockedCase:
    """Adds a case before its first step; nobody else can see it before the commit. Its number comes from its id."""
    row = {**_FIRST, **values}
    stored = {"id": _OPEN.value(session, **row), **row}
    return LockedCase(**stored, stored=stored)


def keep_case(session: Session, case: LockedCase) -> None:
    """Writes the columns that changed."""
    changed = {name: value for name, old in case.stored.items() if (value := getattr(case, name)) != old}
    if changed:
        _KEEP.change(session, of_case=case.id, **changed)
        case.stored = {**case.stored, **changed}
