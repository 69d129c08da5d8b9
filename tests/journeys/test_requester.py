"""The requester: asks, follows, adds, withdraws."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Enter, Stored
from tests.journeys.visitor import NEED

pytestmark = pytest.mark.usefixtures("deployed")


def test_the_catalogue_leads_to_a_request(enter: Enter) -> None:
    helene = enter("helene")
    helene.opens("/catalogue").says("What do you need?", "Urgent software installation")
    helene.opens("/requests/new?scenario=urgent-software-install").says("Send the request")
    helene.opens("/requests/new?scenario=nothing", 404)


def test_the_proposal_and_its_reason_come_before_sending(enter: Enter, stored: Stored) -> None:
    helene, before = enter("helene"), stored()
    page = helene.sends("/requests/proposal", 200, _scenario="intake", **NEED)
    page.says("What the desk proposes", "Urgent software installation", "Because:", "Level 1 looks at it first")
    page = helene.sends("/requests/proposal", 200, _scenario="intake", title="Presque rien")
    page.says("With these answers the desk proposes nothing yet.")
    assert stored() | {"event": 0} == before | {"event": 0}


def test_level_1_overrules_the_decision_with_a_reason(enter: Enter) -> None:
    helene, lea = enter("helene"), enter("lea")
    case = helene.asks("intake")
    task = lea.task("Confirm or overrule the route")
    answers = {"agree": "no", "scenario": "complex-spreadsheet", "escalation": "functional", "priority": "P2"}
    lea.sends(f"{task}/completion", 422, **answers).says("Answer this question.")
    lea.sends(f"{task}/completion", why="C'est un classeur, pas un logiciel.", **answers)
    lea.opens(case).says("Critical spreadsheet in error", "P2")
    lea.opens(f"{case}/history").says("C'est un classeur, pas un logiciel.")


def test_a_requester_sees_their_own_cases_only(enter: Enter) -> None:
    helene, paul = enter("helene"), enter("paul")
    case = helene.asks("intake")
    helene.opens("/requests").says("Présentation de 14 h")
    helene.opens("/cases").says("Présentation de 14 h")
    paul.opens("/requests").says("You have not asked for anything yet")
    paul.opens("/cases").hides("Présentation de 14 h")
    for address in (case, f"{case}/history", f"{case}/files/0", "/tasks/1-1", "/tasks/1-1/completion"):
        paul.opens(address, 404).says("does not exist, or you may not see it").hides("Présentation")
    paul.sends(f"{case}/comments", 404, text="Moi aussi.")
    paul.sends(f"{case}/withdrawal", 404, reason="Non.")
    paul.sends("/requests", 403, _scenario="intake", _requester="helene", **NEED).says("for somebody else")


def test_a_case_is_followed_commented_and_given_a_file(enter: Enter) -> None:
    helene, lea = enter("helene"), enter("lea")
    case = helene.asks("intake")
    helene.sends(f"{case}/comments", text="<b>Merci</b> d'avance.")
    helene.attaches(f"{case}/files", "../../devis.pdf", b"%PDF-1.7")
    helene.sends(f"{case}/information", text="La réunion est avancée à 13 h.")
    page = lea.opens(case)
    page.says("<b>Merci</b> d'avance.", "devis.pdf", "La réunion est avancée à 13 h.").hides("../..")
    address = page.markup.partition(f'href="{case}/files/')[2].partition('"')[0]
    answer = lea.client.get(f"{case}/files/{address}")
    assert answer.data == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_withdrawing_needs_a_reason_and_ends_the_work(enter: Enter, settle: Callable[[], None]) -> None:
    helene, lea = enter("helene"), enter("lea")
    case = helene.asks()
    lea.sends(f"{case}/withdrawal", 403, reason="Non.").says("You may not withdraw this request")
    helene.sends(f"{case}/withdrawal", 400, reason="  ").says("is empty")
    helene.sends(f"{case}/withdrawal", reason="La réunion est reportée.")
    settle()
    helene.opens(case).says("La réunion est reportée.")
    lea.opens("/").says("Nothing to do right now")
    helene.sends(f"{case}/withdrawal", 409, reason="Encore.")


def test_messages_say_how_it_ended(enter: Enter, settle: Callable[[], None]) -> None:
    helene, lea = enter("helene"), enter("lea")
    helene.asks()
    lea.completes("Check the need", urgent="no", software="Présenteur 7", source="catalogue")
    settle()
    helene.opens("/notifications").says("E-000001", "New")
    helene.sends("/notifications/reading")
    helene.opens("/notifications").says("E-000001").hides(" New ")


def test_an_open_access_is_given_back_from_the_page(enter: Enter, stored: Stored, settle: Callable[[], None]) -> None:
    philippe, lea = enter("philippe"), enter("lea")
    case = philippe.asks("secure-remote-access")
    qualified = {"data": "Dossier de fusion", "place": "domicile", "device": "portable", "need": "Signature"}
    lea.completes("Qualify", verified="true", **qualified)
    enter("antoine").completes("Grant the access (CIO)", answer="approved")
    granted = {"answer": "approved", "hours": "8", "conditions": "Lecture seule"}
    enter("vincent").completes("Grant the access (security officer)", **granted)
    philippe.opens(case).hides("Give the access back")
    philippe.sends(f"{case}/messages/revoke", 409)
    enter("aurelie").completes("Open the restricted VPN", account="tmp-042", scope="Partage fusion")
    settle()
    philippe.opens(case).says("Give the access back", "The network team closes the access")
    enter("paul").sends(f"{case}/messages/revoke", 404)
    before = stored()
    philippe.sends(f"{case}/messages/revoke", _key="once")
    philippe.sends(f"{case}/messages/revoke", _key="once")
    assert stored()["event"] == before["event"] + 1
    philippe.opens(case).says("Revoke the access and confirm").hides("Give the access back")
