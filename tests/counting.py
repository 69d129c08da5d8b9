"""How many rows a database holds, for tests of what is stored and what is not."""

from collections.abc import Iterable

from sqlalchemy import Engine, Table, func, select

from app.store.tables import Base

WORK = tuple(Base.metadata.tables[name] for name in ("escalation_case", "task", "event"))


def row_counts(database: Engine, tables: Iterable[Table] = WORK) -> dict[str, int]:
    """The number of rows of each table by its name; of cases, open tasks and events where no tables are named."""
    with database.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
