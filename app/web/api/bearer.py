"""Who calls: the person whose bearer token was sent (RFC 6750 §2.1). Cookies count for nothing here."""

from flask import g, request

from app.identity.actor import Actor
from app.identity.tokens import TokenRefused, actor_for_token
from app.web.api.problems import TokenMissing
from app.web.workplace import clock, reading


def caller() -> Actor:
    """The person of this request's token. Raises TokenMissing and TokenRefused (401)."""
    if "api_caller" not in g:
        g.api_caller = _from_token()
        g.api_language = g.api_caller.language
    actor: Actor = g.api_caller
    return actor


def _from_token() -> Actor:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        raise TokenMissing()
    if scheme.lower() != "bearer":
        raise TokenRefused()
    return actor_for_token(reading(), secret.strip(), now=clock().now())
