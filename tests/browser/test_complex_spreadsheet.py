"""The critical spreadsheet in a browser: the expert repairs it; and, on phones, the long way to the backup."""

from collections.abc import Callable

import pytest

from tests.browser.acting import asks, confirms_the_route, does, finds, sees, sends
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
ANALYSE = "Faire une copie et analyser"
DIAGNOSE, VERIFY = "Diagnostiquer et réparer", "Vérifier avec le demandeur"


def is_analysed(technician: Visitor, case: str) -> None:
    confirms_the_route(technician, case)
    does(technician, case, ANALYSE, result="escalate", copy="yes", errors="#REF! sur toutes les feuilles")


def test_the_expert_repairs_and_no_work_is_lost(logged_in: Enter) -> None:
    manager, technician, expert = logged_in("Olivier Perrin"), logged_in("Léa Martin"), logged_in("Sophie Girard")
    case = asks(manager, "Clôture bloquée", affected="spreadsheet", urgency="today", proposal="Tableur critique")
    is_analysed(technician, case)
    sees(manager, case, "Experts bureautique (N2)")
    page = finds(expert, case, DIAGNOSE)
    assert "#REF! sur toutes les feuilles" in page.locator(".context").inner_text()
    sends(expert, page, result="repaired", cause="Fichier corrompu")
    does(technician, case, VERIFY, complete="yes")
    sees(manager, case, "Fichier réparé, données récupérées : aucun travail perdu.")
    sees(manager, "/notifications", "votre fichier est réparé")


def test_on_phones_returned_then_restored_from_the_backup(logged_in: Enter) -> None:
    manager, technician, expert, third = (
        logged_in(name, width=390, height=844)
        for name in ("Olivier Perrin", "Léa Martin", "Sophie Girard", "Yann Le Goff")
    )
    case = asks(manager, "Classeur illisible", affected="spreadsheet", urgency="today", proposal="Tableur critique")
    is_analysed(technician, case)
    does(expert, case, DIAGNOSE, result="return", reason="Il manque le fichier d'origine")
    sees(technician, case, "Il manque le fichier d'origine")
    does(technician, case, ANALYSE, result="escalate", copy="yes", errors="Le fichier d'origine est joint")
    does(expert, case, DIAGNOSE, result="level-3")
    does(third, case, "Extraire les données", result="lost", notes="Structure détruite")
    does(expert, case, "Repartir de la sauvegarde", backup="Sauvegarde de lundi, 2 h")
    sees(manager, case, "Fichier reconstitué depuis la dernière sauvegarde.")
