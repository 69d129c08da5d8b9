"""The digest under which a message or signal is looked up: names and keys may be longer than an index can hold.

Who hands over a message waits until nobody else hands over one of the same name: two would find the same receiver.
"""

import hashlib
import json

from sqlalchemy import text
from sqlalchemy.orm import Session

MESSAGE, SIGNAL, TIMER = "message", "signal", "timer"
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:topic, 0))")


def topic(kind: str, name: str, key: str | None = None, *place: str) -> str:
    """The digest of kind, name and key; with the parts of a *place* (a step, a process), only there."""
    written = json.dumps([kind, name, key, *place]).encode()
    return hashlib.sha256(written).hexdigest()


def take_turn(session: Session, topic: str) -> None:
    """Waits for others who took their turn at the same topic, until the transaction ends; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TURN, {"topic": topic})
