"""Leaving messages for people, and marking them as read."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from app.identity.actor import Actor
from app.store.desk import Desk
from app.store.tables import Notification, Person

SUBJECT_LENGTH = 200
TEXT_LENGTH = 20_000


@dataclass(frozen=True)
class Message:
    """What is said, in both languages; each person gets it in theirs."""

    subject: str
    text: str
    subject_en: str
    text_en: str

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text, cut to what a message may hold."""
        said = (self.subject_en, self.text_en) if language == "en" else (self.subject, self.text)
        return said[0][:SUBJECT_LENGTH], said[1][:TEXT_LENGTH]


def leave_messages(desk: Desk, *, case_id: int, occasion: str, people: Iterable[str], message: Message) -> None:
    """Leaves the message for each active person, once for each *occasion*, and has it mailed where mail is on."""
    desk.commit(lambda: _leave(desk, case_id, occasion, sorted(set(people)), message))


def mark_read(actor: Actor, desk: Desk) -> None:
    """All messages of the actor are no longer new."""
    mine = update(Notification).where(Notification.person_id == actor.id, Notification.read_at.is_(None))
    desk.commit(lambda: desk.session.execute(mine.values(read_at=desk.now())))


def _leave(desk: Desk, case_id: int, occasion: str, people: list[str], message: Message) -> None:
    for person in desk.session.scalars(select(Person).where(Person.id.in_(people), Person.active)):
        dedup = hashlib.sha256(f"{case_id}/{occasion}/{person.id}".encode()).hexdigest()
        if desk.session.scalar(select(Notification.id).where(Notification.dedup == dedup)) is not None:
            continue
        subject, text = message.in_language(person.language)
        row = Notification(person_id=person.id, case_id=case_id, subject=subject, text=text, at=desk.now(), dedup=dedup)
        desk.session.add(row)
        desk.session.flush()
        if desk.settings.mail:
            desk.defer(desk.session, "send_mail", {"notification_id": row.id}, run_at=desk.now())
