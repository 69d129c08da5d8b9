"""What is refused before it can run, and where the finding points."""

from pathlib import Path

import pytest

from app.engine import DiagramRefused, check_bundle, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    event,
    flow,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)

WRONG_TYPE = {
    "startEvent": "start-trigger-process",
    "endEvent": "end-trigger",
    "intermediateCatchEvent": "catch-trigger",
    "intermediateThrowEvent": "throw-trigger",
    "boundaryEvent": "boundary-trigger",
}
CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


def rules(*parts: str, flows: str = "", **known: object) -> list[tuple[str, str | None]]:
    found = check_bundle({"p.bpmn": diagram(process("P", *parts, flows=flows))}, **known)
    return [(finding.rule, finding.element) for finding in found]


def test_a_good_diagram_has_no_findings():
    assert rules(start(), user("u"), end(), flows="s u e", forms=["form-a"], groups=[]) == []


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "xml"),
        (b"<a", "xml"),
        (b"<a/>", "not-bpmn"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "doctype"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"), "doctype"),
        (b" " * 1_000_001, "too-large"),
        (diagram(), "no-process"),
    ],
)
def test_files_that_are_no_diagrams(content, rule):
    assert [finding.rule for finding in check_bundle({"p.bpmn": content})] == [rule]


@pytest.mark.parametrize("identity", ["Start", "End", "P.EndJoin", "u.BoundaryEventSplit", "u.BoundaryEventJoin"])
def test_reserved_ids_are_refused(identity):
    assert ("id-reserved", identity) in rules(start(), user(identity), end(), flows=f"s {identity} e")


@pytest.mark.parametrize("identity", ["1a", "a b", "x" * 65, "é", "a/b", "a#1"])
def test_other_ids_are_refused(identity):
    assert ("id-invalid", identity) in rules(start(), user(identity), end())


def test_the_same_id_twice_is_refused():
    assert ("id-used-twice", "u") in rules(start(), user("u"), user("u"), end(), flows="s u e")


def test_choreographies_are_named():
    assert ("process-choreography", "x") in rules(start(), node("callChoreography", "x"), end(), flows="s x e")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("startEvent", "cancel"),
        ("startEvent", "terminate"),
        ("startEvent", "link"),
        ("endEvent", "timer"),
        ("endEvent", "conditional"),
        ("endEvent", "link"),
        ("intermediateCatchEvent", "error"),
        ("intermediateCatchEvent", "escalation"),
        ("intermediateCatchEvent", "compensate"),
        ("intermediateThrowEvent", "timer"),
        ("intermediateThrowEvent", "conditional"),
        ("intermediateThrowEvent", "error"),
        ("intermediateThrowEvent", "cancel"),
        ("boundaryEvent", "link"),
        ("boundaryEvent", "terminate"),
    ],
)
def test_events_that_bpmn_does_not_know_there_are_named(place, kind):
    rule = "catch-compensation" if (place, kind) == ("intermediateCatchEvent", "compensate") else WRONG_TYPE[place]
    assert (rule, "x") in rules(start(), node(place, "x", event(kind)), end())


@pytest.mark.parametrize(
    ("parts", "flows", "finding"),
    [
        ([end(), node("task", "t")], "e t e", ("no-start", "P")),
        ([start(), user("u"), user("lost"), end()], "s u e", ("element-without-incoming", "lost")),
        ([start(), end(), boundary("b", "nothing", timer("PT1H"))], "s e", ("reference-unknown", "b")),
        ([start(), node("intermediateCatchEvent", "t", timer("4 hours")), end()], "s t e", ("timer-duration", "t")),
        ([start(), node("intermediateCatchEvent", "t", timer("=1 +")), end()], "s t e", ("expression", "t")),
        (
            [start(), node("intermediateCatchEvent", "t", timer("R/PT0S", "timeCycle")), end()],
            "s t e",
            ("timer-cycle", "t"),
        ),
        ([start(), script("t", "=1 +* 2"), end()], "s t e", ("expression", "t")),
        (
            [start(), node("scriptTask", "t", "<bpmn:script>import os</bpmn:script>"), end()],
            "s t e",
            ("script-without-format", "t"),
        ),
        ([start(), node("serviceTask", "t"), end()], "s t e", ("job-type", "t")),
        (
            [start(), node("callActivity", "c", extension=z("calledElement", processId="Q")), end()],
            "s c e",
            ("process-missing", "c"),
        ),
        (
            [start(), node("callActivity", "c", extension=z("calledElement", processId="P")), end()],
            "s c e",
            ("recursion", "P"),
        ),
        (
            [start(), node("businessRuleTask", "d", extension=z("calledDecision", decisionId="d")), end()],
            "s d e",
            ("decision-missing", "d"),
        ),
        ([start(), node("exclusiveGateway", "m"), script("t", "=1"), end()], "s m t m", ("endless-loop", "m")),
        ([start(), node("task", "a"), node("task", "b")], "s a b a", ("endless-loop", "a")),
        ([start(), subprocess("sub", start("s2"), start("s3"), end("e2")), end()], "s sub e", ("start-events", "sub")),
        ([start(), user("u", "<bpmn:standardLoopCharacteristics/>"), end()], "s u e", ("expression-missing", "u")),
    ],
)
def test_findings_point_at_their_element(parts, flows, finding):
    assert finding in rules(*parts, flows=flows)


def test_gateways_are_checked_for_conditions_and_default():
    parts = [start(), node("exclusiveGateway", "g"), user("a"), user("b"), end()]
    assert ("no-default", "g") in rules(
        *parts, flow("f1", "g", "a", "=x"), flow("f2", "g", "b", "=y"), flows="s g;a e;b e"
    )
    assert ("condition-missing", "g") in rules(
        *parts, flow("f1", "g", "a", "=x"), flow("f2", "g", "b"), flows="s g;a e;b e"
    )


def test_forms_and_groups_that_do_not_exist():
    task = user("u", extension=z("assignmentDefinition", candidateGroups="cio, nobody"))
    assert rules(start(), task, end(), flows="s u e", forms=["other"], groups=["cio"]) == [
        ("form-missing", "u"),
        ("group-missing", "u"),
    ]


def test_forks_that_multiply_are_refused():
    parts, flows = [start()], "s f0"
    for n in range(10):
        parts += [node("parallelGateway", f"f{n}"), *(node("task", f"t{n}{k}") for k in range(3))]
        flows += "".join(f";f{n} t{n}{k} " + (f"f{n + 1}" if n < 9 else "e") for k in range(3))
    # each task leads straight into the next fork, which joins only because it is a parallel gateway with three flows
    assert ("explosion", "e") not in rules(*parts, end(), flows=flows)
    merged = [part.replace("parallelGateway", "task") for part in parts]
    assert any(rule == "explosion" for rule, _ in rules(*merged, end(), flows=flows))


def test_a_refused_bundle_carries_its_findings():
    with pytest.raises(DiagramRefused) as refused:
        compile_bundle({"p.bpmn": diagram(process("P", start(), end("Start"), flows="s Start"))})
    assert refused.value.findings[0].rule == "id-reserved"


@pytest.mark.parametrize(
    "path",
    sorted((CORPUS / "drawn-diagrams").rglob("*.bpmn"))[:40] if CORPUS.exists() else [],
    ids=lambda path: path.stem,
)
def test_drawn_diagrams_give_findings_never_a_crash(path):
    check_bundle({path.name: path.read_bytes()})
