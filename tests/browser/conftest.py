"""A real server and a real browser: what people do, as they do it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine

from app.jobs.work import desks
from app.store.database import prepare
from app.store.desk import Desk, DeskSettings
from app.time import SystemClock

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 60.0


@dataclass
class Visitor:
    """One person at the desk; what their browser complained about, and where it asked for anything."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def opens(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def opens_task(self, name: str) -> Page:
        self.opens("/")
        self.page.get_by_role("link", name=name).first.click()
        return self.page

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration's server with a database of its own."""
    with serving(tmp_path_factory.mktemp("desk")) as address:
        yield address


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """A desk beside the server, on the database in the folder."""
    engine = prepare(create_engine(f"sqlite:///{folder / 'escalade.db'}"))
    with desks(engine, SystemClock(), DeskSettings(demo=True))() as desk:
        yield desk
    engine.dispose()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A demonstration's server whose database is in the folder, and its address."""
    port = _free_port()
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ESCALADE_")}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--demo", "--port", str(port)],
            cwd=ROOT, env=settings | {"ESCALADE_DATA_FOLDER": str(folder)}, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, address, folder / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; without one these tests are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install one to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def logged_in(chromium: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Somebody of the demonstration, logged in, in a browser window of their own."""
    visitors: list[Visitor] = []

    def enter(name: str, *, width: int = 1440, height: int = 900, scripts: bool = True) -> Visitor:
        size = {"width": width, "height": height}
        context = chromium.new_context(locale="fr-FR", viewport=size, java_script_enabled=scripts)
        visitor = Visitor(context.new_page(), address)
        visitor.page.set_default_timeout(10_000)
        visitor.page.on("console", lambda said: said.type == "error" and visitor.complaints.append(said.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("request", lambda asked: visitor.hosts.add(re.sub(r"^(\w+://[^/]+|data:).*", r"\1", asked.url)))
        visitor.opens("/login").get_by_role("button", name=re.compile(name)).first.click()
        visitor.page.wait_for_load_state()
        visitors.append(visitor)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.page.context.close()
        assert visitor.complaints == []
        assert visitor.hosts <= {address, "data:"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz"):
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")
