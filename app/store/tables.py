"""Every table of the desk. Only open work has rows of its own; what is over lives in the history alone.

Moments are stored as integer milliseconds since 1970 in UTC (:class:`Moment`), so that SQLite and PostgreSQL sort and
compare them alike.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as milliseconds since the epoch."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, bytes: LargeBinary}


RowId = BigInteger().with_variant(Integer, "sqlite")


# --- people ---------------------------------------------------------------------------------------------------------


class Person(Base):
    """Somebody who may sign in. ``password`` is an Argon2id hash; without one nobody can sign in with a password."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5), default="fr")
    vip: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(String(200))


class Group(Base):
    """People who share tasks (a resolution group, an authority) or a role of the desk."""

    __tablename__ = "person_group"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    role: Mapped[bool] = mapped_column(default=False)


class Membership(Base):
    """A person belongs to a group."""

    __tablename__ = "membership"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("person_group.id"), primary_key=True, index=True)


class Absence(Base):
    """From ``begins`` until ``ends`` the deputy may act for the person; every act says for whom it was done."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    begins: Mapped[datetime]
    ends: Mapped[datetime]


class ApiToken(Base):
    """A bearer token; only its SHA-256 is kept."""

    __tablename__ = "api_token"
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


# --- definitions ----------------------------------------------------------------------------------------------------


class Version(Base):
    """An immutable bundle of diagrams, decisions and forms; ``id`` is the SHA-256 of its content."""

    __tablename__ = "version"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    properties: Mapped[str] = mapped_column(Text)
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    current: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        Index("version_number", "key", "number", unique=True),
        Index("version_current", "key", unique=True, sqlite_where=text("current"), postgresql_where=text("current")),
    )


class BundleFile(Base):
    """One file of a bundle, named by its path in it. Bundles share nothing: a version can be read alone."""

    __tablename__ = "bundle_file"
    version_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes]


class StartEvent(Base):
    """What starts cases of a current version from outside: a start event for a message, a signal or a timer.

    ``name`` is the message's or signal's name, or the timer as it is drawn; ``requester`` for whom a case is opened
    when nobody asks. A timer has ``due_at`` while it is armed; one that repeats comes ``every`` duration, ``rounds``
    times after the next one (None: without end); it has ``fired`` that often.
    """

    __tablename__ = "start_event"
    definition: Mapped[str] = mapped_column(String(64), primary_key=True)
    element: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    version_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    requester: Mapped[str | None] = mapped_column(String(64))
    every: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    rounds: Mapped[int | None]
    fired: Mapped[int] = mapped_column(default=0)
    __table_args__ = (Index("start_event_topic", "topic"),)


# --- history (insert only: see triggers in app/store/migrations) ----------------------------------------------------


class Event(Base):
    """One thing that happened in one stream (``case/12``, ``person/claire``). The key is the lock between two writers.

    ``payload_digest`` is SHA-256(salt ‖ payload); ``digest`` chains the event to the one before it in its stream.
    """

    __tablename__ = "event"
    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    request: Mapped[str | None] = mapped_column(String(64))
    payload_digest: Mapped[bytes]
    digest: Mapped[bytes]
    __table_args__ = (
        Index(
            "event_request",
            "actor",
            "request",
            unique=True,
            sqlite_where=text("request IS NOT NULL"),
            postgresql_where=text("request IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )


class EventPayload(Base):
    """What the event says, apart from the chain so that it can be erased without breaking it."""

    __tablename__ = "event_payload"
    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    body: Mapped[bytes]


# --- cases ----------------------------------------------------------------------------------------------------------


class Case(Base):
    """A process instance as lists show it. ``revision`` is the sequence of its last event.

    ``definition`` is what was started (``intake``), ``scenario`` what it turned out to be.
    """

    __tablename__ = "escalation_case"
    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    definition: Mapped[str] = mapped_column(String(64))
    version_id: Mapped[str] = mapped_column(String(64))
    scenario: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    requester_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    vip: Mapped[bool]
    confidential: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    revision: Mapped[int]
    tasks_opened: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        Index("case_requester", "requester_id", "id"),
        Index("case_state", "state", "id"),
        Index("case_scenario", "scenario", "id"),
        Index("case_version", "version_id", "definition", "state"),
    )


class CaseParticipant(Base):
    """Who has, or had, something to do in a case: ``group:<id>`` or ``person:<id>``. They may see it."""

    __tablename__ = "case_participant"
    candidate: Mapped[str] = mapped_column(String(80), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    __table_args__ = ({"sqlite_with_rowid": False},)


class Snapshot(Base):
    """The engine's state of a running case: a cache of what the history says; gone when the case is over."""

    __tablename__ = "snapshot"
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    revision: Mapped[int]
    body: Mapped[bytes]


class Timer(Base):
    """A deadline that is armed in a running case."""

    __tablename__ = "timer"
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(500), primary_key=True)
    element: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Subscription(Base):
    """A message or signal that a running case waits for, so that what comes from outside finds it.

    ``topic`` is the digest of kind, name and key (:func:`app.store.topics.topic`), under which it is looked up;
    ``place`` that of the step as well. Names, keys and steps are as long as a diagram makes them.
    """

    __tablename__ = "subscription"
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    __table_args__ = (Index("subscription_topic", "topic", "since", "case_id"),)


class MessageStart(Base):
    """A running case that a message with a key started: the same message starts no second one beside it."""

    __tablename__ = "message_start"
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(64), unique=True)


class KeptMessage(Base):
    """A message that nobody waits for yet. ``stream``, ``sequence`` and ``number`` say which event holds it.

    ``topic`` is that of its name alone, so that whoever begins to wait for the name finds it.
    """

    __tablename__ = "kept_message"
    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    since: Mapped[datetime]
    until: Mapped[datetime]


class Incident(Base):
    """A technical failure that stops a step of a running case."""

    __tablename__ = "incident"
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(500), primary_key=True)
    element: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]


class Attachment(Base):
    """A file of a case. ``task_id`` is set while it belongs to a draft or to what a task sent."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, index=True)
    task_id: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    content: Mapped[bytes]


# --- open tasks -----------------------------------------------------------------------------------------------------


class Task(Base):
    """An open user task. ``id`` is ``<case>-<n>``: the n-th task that the case opened."""

    __tablename__ = "task"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, index=True)
    step: Mapped[str] = mapped_column(String(500))
    element: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    form: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    separation: Mapped[str | None] = mapped_column(String(64))
    assignee: Mapped[str | None] = mapped_column(String(64), index=True)
    priority: Mapped[int]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class TaskCandidate(Base):
    """Who may take a task: ``group:<id>`` or ``person:<id>``."""

    __tablename__ = "task_candidate"
    candidate: Mapped[str] = mapped_column(String(80), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True, index=True)


class Claim(Base):
    """Somebody took a task; while the record exists, the others leave it alone."""

    __tablename__ = "claim"
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class Draft(Base):
    """What a person typed into a task's form and has not sent yet."""

    __tablename__ = "draft"
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    saved_at: Mapped[datetime]
    fields: Mapped[str] = mapped_column(Text)


# --- messages to people and background work -------------------------------------------------------------------------


class Notification(Base):
    """A message for one person inside the desk."""

    __tablename__ = "notification"
    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(RowId)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    dedup: Mapped[str] = mapped_column(String(100), unique=True)
    __table_args__ = (Index("notification_person", "person_id", "id"),)


class Job(Base):
    """Background work of the embedded runner (SQLite); on PostgreSQL Procrastinate keeps its own tables."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[str] = mapped_column(Text)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    dedup: Mapped[str | None] = mapped_column(String(100))
    failed: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        Index("job_due", "failed", "run_at"),
        Index(
            "job_dedup",
            "dedup",
            unique=True,
            sqlite_where=text("dedup IS NOT NULL"),
            postgresql_where=text("dedup IS NOT NULL"),
        ),
    )
