"""The message of an incident in the database: kept with its parts, so that each reader gets it in their language."""

import json
from collections.abc import Mapping
from typing import Any

from app.errors import Phrase, from_json, to_json


def kept(message: str | Phrase) -> str:
    """What the database keeps of a message: JSON, so that no text of a worker can pass for a sentence of the desk."""
    return json.dumps(to_json(message))


def told(text: str) -> tuple[str, Mapping[str, Any]]:
    """The English of what :func:`kept` wrote, and the message as template and details; none for a message of a worker,
    which is as it was sent. A row of an earlier release is plain text."""
    try:
        written = json.loads(text)
    except ValueError:
        return text, {}
    if isinstance(written, dict) and written.keys() == {"template", "details", "ended"}:
        return str(from_json(written)), written
    return (written, {}) if isinstance(written, str) else (text, {})
