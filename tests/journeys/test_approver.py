"""The approver: what waits, why, and an answer; in another's place, and never twice."""

import pytest

from tests.journeys.conftest import Enter
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("deployed")
DECIDE = "Approve the urgent installation"


def to_approve(enter: Enter) -> str:
    """A case that waits for the manager's answer."""
    case = enter("helene").asks()
    enter("lea").completes("Check the need", urgent="yes", software="Présenteur 7", source="site de l'éditeur")
    return case


@pytest.fixture
def nathalie(enter: Enter) -> Visitor:
    to_approve(enter)
    return enter("nathalie")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?whose=groups&scenario=urgent-software-install&vip=1", True),
        ("?whose=mine", False),
        ("?scenario=vip-smartphone", False),
        ("?priority=P1", False),
        ("?late=1", False),
        ("?page=2", False),
        ("?whose=nobody&priority=P9&page=-3&vip=perhaps&late=&unknown=1", True),
        ("?page=99999999999999999999&scenario=%27", False),
    ],
)
def test_the_address_filters_the_inbox(nathalie: Visitor, query: str, shown: bool) -> None:
    page = nathalie.opens(f"/{query}")
    (page.says if shown else page.hides)(DECIDE)


def test_the_nearest_deadline_comes_first(enter: Enter) -> None:
    helene, lea = enter("helene"), enter("lea")
    helene.asks("complex-spreadsheet")
    helene.asks()
    words = lea.opens("/").words
    assert words.index("E-000002") < words.index("E-000001")


def test_claiming_keeps_the_others_away_until_release(nathalie: Visitor, enter: Enter) -> None:
    lea, karim = enter("lea"), enter("karim")
    enter("paul").asks()
    task = lea.task("Check the need")
    lea.sends(f"{task}/claim")
    lea.opens("/?whose=mine").says("Check the need", "You")
    karim.opens(task).says("Léa Martin has taken this task")
    karim.sends(f"{task}/claim", 409).says("Léa Martin")
    karim.sends(f"{task}/release", 403).says("You may not give back a task that somebody else has taken")
    lea.sends(f"{task}/release")
    karim.sends(f"{task}/claim")


def test_who_decides_sees_the_story(nathalie: Visitor) -> None:
    page = nathalie.opens(nathalie.task(DECIDE))
    page.says("The story so far", "Léa Martin", "Présenteur 7", "Hélène Marchand", "VIP", "Where the case stands")


def test_a_refusal_needs_its_reason(nathalie: Visitor) -> None:
    task = nathalie.task(DECIDE)
    nathalie.sends(f"{task}/completion", 422, answer="refused").says("what you typed is kept below", "Answer this")
    nathalie.sends(f"{task}/completion", answer="refused", reason="La version installée suffit.")
    nathalie.opens("/cases/1/history").says("La version installée suffit.")


def test_an_approval_says_who_is_next(nathalie: Visitor) -> None:
    nathalie.completes(DECIDE, answer="approved").says("Sent. Here is what happens next.", "Install")


def test_a_deputy_acts_for_the_absent(nathalie: Visitor, enter: Enter) -> None:
    julien = enter("julien")
    julien.opens("/").hides(DECIDE)
    nathalie.sends("/me/absences", deputy="julien", begins="2026-11-23T08:00", ends="2026-11-24T18:00")
    julien.completes(DECIDE, answer="approved")
    julien.opens("/cases/1/history").says("Julien Mercier", "Nathalie Blanc")


def test_one_person_never_gives_both_agreements(enter: Enter) -> None:
    enter("philippe").asks("secure-remote-access")
    need = {"data": "Dossier", "place": "domicile", "device": "portable", "need": "Signature", "verified": "true"}
    lea, antoine, vincent = enter("lea"), enter("antoine"), enter("vincent")
    lea.sends(f"{first_task(lea)}/completion", **need)
    mine, other = first_task(vincent), first_task(antoine)
    antoine.sends("/me/absences", deputy="vincent", begins="2026-11-23T08:00", ends="2026-11-24T18:00")
    vincent.sends(f"{mine}/completion", answer="approved", hours="8")
    vincent.opens(other).says("You have already given one of the agreements of this case")
    refused = vincent.sends(f"{other}/completion", 403, answer="approved")
    refused.says("You have already given one of the agreements of this case")
    antoine.sends(f"{other}/completion", answer="approved")


def first_task(visitor: Visitor) -> str:
    """The address of the most urgent task in the inbox."""
    return "/tasks/" + visitor.opens("/").markup.partition('href="/tasks/')[2].partition('"')[0]
