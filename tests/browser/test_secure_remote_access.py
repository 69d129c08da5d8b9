"""Exceptional remote access in a browser: two agree and the hour passes; on phones, one refusal is enough."""

from collections.abc import Callable

import pytest

from tests.browser.acting import asks, confirms_the_route, does, has_no_task, sees
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Enter = Callable[..., Visitor]
QUALIFY = "Qualifier et vérifier l'identité"
SECURITY, CIO = "Accorder l'accès (RSSI)", "Accorder l'accès (DSI)"
PEOPLE = ("Philippe Lambert", "Léa Martin", "Vincent Dubois", "Antoine Bernard")


def is_qualified(technician: Visitor, case: str) -> None:
    confirms_the_route(technician, case)
    does(
        technician, case, QUALIFY, data="Dossier de fusion", place="domicile", device="ordinateur de l'entreprise",
        need="Signature demain", verified="yes",
    )  # fmt: skip


def test_both_agree_and_the_access_ends_by_itself(logged_in: Enter) -> None:
    deputy, technician, officer, cio = (logged_in(name) for name in PEOPLE)
    engineer = logged_in("Aurélie Simon")
    case = asks(deputy, "Accès depuis chez moi", affected="remote-access", proposal="Décision de sécurité")
    is_qualified(technician, case)
    does(officer, case, SECURITY, answer="approved", hours="1", conditions="Lecture seule")
    has_no_task(engineer, case)
    does(cio, case, CIO, answer="approved")
    does(engineer, case, "Ouvrir le VPN restreint", account="tmp-042", scope="Partage fusion, lecture")
    sees(deputy, case, "Aurélie Simon")
    does(engineer, case, "Révoquer l'accès et le confirmer", checked="yes")
    sees(deputy, case, "puis refermé")


def test_on_phones_one_refusal_is_enough(logged_in: Enter) -> None:
    deputy, technician, officer, cio = (logged_in(name, width=390, height=844) for name in PEOPLE)
    case = asks(deputy, "Accès depuis l'hôtel", affected="remote-access", proposal="Décision de sécurité")
    is_qualified(technician, case)
    does(officer, case, SECURITY, answer="refused", reason="Appareil non chiffré")
    has_no_task(cio, case)
    alternative = "Un extrait non confidentiel par messagerie chiffrée"
    does(technician, case, "Expliquer et proposer une alternative", alternative=alternative)
    sees(deputy, case, "Appareil non chiffré")
    sees(deputy, "/notifications", alternative)
