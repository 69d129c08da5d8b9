"""Cases and tasks on both databases: what was acknowledged is stored once, whoever comes at the same time."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.cases.automation import complete_job, fire_timers, open_job
from app.cases.commands import add_comment, attach_file, cancel_case, send_message, start_case, withdraw_case
from app.cases.queries import attachment, case_page, list_cases
from app.cases.running import CaseOver
from app.cases.story import case_history, verify_case
from app.cases.views import CaseFilter
from app.definitions.commands import DeploymentRefused, deploy
from app.definitions.queries import scenarios, versions
from app.errors import EscaladeError, NotAllowed, NotFound, TooLarge
from app.forms import AnswersRefused
from app.identity.absences import declare_absence
from app.identity.actor import SYSTEM, Actor
from app.store.desk import Desk, DeskSettings
from app.store.tables import Event, Snapshot, Task
from app.tasks.commands import KeyUsedBefore, claim_task, complete_task, delegate_task, release_task, save_draft
from app.tasks.finding import TaskNotOpen, TaskTaken
from app.tasks.queries import inbox, inbox_token, task_view
from app.tasks.separation import SamePerson
from app.tasks.views import InboxFilter
from tests.store.small import BPMN, FILES

pytestmark = pytest.mark.store
Person = Callable[[str], Actor]
APPROVER, OTHER, ASKER, STRANGER = "nathalie", "julien", "helene", "sophie"


def opened(desk: Desk, person: Person) -> int:
    return start_case(person(ASKER), desk, scenario="small", values={"what": "Un logiciel"}).case_id


def to_the_second_task(desk: Desk, person: Person) -> int:
    case_id = opened(desk, person)
    complete_task(person(APPROVER), desk, task_id=f"{case_id}-1", values={"decision": "approved"})
    complete_job(desk, case_id=case_id, step="Task_Tell#1", result={})
    return case_id


def test_a_case_from_request_to_end(small: Desk, person: Person) -> None:
    case_id = to_the_second_task(small, person)
    done = complete_task(person(OTHER), small, task_id=f"{case_id}-2")
    page = case_page(small.session, person(ASKER), case_id, now=small.now())
    assert (done.state, done.outcome) == ("completed", "done")
    assert page.summary.title == "Un logiciel"
    assert [entry.type for entry in page.timeline] == [
        "case_started", "task_completed", "job_completed", "task_completed"
    ]  # fmt: skip
    assert page.timeline[1].sent[0].value == "J'approuve"
    assert page.timeline[1].sent[0].label_en == "Your decision"
    assert page.diagrams[0].passed[:3] == ("Event_Asked", "Task_Approve", "Task_Tell")
    assert small.session.scalar(select(func.count()).select_from(Snapshot)) == 0
    assert verify_case(small.session, case_id).intact


def test_a_refused_form_changes_nothing(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    with pytest.raises(AnswersRefused) as refused:
        complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "maybe", "more": 1})
    assert set(refused.value.errors) == {"decision", "more"}
    assert len(case_history(small.session, person(ASKER), case_id)) == 1


def test_the_same_key_again_changes_nothing(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    send = {"task_id": f"{case_id}-1", "values": {"decision": "approved"}, "idempotency_key": "k1"}
    first = complete_task(person(APPROVER), small, **send)
    again = complete_task(person(APPROVER), small, **send)
    assert (first.repeated, again.repeated, again.revision) == (False, True, first.revision)
    complete_job(small, case_id=case_id, step="Task_Tell#1", result={})
    with pytest.raises(KeyUsedBefore):
        complete_task(person(APPROVER), small, task_id=f"{case_id}-2", idempotency_key="k1")
    one = start_case(person(ASKER), small, scenario="small", values={}, idempotency_key="k2")
    assert start_case(person(ASKER), small, scenario="small", values={}, idempotency_key="k2").case_id == one.case_id


def test_who_comes_too_late_is_told_who_was_first(small: Desk, person: Person) -> None:
    case_id = to_the_second_task(small, person)
    with pytest.raises(TaskNotOpen) as late:
        complete_task(person(OTHER), small, task_id=f"{case_id}-1", values={"decision": "refused"})
    assert late.value.details["actor"] == APPROVER
    assert late.value.status == 409


def test_only_its_people_may_do_a_task(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    with pytest.raises(NotFound):
        complete_task(person(STRANGER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    with pytest.raises(NotAllowed):
        complete_task(person(ASKER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    for nonsense in ("9999-1", "1", "x-1", "1-x", "²-1", f"{case_id}-99"):
        with pytest.raises(NotFound):
            complete_task(person(APPROVER), small, task_id=nonsense)


def test_a_claim_keeps_the_others_away_until_it_is_given_back(small: Desk, person: Person) -> None:
    task_id = f"{opened(small, person)}-1"
    before = inbox_token(small.session, person(OTHER))
    claim_task(person(APPROVER), small, task_id=task_id)
    claim_task(person(APPROVER), small, task_id=task_id)
    assert inbox_token(small.session, person(OTHER)) != before
    for attempt in (claim_task, complete_task):
        with pytest.raises(TaskTaken):
            attempt(person(OTHER), small, task_id=task_id)
    release_task(person(APPROVER), small, task_id=task_id)
    claim_task(person(OTHER), small, task_id=task_id)
    assert inbox(small.session, person(OTHER), InboxFilter(whose="mine"), now=small.now()).total == 1


def test_the_same_person_never_gives_both_agreements(small: Desk, person: Person) -> None:
    case_id = to_the_second_task(small, person)
    for attempt in (claim_task, complete_task):
        with pytest.raises(SamePerson):
            attempt(person(APPROVER), small, task_id=f"{case_id}-2")


def test_a_deputy_acts_in_the_name_of_the_absent(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    day = timedelta(days=1)
    declare_absence(person(APPROVER), small, deputy_id=STRANGER, begins=small.now(), ends=small.now() + day)
    complete_task(person(STRANGER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    entry = case_history(small.session, person(ASKER), case_id)[-1]
    assert entry.right == "delegate" and entry.on_behalf_of is not None and entry.on_behalf_of.id == APPROVER


def test_a_task_can_be_handed_to_one_person(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    delegate_task(person(APPROVER), small, task_id=f"{case_id}-1", person_id=STRANGER, reason="Elle connaît le sujet")
    with pytest.raises(NotAllowed):
        complete_task(person(OTHER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    assert complete_task(person(STRANGER), small, task_id=f"{case_id}-1", values={"decision": "refused"}).revision == 3


def test_a_deadline_passes_once(small: Desk, person: Person, deferred: object, clock: object) -> None:
    case_id = opened(small, person)
    fire_timers(small, case_id=case_id)
    assert case_page(small.session, person(ASKER), case_id, now=small.now()).summary.state == "running"
    clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    fire_timers(small, case_id=case_id)
    fire_timers(small, case_id=case_id)
    entries = case_history(small.session, person(ASKER), case_id)
    assert [entry.type for entry in entries] == ["case_started", "timer_fired"]
    with pytest.raises(TaskNotOpen):
        complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})


def test_an_answer_makes_its_deadline_do_nothing(small: Desk, person: Person, clock: object) -> None:
    case_id = opened(small, person)
    clock.advance(timedelta(hours=2))  # type: ignore[attr-defined]
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    fire_timers(small, case_id=case_id)
    assert len(case_history(small.session, person(ASKER), case_id)) == 2


def test_a_job_is_deferred_and_finished_once(small: Desk, person: Person, deferred: object) -> None:
    case_id = opened(small, person)
    complete_task(person(APPROVER), small, task_id=f"{case_id}-1", values={"decision": "approved"})
    assert [job.arguments for job in deferred.named("run_step")] == [  # type: ignore[attr-defined]
        {"case_id": case_id, "step": "Task_Tell#1"}
    ]
    waiting = open_job(small, case_id=case_id, step="Task_Tell#1")
    assert waiting is not None and waiting.inputs["to"] == ASKER and waiting.inputs["text"] == "approved"
    complete_job(small, case_id=case_id, step="Task_Tell#1", result={})
    complete_job(small, case_id=case_id, step="Task_Tell#1", result={})
    assert open_job(small, case_id=case_id, step="Task_Tell#1") is None
    assert len(case_history(small.session, person(ASKER), case_id)) == 3


def test_the_requester_withdraws(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    with pytest.raises(NotAllowed):
        send_message(person(APPROVER), small, case_id=case_id, message="withdraw", values={"reason": "non"})
    sent = withdraw_case(person(ASKER), small, case_id=case_id, reason="Plus nécessaire")
    assert sent.state == "completed"
    assert small.session.scalar(select(func.count()).select_from(Task)) == 0
    with pytest.raises(CaseOver):
        withdraw_case(person(ASKER), small, case_id=case_id, reason="Encore")


def test_cancelling_needs_the_right_and_a_reason(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    with pytest.raises(NotAllowed):
        cancel_case(person(ASKER), small, case_id=case_id, reason="non")
    assert cancel_case(SYSTEM, small, case_id=case_id, reason="erreur").state == "cancelled"
    assert verify_case(small.session, case_id).intact


def test_comments_and_files(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    add_comment(person(ASKER), small, case_id=case_id, text="Merci de faire vite")
    file = attach_file(
        person(ASKER), small, case_id=case_id, name="C:\\temp\\écran.png", media_type="image/png", content=b"png"
    )
    assert (file.name, file.media_type) == ("écran.png", "image/png")
    assert attachment(small.session, person(APPROVER), case_id, file.id).content == b"png"
    with pytest.raises(EscaladeError) as refused:
        attach_file(person(ASKER), small, case_id=case_id, name="a.exe", media_type="image/png", content=b"MZ")
    assert refused.value.status == 415
    tiny = Desk(small.session, small.clock, small.defer, DeskSettings(attachment_limit=2))
    with pytest.raises(TooLarge):
        attach_file(person(ASKER), tiny, case_id=case_id, name="a.png", media_type="image/png", content=b"png")
    with pytest.raises(NotFound):
        add_comment(person(STRANGER), small, case_id=case_id, text="Bonjour")
    page = case_page(small.session, person(APPROVER), case_id, now=small.now())
    assert (page.comments[0].text, len(page.attachments)) == ("Merci de faire vite", 1)


def test_who_sees_which_case(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    every = CaseFilter(whose="all")
    sees = {name: list_cases(small.session, person(name), every, now=small.now()).total
            for name in (ASKER, APPROVER, STRANGER)}  # fmt: skip
    assert sees == {ASKER: 1, APPROVER: 1, STRANGER: 0}
    with pytest.raises(NotFound):
        case_page(small.session, person(STRANGER), case_id, now=small.now())
    found = list_cases(small.session, person(APPROVER), CaseFilter(whose="all", text="LOGICIEL"), now=small.now())
    assert found.total == 1


def test_a_draft_is_kept_for_its_person_and_goes_with_the_task(small: Desk, person: Person) -> None:
    task_id = f"{opened(small, person)}-1"
    save_draft(person(APPROVER), small, task_id=task_id, fields={"decision": ["refused"], "_shown": ["decision"]})
    save_draft(person(APPROVER), small, task_id=task_id, fields={"decision": ["approved"]})
    assert task_view(small.session, person(APPROVER), task_id, now=small.now()).draft == {"decision": ["approved"]}
    assert task_view(small.session, person(OTHER), task_id, now=small.now()).draft is None


def test_deploying_makes_a_version_only_of_what_changed(small: Desk, person: Person) -> None:
    assert deploy(SYSTEM, small, files=FILES, reason="again") == ()
    case_id = opened(small, person)
    changed = deploy(SYSTEM, small, files={"workflows/small/small.bpmn": BPMN.replace(b"PT1H", b"PT2H")}, reason="more")
    assert [(view.key, view.number, view.current) for view in changed] == [("small", 2, True)]
    assert [(view.number, view.running) for view in versions(small.session, "small")] == [(2, 0), (1, 1)]
    assert case_page(small.session, person(ASKER), case_id, now=small.now()).summary.version_number == 1
    assert deploy(SYSTEM, small, files=FILES, reason="back")[0].number == 1
    assert [view.key for view in scenarios(small.session)] == ["small"]


def test_a_faulty_deployment_stores_nothing(small: Desk, person: Person) -> None:
    for broken in (b"<not xml", BPMN.replace(b'formId="decide"', b'formId="missing"'),
                   BPMN.replace(b'"support-manager"', b'"nobody-there"')):  # fmt: skip
        with pytest.raises(DeploymentRefused) as refused:
            deploy(SYSTEM, small, files={"workflows/small/small.bpmn": broken}, reason="broken")
        assert refused.value.findings
    with pytest.raises(NotAllowed):
        deploy(person(ASKER), small, files=FILES, reason="not mine")
    assert len(versions(small.session, "small")) == 1


def test_the_history_can_only_grow(small: Desk, person: Person) -> None:
    case_id = opened(small, person)
    for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event", "UPDATE event_payload SET body = salt",
                      "DELETE FROM event_payload"):  # fmt: skip
        with pytest.raises(DatabaseError):
            small.session.execute(text(statement))
        small.session.rollback()
    assert verify_case(small.session, case_id).intact


def test_many_at_once_complete_a_task_once(small: Desk, person: Person, database: Engine) -> None:
    case_ids = [opened(small, person) for _ in range(4)]
    approvers = [person(APPROVER), person(OTHER)]
    small.session.rollback()
    outcomes: list[str] = []

    def race(number: int) -> None:
        with Session(database) as session:
            mine = Desk(session, small.clock, lambda *_, **__: None, small.settings)
            for case_id in case_ids:
                try:
                    complete_task(approvers[number % 2], mine, task_id=f"{case_id}-1", values={"decision": "approved"})
                    outcomes.append(f"done {case_id}")
                except TaskNotOpen:
                    outcomes.append("late")

    racers = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(outcome for outcome in outcomes if outcome != "late") == [f"done {case_id}" for case_id in case_ids]
    assert len(outcomes) == 24
    small.session.rollback()
    assert small.session.scalar(select(func.count()).select_from(Event).where(Event.type == "task_completed")) == 4


def test_long_lists_are_not_counted_and_show_the_same_cases(
    small: Desk, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        opened(small, person)
    reader, wish = person(APPROVER), CaseFilter(whose="all", page_size=3)
    short = list_cases(small.session, reader, wish, now=small.now())
    monkeypatch.setattr("app.cases.queries.COUNTED", 2)
    monkeypatch.setattr("app.cases.rights.FEW", 2)
    long = list_cases(small.session, reader, wish, now=small.now())
    last = list_cases(small.session, reader, replace(wish, page=2), now=small.now())
    assert (short.total, long.total, long.more, last.more) == (5, None, True, False)
    assert long.rows == short.rows
    assert len(last.rows) == 2
    assert list_cases(small.session, person(STRANGER), wish, now=small.now()).rows == ()
