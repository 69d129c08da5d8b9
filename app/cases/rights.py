"""Who may see a case and do what to it."""

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.cases.locked import LARGEST_ID, LockedCase, reference
from app.errors import NotAllowed, NotFound, Phrase
from app.identity.actor import SYSTEM_ID, Actor
from app.store.tables import Case, CaseParticipant

SEE_EVERYTHING = ("auditor", "administrator")
SEE_OPEN_CASES = ("manager", "process-owner")
FEW = 1_000
MAY_PUBLISH = ("administrator", "service-desk")
MAY_CANCEL = ("administrator", "manager", "incident-manager")
MAY_MIGRATE = ("process-owner", "administrator")
MIGRATE_WHOM = "a process owner or an administrator"


def candidate_keys(actor: Actor) -> tuple[str, ...]:
    """The keys under which tasks and cases name this actor, their groups and those they stand in for now."""
    people = {actor.id, *actor.deputising}
    groups = {*actor.groups, *(group for group, _person in actor.delegated)}
    return tuple(sorted({f"person:{person}" for person in people} | {f"group:{group}" for group in groups}))


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a case row is in this actor's sight, judged row by row."""
    theirs = CaseParticipant.candidate.in_(candidate_keys(actor))
    return _in_sight(actor, exists().where(CaseParticipant.case_id == Case.id, theirs))


def cases_in_sight(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The same for lists. Who took part in few cases is found by these; for who took part in most of them it is
    quicker to judge the newest rows one by one until the page is full."""
    if _sees_everything(actor):
        return visible_cases(actor)
    took_part = select(CaseParticipant.case_id).where(CaseParticipant.candidate.in_(candidate_keys(actor)))
    counted = session.scalar(select(func.count()).select_from(took_part.limit(FEW).subquery())) or 0
    return _in_sight(actor, Case.id.in_(took_part)) if counted < FEW else visible_cases(actor)


def _sees_everything(actor: Actor) -> bool:
    return actor.id == SYSTEM_ID or actor.holds(*SEE_EVERYTHING)


def _in_sight(actor: Actor, took_part: ColumnElement[bool]) -> ColumnElement[bool]:
    if _sees_everything(actor):
        return Case.id.is_not(None)
    conditions = [Case.requester_id == actor.id, took_part]
    if actor.holds(*SEE_OPEN_CASES):
        conditions.append(Case.confidential.is_(False))
    return or_(*conditions)


def visible_case(session: Session, actor: Actor, case_id: int) -> Case:
    """The case's row. Raises :class:`NotFound` when there is none or it is not for this actor's eyes."""
    known = 0 < case_id <= LARGEST_ID
    row = session.scalar(select(Case).where(Case.id == case_id, visible_cases(actor))) if known else None
    if row is None:
        raise NotFound(what=f"The case {reference(case_id)}")
    return row


def takes_part(session: Session, actor: Actor, case_id: int) -> bool:
    """Whether one of the case's tasks was ever meant for this actor."""
    query = select(CaseParticipant.case_id).where(
        CaseParticipant.case_id == case_id, CaseParticipant.candidate.in_(candidate_keys(actor))
    )
    return session.scalar(query.limit(1)) is not None


def may_remark(session: Session, actor: Actor, row: Case | LockedCase) -> bool:
    """The requester and those who work on the case may comment and add files; who only reads may not."""
    return row.requester_id == actor.id or actor.holds("administrator") or takes_part(session, actor, row.id)


def works_on(session: Session, actor: Actor, row: Case) -> bool:
    """Whether a task of the case was ever meant for one of the actor's groups, or they administer the desk."""
    groups = [key for key in candidate_keys(actor) if key.startswith("group:")]
    query = select(CaseParticipant.case_id).where(
        CaseParticipant.case_id == row.id, CaseParticipant.candidate.in_(groups)
    )
    return actor.id == SYSTEM_ID or actor.holds("administrator") or session.scalar(query.limit(1)) is not None


def may_send(session: Session, actor: Actor, row: Case, *, with_values: bool) -> bool:
    """Who works on the case may send it a message, and its requester one without values."""
    return (not with_values and row.requester_id == actor.id) or works_on(session, actor, row)


def may_publish(actor: Actor) -> bool:
    """Sending a message or signal to whoever waits for it: who may also open a case for somebody else."""
    return actor.id == SYSTEM_ID or actor.holds(*MAY_PUBLISH)


def may_withdraw(actor: Actor, row: Case) -> bool:
    """Only who asked can withdraw the request."""
    return row.requester_id == actor.id


def may_cancel(actor: Actor) -> bool:
    """Ending a case from outside its diagram."""
    return actor.id == SYSTEM_ID or actor.holds(*MAY_CANCEL)


def may_repair(actor: Actor) -> bool:
    """Correcting data, trying a failed step again, moving a case to another step, ending one that cannot go on."""
    return actor.id == SYSTEM_ID or actor.holds("administrator")


def may_migrate(actor: Actor) -> bool:
    """Who deploys the versions moves the cases between them."""
    return actor.id == SYSTEM_ID or actor.holds(*MAY_MIGRATE)


def right_to_migrate(actor: Actor) -> str:
    """With which right the history says that they did."""
    found = next((role for role in MAY_MIGRATE if actor.holds(role)), None)
    return found or "system"


def require_sender(actor: Actor) -> None:
    """Raises :class:`NotAllowed` for who may not send to whoever waits."""
    if not may_publish(actor):
        action = Phrase("send messages and signals to whoever waits for them")
        raise NotAllowed(action=action, whom=Phrase("the service desk"))


def require(allowed: bool, action: str, whom: str) -> None:
    """Raises :class:`NotAllowed` with the sentence that says who may."""
    if not allowed:
        raise NotAllowed(action=action, whom=whom)
