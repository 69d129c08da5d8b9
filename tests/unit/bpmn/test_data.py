"""Data and people: what is written to a data object, property or store can be read where the standard says."""

import pytest

from app.engine import check_bundle
from tests.unit.bpmn.cases import Case, case, compiled, drawn
from tests.unit.bpmn.shows import shows
from tests.unit.bpmn.smallest import tag
from tests.unit.bpmn.smallest_data import ASSIGN, INTO, LANES, OBJECT, OUT, SPECIFICATION, STORE
from tests.unit.engine.diagrams import diagram, end, flow, node, process, script, start, subprocess, user


def written_and_read(declared: str, definitions: str = "") -> Case:
    """One task writes the variable ``price``, the next reads it."""
    parts = [start(), declared, script("writes", "=20", "price"), script("reads", "=price * 2", "twice"), end()]
    return case(*parts, flows="s writes reads e", definitions=definitions)


@shows("data object", "property", "data store")
@pytest.mark.parametrize(
    ("declared", "definitions"),
    [
        (OBJECT, ""),
        (tag("property", id="price", name="price"), ""),
        (tag("dataStoreReference", id="ref", dataStoreRef="ds"), STORE),
    ],
    ids=["object", "property", "store"],
)
def test_data_is_a_variable_of_its_name(declared: str, definitions: str) -> None:
    assert written_and_read(declared, definitions).variables == {"price": 20, "twice": 40}


def test_a_property_of_a_subprocess_ends_with_it() -> None:
    inside = [tag("property", id="price", name="price"), start("as"), script("w", "=20", "price"), end("ae")]
    played = case(start(), subprocess("a", *inside, flows="as w ae"), user("u"), end(), flows="s a u e", price=1)
    assert played.variables["price"] == 1


@shows("data input and output of a task", "data input association", "data output association")
def test_data_goes_into_a_task_and_out_of_it() -> None:
    assert doubled(INTO).variables == {"price": 40}


def doubled(into: str) -> Case:
    """The task ``a`` doubles what goes into it from the data object ``price``, which is 20."""
    inner = tag("dataInputAssociation", into, id="d1") + tag("dataOutputAssociation", OUT, id="d2")
    task = script("a", "=net * 2", "gross", SPECIFICATION + inner)
    return case(OBJECT, start(), task, end(), flows="s a e", price=20)


@shows("assignment of a data association")
def test_an_association_can_compute_what_goes_in() -> None:
    assert doubled(INTO + ASSIGN).variables == {"price": 42}


@shows("data input and output of a process")
def test_a_process_says_what_it_takes_and_gives() -> None:
    parts = [SPECIFICATION, start(), script("a", "=net * 2", "gross"), end()]
    assert case(*parts, flows="s a e", net=20).variables == {"net": 20, "gross": 40}
    assert case(*parts, flows="s a e").variables == {"net": None, "gross": None}


@shows("lane")
def test_a_lane_says_whose_work_it_is() -> None:
    content = drawn(LANES, start(), user("a"), end(), flows="s a e")
    assert compiled(content).elements["a"].lane == "Support"


def test_a_data_object_read_before_it_is_written_is_null() -> None:
    way = flow("y", "g", "u", "=price = null")
    parts = [OBJECT, start(), node("exclusiveGateway", "g", default="x"), user("u"), end(), way, flow("x", "g", "e")]
    assert case(*parts, flows="s g;u e").elements == {"u"}


def test_who_does_a_task_is_not_read_from_the_standards_elements_and_that_is_said() -> None:
    owner = tag(
        "potentialOwner", tag("resourceAssignmentExpression", tag("expression", "=group", id="x"), id="ra"), id="po"
    )
    found = check_bundle({"p.bpmn": diagram(process("P", start(), user("a", owner), end(), flows="s a e"))})
    assert [(finding.rule, finding.element) for finding in found] == [("people-ignored", "a")]
