"""The CRM's outage in a browser: the CIO authorises the restart; on phones, refuses, and nothing restarts."""

from collections.abc import Callable

import pytest

from tests.browser.acting import asks, confirms_the_route, does, has_no_task, sees
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
ANNOUNCE = "Qualifier et annoncer l'incident majeur"
INVESTIGATE, AUTHORISE = "Chercher la cause", "Autoriser expressément le redémarrage"
RESTART, CHECK = "Redémarrer le serveur", "Vérifier que le CRM répond (N1)"
FOUND = {"result": "found", "cause": "Processus bloqué", "remedy": "intervene"}
SITUATION = "Le CRM ne répond plus depuis 9 h."
PEOPLE = ("Olivier Perrin", "Léa Martin", "Marc Lefèvre", "Antoine Bernard", "Émilie Chevalier")


def is_announced(technician: Visitor, case: str) -> None:
    confirms_the_route(technician, case)
    does(technician, case, ANNOUNCE, service="CRM", since="9 h", situation=SITUATION)


def test_the_server_restarts_once_the_cio_has_said_so(logged_in: Enter) -> None:
    asker, technician, engineer, cio, incidents = (logged_in(name) for name in PEOPLE)
    case = asks(asker, "CRM arrêté", affected="server", impact="company", proposal="Incident serveur critique")
    is_announced(technician, case)
    sees(asker, "/notifications", SITUATION)
    does(cio, case, "Informer l'entreprise", message="Le CRM est arrêté ; prochaine nouvelle à 10 h.")
    does(engineer, case, INVESTIGATE, **FOUND)
    has_no_task(engineer, case)
    does(cio, case, AUTHORISE, answer="approved")
    does(engineer, case, RESTART, notes="Redémarré à 9 h 40")
    does(technician, case, CHECK, works="yes")
    review = {"cause": "Processus bloqué", "change": "Surveiller la file", "actions": "no"}
    does(incidents, case, "Faire le bilan de l'incident", **review)
    sees(asker, case, "Redémarré à 9 h 40", "Surveiller la file")


def test_on_phones_without_the_authorisation_nothing_restarts(logged_in: Enter) -> None:
    asker, technician, engineer, cio, _incidents = (logged_in(name, width=390, height=844) for name in PEOPLE)
    case = asks(asker, "CRM bloqué", affected="server", impact="company", proposal="Incident serveur critique")
    is_announced(technician, case)
    does(engineer, case, INVESTIGATE, **FOUND)
    does(cio, case, AUTHORISE, answer="refused", reason="La paie est en cours")
    has_no_task(engineer, case)
    does(technician, case, "Compléter ou réorienter (N1)", situation="Attendre la fin de la paie")
    sees(engineer, case, "La paie est en cours")
