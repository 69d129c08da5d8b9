"""The desk that a command of the command line works with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from app.errors import EscaladeError
from app.identity.actor import SYSTEM, Actor
from app.identity.directory import actor_for
from app.jobs.work import desks
from app.store.database import prepare
from app.store.desk import Desk
from app.store.tables import Case
from app.time import SystemClock
from config import PREFIX, Config


class DeskNotSetUp(EscaladeError):
    """There is no desk at {place} yet. Nothing was changed. Start it once with "make run" or "python run.py serve"."""


class DatabaseUnavailable(EscaladeError):
    """The database cannot be used: {reason}. Nothing was changed. Check ESCALADE_DATABASE_URL and that it runs."""


def configuration(*, demo: bool = False, host: str | None = None, port: int | None = None) -> Config:
    """The settings of the environment; what was written on the command line comes first."""
    written = {"DEMO": "1" if demo else None, "HOST": host, "PORT": str(port) if port else None}
    return Config.from_environment({**os.environ, **{PREFIX + name: value for name, value in written.items() if value}})


@contextmanager
def opened() -> Iterator[Desk]:
    """A desk on the configured database. Raises :class:`DeskNotSetUp` and :class:`DatabaseUnavailable`."""
    config = configuration()
    url = make_url(config.database_url)
    if config.on_sqlite and not Path(url.database or "").is_file():
        raise DeskNotSetUp(place=url.database)
    engine = prepare(create_engine(url))
    try:
        _require_desk(engine)
        with desks(engine, SystemClock(), config.desk_settings())() as desk:
            yield desk
    except OperationalError as error:
        raise DatabaseUnavailable(reason=str(error.orig).strip().splitlines()[0]) from error
    finally:
        engine.dispose()


def _require_desk(engine: Engine) -> None:
    """Somebody else's file, or a database without the desk's tables, is told apart from a desk."""
    try:
        found = inspect(engine).has_table(Case.__tablename__)
    except DatabaseError as error:
        raise DatabaseUnavailable(reason=str(error.orig).strip().splitlines()[0]) from error
    if not found:
        raise DeskNotSetUp(place=engine.url.render_as_string())


def acting(desk: Desk, person: str | None) -> Actor:
    """The person who acts; the desk itself, which may do everything, when nobody is named."""
    return actor_for(desk.session, person, now=desk.now()) if person else SYSTEM
