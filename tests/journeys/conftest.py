"""A site on the test's desk, people who visit it, and a count of everything that is stored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.definitions.commands import deploy_folder
from app.identity.actor import SYSTEM
from app.jobs.tasks import run_step
from app.store.desk import Desk
from app.store.tables import Base
from app.web import create_app
from config import Config
from tests.conftest import CollectingDeferrer
from tests.counting import row_counts
from tests.journeys.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
Enter = Callable[[str], Visitor]
Stored = Callable[[], dict[str, int]]


@pytest.fixture
def site(database_url: str, desk: Desk) -> Flask:
    """The application on the test's database, with its simulated clock."""
    config = Config.from_environment(
        {"ESCALADE_DEMO": "1", "ESCALADE_DATABASE_URL": database_url, "ESCALADE_SESSION_SECRET": "s" * 32}
    )
    return create_app(config, clock=desk.clock, defer=desk.defer)


@pytest.fixture
def deployed(desk: Desk) -> None:
    """Every diagram and form of the project."""
    deploy_folder(SYSTEM, desk, workflows=ROOT / "workflows", forms=ROOT / "forms", reason="first")


@pytest.fixture
def enter(site: Flask) -> Enter:
    """Signs a person in."""
    return lambda person: Visitor(site, person)


@pytest.fixture
def settle(desk: Desk, deferred: CollectingDeferrer) -> Callable[[], None]:
    """Does the background steps that wait (telling people) until only people are waited for."""

    def done() -> None:
        desk.session.rollback()
        while waiting := deferred.named("run_step"):
            deferred.jobs = [job for job in deferred.jobs if job not in waiting]
            for job in waiting:
                run_step(desk, **job.arguments)  # type: ignore[arg-type]

    return done


@pytest.fixture
def stored(database: Engine) -> Stored:
    """How many rows each table holds, the history's events among them."""

    return lambda: row_counts(database, Base.metadata.sorted_tables)
