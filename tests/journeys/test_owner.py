"""The process owner: what is deployed, and what belongs to a diagram."""

import pytest

from tests.journeys.conftest import Enter

pytestmark = pytest.mark.usefixtures("deployed")


def test_a_diagram_leads_to_the_forms_of_its_own_steps(enter: Enter) -> None:
    mathilde = enter("mathilde")
    page = mathilde.opens("/diagrams/secure-remote-access/1")
    own, _, everything = page.words.partition("Everything that was deployed with it")
    steps = ("The request intake", "Qualify and verify the identity qualify-access", "Open the restricted VPN open-vpn")
    for step in steps:
        assert step in own
    assert "install-report" not in own
    assert "install-report.form" in everything and "route.dmn" in everything
    mathilde.opens("/diagrams/secure-remote-access/1/forms/qualify-access").says("Which data")


def test_the_history_says_what_changed_without_json(enter: Enter) -> None:
    enter("helene").asks()
    lea = enter("lea")
    answers = {"urgent": "yes", "software": "Présenteur 7", "source": "site de l'éditeur"}
    lea.completes("Check the need", **answers)
    history = lea.opens("/cases/1/history")
    history.says("qualification", "software: Présenteur 7 · source: site de l'éditeur").hides("{")
