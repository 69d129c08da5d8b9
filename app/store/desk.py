"""What a command works with, and the one place where a transaction is opened and committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import EscaladeError
from app.store.database import turn_to_write
from app.time import Clock

T = TypeVar("T")
ATTEMPTS = 4


class StaleWrite(EscaladeError):
    """The case changed while this was being done. Nothing of it was stored. Look at the case and try again."""

    status = 409


class DatabaseBusy(EscaladeError):
    """The database did not answer in time. Nothing of this was stored. Try again in a moment."""

    status = 503


class Deferrer(Protocol):
    """Puts background work into the command's own transaction; it starts after the commit, at ``run_at`` or later.

    ``dedup`` names work of which one waiting copy is enough; deferring it again moves it to the new ``run_at``.
    """

    def __call__(
        self, session: Session, name: str, arguments: dict[str, object], *, run_at: datetime, dedup: str | None = None
    ) -> None: ...


@dataclass(frozen=True)
class DeskSettings:
    """The part of the configuration that commands read.

    ``pace`` multiplies every deadline of a diagram (1 in production); ``mail`` says whether messages are also
    mailed; ``zone`` is where a date and time without an offset was written; sizes are in bytes.
    """

    demo: bool = False
    pace: float = 1.0
    base_url: str = "http://127.0.0.1:8080"
    mail: bool = False
    zone: ZoneInfo = ZoneInfo("Europe/Paris")  # noqa: RUF009 -- a ZoneInfo never changes
    attachment_limit: int = 10_000_000
    case_attachments_limit: int = 100_000_000


@dataclass(frozen=True)
class Desk:
    """The session, the clock, the jobs and the settings that a command uses."""

    session: Session
    clock: Clock
    defer: Deferrer
    settings: DeskSettings = field(default_factory=DeskSettings)

    def now(self) -> datetime:
        return self.clock.now()

    def commit(self, work: Callable[[], T]) -> T:
        """Does *work* in one transaction with one commit; starts again when another writer was faster.

        Raises :class:`StaleWrite` after four attempts and :class:`DatabaseBusy` when the database stays locked.
        """
        for attempt in range(ATTEMPTS):
            try:
                with self._writing():
                    return work()
            except StaleWrite:
                if attempt == ATTEMPTS - 1:
                    raise
        raise StaleWrite()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Begins a transaction that holds the write lock on SQLite from its first moment (BEGIN IMMEDIATE)."""
        self.session.rollback()
        with turn_to_write(self.session.get_bind()) as ours:
            if not ours:
                raise DatabaseBusy()
            try:
                self.session.connection(execution_options={"escalade_writes": True})
                yield
                self.session.commit()
            except OperationalError as error:
                self.session.rollback()
                raise _translated(error) from error
            except BaseException:
                self.session.rollback()
                raise


def _translated(error: OperationalError) -> Exception:
    """SQLite's lock time-out and PostgreSQL's serialization failures and deadlocks, as the errors of the desk."""
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}:
        return StaleWrite()
    return DatabaseBusy() if "locked" in str(error.orig) else error
