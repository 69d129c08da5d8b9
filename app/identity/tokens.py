"""Bearer tokens for programs: shown once, kept as a digest (RFC 6750)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.errors import EscaladeError, InvalidInput, NotAllowed, NotFound
from app.history.log import NewEvent, append_last
from app.identity.actor import SYSTEM_ID, Actor
from app.identity.directory import actor_for, actor_from
from app.store.desk import Desk
from app.store.statements import Prepared
from app.store.tables import ApiToken, Person

PREFIX = "esc_"
_BEARER = Prepared(
    select(*Person.__table__.c, ApiToken.expires_at)
    .join(ApiToken, ApiToken.person_id == Person.id)
    .where(ApiToken.digest == bindparam("digest"))
)


class TokenRefused(EscaladeError):
    """This access token is unknown or no longer valid. Nothing was done. Make a new one on your page «My account»."""

    status = 401


@dataclass(frozen=True)
class TokenView:
    """A token as its owner sees it; the secret is not kept."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A token just made: the only moment at which its secret is known."""

    id: str
    name: str
    secret: str


def create_token(
    actor: Actor, desk: Desk, *, name: str, expires_at: datetime | None = None, person_id: str | None = None
) -> NewToken:
    """Makes a token with the rights of its person; administrators may make one for somebody else."""
    owner = person_id or actor.id
    if owner != actor.id and actor.id != SYSTEM_ID and not actor.holds("administrator"):
        raise NotAllowed(action="make a token for somebody else", whom="an administrator")
    if not 1 <= len(name.strip()) <= 100:
        raise InvalidInput(reason="a token needs a name of 1 to 100 characters")
    token = NewToken(secrets.token_hex(4), name.strip(), PREFIX + secrets.token_urlsafe(32))
    desk.commit(lambda: _store(actor, desk, owner, token, expires_at))
    return token


def revoke_token(actor: Actor, desk: Desk, *, token_id: str) -> None:
    """Makes a token useless at once."""
    desk.commit(lambda: _revoke(actor, desk, token_id))


def list_tokens(session: Session, person_id: str) -> tuple[TokenView, ...]:
    """A person's tokens, oldest first."""
    rows = session.scalars(select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.created_at))
    return tuple(TokenView(row.id, row.name, row.created_at, row.expires_at) for row in rows)


def actor_for_token(session: Session, secret: str, *, now: datetime) -> Actor:
    """Who the token stands for. Raises :class:`TokenRefused`."""
    bearer = _BEARER.first(session, digest=digest(secret))
    if bearer is None or not bearer.active or (bearer.expires_at is not None and bearer.expires_at <= now):
        raise TokenRefused()
    return actor_from(session, bearer, now=now)


def digest(secret: str) -> bytes:
    """The SHA-256 under which a token is kept: its 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def _store(actor: Actor, desk: Desk, owner: str, token: NewToken, expires_at: datetime | None) -> None:
    now = desk.now()
    actor_for(desk.session, owner, now=now)
    desk.session.add(
        ApiToken(
            digest=digest(token.secret),
            id=token.id,
            person_id=owner,
            name=token.name,
            created_at=now,
            expires_at=expires_at,
        )
    )
    event = NewEvent("token_created", actor.id, {"token": token.id, "name": token.name})
    append_last(desk.session, f"person/{owner}", at=now, event=event)


def _revoke(actor: Actor, desk: Desk, token_id: str) -> None:
    row = desk.session.scalar(select(ApiToken).where(ApiToken.id == token_id))
    if row is None or (row.person_id != actor.id and not actor.holds("administrator")):
        raise NotFound(what="This token")
    desk.session.execute(delete(ApiToken).where(ApiToken.id == token_id))
    event = NewEvent("token_revoked", actor.id, {"token": token_id})
    append_last(desk.session, f"person/{row.person_id}", at=desk.now(), event=event)
