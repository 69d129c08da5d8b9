"""What was acknowledged is never lost and never applied twice: the server is killed while people complete tasks."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.cases.queries import verify_case
from app.identity.actor import SYSTEM
from app.identity.tokens import create_token
from app.jobs.work import desks
from app.store.database import prepare
from app.store.desk import DeskSettings
from app.time import SystemClock

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "benchmarks" / "definitions"
KILLS, PEOPLE, BETWEEN = 3, 3, 1.0
PATIENCE = 40.0

pytestmark = pytest.mark.acceptance


@dataclass
class Server:
    """``python run.py serve --demo`` in a folder of its own; it can be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ESCALADE_")}
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--demo", "--port", str(self.port)],
            cwd=ROOT, env=kept | {"ESCALADE_DATA_FOLDER": str(self.folder)}, start_new_session=True,
            stdout=(self.folder / "server.log").open("ab"), stderr=subprocess.STDOUT,
        )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL to the server and all its processes: nothing can be tidied up."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                pytest.fail(f"the server ended: {(self.folder / 'server.log').read_text()[-2000:]}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.ask("GET", "/api/v1/openapi.json", "")
                return
            time.sleep(0.05)
        pytest.fail("the server did not answer in time")

    def ask(self, method: str, path: str, token: str, body: Any = None, key: str | None = None) -> tuple[int, Any]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            connection.request(
                method,
                path,
                json.dumps(body) if body is not None else None,
                headers | ({"Idempotency-Key": key} if key else {}),
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


@dataclass
class Person(threading.Thread):
    """Starts cases and completes their tasks; a request without an answer is repeated with the same key."""

    server: Server
    token: str
    number: int
    stop: threading.Event
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeats: int = 0
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set() and not self.failures:
            turn += 1
            started = self._until_answered("/api/v1/cases", {"scenario": "two-tasks", "values": {}}, f"s{turn}")
            for task, values in enumerate(ANSWERS, start=1):
                if started is not None:
                    path = f"/api/v1/tasks/{started['case_id']}-{task}/completion"
                    self._until_answered(path, {"values": values}, f"c{turn}-{task}")

    def _until_answered(self, path: str, body: Any, name: str) -> Any:
        key = f"{self.number}-{name}"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, answer = self.server.ask("POST", path, self.token, body, key)
            except (OSError, http.client.HTTPException):
                self.repeats += 1
                time.sleep(0.05)
                continue
            if status == 503:
                continue
            if status not in (200, 201):
                self.failures.append(f"{path} {key}: {status} {answer}")
                return None
            self.acknowledged[key] = {"path": path, "body": body, "answer": answer}
            return answer
        self.failures.append(f"{path} {key}: no answer")
        return None


ANSWERS = (
    {"answer": "accepted", "reason": "La réunion commence bientôt.", "minutes": 20},
    {"report": "Installé et vérifié.", "checked": True},
)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    place = folder / "kill"
    place.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Server(place, port)
    running.start()
    running.wait()
    yield running
    running.kill()


@pytest.fixture
def session(server: Server) -> Iterator[Session]:
    engine = prepare(create_engine(f"sqlite:///{server.folder / 'escalade.db'}"))
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_acknowledged_completions_survive_kills_exactly_once(server: Server, session: Session) -> None:
    token, owner = _token(session, "lea"), _token(session, "mathilde")
    _deploy(server, owner)
    people, stop = _people_at_work(server, token), threading.Event()
    for person in people:
        person.stop = stop
        person.start()
    for _ in range(KILLS):
        time.sleep(BETWEEN)
        server.kill()
        server.start()
        server.wait()
    time.sleep(BETWEEN)
    stop.set()
    for person in people:
        person.join(PATIENCE)
    assert [failure for person in people for failure in person.failures] == []
    assert sum(person.repeats for person in people) > 0, "no request met a killed server: the test proves nothing"

    done = {key: each for person in people for key, each in person.acknowledged.items()}
    completions = {key: each for key, each in done.items() if "/completion" in each["path"]}
    assert len(completions) > 3 * KILLS
    _each_is_in_the_history_once(server, token, session, completions)
    _repeating_changes_nothing(server, token, session, done)


def _people_at_work(server: Server, token: str) -> list[Person]:
    return [Person(server, token, number, threading.Event()) for number in range(PEOPLE)]


def _token(session: Session, person_id: str) -> str:
    engine = session.get_bind()
    with desks(engine, SystemClock(), DeskSettings(demo=True))() as desk:
        return create_token(SYSTEM, desk, name="kill", person_id=person_id).secret


def _deploy(server: Server, owner: str) -> None:
    import base64

    files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in DEFINITIONS.iterdir()}
    status, answer = server.ask("POST", "/api/v1/deployments", owner, {"reason": "kill test", "files": files})
    assert status == 201, answer


def _each_is_in_the_history_once(
    server: Server, token: str, session: Session, completions: dict[str, dict[str, Any]]
) -> None:
    cases = {each["answer"]["case_id"] for each in completions.values()}
    written: Counter[str] = Counter()
    for case_id in cases:
        status, history = server.ask("GET", f"/api/v1/cases/{case_id}/history", token)
        assert status == 200, history
        sequences = [entry["sequence"] for entry in history["entries"]]
        assert sequences == list(range(1, len(sequences) + 1))
        completed = [entry for entry in history["entries"] if entry["type"] == "task_completed"]
        assert len(completed) <= len(ANSWERS)
        written[str(case_id)] = len(completed)
        session.rollback()
        assert verify_case(session, case_id).intact
    acknowledged = Counter(str(each["answer"]["case_id"]) for each in completions.values())
    assert written == acknowledged


def _repeating_changes_nothing(server: Server, token: str, session: Session, done: dict[str, dict[str, Any]]) -> None:
    from app.store.tables import Event

    session.rollback()
    before = session.query(Event).filter(Event.stream.like("case/%")).count()
    for key, each in list(done.items())[:60]:
        _status, answer = server.ask("POST", each["path"], token, each["body"], key)
        assert answer["repeated"] is True, answer
        assert answer["case_id"] == each["answer"]["case_id"]
    session.rollback()
    assert session.query(Event).filter(Event.stream.like("case/%")).count() == before
