"""What every page needs: the places this person may go, their language, and the words for values."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext

from app.cases.incidents import incident_count
from app.cases.rights import may_repair
from app.identity.actor import Actor
from app.notifications.queries import unread_count
from app.web import words
from app.web.data_fields import as_text
from app.web.language import in_language, language
from app.web.repair_words import cause_words, failure_words, lines_of, said_words
from app.web.signed_in import current_actor
from app.web.workplace import clock, reading, settings

WORDS = (
    "named", "left", "since", "span", "standing_of", "case_status", "state_word", "kind_word", "escalation_word",
    "holder_words", "group_names", "right_words", "channel_word", "start_words", "awaited_words", "kept_words",
    "sentence", "filled", "error_words", "value_words", "sent_facts", "scenario_options",
    "catalogue_options", "step_word", "file_names", "comment_items", "file_items",
)  # fmt: skip
DIST = Path(__file__).parent / "static" / "dist"


def frame(app: Flask) -> None:
    """Gives the templates their words, and the frame of each page what it shows."""
    app.jinja_env.globals.update({name: getattr(words, name) for name in WORDS})
    app.jinja_env.globals.update(
        in_language=in_language,
        data_text=as_text,
        cause_words=cause_words,
        failure_words=failure_words,
        said_words=said_words,
        lines_of=lines_of,
        asset_version=fingerprint(DIST),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_frame)


def fingerprint(folder: Path) -> str:
    """A short text that changes when one of the bundles does."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.[cj]s*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _frame() -> dict[str, Any]:
    person = current_actor()
    return {
        "language": language(),
        "viewer": person,
        "now": clock().now(),
        "phone": "Mobi" in request.user_agent.string or request.headers.get("Sec-CH-UA-Mobile") == "?1",
        "demo": settings().demo,
        "nav": _places(person) if person else (),
        "person": person and {"name": person.name, "detail": person.title, "url": url_for("account.show")},
        "search_url": url_for("cases.index") if person else None,
        "search": request.args.get("q", ""),
        "urls": {
            "home": url_for("inbox.show"),
            "login": url_for("sessions.new"),
            "logout": url_for("sessions.end"),
            "language": url_for("sessions.speak"),
        },
    }


def _places(person: Actor) -> list[dict[str, Any]]:
    places = [
        (gettext("To do"), "inbox.show", None),
        (gettext("My requests"), "requests.index", None),
        (gettext("Cases"), "cases.index", None),
        (gettext("Diagrams"), "diagrams.index", None),
        (gettext("Messages"), "notifications.index", unread_count(reading(), person.id)),
    ]
    if may_repair(person):
        places.append((gettext("Incidents"), "repair.index", incident_count(reading(), person)))
    workers = {"cases.index", "diagrams.index"}
    here = (request.endpoint or "").partition(".")[0]
    return [
        {"text": text, "url": url_for(endpoint), "current": endpoint.partition(".")[0] == here, "count": count}
        for text, endpoint, count in places
        if person.groups or endpoint not in workers
    ]
