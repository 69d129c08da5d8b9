"""Moving cases to another version on both databases: what is kept, what is refused, and the way back."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.cases import migrations
from app.cases.automation import complete_job, fail_job, fire_timers
from app.cases.commands import add_comment, cancel_case, start_case
from app.cases.migration import AlreadyOnVersion, NoMigrationToUndo, migrate_case, undo_migration
from app.cases.migration_progress import Progress, migrations_of, progress_of
from app.cases.migrations import migrate_batch, migrate_cases, try_migration
from app.cases.queries import case_page
from app.cases.running import CaseOver
from app.cases.story import case_history, verify_case
from app.definitions.commands import deploy
from app.definitions.queries import versions
from app.engine import MigrationRefused
from app.errors import InvalidInput, NotAllowed, NotFound
from app.identity.actor import SYSTEM, Actor
from app.store.desk import Desk, StaleWrite
from app.store.tables import Case, Claim, Draft, Incident, Snapshot, Subscription, Task, TaskCandidate, Timer
from app.tasks.commands import claim_task, complete_task, delegate_task, save_draft
from app.tasks.finding import TaskNotOpen
from app.tasks.queries import task_view
from tests.conftest import CollectingDeferrer
from tests.store.small import BPMN, FILES

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
APPROVER, OTHER, ASKER, OWNER = "nathalie", "julien", "helene", "mathilde"
RENAMED = (
    BPMN.replace(b"Task_Approve", b"Task_Judge")
    .replace("Décider".encode(), b"Juger")
    .replace(b'value="Decide"', b'value="Judge"')
    .replace(b"Event_Late", b"Event_Overdue")
)
PLAN = {"Task_Approve": "Task_Judge", "Event_Late": "Event_Overdue"}


def deployed(desk: Desk, bpmn: bytes = RENAMED) -> int:
    files = FILES | {"workflows/small/small.bpmn": bpmn}
    return deploy(SYSTEM, desk, files=files, reason="better")[0].number


def opened(desk: Desk, person: Person) -> int:
    return start_case(person(ASKER), desk, scenario="small", values={"what": "Un logiciel"}).case_id


def everything(desk: Desk, case_id: int) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a case that are not its history, with what grows whatever happens left out."""
    desk.session.rollback()
    grows = {"revision"}
    found: dict[str, list[tuple[object, ...]]] = {}
    for table in (Case, Snapshot, Timer, Subscription, Incident, Task, Claim, Draft, TaskCandidate):
        columns = [column for column in table.__table__.c if column.name not in grows]
        key = getattr(table, "task_id", None) if table in (Claim, Draft, TaskCandidate) else None
        mine = (
            key.like(f"{case_id}-%") if key is not None else (table.id if table is Case else table.case_id) == case_id
        )
        rows = desk.session.execute(select(*columns).where(mine)).all()
        found[table.__tablename__] = sorted(tuple(row) for row in rows)
    return found


def test_what_people_have_done_so_far_is_kept(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    task_id = f"{case_id}-1"
    claim_task(person(APPROVER), small, task_id=task_id)
    save_draft(person(APPROVER), small, task_id=task_id, fields={"decision": ["approved"]})
    before = everything(small, case_id)
    version = deployed(small)
    done = migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="Plus clair")
    after = everything(small, case_id)
    assert done.version == 2
    assert done.steps == {"Task_Approve#1": "Task_Judge#1", "Event_Late#1": "Event_Overdue#1"}
    assert all(after[kept] == before[kept] for kept in ("claim", "draft", "task_candidate", "incident"))
    (timer,) = small.session.scalars(select(Timer).where(Timer.case_id == case_id))
    assert (timer.step, timer.element, timer.due_at) == (
        "Event_Overdue#1", "Event_Overdue", small.now() + timedelta(hours=1)
    )  # fmt: skip
    view = task_view(small.session, person(APPROVER), task_id, now=small.now())
    assert (view.row.name, view.row.name_en, view.element) == ("Juger", "Judge", "Task_Judge")
    complete_task(person(APPROVER), small, task_id=task_id, values={"decision": "approved"})
    complete_job(small, case_id=case_id, step="Task_Tell#1", result={})
    complete_task(person(OTHER), small, task_id=f"{case_id}-2")
    assert small.session.get(Case, case_id).state == "completed"
    assert verify_case(small.session, case_id).intact


def test_the_history_tells_each_event_in_the_words_of_its_version(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    claim_task(person(APPROVER), small, task_id=f"{case_id}-1")
    version = deployed(small)
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="Plus clair")
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    page = case_page(small.session, person(ASKER), case_id, now=small.now())
    told = [(entry.type, entry.details["name"], entry.right) for entry in page.timeline]
    assert told[1:] == [
        ("task_claimed", "Décider", "group"),
        ("case_migrated", "", "process-owner"),
        ("task_completed", "Juger", "group"),
    ]
    migrated = page.timeline[2]
    assert (migrated.details["earlier"], migrated.details["number"], migrated.details["reason"]) == (
        "1",
        "2",
        "Plus clair",
    )
    assert page.diagrams[0].passed[:2] == ("Event_Asked", "Task_Judge")
    assert page.summary.version_number == 2


def test_a_migration_is_undone_exactly(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    task_id = f"{case_id}-1"
    save_draft(person(APPROVER), small, task_id=task_id, fields={"decision": ["approved"]})
    delegate_task(person(APPROVER), small, task_id=task_id, person_id="sophie", reason="Elle sait")
    before = everything(small, case_id)
    version = deployed(small)
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="Plus clair")
    assert everything(small, case_id) != before
    add_comment(person(ASKER), small, case_id=case_id, text="Merci")
    back = undo_migration(person(OWNER), small, case_id=case_id, reason="Trop tôt")
    assert back.version == 1
    assert everything(small, case_id) == before
    page = case_page(small.session, person(ASKER), case_id, now=small.now())
    assert page.timeline[-1].type == "migration_undone"
    assert page.diagrams[0].here == ("Task_Approve",)
    assert page.diagrams[0].passed == ("Event_Asked",)
    with pytest.raises(NoMigrationToUndo):
        undo_migration(person(OWNER), small, case_id=case_id, reason="Encore")


def test_a_case_that_has_moved_stays_where_it_is(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    with pytest.raises(NoMigrationToUndo):
        undo_migration(person(OWNER), small, case_id=case_id, reason="Rien")
    version = deployed(small)
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="Plus clair")
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    with pytest.raises(NoMigrationToUndo):
        undo_migration(person(OWNER), small, case_id=case_id, reason="Trop tard")


def test_a_job_that_waits_under_another_name_is_done_once(
    small: Desk, person: Person, deferred: CollectingDeferrer
) -> None:
    case_id = opened(small, person)
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    version = deployed(small, BPMN.replace(b"Task_Tell", b"Task_Inform"))
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan={"Task_Tell": "Task_Inform"}, reason="x")
    assert deferred.named("run_step")[-1].arguments == {"case_id": case_id, "step": "Task_Inform#1"}
    complete_job(small, case_id=case_id, step="Task_Tell#1", result={})
    assert small.session.scalar(select(Task.id).where(Task.case_id == case_id)) is None
    complete_job(small, case_id=case_id, step="Task_Inform#1", result={})
    assert small.session.scalar(select(Task.element).where(Task.case_id == case_id)) == "Task_Act"


def test_an_incident_goes_with_its_step(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    fail_job(small, case_id=case_id, step="Task_Tell#1", code="operator-failed", message="no mail")
    (before,) = everything(small, case_id)["incident"]
    version = deployed(small, BPMN.replace(b"Task_Tell", b"Task_Inform"))
    with pytest.raises(MigrationRefused, match="An incident is open at “Prévenir”"):
        migrate_case(person(OWNER), small, case_id=case_id, version=version, reason="x")
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan={"Task_Tell": "Task_Inform"}, reason="x")
    (after,) = everything(small, case_id)["incident"]
    assert after == (before[0], "Task_Inform#1", "Task_Inform", *before[3:])


PING = b"""<bpmn:boundaryEvent id="Event_Ping" attachedToRef="Task_Approve" cancelActivity="false">
  <bpmn:outgoing>Flow_Ping</bpmn:outgoing><bpmn:messageEventDefinition id="Def_P" messageRef="Message_Ping"/>
</bpmn:boundaryEvent>
<bpmn:sequenceFlow id="Flow_Ping" sourceRef="Event_Ping" targetRef="Event_Pinged"/>
<bpmn:endEvent id="Event_Pinged"><bpmn:incoming>Flow_Ping</bpmn:incoming></bpmn:endEvent></bpmn:process>"""
PINGED = BPMN.replace(b"</bpmn:process>", PING).replace(
    b'<bpmn:message id="Message_Withdraw"',
    b'<bpmn:message id="Message_Ping" name="ping"/><bpmn:message id="Message_Withdraw"',
)


def test_what_a_case_waits_for_from_outside_keeps_its_place(small: Desk, person: Person, clock) -> None:
    deployed(small, PINGED)
    case_id = opened(small, person)
    before = everything(small, case_id)
    assert len(before["subscription"]) == 1
    clock.advance(timedelta(minutes=10))
    version = deployed(small, PINGED.replace(b"Event_Ping", b"Event_Pong"))
    plan = {"Event_Ping": "Event_Pong", "Event_Pinged": "Event_Ponged"}
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=plan, reason="x")
    (row,) = small.session.scalars(select(Subscription).where(Subscription.case_id == case_id))
    assert (row.step, row.element, row.since) == ("Event_Pong#1", "Event_Pong", small.now() - timedelta(minutes=10))
    undo_migration(person(OWNER), small, case_id=case_id, reason="x")
    assert everything(small, case_id) == before


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"version": 1}, AlreadyOnVersion),
        ({"version": 9}, NotFound),
        ({"version": -1}, NotFound),
        ({"version": 10**30}, NotFound),
        ({"reason": "  "}, InvalidInput),
        ({"reason": "x" * 2001}, InvalidInput),
        ({"plan": {"Task_Approve": ""}}, InvalidInput),
        ({"plan": {str(number): "a" for number in range(1001)}}, InvalidInput),
        ({"plan": {"Task_Approve": "nowhere"}}, MigrationRefused),
        ({"plan": {}}, MigrationRefused),
        ({"revision": 99}, StaleWrite),
        ({"case_id": 987654}, NotFound),
        ({"case_id": 2**70}, NotFound),
    ],
)
def test_what_cannot_be_done_changes_nothing(small: Desk, person: Person, change, error) -> None:
    case_id = opened(small, person)
    version = deployed(small)
    before = everything(small, case_id)
    wish = {"case_id": case_id, "version": version, "plan": PLAN, "reason": "Plus clair"} | change
    with pytest.raises(error):
        migrate_case(person(OWNER), small, **wish)
    assert everything(small, case_id) == before
    assert len(case_history(small.session, person(ASKER), case_id)) == 1


@pytest.mark.parametrize("who", [APPROVER, ASKER, "vincent"])
def test_only_owners_and_administrators_move_cases(small: Desk, person: Person, who: str) -> None:
    case_id = opened(small, person)
    version = deployed(small)
    with pytest.raises(NotAllowed):
        migrate_case(person(who), small, case_id=case_id, version=version, plan=PLAN, reason="x")
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="x")
    with pytest.raises(NotAllowed):
        undo_migration(person(who), small, case_id=case_id, reason="x")


def test_a_case_that_is_over_stays_on_its_version(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    version = deployed(small)
    cancel_case(SYSTEM, small, case_id=case_id, reason="x")
    with pytest.raises(CaseOver):
        migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="x")


def test_a_deadline_that_passes_after_a_migration_is_the_old_one(small: Desk, person: Person, clock) -> None:
    case_id = opened(small, person)
    version = deployed(small, RENAMED.replace(b"PT1H", b"PT9H"))
    clock.advance(timedelta(minutes=30))
    migrate_case(person(OWNER), small, case_id=case_id, version=version, plan=PLAN, reason="x")
    clock.advance(timedelta(minutes=31))
    fire_timers(small, case_id=case_id)
    assert small.session.get(Case, case_id).state == "completed"


def test_an_answer_and_a_migration_at_once_both_happen_one_after_the_other(
    small: Desk, person: Person, database: Engine
) -> None:
    cases = [opened(small, person) for _ in range(6)]
    version = deployed(small)
    owner, approver = person(OWNER), person(APPROVER)
    small.session.rollback()
    outcomes: list[tuple[str, object]] = []

    def in_own_session(what: str, act: Callable[[Desk], object]) -> None:
        with Session(database) as session:
            desk = Desk(session=session, clock=small.clock, defer=small.defer, settings=small.settings)
            try:
                outcomes.append((what, act(desk)))
            except (MigrationRefused, TaskNotOpen) as error:
                outcomes.append((what, error))

    for case_id in cases:
        threads = [
            threading.Thread(target=in_own_session, args=("moved", lambda desk, case_id=case_id: migrate_case(
                owner, desk, case_id=case_id, version=version, plan=PLAN, reason="x"))),
            threading.Thread(target=in_own_session, args=("done", lambda desk, case_id=case_id: complete_task(
                approver, desk, task_id=f"{case_id}-1", values={"decision": "approved"}))),
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(outcomes) == 12
    assert [what for what, outcome in outcomes if isinstance(outcome, Exception)] == []
    for case_id in cases:
        history = [entry.type for entry in case_history(small.session, owner, case_id)]
        assert sorted(history) == ["case_migrated", "case_started", "task_completed"]
        assert verify_case(small.session, case_id).intact


# --- many cases


def run_batches(desk: Desk, deferred: CollectingDeferrer) -> int:
    """Does the deferred work as the runner would; returns how often."""
    for number in range(50):
        jobs = deferred.named("migrate_cases")
        if not jobs:
            return number
        deferred.jobs = [job for job in deferred.jobs if job.name != "migrate_cases"]
        for job in jobs:
            migrate_batch(desk, **job.arguments)
            migrate_batch(desk, **job.arguments)
    raise AssertionError("it never ends")


def ask_for_migration(desk: Desk, person: Person, version: int, **wish: object) -> Progress:
    asked = {"key": "small", "sources": [1], "version": version, "plan": PLAN, "reason": "Plus clair"} | wish
    return migrate_cases(person(OWNER), desk, **asked)


def test_many_cases_are_moved_in_the_background_and_the_others_said_why(
    small: Desk, person: Person, deferred: CollectingDeferrer
) -> None:
    cases = [opened(small, person) for _ in range(25)]
    acting, over, moved_by_hand = cases[3], cases[7], cases[9]
    complete_task(person(APPROVER), small, task_id=f"{acting}-1", values={"decision": "approved"})
    version = deployed(small, RENAMED.replace(b"Task_Tell", b"Task_Inform"))
    trial = try_migration(
        small.session, person(OWNER), key="small", sources=[1], version=version, plan=PLAN, now=small.now()
    )
    assert (trial.cases, len(trial.verdicts)) == (25, 25)
    assert [(each.case_id, [str(it.said) for it in each.obstacles]) for each in trial.refused] == [
        (acting, ["“Prévenir” is not in the new version."])
    ]
    asked = ask_for_migration(small, person, version)
    assert (asked.left, asked.done, asked.ended_at) == (25, 0, None)
    cancel_case(SYSTEM, small, case_id=over, reason="x")
    migrate_case(person(OWNER), small, case_id=moved_by_hand, version=version, plan=PLAN, reason="x")
    assert run_batches(small, deferred) == 2
    end = progress_of(small.session, person(OWNER), key="small", migration=asked.migration)
    assert (end.left, end.done, end.over) == (0, 23, 1)
    assert end.ended_at is not None
    assert [(each.case_id, [str(it) for it in each.reasons]) for each in end.stayed] == [
        (acting, ["“Prévenir” is not in the new version."])
    ]
    on_version = {view.number: view.running for view in versions(small.session, "small")}
    assert on_version == {1: 1, 2: 23}
    assert migrations_of(small.session, person(OWNER), key="small") == (end,)
    assert [entry.type for entry in case_history(small.session, person(OWNER), moved_by_hand)].count(
        "case_migrated"
    ) == 1


def test_a_worker_that_dies_in_the_middle_loses_and_repeats_nothing(
    small: Desk, person: Person, deferred: CollectingDeferrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [opened(small, person) for _ in range(5)]
    version = deployed(small)
    asked = ask_for_migration(small, person, version)
    (job,) = deferred.named("migrate_cases")
    move_on, seen = migrations.move_to, []

    def dying(desk: Desk, row: object, move: object) -> object:
        seen.append(row)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return move_on(desk, row, move)

    monkeypatch.setattr(migrations, "move_to", dying)
    with pytest.raises(KeyboardInterrupt):
        migrate_batch(small, **job.arguments)
    half = progress_of(small.session, person(OWNER), key="small", migration=asked.migration)
    assert (half.done, half.left) == (0, 5)
    migrate_batch(small, **job.arguments)
    end = progress_of(small.session, person(OWNER), key="small", migration=asked.migration)
    assert (end.done, end.left) == (5, 0)
    for case_id in cases:
        history = [entry.type for entry in case_history(small.session, person(ASKER), case_id)]
        assert history == ["case_started", "case_migrated"]
    undo_migration(person(OWNER), small, case_id=cases[0], reason="x")


def test_asking_twice_with_one_key_migrates_once(small: Desk, person: Person) -> None:
    opened(small, person)
    version = deployed(small)
    first = ask_for_migration(small, person, version, idempotency_key="k")
    assert ask_for_migration(small, person, version, idempotency_key="k").migration == first.migration


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"sources": []}, InvalidInput),
        ({"sources": [2]}, InvalidInput),
        ({"sources": [5]}, NotFound),
        ({"version": 7}, NotFound),
        ({"key": "nothing"}, NotFound),
        ({"reason": ""}, InvalidInput),
    ],
)
def test_a_migration_of_many_that_cannot_begin(small: Desk, person: Person, wish, error, deferred) -> None:
    opened(small, person)
    version = deployed(small)
    with pytest.raises(error):
        ask_for_migration(small, person, **({"version": version} | wish))
    assert deferred.named("migrate_cases") == []


def test_a_migration_of_many_without_cases_or_without_the_right(small: Desk, person: Person) -> None:
    version = deployed(small)
    with pytest.raises(InvalidInput):
        ask_for_migration(small, person, version)
    opened(small, person)
    for act in (
        lambda who: migrate_cases(who, small, key="small", sources=[2], version=1, reason="x"),
        lambda who: try_migration(small.session, who, key="small", sources=[2], version=1, now=small.now()),
        lambda who: migrations_of(small.session, who, key="small"),
        lambda who: progress_of(small.session, who, key="small", migration=1),
    ):
        with pytest.raises(NotAllowed):
            act(person(APPROVER))
    with pytest.raises(NotFound):
        progress_of(small.session, person(OWNER), key="small", migration=99)
