"""A long case and a wide one write as much at their end as at their beginning: bytes and rows on both databases."""

import pytest
from sqlalchemy import text

from app.cases.starting import start_case
from app.cases.task_rows import NEXT
from app.definitions.commands import deploy
from app.identity.actor import SYSTEM
from app.identity.directory import actor_for
from app.store.desk import Desk
from app.tasks.commands import complete_task
from tests.counting import row_counts
from tests.unit.engine.diagrams import diagram, end, flow, loop, node, process, start, z

pytestmark = pytest.mark.store
EVENT = text("SELECT length(body) FROM event_payload WHERE stream = :stream ORDER BY sequence DESC LIMIT 1")
SNAPSHOT = text("SELECT length(body) FROM snapshot WHERE case_id = :case_id")
TASK = z("userTask") + z("assignmentDefinition", candidateGroups="service-desk")


def written(desk: Desk, drawn: str, completions: int) -> list[tuple[int, int, dict[str, int]]]:
    """The bytes of the event and of the snapshot, and the rows, after each completion of the oldest open task."""
    deploy(SYSTEM, desk, files={"workflows/p.bpmn": diagram(drawn)}, reason="first")
    case_id = start_case(actor_for(desk.session, "helene", now=desk.now()), desk, scenario="P", values={}).case_id
    technician, sizes = actor_for(desk.session, "lea", now=desk.now()), []
    for number in range(1, completions + 1):
        complete_task(technician, desk, task_id=f"{case_id}-{number}", values={})
        event = desk.session.execute(EVENT, {"stream": f"case/{case_id}"}).scalar_one()
        snapshot = desk.session.execute(SNAPSHOT, {"case_id": case_id}).scalar_one_or_none() or 0
        sizes.append((event, snapshot, row_counts(desk.session.get_bind().engine)))
    return sizes


def test_a_round_of_a_loop_writes_the_same_however_many_went_before(desk: Desk) -> None:
    back, on = flow("back", "g", "m"), flow("on", "g", "e", "=done = true")
    parts = [node("exclusiveGateway", "m"), node("userTask", "u", extension=TASK)]
    parts += [node("exclusiveGateway", "g", default="back"), end()]
    sizes = written(desk, process("P", start(), *parts, back, on, flows="s m u g"), 40)
    (early_event, early_snapshot, early_rows), (late_event, late_snapshot, late_rows) = sizes[9], sizes[39]
    assert late_event <= 1.1 * early_event and late_snapshot <= 1.1 * early_snapshot
    assert late_rows == {**early_rows, "event": early_rows["event"] + 30}


def test_finishing_instances_writes_less_and_less(desk: Desk) -> None:
    settings = {"inputElement": "i", "outputCollection": "results", "outputElement": "=i"}
    each = loop(inputCollection="=for i in 1..40 return i", **settings)
    sizes = written(desk, process("P", start(), node("userTask", "u", each, TASK), end(), flows="s u e"), 39)
    assert sizes[-1][0] <= 1.1 * sizes[0][0], "the event says what was done, not what was done before"
    assert all(later[1] < earlier[1] for earlier, later in zip(sizes[::10], sizes[10::10], strict=False))
    assert sizes[-1][2]["task"] == 1


def test_the_answer_names_the_oldest_of_many_tasks(desk: Desk) -> None:
    each = loop(inputCollection="=for i in 1..120 return i")
    drawn = process("P", start(), node("userTask", "u", each, TASK), end(), flows="s u e")
    deploy(SYSTEM, desk, files={"workflows/p.bpmn": diagram(drawn)}, reason="first")
    case_id = start_case(actor_for(desk.session, "helene", now=desk.now()), desk, scenario="P", values={}).case_id
    technician = actor_for(desk.session, "lea", now=desk.now())
    for number in (1, 120, 60):
        done = complete_task(technician, desk, task_id=f"{case_id}-{number}", values={})
    assert len(done.next_tasks) == NEXT
    assert {row.groups[0].id for row in done.next_tasks} == {"service-desk"} and done.next_tasks[0].right == "group"
