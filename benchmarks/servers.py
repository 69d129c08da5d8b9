"""The two applications under granian, each in a process of its own with the same settings."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import bare, desk

ROOT = Path(__file__).parent.parent
PATIENCE = 30


def escalade() -> object:
    """Granian's factory for the desk."""
    from app.web import create_app

    return create_app(desk.configuration(_folder()))


def plain() -> object:
    """Granian's factory for the bare route."""
    return bare.create_app(_folder() / "bare.db")


@contextmanager
def running(factory: str, folder: Path, port: int, *, threads: int = 8) -> Iterator[None]:
    """A granian server with one worker, until the block ends."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", str(threads), "--no-ws", "--log-level", "error",
        f"benchmarks.servers:{factory}",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=desk.environment(folder))
    try:
        _wait_for(port, server)
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _folder() -> Path:
    return Path(os.environ["BENCHMARK_FOLDER"])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"no server answers on port {port}")
