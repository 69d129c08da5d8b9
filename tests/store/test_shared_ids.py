"""A case through two files that use the same ids: each diagram shows its own marks."""

from collections.abc import Callable

import pytest

from app.cases.commands import start_case
from app.cases.queries import case_page
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM, Actor
from app.store.desk import Desk
from app.tasks.commands import complete_task
from tests.unit.engine.diagrams import diagram, end, node, process, start, z

pytestmark = pytest.mark.store
PEOPLE = z("assignmentDefinition", candidateGroups="support-manager")


def drawn(name: str, inner: str, flows: str) -> bytes:
    listed = z("properties", z("property", name="catalogue", value="true"))
    ours = process(
        name, f"<bpmn:extensionElements>{listed}</bpmn:extensionElements>", start(), inner, end(), flows=flows
    )
    return diagram(ours).replace(f"{name}_".encode(), b"Flow_")


def task(identity: str) -> str:
    return node("userTask", identity, extension=z("userTask") + PEOPLE)


CALL = node("callActivity", "c", extension=z("calledElement", processId="called"))
FILES = {
    "workflows/a/calling.bpmn": drawn("calling", CALL + task("u"), "s c u e"),
    "workflows/b/called.bpmn": drawn("called", task("u"), "s u e"),
}


def test_each_diagram_shows_its_own_marks(desk: Desk, person: Callable[[str], Actor]) -> None:
    deploy(SYSTEM, desk, files=FILES, reason="Two files of one editor.")
    case_id = start_case(person("helene"), desk, scenario="calling", values={}).case_id
    calling, called = case_page(desk.session, person("helene"), case_id, now=desk.now()).diagrams
    assert (calling.process, calling.here, calling.passed) == ("calling", ("c",), ("s",))
    assert (called.process, called.here, called.passed, called.flows) == ("called", ("u",), ("s",), ("Flow_s_u",))
    complete_task(person("nathalie"), desk, task_id=f"{case_id}-1", values={})
    calling, called = case_page(desk.session, person("helene"), case_id, now=desk.now()).diagrams
    assert (calling.here, called.here, called.passed) == (("u",), (), ("s", "u", "e"))
    complete_task(person("nathalie"), desk, task_id=f"{case_id}-2", values={})
    assert case_page(desk.session, person("helene"), case_id, now=desk.now()).summary.state == "completed"
