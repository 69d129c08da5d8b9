"""What a route works with: the database session of the request, the clock, and the desk for commands."""

from typing import Any, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.store.database import prepare
from app.store.desk import Deferrer, Desk, DeskSettings
from app.store.tables import Base
from app.time import Clock


class DeskSession(FlaskSession):
    """All tables are in one database, so that which one is not worked out for each statement."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self._engine = db.engine

    def get_bind(self, *_wanted: Any, **_options: Any) -> Engine:
        return self._engine


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": DeskSession})
CLOCK, DEFER, SETTINGS = "escalade.clock", "escalade.defer", "escalade.settings"


def furnish(app: Flask, *, clock: Clock, defer: Deferrer, settings: DeskSettings) -> None:
    """Gives the application its database, clock, jobs and settings."""
    app.extensions |= {CLOCK: clock, DEFER: defer, SETTINGS: settings}
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def clock() -> Clock:
    """The clock of this application."""
    return cast(Clock, current_app.extensions[CLOCK])


def settings() -> DeskSettings:
    """What commands read of the configuration."""
    return cast(DeskSettings, current_app.extensions[SETTINGS])


def reading() -> Session:
    """The session for queries; it ends with the request."""
    return db.session()


def desk() -> Desk:
    """What a command of this request works with."""
    return Desk(db.session(), clock(), cast(Deferrer, current_app.extensions[DEFER]), settings())
