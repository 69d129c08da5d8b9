"""Brings a database to the tables of this program: at every start, at once when there is nothing to do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from app.errors import EscaladeError

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x45736361  # "Esca": the advisory lock of PostgreSQL that one migrating process holds


class DatabaseTooNew(EscaladeError):
    """The database was made by a newer version of Escalade (step {revision}) and was left as it is.

    Start that version.
    """


def upgrade(engine: Engine) -> bool:
    """Applies the missing steps in one transaction; says whether there were any.

    Processes that start together wait for each other. Raises :class:`DatabaseTooNew`.
    """
    script = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        if _current(connection) == script.get_current_head():
            return False
    with engine.connect().execution_options(escalade_writes=True) as connection, connection.begin():
        _wait_for_others(connection)
        before = _current(connection)
        _check_known(script, before)
        command.upgrade(_config(connection), "head")
        return before != script.get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _wait_for_others(connection: Connection) -> None:
    """BEGIN IMMEDIATE already keeps the others out on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _check_known(script: ScriptDirectory, revision: str | None) -> None:
    try:
        if revision is not None:
            script.get_revision(revision)
    except CommandError as error:
        raise DatabaseTooNew(revision=revision) from error
