"""Files that take too much are refused by a process of their own, while the database stays free for everybody else."""

from typing import Any

import pytest

from app.definitions import commands, guard
from app.definitions.commands import DeploymentRefused, deploy
from app.definitions.library import Shelf
from app.definitions.queries import versions
from app.engine.model import Finding
from app.identity.actor import SYSTEM
from app.store.desk import Desk
from tests.store.small import BPMN
from tests.unit.engine.test_guard import BOMB, parallel

pytestmark = pytest.mark.store


def test_a_greedy_deployment_is_refused_and_nobody_waits_for_it(small: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []

    def asked(*order: Any) -> list[Finding]:
        options = small.session.connection().get_execution_options()
        locked.append(bool(options.get("escalade_writes")))
        return guard.check_in_child(*order)

    monkeypatch.setattr(commands, "check_in_child", asked)
    monkeypatch.setattr(commands, "_sound", Shelf(4))
    monkeypatch.setattr(guard, "SECONDS", 0)
    with pytest.raises(DeploymentRefused) as refused:
        deploy(SYSTEM, small, files={"workflows/greedy.bpmn": parallel(240, BOMB)}, reason="greedy")
    assert [finding.rule for finding in refused.value.findings] == ["too-slow"]
    assert [view.key for view in versions(small.session)] == ["small"]
    monkeypatch.setattr(guard, "SECONDS", 2)
    changed = {"workflows/small/small.bpmn": BPMN.replace(b"PT1H", b"PT3H")}
    assert [view.number for view in deploy(SYSTEM, small, files=changed, reason="good")] == [2]
    assert locked == [False, False], "asked once for each, and not while the database is locked"


def test_a_file_that_nobody_can_read_never_reaches_the_desks_own_process(
    small: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: str, content: bytes) -> None:
        raise AssertionError(f"{path} was read outside the process that can be killed")

    monkeypatch.setattr(commands, "read_facts", read)
    monkeypatch.setattr(commands, "compile_bundle", read)
    with pytest.raises(DeploymentRefused):
        deploy(SYSTEM, small, files={"workflows/broken.bpmn": b"<" * 1_000}, reason="broken")
