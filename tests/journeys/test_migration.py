"""The process owner moves running cases to a new version of their diagram, and back; nobody loses what they did."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.definitions.commands import deploy
from app.identity.actor import SYSTEM
from app.jobs.tasks import migrate_cases
from app.store.desk import Desk
from tests.conftest import CollectingDeferrer
from tests.journeys.conftest import ROOT, Enter

pytestmark = pytest.mark.usefixtures("deployed")
KEY = "urgent-software-install"
DIAGRAM = f"workflows/{KEY}/{KEY}.bpmn"
HERE = f"/diagrams/{KEY}/2"


@pytest.fixture
def renamed(desk: Desk) -> Callable[[], None]:
    """Deploys a second version in which the first task has another id."""

    def deployed() -> None:
        content = (ROOT / DIAGRAM).read_bytes().replace(b"Task_Qualify", b"Task_Check_Need")
        made = deploy(SYSTEM, desk, files={DIAGRAM: content}, reason="clearer")
        assert (KEY, 2) in [(view.key, view.number) for view in made]

    return deployed


@pytest.fixture
def work_off(desk: Desk, deferred: CollectingDeferrer) -> Callable[[], None]:
    """Does the deferred batches."""

    def done() -> None:
        desk.session.rollback()
        while jobs := deferred.named("migrate_cases"):
            deferred.jobs = [job for job in deferred.jobs if job not in jobs]
            for job in jobs:
                migrate_cases(desk, **job.arguments)  # type: ignore[arg-type]

    return done


def test_an_owner_tries_maps_starts_watches_and_undoes(
    enter: Enter, renamed: Callable[[], None], work_off: Callable[[], None]
) -> None:
    case = enter("helene").asks()
    lea, mathilde = enter("lea"), enter("mathilde")
    mathilde.opens(f"/diagrams/{KEY}/1").hides("Move running cases here")
    task = lea.task("Check the need")
    lea.sends(f"{task}/claim")
    renamed()
    mathilde.opens(HERE).says("Move running cases here")
    page = mathilde.opens(f"{HERE}/migration").says(
        "Version 1: 1 case in progress",
        "1 case would stay on its version",
        "is not in the new version",
        "Task_Check_Need",
    )
    assert '<option value="Task_Check_Need" selected>' in page.markup
    page.hides("Move the cases")
    mathilde.opens(f"{HERE}/migration?from=1&map.Task_Qualify=Task_Check_Need").says("1 case can be moved.")
    begun = mathilde.sends(
        f"{HERE}/migrations",
        **{"from": "1", "map.Task_Qualify": "Task_Check_Need", "reason": "Plus clair", "_key": "k"},
    )
    mathilde.opens(begun.location).says("0 of 1 cases", "Plus clair")
    work_off()
    mathilde.opens(begun.location).says("Cases moved to version 2").hides("of 1 cases")
    mathilde.opens(f"{HERE}/migration").says("No case to move", "To version 2: Plus clair")
    mathilde.opens(case).says(
        "moved the case from version 1 to version 2: Plus clair", "as a process owner", "version 2"
    )
    lea.opens(case).hides("Undo the migration")
    mathilde.opens(case).says("Undo the migration")
    mathilde.sends(f"{case}/migration/reversal", reason="Trop tôt")
    mathilde.opens(case).says("moved the case back to version 1: Trop tôt").hides("Undo the migration")
    lea.completes("Check the need", urgent="yes", software="Présenteur 7", source="site")
    lea.opens(f"{case}/history").says("Check the need")


def test_pages_of_migrations_are_for_owners_and_bear_nonsense(enter: Enter, renamed: Callable[[], None]) -> None:
    enter("helene").asks()
    renamed()
    nathalie, mathilde = enter("nathalie"), enter("mathilde")
    for path in (f"{HERE}/migration", f"/diagrams/{KEY}/migrations/1"):
        nathalie.opens(path, status=403)
    nathalie.sends(f"{HERE}/migrations", status=403, reason="x", **{"from": "1"})
    nathalie.sends("/cases/1/migration/reversal", status=403, reason="x")
    nathalie.opens(HERE).hides("Move running cases here")
    mathilde.opens(f"{HERE}/migration?from=9", status=404)
    mathilde.opens(f"{HERE}/migration?from=x", status=400)
    mathilde.opens(f"{HERE}/migration?from=2", status=400)
    mathilde.opens(f"{HERE}/migration?map.Task_Qualify=%00", status=400)
    mathilde.opens(f"{HERE}/migration?map.<b>=<i>").says("which the case's version does not have")
    mathilde.opens(f"/diagrams/{KEY}/9/migration", status=404)
    mathilde.opens(f"/diagrams/{KEY}/migrations/99", status=404)
    mathilde.opens("/diagrams/nothing/migrations/1", status=404)
    mathilde.sends(f"{HERE}/migrations", status=400, **{"from": "1"})
    mathilde.sends(f"{HERE}/migrations", status=400, reason="x")
    mathilde.sends("/cases/1/migration/reversal", status=409, reason="x")


def test_in_french_and_without_cases(site: Flask, enter: Enter) -> None:
    mathilde = enter("mathilde")
    mathilde.sends("/language", language="fr")
    mathilde.opens(f"/diagrams/{KEY}/1/migration").says("Aucun dossier à faire passer")
