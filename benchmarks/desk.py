"""A desk in a folder of its own, filled with cases of two user tasks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from app.cases.commands import start_case
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.identity.demo import load_demo_people
from app.identity.directory import actor_for
from app.identity.tokens import create_token
from app.jobs.work import desks
from app.store.database import prepare
from app.store.desk import Desk, DeskSettings
from app.store.migrate import upgrade
from app.tasks.commands import complete_task
from app.time import SystemClock
from config import Config

DEFINITIONS = Path(__file__).parent / "definitions"
REQUESTER, TECHNICIAN = "helene", "lea"
REQUEST = {"what": "Installer le logiciel de présentation avant la réunion de 14 h", "impact": "high"}
CHECKED = {"answer": "accepted", "reason": "La réunion commence dans deux heures.", "minutes": 20}
DONE = {"report": "Le logiciel est installé et ouvert avec la présentation.", "checked": True}


@dataclass(frozen=True)
class Workplace:
    """A folder with a database; ``secret`` is the technician's API token."""

    folder: Path
    engine: Engine
    secret: str

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "escalade.db"

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk outside the server."""
        with desks(self.engine, SystemClock(), DeskSettings(demo=True))() as desk:
            yield desk


def settle(folder: Path) -> Workplace:
    """A migrated database with the demo's people, the benchmark's diagram and a token."""
    engine = prepare(create_engine(f"sqlite:///{folder / 'escalade.db'}"))
    upgrade(engine)
    with desks(engine, SystemClock(), DeskSettings(demo=True))() as desk:
        load_demo_people(desk)
        files = {path.name: path.read_bytes() for path in DEFINITIONS.iterdir()}
        deploy(SYSTEM, desk, files=files, reason="benchmark")
        secret = create_token(SYSTEM, desk, name="benchmark", person_id=TECHNICIAN).secret
    return Workplace(folder, engine, secret)


def configuration(folder: Path) -> Config:
    """The settings of the benchmark's server: demo mode, in its folder."""
    values = {"ESCALADE_DEMO": "1", "ESCALADE_DATA_FOLDER": str(folder)}
    return Config.from_environment(values).for_server()


def start_cases(desk: Desk, number: int) -> list[int]:
    """New cases, each with its first task open."""
    asker = person(desk, REQUESTER)
    return [start_case(asker, desk, scenario="two-tasks", values=REQUEST).case_id for _ in range(number)]


def complete(desk: Desk, technician: Actor, case_id: int, number: int, values: dict[str, Any] | None = None) -> None:
    """Completes the case's first (1) or second (2) task."""
    sent = values or (CHECKED if number == 1 else DONE)
    complete_task(technician, desk, task_id=f"{case_id}-{number}", values=sent)


def person(desk: Desk, person_id: str) -> Actor:
    """Somebody of the demo as the one who acts."""
    return actor_for(desk.session, person_id, now=desk.now())


def environment(folder: Path) -> dict[str, str]:
    """The environment of a server process on the folder."""
    return {**os.environ, "BENCHMARK_FOLDER": str(folder), "ESCALADE_DEMO": "1", "ESCALADE_DATA_FOLDER": str(folder)}


def session(workplace: Workplace) -> Session:
    """A session for looking at tables."""
    return Session(workplace.engine)
