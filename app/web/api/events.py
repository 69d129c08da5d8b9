"""Messages and signals for programs that do not know which case, if any, waits for them."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, request

from app.cases.messages import NAME_LIMIT
from app.cases.publishing import LONGEST, Published, publish_message
from app.cases.signals import Broadcast, broadcast_signal
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.operations import answered, operation
from app.web.api.reading import read_json, read_key
from app.web.api.shapes import about
from app.web.workplace import desk


@dataclass(frozen=True)
class PublishRequest:
    """A BPMN message for the one case that waits for it, or that it starts."""

    message: str = field(metadata=about("The message's name in the diagrams.", minLength=1, maxLength=NAME_LIMIT))
    key: str | None = field(
        default=None, metadata=about("The correlation key: an order number, an asset.", maxLength=NAME_LIMIT)
    )
    values: dict[str, Any] | None = field(default=None, metadata=about("What the message brings."))
    ttl: int = field(
        default=0, metadata=about("For how many seconds it is kept while nobody waits.", minimum=0, maximum=LONGEST)
    )


@dataclass(frozen=True)
class SignalRequest:
    """A BPMN signal for everybody who listens."""

    signal: str = field(metadata=about("The signal's name in the diagrams.", minLength=1, maxLength=NAME_LIMIT))
    values: dict[str, Any] | None = field(default=None, metadata=about("What the signal brings."))


@operation("POST", "/messages", body=PublishRequest, answer=Published, repeatable=True, errors=(409, 422))
@open_to(TOKEN)
def publish() -> Response:
    """Send a message to whoever waits for it.

    One receiver gets it: the case that waits for the name and key, else the process that the message starts. Without a
    ttl 409 says that nobody waits; nothing is kept then. The same key again tells what became of a message.
    """
    actor, key = caller(), read_key(request)
    sent = read_json(request, PublishRequest)
    return answered(
        publish_message(
            actor, desk(), message=sent.message, key=sent.key, values=sent.values, ttl=sent.ttl, channel="api",
            idempotency_key=key,
        )
    )  # fmt: skip


@operation("POST", "/signals", body=SignalRequest, answer=Broadcast, repeatable=True, errors=(422,))
@open_to(TOKEN)
def broadcast() -> Response:
    """Send a signal to every case that listens, and start the cases that it starts.

    The answer says how many; they are moved right after it, each on its own.
    """
    actor, key = caller(), read_key(request)
    sent = read_json(request, SignalRequest)
    return answered(
        broadcast_signal(actor, desk(), signal=sent.signal, values=sent.values, channel="api", idempotency_key=key)
    )
