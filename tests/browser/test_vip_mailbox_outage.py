"""The president's mail in a browser: repaired with approval; on phones, refused first, so that the search goes on."""

from collections.abc import Callable

import pytest

from tests.browser.acting import asks, confirms_the_route, does, sees
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
ANNOUNCE = "Qualifier et annoncer l'incident"
INVESTIGATE, APPROVE = "Chercher la cause", "Approuver l'intervention urgente"
FOUND = {"result": "found", "cause": "Mémoire saturée", "remedy": "intervene"}
SITUATION = "La messagerie du président ne répond plus."
PEOPLE = ("Henri Delacroix", "Léa Martin", "Marc Lefèvre", "Laurent Garnier", "Émilie Chevalier")


def is_announced(technician: Visitor, case: str) -> None:
    confirms_the_route(technician, case)
    does(technician, case, ANNOUNCE, others="no", since="7 h 50", situation=SITUATION)


def is_repaired(technician: Visitor, engineer: Visitor, case: str) -> None:
    does(engineer, case, "Décharger le serveur", notes="Fait à 9 h 12")
    does(technician, case, "Vérifier avec le dirigeant (N1)", works="yes")


def test_the_server_is_relieved_and_the_incident_reviewed(logged_in: Enter) -> None:
    chief, technician, engineer, technical, incidents = (logged_in(name) for name in PEOPLE)
    case = asks(chief, "Messagerie muette", affected="mail", proposal="Messagerie arrêtée")
    is_announced(technician, case)
    sees(chief, "/notifications", SITUATION)
    does(incidents, case, "Suivre de près et assurer la journée", workaround="Son assistante prend les messages")
    does(engineer, case, INVESTIGATE, **FOUND)
    does(technical, case, APPROVE, answer="approved")
    is_repaired(technician, engineer, case)
    review = {"cause": "Mémoire saturée", "change": "Surveiller la mémoire", "actions": "yes"}
    does(incidents, case, "Faire le bilan de l'incident", **review)
    sees(chief, case, "Mémoire saturée")


def test_on_phones_a_refused_intervention_sends_the_search_on(logged_in: Enter) -> None:
    chief, technician, engineer, technical, _incidents = (logged_in(name, width=390, height=844) for name in PEOPLE)
    case = asks(chief, "Plus de messages", affected="mail", proposal="Messagerie arrêtée")
    is_announced(technician, case)
    does(engineer, case, INVESTIGATE, **FOUND)
    does(technical, case, APPROVE, answer="refused", reason="Essayer d'abord la bascule")
    does(technician, case, "Compléter ou réorienter (N1)", situation="Bascule à essayer d'abord")
    does(engineer, case, INVESTIGATE, **FOUND)
    does(technical, case, APPROVE, answer="approved")
    is_repaired(technician, engineer, case)
    sees(chief, case, "Faire le bilan de l'incident")
