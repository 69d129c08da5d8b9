"""Opening a database so that both kinds behave alike: durable commits, immediate write locks, foreign keys."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000
_TURN = threading.Lock()


def prepare(engine: Engine) -> Engine:
    """Sets what every connection of *engine* needs; call it once, before the first connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def turn_to_write(engine: Engine | Connection) -> Iterator[bool]:
    """Lets the threads of this process write to SQLite one after the other; false when it took too long.

    SQLite has one writer anyway, and who finds it busy sleeps and tries again; who waits here goes on at once.
    """
    if engine.dialect.name != "sqlite":
        yield True
        return
    taken = _TURN.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield taken
    finally:
        if taken:
            _TURN.release()


def _open_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA recursive_triggers=ON")  # so that REPLACE meets the trigger that refuses DELETE
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Turns the write-ahead log on, which stays with the file.

    Of two who do it at once on a new file SQLite refuses one without waiting, whatever its time-out: that one tries
    again.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    """Readers see one moment; writers take the lock at once instead of failing at their first write."""
    writes = connection.get_execution_options().get("escalade_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
