"""The scenarios as they are committed: sound, covered by their own tests, and safe where they must be."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from app.definitions.checks import check_files
from app.definitions.commands import read_folder
from app.definitions.scenarios import ScenarioReport, ScenarioResult, run_scenarios
from app.engine import Bundle, compile_bundle
from app.identity.demo import GROUPS, ROLES

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FILES = read_folder(ROOT / "workflows", ROOT / "forms")
SCENARIOS = (
    "urgent-software-install",
    "complex-spreadsheet",
    "secure-remote-access",
    "critical-server-outage",
    "vip-smartphone",
    "vip-mailbox-outage",
)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_bundle({path: content for path, content in FILES.items() if not path.endswith(".form")})


REPORT: ScenarioReport = run_scenarios(ROOT / "workflows")


@pytest.mark.parametrize("result", REPORT.results, ids=lambda result: f"{result.test.process}: {result.test.name_en}")
def test_scenario(result: ScenarioResult) -> None:
    assert result.passed, result.reason


def test_every_element_and_flow_of_every_diagram_is_covered() -> None:
    assert {process: missing for process, missing in REPORT.uncovered.items() if missing} == {}


def test_nothing_is_found_by_the_checks_before_deployment() -> None:
    assert check_files(FILES, groups={*GROUPS, *ROLES}) == []


def reachable(bundle: Bundle, start: str, without: str) -> set[str]:
    """The elements that a token can get to from *start*, by flows, boundary events, and into subprocesses."""
    nodes, flows = bundle.diagram.nodes, bundle.diagram.flows
    waiting, found = [start], set[str]()
    while waiting:
        here = waiting.pop()
        if here == without or here in found:
            continue
        found.add(here)
        inside = [node.id for node in bundle.diagram.starts(here)] if nodes[here].kind == "subProcess" else []
        waiting += inside + list(nodes[here].boundaries)
        waiting += [flow.target for flow in flows.values() if flow.source == here]
    return found


def starts(bundle: Bundle, process: str) -> Iterable[str]:
    """Where a token of the process can come from: its start event, and what starts its event subprocesses."""
    for node in bundle.diagram.inside(process):
        if node.kind == "startEvent":
            yield node.id
        if node.event_subprocess:
            yield from (start.id for start in bundle.diagram.starts(node.id))


def test_the_restart_is_only_reached_through_the_authorisation(bundle: Bundle) -> None:
    everywhere = set().union(*(reachable(bundle, start, "") for start in starts(bundle, "critical-server-outage")))
    without = set().union(
        *(reachable(bundle, start, "Call_AuthoriseRestart") for start in starts(bundle, "critical-server-outage"))
    )
    assert "Task_RestartServer" in everywhere
    assert "Task_RestartServer" not in without


def test_the_only_flow_to_the_restart_asks_for_the_answer_approved(bundle: Bundle) -> None:
    into = [flow for flow in bundle.diagram.flows.values() if flow.target == "Task_RestartServer"]
    assert [flow.condition.source for flow in into if flow.condition] == ['=authorisation.answer = "approved"']
    assert len(into) == 1


def test_the_two_agreements_carry_one_separation_label(bundle: Bundle) -> None:
    labels = [
        [mapping.source.source for mapping in bundle.diagram.nodes[call].inputs if mapping.target == "separation"]
        for call in ("Call_Security", "Call_Cio")
    ]
    assert labels == [['="access-agreement"']] * 2


def test_every_deadline_follows_the_pace(bundle: Bundle) -> None:
    for node in bundle.diagram.nodes.values():
        if node.trigger.timer:
            assert "* pace" in node.trigger.timer.source, node.id
        if node.task and node.task.due:
            assert "* pace" in node.task.due.source, node.id


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_scenario_starts_with_a_task_of_level_1_and_can_be_withdrawn(bundle: Bundle, scenario: str) -> None:
    first = next(node for node in bundle.diagram.inside(scenario) if node.kind == "userTask")
    assert first.task is not None and first.task.groups is not None
    assert first.task.groups.source == "service-desk"
    messages = {
        start.trigger.name: start.interrupting
        for node in bundle.diagram.inside(scenario)
        if node.event_subprocess
        for start in bundle.diagram.starts(node.id)
    }
    assert messages == {"withdraw": True, "information": False}
    assert bundle.processes[scenario].properties["escalation"] in {"functional", "hierarchical", "mixed"}


def test_every_step_has_its_english_name(bundle: Bundle) -> None:
    assert [node.id for node in bundle.diagram.nodes.values() if node.name and not node.properties.get("name:en")] == []


@pytest.mark.parametrize(
    ("affected", "urgency", "impact", "who", "scenario", "escalation", "priority"),
    [
        ("software", "now", "one", "self", "urgent-software-install", "hierarchical", "P2"),
        ("software", "now", "one", "executive", "urgent-software-install", "hierarchical", "P1"),
        ("software", "week", "one", "self", None, "none", "P4"),
        ("spreadsheet", "today", "one", "self", "complex-spreadsheet", "functional", "P3"),
        ("remote-access", "now", "one", "executive", "secure-remote-access", "hierarchical", "P1"),
        ("server", "now", "company", "company", "critical-server-outage", "mixed", "P1"),
        ("phone", "today", "one", "executive", "vip-smartphone", "urgent-functional", "P2"),
        ("mail", "now", "one", "executive", "vip-mailbox-outage", "mixed", "P1"),
    ],
)
def test_the_intake_decision_follows_the_practice(
    bundle: Bundle, affected: str, urgency: str, impact: str, who: str,
    scenario: str | None, escalation: str, priority: str,
) -> None:  # fmt: skip
    request = {"affected": affected, "urgency": urgency, "impact": impact, "who": who}
    route = bundle.decisions.evaluate("route", {"request": request, "vip": False}, now=NOW).value
    assert (route["scenario"], route["escalation"], route["priority"]) == (scenario, escalation, priority)
    assert route["reason"] and route["reason_en"]


TYPED = {"=information", "=handling.solution", "=review.change"}  # a person's own words, passed on as they are


def test_english_notices_are_written_in_english() -> None:
    """A notice has an English text of its own; only what somebody typed is the same in both languages."""
    zeebe = "{http://camunda.org/schema/zeebe/1.0}"
    notices, same = 0, set[str]()
    for path, content in FILES.items():
        for mapping in etree.fromstring(content).iter(f"{zeebe}ioMapping") if path.endswith(".bpmn") else ():
            texts = {each.get("target"): each.get("source") for each in mapping.iter(f"{zeebe}input")}
            notices += "text" in texts
            same |= {text for text in [texts.get("text")] if text and text == texts.get("text_en", text)}
    assert notices > 20
    assert same == TYPED
