"""Statements that everybody waits for: built and compiled once, run on the driver itself.

SQLAlchemy writes the SQL and knows how each column's values are kept. To build a statement anew, look its compiled form
up and wrap its rows costs ten times what the database needs to answer, so a statement of the completion of a task is
written once at the top of its module, with named parameters, and everything about it that does not change is worked
out at its first run. It runs in the session's own transaction. Changed objects of the session are not flushed before.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

FoundRow = Any
"""A row that was read: a named tuple of the statement's columns."""

Convert = Callable[[Any], Any]
Parameters = Mapping[str, Any]


class Prepared:
    """A SELECT, INSERT, UPDATE or DELETE with named parameters, each for one value: ``IN`` over a list is none of them.

    An INSERT names each of its columns when it is run; an UPDATE sets those columns that it is given.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def all(self, session: Session, **parameters: Any) -> list[FoundRow]:
        """Every row."""
        compiled, cursor = self._run(session, parameters)
        return [compiled.row(found) for found in cursor.fetchall()]

    def first(self, session: Session, **parameters: Any) -> FoundRow | None:
        """The first row, or None."""
        compiled, cursor = self._run(session, parameters)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else compiled.row(found)

    def value(self, session: Session, **parameters: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        row = self.first(session, **parameters)
        return None if row is None else row[0]

    def change(self, session: Session, **parameters: Any) -> int:
        """Runs it for its effect; returns how many rows it changed."""
        cursor = self._run(session, parameters)[1]
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def change_each(self, session: Session, rows: Sequence[Parameters]) -> None:
        """Runs it once for each row of parameters; they all have the same names."""
        for row in rows:
            self.change(session, **row)

    def _run(self, session: Session, parameters: Parameters) -> tuple["_Compiled", Any]:
        connection = session.connection()
        key = (connection.dialect.name, *parameters)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _Compiled(self._statement, connection.dialect, parameters)
        return compiled, compiled.execute(connection, parameters)


class _Compiled:
    """A statement in one database's SQL, with what turns values into the driver's and back."""

    def __init__(self, statement: Executable, dialect: Dialect, names: Parameters) -> None:
        found = statement.compile(dialect=dialect, column_keys=[*names])  # type: ignore[attr-defined]
        missing = [name for name, bind in found.binds.items() if bind.required and name not in names]
        if missing:
            raise TypeError(f"the statement needs {', '.join(missing)}")
        self._sql = str(found)
        self._order: Sequence[str] | None = found.positiontup
        self._fixed = {name: value for name, value in found.params.items() if name not in names}
        self._given = _given(found, dialect)
        columns = list(getattr(statement, "exported_columns", ()))
        self._kept = [(place, convert) for place, convert in enumerate(_kept(columns, dialect)) if convert]
        self._make = _maker([str(column.key) for column in columns])

    def execute(self, connection: Connection, parameters: Parameters) -> Any:
        """The driver's cursor after the statement; the driver's errors are raised as SQLAlchemy's."""
        values = {**self._fixed, **parameters}
        for name, convert in self._given:
            values[name] = convert(values[name])
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, values if self._order is None else [values[name] for name in self._order])
        except connection.dialect.loaded_dbapi.Error as error:
            cursor.close()
            raise _translated(self._sql, error, connection.dialect) from error
        return cursor

    def row(self, found: Sequence[Any]) -> FoundRow:
        """The driver's row with the column types' values."""
        if not self._kept:
            return self._make(found)
        values = list(found)
        for place, convert in self._kept:
            values[place] = convert(values[place])
        return self._make(values)


def _maker(names: list[str]) -> Callable[[Sequence[Any]], FoundRow]:
    """What makes a named tuple of a row; a name that Python does not allow goes by its place."""
    make: Any = namedtuple
    return make("FoundRow", names, rename=True)._make  # type: ignore[no-any-return]


def _given(compiled: SQLCompiler, dialect: Dialect) -> list[tuple[str, Convert]]:
    """What the types of the parameters do to values on their way in."""
    found = ((bind.key, bind.type.dialect_impl(dialect).bind_processor(dialect)) for bind in compiled.binds.values())
    return [(name, convert) for name, convert in found if convert is not None]


def _kept(columns: Sequence[Any], dialect: Dialect) -> list[Convert | None]:
    """What the types of the columns do to values on their way out."""
    return [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]


def _translated(sql: str, error: Exception, dialect: Dialect) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)
