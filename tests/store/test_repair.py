"""Repairing cases on both databases: incidents, data that is corrected, tokens that are moved, cases that are ended."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.cases import repair
from app.cases.automation import complete_job, fail_job
from app.cases.commands import add_comment, start_case
from app.cases.failing import told
from app.cases.incidents import (
    case_data,
    incident_count,
    incident_page,
    incidents_of_case,
    move_page,
    open_incidents,
    preview_move,
)
from app.cases.queries import case_page
from app.cases.repair import CaseMoved
from app.cases.running import CaseOver
from app.cases.story import case_events, case_history, verify_case
from app.definitions.commands import deploy
from app.engine import MoveRefused, StepNotOpen, ValueRefused
from app.errors import InvalidInput, NotAllowed, NotFound
from app.identity.actor import SYSTEM, Actor
from app.store.desk import Desk
from app.store.tables import Case, Event, Incident, Snapshot, Task, Timer
from app.tasks.commands import claim_task, complete_task, save_draft
from tests.conftest import CollectingDeferrer
from tests.store.small import BPMN, FILES

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
OPERATOR, APPROVER, ASKER, AUDITOR = "samuel", "nathalie", "helene", "catherine"
TELL = "Task_Tell#1"


def asked(desk: Desk, person: Person) -> int:
    return start_case(person(ASKER), desk, scenario="small", values={"what": "Un logiciel"}).case_id


def stopped(desk: Desk, person: Person) -> int:
    """A case whose notify step has failed."""
    case_id = asked(desk, person)
    complete_task(person(APPROVER), desk, task_id=f"{case_id}-1", values={"decision": "approved"})
    fail_job(desk, case_id=case_id, step=TELL, code="nobody-to-notify", message="nobody is called x")
    return case_id


def shown(desk: Desk, case_id: int) -> int:
    """The revision that a page shows now."""
    revision = desk.session.scalars(select(Case.revision).where(Case.id == case_id)).one()
    desk.session.rollback()
    return revision


def retry(desk: Desk, who: Actor, case_id: int, **more: Any) -> repair.Sent:
    given = {"step": TELL, "values": {}, "reason": "repaired", "revision": shown(desk, case_id)} | more
    return repair.retry_step(who, desk, case_id=case_id, **given)


def move(desk: Desk, who: Actor, case_id: int, cancel: list[str], start: list[str], **more: Any) -> repair.Sent:
    given = {"values": {}, "reason": "moved", "revision": shown(desk, case_id)} | more
    return repair.move_token(who, desk, case_id=case_id, cancel=cancel, start=start, **given)


def count(desk: Desk, table: Any, case_id: int) -> int:
    return desk.session.scalar(select(func.count()).select_from(table).where(table.case_id == case_id)) or 0


def test_an_incident_shows_the_step_its_message_and_its_data(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    (row,) = open_incidents(small.session, person(OPERATOR)).rows
    assert (row.case.id, row.step, row.name, row.message) == (case_id, TELL, "Prévenir", "nobody is called x")
    page = incident_page(small.session, person(OPERATOR), case_id, TELL)
    assert page.data["text"] == "approved" and page.data["decision"] == "approved"
    assert set(page.own) == {"to", "subject", "text"}
    assert page.diagram.failed == ("Task_Tell",)
    assert incident_count(small.session, person(OPERATOR)) == 1
    assert case_page(small.session, person(OPERATOR), case_id, now=small.now()).may_repair


def test_a_step_is_tried_again_with_corrected_data(small: Desk, person: Person, deferred: CollectingDeferrer) -> None:
    case_id = stopped(small, person)
    deferred.jobs.clear()
    retry(small, person(OPERATOR), case_id, values={"to": "lea", "decision": "refused"}, reason="  wrong address ")
    (job,) = deferred.named("run_step")
    assert job.arguments == {"case_id": case_id, "step": TELL}
    assert count(small, Incident, case_id) == 0
    event = case_events(small.session, small.session.get_one(Case, case_id))[-1]
    assert (event.type, event.actor) == ("step_retried", OPERATOR)
    said = {name: event.payload[name] for name in ("step", "reason", "values", "before")}  # type: ignore[index]
    assert said == {
        "step": TELL, "reason": "wrong address", "values": {"to": "lea", "decision": "refused"},
        "before": {"to": ASKER, "decision": "approved"},
    }  # fmt: skip
    complete_job(small, case_id=case_id, step=TELL, result={})
    assert verify_case(small.session, case_id).intact
    with pytest.raises(StepNotOpen):
        retry(small, person(OPERATOR), case_id)


def test_a_step_that_fails_in_another_way_is_told_anew(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    retry(small, person(OPERATOR), case_id)
    fail_job(small, case_id=case_id, step=TELL, code="no-mail", message="the server is away")
    (incident,) = small.session.scalars(select(Incident).where(Incident.case_id == case_id))
    assert (incident.code, told(incident.message)[0]) == ("no-mail", "the server is away")


def test_a_step_that_fails_at_once_when_tried_again_keeps_one_incident(desk: Desk, person: Person) -> None:
    broken = BPMN.replace(
        b'source="=decision"', b'source="=count(for i in 1..if n = null then 1000000000 else n return i)"'
    )
    deploy(SYSTEM, desk, files=FILES | {"workflows/small/small.bpmn": broken}, reason="broken")
    case_id = asked(desk, person)
    complete_task(person(APPROVER), desk, task_id=f"{case_id}-1", values={"decision": "approved"})
    for n in (10**9, 2 * 10**9):
        retry(desk, person(OPERATOR), case_id, values={"n": n})
        assert count(desk, Incident, case_id) == 1
    retry(desk, person(OPERATOR), case_id, values={"n": 3})
    assert count(desk, Incident, case_id) == 0


def test_data_is_corrected_with_what_it_was_before(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    known = case_data(small.session, person(OPERATOR), case_id)
    values = {"decision": "refused", "new": [1, None]}
    repair.correct_data(
        person(OPERATOR), small, case_id=case_id, values=values, reason="typing error", revision=known.revision
    )
    assert case_data(small.session, person(OPERATOR), case_id).data["new"] == [1, None]
    entry = case_history(small.session, person(ASKER), case_id)[-1]
    assert {change.name: (change.before, change.after) for change in entry.changes} == {
        "decision": ("approved", "refused"), "new": (None, [1, None])
    }  # fmt: skip
    assert entry.right == "administrator" and entry.details["reason"] == "typing error"
    assert count(small, Incident, case_id) == 1, "the step still waits to be tried again"
    with pytest.raises(InvalidInput, match="no data"):
        repair.correct_data(person(OPERATOR), small, case_id=case_id, values={}, reason="x", revision=None)


def test_a_token_is_moved_and_its_task_closes_with_claim_draft_and_deadline(small: Desk, person: Person) -> None:
    case_id = asked(small, person)
    claim_task(person(APPROVER), small, task_id=f"{case_id}-1")
    save_draft(person(APPROVER), small, task_id=f"{case_id}-1", fields={"decision": ["approved"]})
    page = move_page(small.session, person(OPERATOR), case_id)
    assert [(it.step, it.holder) for it in page.standing] == [("Task_Approve#1", person(APPROVER).name)]
    assert "Task_Act" in [place.target for place in page.places]
    before = shown(small, case_id)
    what = preview_move(
        small.session, person(OPERATOR), case_id, cancel=["Task_Approve#1"], start=["Task_Act"], values={},
        now=small.now(),
    )  # fmt: skip
    (closed,) = what.closed
    assert closed.claimed_by is not None and (closed.id, closed.claimed_by.id, closed.drafts) == (
        f"{case_id}-1", APPROVER, 1
    )  # fmt: skip
    assert (what.deadlines, what.opened, what.ends) == ((("Sans réponse", "Sans réponse"),), (("Agir", "Agir"),), False)
    assert shown(small, case_id) == before and count(small, Task, case_id) == 1
    move(small, person(OPERATOR), case_id, ["Task_Approve#1"], ["Task_Act"], values={"decision": "approved"})
    (task,) = small.session.scalars(select(Task).where(Task.case_id == case_id))
    assert (task.element, count(small, Timer, case_id)) == ("Task_Act", 0)
    entry = case_history(small.session, person(ASKER), case_id)[-1]
    assert (entry.type, entry.details["left"], entry.details["begun_en"]) == ("token_moved", "Décider", "Agir")
    assert complete_task(person("julien"), small, task_id=task.id).state == "completed"


def test_a_case_that_cannot_go_on_is_ended(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    ended = repair.end_case(person(OPERATOR), small, case_id=case_id, reason="obsolete", revision=shown(small, case_id))
    assert ended.state == "cancelled"
    assert [count(small, table, case_id) for table in (Incident, Task, Timer, Snapshot)] == [0, 0, 0, 0]
    assert case_history(small.session, person(ASKER), case_id)[-1].type == "case_ended"
    for attempt in (
        lambda: retry(small, person(OPERATOR), case_id),
        lambda: move(small, person(OPERATOR), case_id, [], ["Task_Act"]),
        lambda: repair.end_case(person(OPERATOR), small, case_id=case_id, reason="x", revision=None),
        lambda: repair.correct_data(
            person(OPERATOR), small, case_id=case_id, values={"a": 1}, reason="x", revision=None
        ),
        lambda: case_data(small.session, person(OPERATOR), case_id),
        lambda: move_page(small.session, person(OPERATOR), case_id),
    ):
        with pytest.raises(CaseOver):
            attempt()
    assert incidents_of_case(small.session, person(OPERATOR), case_id) == ()


def test_the_desk_itself_may_repair_but_nobody_else(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    for who in (APPROVER, ASKER, AUDITOR, "sophie"):
        for attempt in (
            lambda who=who: retry(small, person(who), case_id),
            lambda who=who: move(small, person(who), case_id, [TELL], ["Task_Act"]),
            lambda who=who: repair.end_case(person(who), small, case_id=case_id, reason="x", revision=None),
            lambda who=who: repair.correct_data(
                person(who), small, case_id=case_id, values={"a": 1}, reason="x", revision=None
            ),
            lambda who=who: open_incidents(small.session, person(who)),
            lambda who=who: incident_page(small.session, person(who), case_id, TELL),
            lambda who=who: case_data(small.session, person(who), case_id),
            lambda who=who: move_page(small.session, person(who), case_id),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert incident_count(small.session, person(who)) == 0
    assert len(case_history(small.session, person(ASKER), case_id)) == 3
    retry(small, SYSTEM, case_id)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"": 1}, InvalidInput),
        ({"x" * 201: 1}, InvalidInput),
        ({"a\nb": 1}, InvalidInput),
        ({"a": "b\x00c"}, InvalidInput),
        ({"a": "x" * 200_001}, InvalidInput),
        ({f"a{n}": n for n in range(201)}, InvalidInput),
        ({"a": {1, 2}}, InvalidInput),
        ({"a": 2**70}, InvalidInput),
        ({"a": "\ud800"}, InvalidInput),
        ({"a": eval("[" * 70 + "]" * 70)}, ValueRefused),
    ],
)  # fmt: skip
def test_data_that_cannot_be_kept_is_refused(
    small: Desk, person: Person, values: dict[str, Any], error: type[Exception]
) -> None:
    case_id = stopped(small, person)
    before = len(case_history(small.session, person(ASKER), case_id))
    with pytest.raises(error):
        retry(small, person(OPERATOR), case_id, values=values)
    assert len(case_history(small.session, person(ASKER), case_id)) == before
    assert count(small, Incident, case_id) == 1


def test_what_makes_no_sense_is_refused(small: Desk, person: Person) -> None:
    case_id, operator = stopped(small, person), person(OPERATOR)
    other = stopped(small, person)
    for reason in ("", "  ", "\x00", "x" * 2_001):
        with pytest.raises(InvalidInput, match="reason"):
            retry(small, operator, case_id, reason=reason)
    for step in ("Task_Act#1", "nothing", "", "x" * 900, f"{other}/{TELL}"):
        with pytest.raises(StepNotOpen):
            retry(small, operator, case_id, step=step)
        with pytest.raises(NotFound):
            incident_page(small.session, operator, case_id, step)
    for cancel, start in (([TELL], ["Nowhere"]), (["Task_Act#7"], ["Task_Act"]), ([TELL], []), ([], [])):
        with pytest.raises(MoveRefused):
            move(small, operator, case_id, cancel, start)
    with pytest.raises(InvalidInput):
        move(small, operator, case_id, ["x" * 501], [])
    for unknown in (0, -1, 10**30, 999_999):
        with pytest.raises(NotFound):
            repair.end_case(operator, small, case_id=unknown, reason="x", revision=None)
    assert count(small, Incident, case_id) == 1


def test_who_comes_second_is_told_who_was_first_but_a_remark_is_no_obstacle(small: Desk, person: Person) -> None:
    case_id, operator = stopped(small, person), person(OPERATOR)
    seen = shown(small, case_id)
    add_comment(person(ASKER), small, case_id=case_id, text="Où en êtes-vous ?")
    retry(small, operator, case_id, revision=seen)
    with pytest.raises(CaseMoved) as late:
        repair.end_case(operator, small, case_id=case_id, reason="stuck", revision=seen)
    assert late.value.status == 409
    assert (late.value.details["who"], late.value.details["what"]) == (operator.name, "step_retried")


def test_the_same_key_again_changes_nothing(small: Desk, person: Person) -> None:
    case_id = stopped(small, person)
    seen = shown(small, case_id)
    first = retry(small, person(OPERATOR), case_id, revision=seen, idempotency_key="k")
    assert retry(small, person(OPERATOR), case_id, revision=seen, idempotency_key="k") == first


def test_of_two_operators_at_once_one_is_told(small: Desk, person: Person, database: Engine) -> None:
    cases = [stopped(small, person) for _ in range(3)]
    seen = {case_id: shown(small, case_id) for case_id in cases}
    operator, outcomes = person(OPERATOR), list[str]()
    small.session.rollback()
    start = threading.Barrier(4)

    def race(number: int) -> None:
        with Session(database) as session:
            mine = Desk(session, small.clock, lambda *_, **__: None, small.settings)
            start.wait()
            for case_id in cases:
                try:
                    if number % 2:
                        retry(mine, operator, case_id, revision=seen[case_id])
                    else:
                        move(mine, operator, case_id, [TELL], ["Task_Act"], revision=seen[case_id])
                    outcomes.append(f"done {case_id}")
                except CaseMoved:
                    outcomes.append("late")

    racers = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(it for it in outcomes if it != "late") == sorted(f"done {case_id}" for case_id in cases)
    assert len(outcomes) == 12
    repaired = select(func.count()).select_from(Event).where(Event.type.in_(("step_retried", "token_moved")))
    assert small.session.scalar(repaired) == 3
