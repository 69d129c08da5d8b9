"""The executive's phone in a browser: the manufacturer repairs it; and, on phones, a replacement has to be bought."""

from collections.abc import Callable

import pytest

from tests.browser.acting import asks, confirms_the_route, does, finds, sees, sends
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
CHECK = "Faire le premier contrôle"
PRESS, DELIVER = "Presser le fournisseur", "Sécuriser et remettre le téléphone"
REPAIR = "Repair"  # the manufacturer's support reads English


def is_checked(technician: Visitor, case: str) -> None:
    confirms_the_route(technician, case)
    does(technician, case, CHECK, result="escalate", secured="yes", notes="Il redémarre sans cesse")


def test_the_manufacturer_repairs_while_the_buyer_presses(logged_in: Enter) -> None:
    chief, technician = logged_in("Henri Delacroix"), logged_in("Léa Martin")
    buyer, manufacturer = logged_in("Céline Faure"), logged_in("Jonas Keller")
    case = asks(chief, "Téléphone instable", affected="phone", proposal="Téléphone sécurisé")
    is_checked(technician, case)
    sees(chief, case, "Achats informatiques", "Support du constructeur")
    does(buyer, case, PRESS, contact="M. Keller", promise="Échange avant demain 10 h")
    page = finds(manufacturer, case, REPAIR)
    assert "Il redémarre sans cesse" in page.locator(".context").inner_text()
    sends(manufacturer, page, result="done")
    does(technician, case, DELIVER, works="yes")
    sees(chief, case, "Téléphone rendu dans les 24 heures.")


def test_on_phones_a_replacement_is_bought(logged_in: Enter) -> None:
    chief, technician, buyer, manufacturer = (
        logged_in(name, width=390, height=844)
        for name in ("Henri Delacroix", "Léa Martin", "Céline Faure", "Jonas Keller")
    )
    case = asks(chief, "Téléphone éteint", affected="phone", proposal="Téléphone sécurisé")
    is_checked(technician, case)
    does(manufacturer, case, REPAIR, result="failed", notes="Carte mère détruite")
    page = finds(buyer, case, "Acheter un autre téléphone")
    page.get_by_text("L’histoire jusqu’ici").click()
    sends(buyer, page, model="Le même modèle", delivery="ce soir")
    does(technician, case, DELIVER, works="yes")
    does(buyer, case, PRESS, contact="M. Keller", promise="Avoir sur la prochaine commande")
    sees(chief, case, "Téléphone rendu dans les 24 heures.")
