"""The auditor reads everything, is seen reading what is confidential, and changes nothing."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.store.tables import Event
from tests.journeys.conftest import Enter, Stored

pytestmark = pytest.mark.usefixtures("deployed")


def readers(database: Engine, case_id: int) -> list[str]:
    """Who was noted as having read the case, in order."""
    with Session(database) as session:
        query = select(Event.actor).where(Event.stream == f"reading/{case_id}").order_by(Event.sequence)
        return list(session.scalars(query))


def test_the_history_of_every_case_is_open(enter: Enter) -> None:
    case = enter("helene").asks()
    auditor = enter("catherine")
    auditor.opens(f"{case}/history").says("What happened", "Hélène Marchand")
    auditor.opens("/cases").says("E-000001")


def test_reading_a_confidential_case_is_recorded(enter: Enter, database: Engine) -> None:
    requester, auditor = enter("olivier"), enter("catherine")
    case = requester.asks("complex-spreadsheet")
    requester.opens(case).says("Confidential")
    assert readers(database, 1) == []
    auditor.opens(case)
    auditor.opens(f"{case}/history")
    assert readers(database, 1) == ["catherine", "catherine"]
    enter("paul").opens(case, 404)
    enter("nathalie").opens(case, 404)
    assert readers(database, 1) == ["catherine", "catherine"]


def test_reading_an_open_case_is_not(enter: Enter, database: Engine) -> None:
    case = enter("helene").asks()
    enter("catherine").opens(case)
    assert readers(database, 1) == []


def test_an_auditor_cannot_act(enter: Enter, stored: Stored) -> None:
    case = enter("helene").asks()
    task, auditor = enter("lea").task("Check the need"), enter("catherine")
    auditor.opens(task).says("You can read it, but not do it.")
    before = stored()
    for address in (f"{task}/claim", f"{task}/completion", f"{task}/draft"):
        auditor.sends(address, 403, urgent="yes", software="x", source="y")
    auditor.sends(f"{task}/delegation", 403, person="catherine", reason="Pour voir.")
    auditor.sends(f"{case}/comments", 403, text="Vu.")
    auditor.attaches(f"{case}/files", "a.txt", b"x", 403)
    for verb in ("withdrawal", "cancellation"):
        auditor.sends(f"{case}/{verb}", 403, reason="Pour voir.")
    auditor.sends(f"{case}/information", 403, text="Vu.")
    assert stored() == before


def test_the_diagrams_tell_their_versions_and_cases(enter: Enter) -> None:
    enter("helene").asks()
    auditor = enter("catherine")
    auditor.opens("/diagrams").says("Urgent software installation", "In progress", "Approval")
    auditor.opens("/diagrams/urgent-software-install/1").says("Urgent software installation")
    auditor.opens("/diagrams/urgent-software-install/2", 404)
    auditor.opens("/diagrams/nothing/1", 404)
