"""A migrated database is the one that the tables describe, and its history cannot be changed."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DatabaseError

from app.store.database import prepare
from app.store.migrate import FOLDER, DatabaseTooNew, upgrade
from app.store.tables import Base

pytestmark = pytest.mark.store

EVENT = (
    "INSERT INTO event (stream, sequence, type, at, actor, payload_digest, digest) "
    "VALUES ('case/1', 1, 'case_opened', 0, 'lea', 'x', 'y')"
)
PAYLOAD = "INSERT INTO event_payload (stream, sequence, salt, body) VALUES ('case/1', 1, 's', 'b')"


def test_migrated_database_matches_the_tables(database: Engine) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (name or "").startswith("procrastinate")

    with database.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert found == []


def test_history_keeps_its_rows_inside_the_key(database: Engine) -> None:
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'event'")).scalar_one()
        assert "WITHOUT ROWID" in sql


@pytest.mark.parametrize("table", ["event", "event_payload"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET sequence = 2", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_is_insert_only(database: Engine, table: str, statement: str) -> None:
    if statement.startswith("TRUNCATE") and database.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with database.begin() as connection:
        connection.execute(text(EVENT))
        connection.execute(text(PAYLOAD))
    with pytest.raises(DatabaseError, match="the history is insert only"), database.begin() as connection:
        connection.execute(text(statement.format(table)))
    with database.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 1


def test_second_start_changes_nothing(database: Engine) -> None:
    assert upgrade(database) is False


@pytest.mark.parametrize("_turn", range(8))
def test_processes_that_start_together_wait_for_each_other(tmp_path: Path, _turn: int) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    results: list[bool | Exception] = []

    def start() -> None:
        engine = prepare(create_engine(url))
        try:
            results.append(upgrade(engine))
        except Exception as error:
            results.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, results)) == ["False", "False", "False", "True"]


def test_database_of_a_newer_version_is_left_alone(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        upgrade(database)


def test_procrastinate_schema_is_the_installed_one() -> None:
    """When this fails, add a step that runs the library's own migrations since the version in the file's name."""
    assert (FOLDER / "procrastinate-3.10.sql").read_text() == SchemaManager.get_schema()
