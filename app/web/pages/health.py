"""Whether the desk is able to work: for monitors, not for people."""

from flask import Blueprint, jsonify
from sqlalchemy import text
from werkzeug.wrappers import Response

from app.web.access import EVERYBODY, open_to
from app.web.workplace import reading

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to(EVERYBODY)
def show() -> Response:
    """200 when the database answers."""
    reading().execute(text("SELECT 1"))
    return jsonify(status="ok")
