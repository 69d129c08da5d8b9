"""The urgent installation in a browser, as the people of the demonstration: approved, and refused."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]


def asks(visitor: Visitor, title: str) -> str:
    """Sends an intake form; returns the path of the case."""
    page = visitor.opens("/requests/new")
    page.locator("[name=title]").fill(title)
    page.locator("[name=who]").select_option("self")
    page.locator("[name=what]").fill("Il faut ce logiciel avant la réunion stratégique.")
    page.locator("[name=affected]").select_option("software")
    page.get_by_label("Une personne").check()
    page.get_by_label("Tout de suite").check()
    page.get_by_text("Installation urgente d'un logiciel").first.wait_for()
    visitor.presses("Envoyer la demande")
    return page.url.removeprefix(visitor.address)


def qualifies(visitor: Visitor) -> None:
    visitor.opens_task("Confirmer ou corriger l'orientation").get_by_label("Oui", exact=True).check()
    visitor.presses("Orienter la demande")
    page = visitor.opens_task("Vérifier le besoin")
    page.get_by_label("Non, la réunion est avant").check()
    page.get_by_label("Logiciel demandé").fill("Présenteur 7")
    page.get_by_label("D'où vient-il").fill("site de l'éditeur")
    for moment in page.locator("input[type=datetime-local]").all():
        moment.fill("2026-12-24T14:00")
    visitor.presses("Enregistrer mon analyse")


def test_approved_and_installed_by_different_people(logged_in: Enter) -> None:
    director, technician, manager = logged_in("Hélène Marchand"), logged_in("Léa Martin"), logged_in("Nathalie Blanc")
    case = asks(director, "Logiciel pour la réunion de 14 h")
    qualifies(technician)
    manager.opens_task("Approuver l'installation urgente").get_by_label("J'approuve").check()
    manager.presses("Donner ma décision")
    assert "Installer en urgence" in manager.page.locator("main").inner_text()
    page = technician.opens_task("Installer en urgence")
    page.get_by_label("Oui, vérifié").check()
    page.get_by_label("Ce qui a été fait").fill("Installé et essayé")
    technician.page.locator("main form[action$='/completion'] button").first.click()
    story = director.opens(f"{case}/history").locator("main").inner_text()
    plain = story.replace("\xa0", " ").replace("\u202f", " ")
    assert "Nathalie Blanc a terminé « Approuver l'installation urgente »" in plain
    assert "vérifié" in story


def test_refused_on_a_phone_and_told_why(logged_in: Enter) -> None:
    director, technician = logged_in("Hélène Marchand"), logged_in("Léa Martin")
    case = asks(director, "Encore un logiciel")
    qualifies(technician)
    manager = logged_in("Nathalie Blanc", width=390, height=844)
    page = manager.opens_task("Approuver l'installation urgente")
    page.get_by_label("Je refuse").check()
    page.get_by_label("Pourquoi").fill("La version installée suffit")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    manager.presses("Donner ma décision")
    page = director.opens(case)
    for _ in range(40):
        if "processus standard" in page.locator("main").inner_text():
            break
        page.wait_for_timeout(250)
        page.reload()
    assert "Installation urgente refusée" in page.locator("main").inner_text()
    assert "La version installée suffit" in director.opens("/notifications").locator("main").inner_text()
