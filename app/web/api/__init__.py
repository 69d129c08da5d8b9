"""The API for programs, ``/api/v1``. Importing this package declares its routes on :data:`blueprint`."""

from werkzeug.exceptions import HTTPException

from app.errors import EscaladeError
from app.web.api import cases, decisions, definitions, events, expressions, migrations, repair, tasks
from app.web.api.operations import blueprint
from app.web.api.problems import http_problem, problem, unexpected, unrouted

__all__ = ["blueprint", "cases", "decisions", "definitions", "events", "expressions", "migrations", "repair", "tasks"]

blueprint.before_app_request(unrouted)
blueprint.register_error_handler(EscaladeError, problem)
blueprint.register_error_handler(HTTPException, http_problem)
blueprint.register_error_handler(Exception, unexpected)
