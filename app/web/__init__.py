"""The desk in the browser and for programs: thin, server-rendered; nothing below it knows of Flask."""

from flask import Flask

from app.jobs.deferring import deferrer_for
from app.store.desk import Deferrer
from app.time import Clock, SystemClock
from app.web.access import guard
from app.web.addresses import bound_addresses
from app.web.api import blueprint as api
from app.web.failures import report_failures
from app.web.frame import frame
from app.web.language import speak
from app.web.pages import register_pages
from app.web.security import csrf, protect
from app.web.signed_in import watch
from app.web.workplace import furnish
from config import Config

__all__ = ["create_app"]


def create_app(config: Config, *, clock: Clock | None = None, defer: Deferrer | None = None) -> Flask:
    """The application for WSGI servers. Raises when a route does not say who may call it."""
    app = Flask("app.web")
    app.config.update(SQLALCHEMY_DATABASE_URI=config.database_url, LOGIN_RATE=config.login_rate)
    defer = defer or deferrer_for(config.database_url)
    furnish(app, clock=clock or SystemClock(), defer=defer, settings=config.desk_settings())
    protect(app, config)
    watch(app)
    bound_addresses(app)
    speak(app, default=config.language, zone=config.time_zone)
    frame(app)
    report_failures(app)
    register_pages(app)
    app.register_blueprint(api)
    csrf.exempt(api)
    guard(app)
    return app
