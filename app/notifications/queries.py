"""Reading one's messages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.tables import Notification as Row

PAGE_SIZE = 50


@dataclass(frozen=True)
class Notification:
    """A message for one person; ``read_at`` is None while it is new."""

    id: int
    case_id: int | None
    subject: str
    text: str
    at: datetime
    read_at: datetime | None


def unread_count(session: Session, person_id: str) -> int:
    """How many messages are new to the person."""
    query = select(func.count()).where(Row.person_id == person_id, Row.read_at.is_(None))
    return session.scalar(query) or 0


def notifications(session: Session, person_id: str, page: int = 1) -> tuple[Notification, ...]:
    """A page of the person's messages, newest first."""
    query = select(Row).where(Row.person_id == person_id).order_by(Row.id.desc())
    rows = session.scalars(query.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE))
    return tuple(Notification(row.id, row.case_id, row.subject, row.text, row.at, row.read_at) for row in rows)
