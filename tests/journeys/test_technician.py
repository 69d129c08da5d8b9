"""The technician: a form that survives, files, questions that open, and the second of two who is told."""

import pytest

from tests.journeys.conftest import Enter, Stored

pytestmark = pytest.mark.usefixtures("deployed")
CHECK = "Check the need"
CHECKED = {"urgent": "yes", "software": "Présenteur 7", "source": "site de l'éditeur"}


def test_a_draft_survives_and_is_nobody_elses(enter: Enter) -> None:
    enter("helene").asks()
    lea = enter("lea")
    task = lea.task(CHECK)
    lea.sends(f"{task}/draft", software="Présenteur 7 <i>", meeting="2026-11-23T14:00")
    again = enter("lea").opens(task)
    again.says("This is your draft from")
    assert 'value="Présenteur 7 &lt;i&gt;"' in again.markup
    assert 'value="2026-11-23T14:00"' in again.markup
    assert "Présenteur 7" not in enter("karim").opens(task).markup


def test_a_typed_moment_is_read_in_the_zone_of_the_desk(enter: Enter) -> None:
    enter("helene").asks()
    lea = enter("lea")
    lea.completes(CHECK, meeting="2026-11-23T14:00", **CHECKED)
    lea.opens("/cases/1/history").says("Time of the meeting 23 November 2026 at 14:00")


def test_a_question_opens_with_its_answer(enter: Enter) -> None:
    enter("helene").asks("intake")
    lea = enter("lea")
    task = lea.task("Confirm or overrule the route")
    page = lea.opens(task)
    assert 'name="agree"' in page.markup and 'name="why"' not in page.markup
    lea.sends(f"{task}/draft", agree="no")
    assert 'name="why"' in lea.opens(task).markup


def test_files_come_with_the_task(enter: Enter) -> None:
    enter("helene").asks()
    lea = enter("lea")
    task = lea.task(CHECK)
    lea.attaches("/cases/1/files", "capture.png", b"\x89PNG\r\n\x1a\n")
    lea.opens(task).says("capture.png")


def test_what_happens_next_is_said(enter: Enter) -> None:
    enter("helene").asks()
    enter("lea").completes(CHECK, **CHECKED).says("Sent. Here is what happens next.", "Approve the urgent installation")


def test_the_second_of_two_is_told_who_did_what_and_when(enter: Enter, stored: Stored) -> None:
    enter("helene").asks()
    lea, karim = enter("lea"), enter("karim")
    task = karim.task(CHECK)
    lea.completes(CHECK, **CHECKED)
    before = stored()
    late = karim.sends(f"{task}/completion", 409, urgent="no", software="Un autre logiciel", source="catalogue")
    late.says("Léa Martin was faster (sent the form, 23 Nov, 09:00)", "What you typed (it was not sent)")
    late.says("Un autre logiciel", "catalogue")
    assert stored() == before
    karim.opens(task, 409).says("Léa Martin")


def test_a_task_that_somebody_took_keeps_what_was_typed(enter: Enter, stored: Stored) -> None:
    enter("helene").asks()
    lea, karim = enter("lea"), enter("karim")
    task = karim.task(CHECK)
    lea.sends(f"{task}/claim")
    before = stored()
    late = karim.sends(f"{task}/completion", 409, urgent="no", software="Un autre logiciel", source="catalogue")
    late.says("Léa Martin has taken this task (23 Nov, 09:00)", "Un autre logiciel")
    assert stored() == before
