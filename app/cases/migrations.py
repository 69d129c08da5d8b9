"""Moving many running cases to another version: tried first, then done in the background, one transaction a case.

What was asked and how far it is stands in the stream of the process definition, so that a worker that dies loses
nothing and whoever takes over does nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.cases.commands import REASON_LIMIT, required
from app.cases.locked import lock_case, reference
from app.cases.migration import Move, checked_plan, move_to
from app.cases.migration_progress import (
    ADVANCED,
    ENDED,
    MOVED_ELSEWHERE,
    STARTED,
    Progress,
    Stayed,
    definition_stream,
    progress_now,
    progress_of,
)
from app.cases.rights import MIGRATE_WHOM, may_migrate, require, right_to_migrate
from app.cases.running import CaseOver
from app.definitions.library import compiled
from app.definitions.queries import version_id_of
from app.engine import Execution, MigrationRefused, Obstacle, State, problems
from app.errors import EscaladeError, InvalidInput, NotFound, Phrase, to_json
from app.history.log import NewEvent, append_last, find_request
from app.identity.actor import SYSTEM_ID, Actor
from app.store.desk import DatabaseBusy, Desk, StaleWrite
from app.store.tables import Case, Snapshot

TRIED = 500
BATCH = 20
MOST = 100_000
REASONS_KEPT = 5


@dataclass(frozen=True)
class Verdict:
    """Whether a case could move now; without reasons it could."""

    case_id: int
    reference: str
    version: int
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class Trial:
    """What would happen to the cases of some versions; the first ``TRIED`` of ``cases`` were looked at."""

    key: str
    sources: tuple[int, ...]
    version: int
    cases: int
    verdicts: tuple[Verdict, ...]

    @property
    def refused(self) -> tuple[Verdict, ...]:
        """The cases that would stay."""
        return tuple(verdict for verdict in self.verdicts if verdict.obstacles)

    @property
    def stay(self) -> tuple[Stayed, ...]:
        """The same with their reasons alone."""
        said = ((each, tuple(obstacle.said for obstacle in each.obstacles)) for each in self.refused)
        return tuple(Stayed(each.case_id, each.reference, reasons) for each, reasons in said)


def try_migration(
    session: Session,
    actor: Actor,
    *,
    key: str,
    sources: Sequence[int],
    version: int,
    plan: Mapping[str, str] | None = None,
    now: datetime,
) -> Trial:
    """Says for each running case whether it could move, and why not; nothing is changed."""
    require(may_migrate(actor), "migrate cases", MIGRATE_WHOM)
    versions, checked = _versions(session, key, sources, version), checked_plan(plan or {})
    target = compiled(session, version_id_of(session, key, version))
    running = _running(key, versions)
    count = session.scalar(select(func.count(Case.id)).where(*running)) or 0
    wanted = select(Case.id, Case.version_id, Snapshot.body).join(Snapshot, Snapshot.case_id == Case.id)
    rows = session.execute(wanted.where(*running).order_by(Case.id).limit(TRIED)).all()
    verdicts = []
    for case_id, version_id, body in rows:
        execution = Execution.restore(compiled(session, version_id), body)
        found = problems(execution, target, checked, now=now)
        verdicts.append(Verdict(case_id, reference(case_id), versions[version_id], found))
    return Trial(key, tuple(sorted(versions.values())), version, count, tuple(verdicts))


def migrate_cases(
    actor: Actor,
    desk: Desk,
    *,
    key: str,
    sources: Sequence[int],
    version: int,
    plan: Mapping[str, str] | None = None,
    reason: str,
    idempotency_key: str | None = None,
) -> Progress:
    """Has every case that runs on the source versions now moved in the background, each that can be."""
    require(may_migrate(actor), "migrate cases", MIGRATE_WHOM)
    clean, checked = required(reason, REASON_LIMIT, "a reason"), checked_plan(plan or {})

    def work() -> int:
        done = find_request(desk.session, actor.id, idempotency_key) if idempotency_key else None
        if done is not None and done.type == STARTED:
            return done.sequence
        versions = _versions(desk.session, key, sources, version)
        wanted = select(Case.id).where(*_running(key, versions)).order_by(Case.id)
        cases = desk.session.scalars(wanted.limit(MOST)).all()
        if not cases:
            raise InvalidInput(reason="no case runs on these versions")
        payload = {"sources": sorted(versions.values()), "version": version, "plan": checked, "reason": clean}
        payload |= {"cases": list(cases), "right": right_to_migrate(actor)}
        event = NewEvent(STARTED, actor.id, payload, idempotency_key)
        migration = append_last(desk.session, definition_stream(key), at=desk.now(), event=event)
        _go_on(desk, key, migration, 0)
        return migration

    return progress_of(desk.session, actor, key=key, migration=desk.commit(work))


def migrate_batch(desk: Desk, *, key: str, migration: int, position: int) -> None:
    """Moves the next cases and notes what became of each; run again, it goes on where nobody has been yet."""
    known = progress_now(desk.session, key, migration)
    if known is None or known.position != position or known.ended_at is not None:
        return
    move = Move(known.by, known.right, known.version, known.plan, known.reason, migration)
    goal = version_id_of(desk.session, key, known.version)
    allowed = {version_id_of(desk.session, key, number) for number in known.sources}
    noted: dict[str, Any] = {"migration": migration, "done": [], "over": [], "stayed": []}
    for case_id in known.cases[position : position + BATCH]:
        _note(noted, case_id, _move_one(desk, case_id, move, goal, allowed))
    desk.commit(lambda: _advance(desk, known, noted))


def _move_one(desk: Desk, case_id: int, move: Move, goal: str, allowed: set[str]) -> tuple[str, tuple[Phrase, ...]]:
    """``done``, ``over`` or ``stayed`` with its reasons; another writer's turn is waited for by the desk."""

    def work() -> tuple[str, tuple[Phrase, ...]]:
        row = lock_case(desk, case_id)
        if row.version_id != goal and row.version_id not in allowed:
            return "stayed", (MOVED_ELSEWHERE,)
        if row.version_id != goal:
            move_to(desk, row, move)
        return "done", ()

    try:
        return desk.commit(work)
    except (CaseOver, NotFound):
        return "over", ()
    except MigrationRefused as refused:
        return "stayed", tuple(obstacle.said for obstacle in refused.obstacles)
    except (StaleWrite, DatabaseBusy):
        raise
    except EscaladeError as error:
        return "stayed", (error.phrase,)


def _note(noted: dict[str, Any], case_id: int, outcome: tuple[str, tuple[Phrase, ...]]) -> None:
    became, reasons = outcome
    stayed = {"case": case_id, "reasons": [to_json(reason) for reason in reasons[:REASONS_KEPT]]}
    noted[became].append(stayed if became == "stayed" else case_id)


def _advance(desk: Desk, known: Progress, noted: Mapping[str, Any]) -> None:
    """Notes the batch once, and has the next one done."""
    now = progress_now(desk.session, known.key, known.migration)
    if now is None or now.position != known.position:
        return
    reached = min(known.position + BATCH, len(known.cases))
    event = NewEvent(ADVANCED, SYSTEM_ID, {**noted, "position": reached})
    append_last(desk.session, definition_stream(known.key), at=desk.now(), event=event)
    if reached < len(known.cases):
        _go_on(desk, known.key, known.migration, reached)
    else:
        end = NewEvent(ENDED, SYSTEM_ID, {"migration": known.migration})
        append_last(desk.session, definition_stream(known.key), at=desk.now(), event=end)


def _go_on(desk: Desk, key: str, migration: int, position: int) -> None:
    arguments: dict[str, object] = {"key": key, "migration": migration, "position": position}
    desk.defer(desk.session, "migrate_cases", arguments, run_at=desk.now(), dedup=f"migration/{key}/{migration}")


def _versions(session: Session, key: str, sources: Sequence[int], version: int) -> dict[str, int]:
    """The source versions by id. Raises :class:`InvalidInput` where there is nothing to move from."""
    if not sources or version in sources:
        raise InvalidInput(reason="a migration goes from one or more versions to another one")
    version_id_of(session, key, version)
    return {version_id_of(session, key, number): number for number in sources}


def _running(key: str, versions: Mapping[str, int]) -> tuple[ColumnElement[bool], ...]:
    return Case.definition == key, Case.version_id.in_(versions), Case.state == State.RUNNING
