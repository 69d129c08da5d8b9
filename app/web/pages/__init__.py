"""The pages: one module a noun, a route for each thing one can do with it."""

from flask import Flask

from app.web.pages import (
    account,
    cases,
    diagrams,
    health,
    history,
    inbox,
    migrations,
    notifications,
    repair,
    requests,
    sessions,
    tasks,
)

MODULES = (
    account,
    cases,
    diagrams,
    health,
    history,
    inbox,
    migrations,
    notifications,
    repair,
    requests,
    sessions,
    tasks,
)


def register_pages(app: Flask) -> None:
    """Adds every page to the application."""
    for module in MODULES:
        app.register_blueprint(module.pages)
