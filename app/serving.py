"""Starting the desk: the database is brought up to date, what is in the folders is deployed, and granian serves.

``run.py serve`` calls :func:`serve` once; granian then starts its worker process, which calls :func:`application`.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import fields
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import Engine, create_engine

from app.cases.enrolling import enrol
from app.definitions.commands import DeploymentRefused, deploy_folder
from app.errors import EscaladeError
from app.identity.actor import SYSTEM
from app.identity.demo import PASSWORD, load_demo_people
from app.jobs.embedded import EmbeddedRunner
from app.jobs.failures import failed_jobs, retry_failed
from app.jobs.registry import job_kinds
from app.jobs.work import desks
from app.jobs.worker import PostgresWorker
from app.notifications.mail import MailServer
from app.store.database import prepare
from app.store.desk import Desk
from app.store.migrate import upgrade
from app.time import SystemClock
from app.web import create_app
from config import PREFIX, ROOT, Config

WORKFLOWS, FORMS = ROOT / "workflows", ROOT / "forms"
PARENT_CHECK_SECONDS = 0.5
STOPS_EARLY = 10
DEADLINES = frozenset({"fire_timers", "fire_start"})


class PortTaken(EscaladeError):
    """Something already listens on {host}:{port}. The desk did not start. Stop it, or choose another with --port."""


class FolderUnwritable(EscaladeError):
    """The folder {folder} cannot be written. The desk did not start. Choose another with ESCALADE_DATA_FOLDER."""


class WorkerNeedsPostgres(EscaladeError):
    """A worker of its own needs PostgreSQL. Nothing was started. With SQLite the server does the jobs itself."""


def serve(config: Config) -> None:
    """Prepares the desk and serves it until it is told to stop.

    Raises ``ConfigurationInvalid`` without its secrets, :class:`PortTaken`, :class:`FolderUnwritable`.
    """
    config = _writable(config).for_server()
    _require_free_port(config)
    engine = _engine(config)
    get_ready(config, engine)
    engine.dispose()
    _hand_over(config, os.environ)
    _say(f"Escalade: {config.base_url}")
    if config.demo:
        _say(f"Log in as one of the demo's people on that page; the password of all is “{PASSWORD}”. Stop with Ctrl+C.")
    _server(config).serve()


def work(config: Config) -> None:
    """A process for background jobs, beside servers on PostgreSQL."""
    config = config.for_server()
    _postgres_worker(config, _engine(config)).run()


def application() -> Flask:
    """What granian's worker process serves; with it, the background jobs start, and they stop before it ends."""
    _end_with(os.getppid())
    config = Config.from_environment(os.environ).for_server()
    app = create_app(config)
    if config.embedded_jobs:
        runner = _worker(config, _engine(config))
        runner.start()
        Finalize(None, runner.stop, exitpriority=STOPS_EARLY)
    return app


def _end_with(parent: int) -> None:
    """Ends this process when the main one was killed; otherwise it would go on serving and keep the port."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="escalade-parent", daemon=True).start()


def _writable(config: Config) -> Config:
    try:
        config.data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnwritable(folder=config.data_folder) from error
    if not os.access(config.data_folder, os.W_OK):
        raise FolderUnwritable(folder=config.data_folder)
    return config


def _require_free_port(config: Config) -> None:
    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise PortTaken(host=config.host, port=config.port) from error


def _engine(config: Config) -> Engine:
    return prepare(create_engine(config.database_url, pool_size=config.threads))


def get_ready(config: Config, engine: Engine) -> None:
    """Does only what is missing: a second start changes nothing.

    Files that cannot be deployed are named; the desk goes on with what was deployed before. Deadlines that were given
    up are tried again: whoever starts the desk anew has probably repaired it.
    """
    upgraded = upgrade(engine)
    if upgraded:
        _say("The database is up to date.")
    with desks(engine, SystemClock(), config.desk_settings())() as desk:
        if config.demo and (added := load_demo_people(desk)):
            _say(f"{added} people of the demonstration were added.")
        if _has_files(WORKFLOWS):
            _deploy(desk)
        if upgraded:
            for left_out in enrol(desk):
                _say(f"Nothing from outside reaches {left_out}")
        for job in failed_jobs(desk.session):
            if job.name in DEADLINES:
                retry_failed(desk, job_id=job.id)


def _deploy(desk: Desk) -> None:
    try:
        made = deploy_folder(SYSTEM, desk, workflows=WORKFLOWS, forms=FORMS, reason="Mise en service")
    except DeploymentRefused as error:
        for finding in error.findings:
            _say(f"NOT deployed: {finding.located}")
        _say("Nothing of workflows/ and forms/ was deployed; the desk runs on the versions that it has.")
        return
    for version in made:
        _say(f"Deployed {version.key}, version {version.number}.")


def _has_files(folder: Path) -> bool:
    return any(folder.rglob("*.bpmn"))


def _worker(config: Config, engine: Engine) -> EmbeddedRunner | PostgresWorker:
    if not config.on_sqlite:
        return _postgres_worker(config, engine)
    return EmbeddedRunner(desks(engine, SystemClock(), config.desk_settings()), job_kinds(_mail_server(config)))


def _postgres_worker(config: Config, engine: Engine) -> PostgresWorker:
    """Raises :class:`WorkerNeedsPostgres` on SQLite, whose jobs run in the server process."""
    if config.on_sqlite:
        raise WorkerNeedsPostgres()
    open_desk = desks(engine, SystemClock(), config.desk_settings())
    return PostgresWorker(config.database_url, open_desk, job_kinds(_mail_server(config)))


def _mail_server(config: Config) -> MailServer | None:
    if not config.mail_configured:
        return None
    return MailServer(
        config.mail_host,
        config.mail_port,
        config.mail_security,
        config.mail_user,
        config.mail_password,
        config.mail_from,
    )


def _hand_over(config: Config, environ: "os._Environ[str] | dict[str, str]") -> None:
    """The worker process reads its settings from the environment: what came from the command line is put there."""
    environ.update(_variables(config))


def _variables(config: Config) -> Mapping[str, str]:
    values = {item.name: getattr(config, item.name) for item in fields(config)}
    return {
        PREFIX + name.upper(): ("1" if value else "0") if isinstance(value, bool) else str(value)
        for name, value in values.items()
        if value != ""
    }


def _server(config: Config) -> Any:
    return Server(
        "app.serving:application",
        factory=True,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        respawn_failed_workers=True,
        blocking_threads=config.threads,
        log_level=LogLevels(config.log_level),
        working_dir=ROOT,
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
