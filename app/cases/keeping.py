"""Messages that nobody waits for yet: kept for a while, since the receiver may only be on the way to where it waits.

A job tries again after growing pauses, and at once when a case begins to wait for the message's name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from app.cases.subscriptions import Wait, storable
from app.store.desk import Desk
from app.store.statements import Prepared
from app.store.tables import KeptMessage
from app.store.topics import MESSAGE, topic

MESSAGES = "messages"
LONGEST_PAUSE = 60
_OF_NAME = Prepared(select(*KeptMessage.__table__.c).where(KeptMessage.topic == bindparam("topic")))


@dataclass(frozen=True)
class Source:
    """The event that holds a message: of a case that threw it as its *number*-th (from 0), or of ``messages``."""

    stream: str
    sequence: int
    number: int

    @property
    def request(self) -> str:
        """What makes handing over once out of trying often; no key of a program has spaces."""
        return f"message {self.stream}/{self.sequence}/{self.number}"

    @property
    def arguments(self) -> dict[str, object]:
        """For the job that hands the message over."""
        return {"stream": self.stream, "sequence": self.sequence, "number": self.number}


def keep(desk: Desk, source: Source, name: str, key: str | None, *, until: datetime, tries: int) -> None:
    """The message waits for a receiver until that moment; it was tried *tries* times before."""
    if not tries and desk.session.get(KeptMessage, (source.stream, source.sequence, source.number)) is None:
        desk.session.add(
            KeptMessage(
                stream=source.stream,
                sequence=source.sequence,
                number=source.number,
                topic=topic(MESSAGE, name),
                name=storable(name),
                key=None if key is None else storable(key),
                since=desk.now(),
                until=until,
            )
        )
    pause = timedelta(seconds=min(1 << min(tries, LONGEST_PAUSE), LONGEST_PAUSE))
    try_again(desk, source, tries + 1, at=min(desk.now() + pause, until))


def try_again(desk: Desk, source: Source, tries: int, *, at: datetime) -> None:
    """Defers the job, or moves the one that waits."""
    arguments = source.arguments | {"tries": tries}
    desk.defer(desk.session, "pass_message_on", arguments, run_at=at, dedup=source.request)


def let_go(desk: Desk, source: Source) -> None:
    """The message has found its receiver, or will find none."""
    desk.session.execute(
        delete(KeptMessage).where(
            KeptMessage.stream == source.stream,
            KeptMessage.sequence == source.sequence,
            KeptMessage.number == source.number,
        )
    )


def wake_kept(desk: Desk, waits: Iterable[Wait]) -> None:
    """Somebody begins to wait: what is kept for them is handed over after the commit."""
    for wait in waits:
        if wait.kind == MESSAGE:
            for row in _OF_NAME.all(desk.session, topic=topic(MESSAGE, wait.name)):
                if wait.key is None or storable(wait.key) == row.key:
                    try_again(desk, Source(row.stream, row.sequence, row.number), 1, at=desk.now())
