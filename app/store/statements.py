"""Statements that are built once and run often.

Building a statement anew and loading objects through the ORM costs five times what the database needs to answer. What
everybody waits for is therefore written once at the top of its module, with named parameters, and run here: rows come
back instead of objects.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.orm import Session

Found = CursorResult[*tuple[Any, ...]]
FoundRow = Row[*tuple[Any, ...]]


def run(session: Session, statement: Executable, **parameters: Any) -> Found:
    """Runs the statement in the session's transaction. Changed objects of the session are not flushed before."""
    return session.connection().execute(statement, parameters)


def run_each(session: Session, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Runs an INSERT, UPDATE or DELETE once for each row of parameters."""
    if rows:
        session.connection().execute(statement, rows)
