"""The intake in a browser, where level 1 overrules the proposal: no escalation; and, on phones, another scenario."""

from collections.abc import Callable

import pytest

from tests.browser.acting import ORIENT, asks, does, finds, has_no_task, sees, sends
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]


def test_level_1_sees_no_need_to_escalate(logged_in: Enter) -> None:
    director, technician, manager = logged_in("Hélène Marchand"), logged_in("Léa Martin"), logged_in("Nathalie Blanc")
    case = asks(director, "Un lecteur de PDF", affected="software", proposal="Installation urgente")
    page = finds(technician, case, ORIENT)
    assert "Installation urgente d'un logiciel" in page.locator("#answers").inner_text()
    why = "Le lecteur est déjà dans le catalogue"
    sends(technician, page, agree="no", scenario="none", escalation="none", priority="P4", why=why)
    has_no_task(manager, case)
    does(technician, case, "Traiter au centre de services", solution="Installé depuis le catalogue")
    sees(director, case, "Traitée par le centre de services, sans escalade.", "Nouvelle demande", "P4")
    sees(technician, f"{case}/history", why, "P4")


def test_on_phones_another_scenario_is_chosen_then_the_request_withdrawn(logged_in: Enter) -> None:
    director, technician = (logged_in(name, width=390, height=844) for name in ("Hélène Marchand", "Léa Martin"))
    case = asks(director, "Le tableau ne s'ouvre pas", affected="software", proposal="Installation urgente")
    does(technician, case, ORIENT, agree="no", scenario="complex-spreadsheet", escalation="functional", priority="P2",
         why="C'est le classeur qui est abîmé")  # fmt: skip
    finds(technician, case, "Faire une copie et analyser")
    sees(director, case, "Tableur critique")
    page = director.page
    page.get_by_role("button", name="Retirer la demande").first.click()
    page.get_by_label("Pourquoi n’en avez-vous plus besoin").fill("Je l'ai retrouvé")
    page.locator("#withdraw").get_by_role("button", name="Retirer la demande").click()
    sees(director, case, "La demande a été retirée par le demandeur.", "P2")
    has_no_task(technician, case)
