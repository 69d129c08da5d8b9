"""What the desk is compared with: a Flask route that does the same commits and nothing else.

It reads the task's row and the case's document, removes the task, adds an event and its payload, a next task and who
may take it, and replaces the document: the rows and roughly the bytes of a completion of the desk, in one transaction
with ``BEGIN IMMEDIATE`` and ``synchronous=FULL``, straight on the driver.
"""

import os
import sqlite3
import threading
from pathlib import Path

import orjson
from flask import Flask, Response, request

TABLES = """
CREATE TABLE IF NOT EXISTS document (id INTEGER PRIMARY KEY, revision INTEGER, state TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS task (id TEXT PRIMARY KEY, document INTEGER, name TEXT, form TEXT, opened INTEGER);
CREATE INDEX IF NOT EXISTS task_document ON task (document);
CREATE TABLE IF NOT EXISTS candidate (who TEXT, task TEXT, PRIMARY KEY (who, task));
CREATE TABLE IF NOT EXISTS event (stream TEXT, sequence INTEGER, type TEXT, at INTEGER, actor TEXT, request TEXT,
  digest BLOB, chain BLOB, PRIMARY KEY (stream, sequence)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS event_request ON event (actor, request);
CREATE TABLE IF NOT EXISTS payload (stream TEXT, sequence INTEGER, salt BLOB, body BLOB,
  PRIMARY KEY (stream, sequence));
"""
DOCUMENT_BYTES, PAYLOAD_BYTES = 500, 550
local = threading.local()


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings of the desk's."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=10000")
    return connection


def fill(path: Path, number: int) -> None:
    """Documents 1 … *number*, each with an open task."""
    connection = connect(path)
    connection.executescript(TABLES)
    connection.execute("BEGIN IMMEDIATE")
    for place in range(1, number + 1):
        connection.execute("INSERT INTO document VALUES (?, 0, 'running', ?)", (place, os.urandom(DOCUMENT_BYTES)))
        connection.execute("INSERT INTO task VALUES (?, ?, 'Vérifier', 'benchmark-check', 0)", (f"{place}-1", place))
        connection.execute("INSERT INTO candidate VALUES ('group:service-desk', ?)", (f"{place}-1",))
    connection.execute("COMMIT")
    connection.close()


def create_app(path: Path) -> Flask:
    """The application with its one route."""
    app = Flask(__name__)

    @app.post("/bare/<int:number>/<int:task>")
    def complete(number: int, task: int) -> Response:
        sent = orjson.loads(request.get_data())
        revision = _commit(_connection(path), number, task, orjson.dumps(sent), request.headers["Idempotency-Key"])
        return Response(orjson.dumps({"id": number, "revision": revision}), content_type="application/json")

    return app


def _connection(path: Path) -> sqlite3.Connection:
    if not hasattr(local, "connection"):
        local.connection = connect(path)
    return local.connection


def _commit(connection: sqlite3.Connection, number: int, task: int, sent: bytes, key: str) -> int:
    connection.execute("BEGIN IMMEDIATE")
    old, following = f"{number}-{task}", f"{number}-{task + 1}"
    connection.execute("SELECT * FROM task WHERE id = ?", (old,)).fetchone()
    revision, body = connection.execute("SELECT revision, body FROM document WHERE id = ?", (number,)).fetchone()
    stream, revision = f"case/{number}", revision + 1
    connection.execute("DELETE FROM task WHERE id = ?", (old,))
    connection.execute("DELETE FROM candidate WHERE task = ?", (old,))
    event = (stream, revision, "task_completed", 1_800_000_000_000, "lea", key, os.urandom(32), os.urandom(32))
    connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event)
    payload = sent + bytes(PAYLOAD_BYTES - len(sent))
    connection.execute("INSERT INTO payload VALUES (?, ?, ?, ?)", (stream, revision, os.urandom(16), payload))
    connection.execute("INSERT INTO task VALUES (?, ?, 'Réaliser', 'benchmark-do', 0)", (following, number))
    connection.execute("INSERT INTO candidate VALUES ('group:service-desk', ?)", (following,))
    connection.execute("UPDATE document SET revision = ?, body = ? WHERE id = ?", (revision, body, number))
    connection.execute("COMMIT")
    return int(revision)
