"""Moving cases to another version, for programs: one case and back, or many with a trial and progress."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from flask import Response, request

from app.cases.migration import Migration, migrate_case, undo_migration
from app.cases.migration_progress import Progress, migrations_of, progress_of
from app.cases.migrations import Trial, migrate_cases, try_migration
from app.errors import Phrase
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.language import say
from app.web.api.operations import answered, operation
from app.web.api.reading import read_json, read_key
from app.web.api.shapes import about
from app.web.workplace import clock, desk, reading

KEY = about("The process definition.", minLength=1, maxLength=64)
SOURCES = about("The numbers of the versions to move from.")
TARGET = about("The number of the version to move to.", minimum=1, maximum=2**31 - 1)
WHY = about("Why; it is kept in the history.", minLength=1, maxLength=2000)
PLAN = about("What has another id in the new version: elements, called processes, sequence flows, by their old ids.")


@dataclass(frozen=True)
class MigrationRequest:
    """To which version of its process a case is moved."""

    version: int = field(metadata=TARGET)
    reason: str = field(metadata=WHY)
    plan: dict[str, str] | None = field(default=None, metadata=PLAN)
    revision: int | None = field(default=None, metadata=about("Only while the case is at this revision.", minimum=1))


@dataclass(frozen=True)
class ReversalRequest:
    """Why the case goes back."""

    reason: str = field(metadata=WHY)


@dataclass(frozen=True)
class TrialRequest:
    """From which versions of a process its running cases would be moved to which."""

    key: str = field(metadata=KEY)
    sources: list[int] = field(metadata=SOURCES)
    version: int = field(metadata=TARGET)
    plan: dict[str, str] | None = field(default=None, metadata=PLAN)


@dataclass(frozen=True)
class MigrationsRequest:
    """The same, to be done, with a reason."""

    key: str = field(metadata=KEY)
    sources: list[int] = field(metadata=SOURCES)
    version: int = field(metadata=TARGET)
    reason: str = field(metadata=WHY)
    plan: dict[str, str] | None = field(default=None, metadata=PLAN)


@dataclass(frozen=True)
class CaseKept:
    """A case that stays on its version, and why, in the language of the answer."""

    case_id: int
    reference: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class MigrationTrial:
    """What would happen now: of ``cases`` that run the first ``tried`` were looked at; those in ``stay`` would stay."""

    cases: int
    tried: int
    stay: tuple[CaseKept, ...]


@dataclass(frozen=True)
class MigrationProgress:
    """How far the migration of many cases is; it has ended when ``ended_at`` is there."""

    key: str
    migration: int
    sources: tuple[int, ...]
    version: int
    reason: str
    begun_at: datetime
    ended_at: datetime | None
    cases: int
    moved: int
    over: int
    left: int
    stayed: tuple[CaseKept, ...]


@dataclass(frozen=True)
class Migrations:
    """The migrations of a process definition, newest first."""

    migrations: tuple[MigrationProgress, ...]


@operation("POST", "/cases/<int:case_id>/migration", body=MigrationRequest, answer=Migration, errors=(409,))
@open_to(TOKEN)
def migrate_one(case_id: int) -> Response:
    """Move a case to another version.

    409 says why it cannot be moved: ``errors`` names each step that would stand nowhere.
    """
    actor, sent = caller(), read_json(request, MigrationRequest)
    return answered(migrate_case(actor, desk(), case_id=case_id, **asdict(sent)))


@operation("POST", "/cases/<int:case_id>/migration/reversal", body=ReversalRequest, answer=Migration, errors=(409,))
@open_to(TOKEN)
def move_back(case_id: int) -> Response:
    """Undo a case's last migration. 409 says that the case has moved since."""
    actor, sent = caller(), read_json(request, ReversalRequest)
    return answered(undo_migration(actor, desk(), case_id=case_id, reason=sent.reason))


@operation("POST", "/migrations/trial", body=TrialRequest, answer=MigrationTrial)
@open_to(TOKEN)
def try_many() -> Response:
    """Say which running cases could be moved now; nothing is changed."""
    actor, sent = caller(), read_json(request, TrialRequest)
    return answered(_trial(try_migration(reading(), actor, **asdict(sent), now=clock().now())))


@operation("POST", "/migrations", body=MigrationsRequest, answer=MigrationProgress, status=202, repeatable=True)
@open_to(TOKEN)
def migrate_many() -> Response:
    """Move all running cases of some versions in the background."""
    actor, key = caller(), read_key(request)
    sent = read_json(request, MigrationsRequest)
    begun = migrate_cases(actor, desk(), **asdict(sent), idempotency_key=key)
    return answered(_progress(begun), 202, location=f"/api/v1/migrations/{begun.key}/{begun.migration}")


@operation("GET", "/migrations/<key>", answer=Migrations)
@open_to(TOKEN)
def list_migrations(key: str) -> Response:
    """List the migrations of a process definition, newest first."""
    return answered(Migrations(tuple(map(_progress, migrations_of(reading(), caller(), key=key)))))


@operation("GET", "/migrations/<key>/<int:migration>", answer=MigrationProgress)
@open_to(TOKEN)
def read_migration(key: str, migration: int) -> Response:
    """Read how far a migration is, and which cases stayed."""
    return answered(_progress(progress_of(reading(), caller(), key=key, migration=migration)))


def _trial(trial: Trial) -> MigrationTrial:
    stay = [
        _kept(verdict.case_id, verdict.reference, tuple(obstacle.said for obstacle in verdict.obstacles))
        for verdict in trial.refused
    ]
    return MigrationTrial(trial.cases, len(trial.verdicts), tuple(stay))


def _progress(known: Progress) -> MigrationProgress:
    return MigrationProgress(
        key=known.key,
        migration=known.migration,
        sources=known.sources,
        version=known.version,
        reason=known.reason,
        begun_at=known.begun_at,
        ended_at=known.ended_at,
        cases=len(known.cases),
        moved=known.done,
        over=known.over,
        left=known.left,
        stayed=tuple(_kept(each.case_id, each.reference, each.reasons) for each in known.stayed),
    )


def _kept(case_id: int, reference: str, reasons: tuple[Phrase, ...]) -> CaseKept:
    return CaseKept(case_id, reference, tuple(say(reason.template, reason.details) for reason in reasons))
