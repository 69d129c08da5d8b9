"""A newcomer's two commands: what the desk says and does at its first start, at the next, and when it cannot."""

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0

pytestmark = pytest.mark.acceptance


@dataclass
class Started:
    """A ``run.py serve`` that answers; *seconds* is how long that took."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    seconds: float

    def said(self) -> str:
        return (self.folder / "out").read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().status


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESCALADE_")}
    return kept | {"ESCALADE_DATA_FOLDER": str(folder / "var"), "LC_ALL": "C.UTF-8"} | settings


def command(*arguments: str) -> list[str]:
    return [sys.executable, "run.py", *arguments]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[[], Started]


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    running: list[Started] = []

    def begin() -> Started:
        asked = time.monotonic()
        with (tmp_path / "out").open("wb") as out:
            process = subprocess.Popen(
                command("serve", "--demo", "--port", str(port)),
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment(tmp_path),
                start_new_session=True,
            )
        desk = Started(process, port, tmp_path, 0.0)
        running.append(desk)
        while not _answers(desk):
            assert process.poll() is None, desk.said()
            assert time.monotonic() - asked < PATIENCE, desk.said()
            time.sleep(0.05)
        desk.seconds = time.monotonic() - asked
        return desk

    yield begin
    for desk in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(desk.process.pid, signal.SIGKILL)
        desk.process.wait(10)


def _answers(desk: Started) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return desk.status("/api/v1/openapi.json") == 200
    return False


def contents(folder: Path) -> dict[str, int]:
    """How many rows each table has."""
    with contextlib.closing(sqlite3.connect(folder / "var" / "escalade.db")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def refused(folder: Path, *arguments: str, **settings: str) -> str:
    """What the command says on its one line before it ends with an error."""
    done = subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(folder, **settings),
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.strip()


def test_the_first_start_prepares_everything_and_the_next_changes_nothing(start: Start, tmp_path: Path) -> None:
    first = start()
    said = first.said()
    assert f"http://127.0.0.1:{first.port}" in said
    assert "Log in as" in said
    before = contents(tmp_path)
    assert before["person"] > 20
    assert before["version"] >= 7, "six scenarios and the intake"
    assert first.stop() == 0

    second = start()
    assert second.seconds < 3, f"the second start took {second.seconds:.1f} s"
    assert contents(tmp_path) == before
    assert second.stop() == 0
    assert "Traceback" not in second.said()


def test_a_killed_desk_leaves_nothing_behind_and_starts_again(start: Start) -> None:
    first = start()
    first.process.kill()
    first.process.wait(10)
    deadline = time.monotonic() + 5
    while _answers(first) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _answers(first), "the serving process lived on"
    assert start().stop() == 0


def test_a_taken_port_is_one_line(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        said = refused(tmp_path, "serve", "--demo", "--port", str(port))
    assert len(said.splitlines()) == 1
    assert f"127.0.0.1:{port}" in said


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    said = refused(tmp_path, "serve", "--demo")
    assert len(said.splitlines()) == 1
    assert str(tmp_path / "var") in said


def test_without_its_secret_the_desk_does_not_start(tmp_path: Path) -> None:
    said = refused(tmp_path, "serve")
    assert "ESCALADE_SESSION_SECRET" in said
    assert not (tmp_path / "var" / "escalade.db").exists()


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    assert "ESCALADE_PROT is not a setting" in refused(tmp_path, "serve", "--demo", ESCALADE_PROT="1")


def test_outside_demo_mode_nobody_of_the_demo_exists(tmp_path: Path, port: int) -> None:
    settings = {"ESCALADE_SESSION_SECRET": "0123456789abcdef" * 2, "ESCALADE_PORT": str(port)}
    process = subprocess.Popen(
        command("serve"),
        cwd=ROOT,
        env=environment(tmp_path, **settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    desk = Started(process, port, tmp_path, 0.0)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(desk) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        assert contents(tmp_path)["person"] == 0
    finally:
        desk.stop()


def test_make_says_when_python_is_too_old(tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        ["make", "setup"],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        timeout=PATIENCE,
    )
    assert done.returncode != 0
    assert "Escalade needs Python 3.11 or newer" in done.stdout
    assert not (tmp_path / ".venv").exists()
