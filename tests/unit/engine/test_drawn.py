"""Diagrams that people drew: each runs, or is answered with all that is missing, so that one round of repairs does."""

from pathlib import Path

import pytest
from lxml import etree

from app.engine import DiagramRefused, Finding, check_bundle, compile_bundle
from app.engine.guard import start_each
from tests.unit.engine.redrawing import MODEL
from tests.unit.engine.repairing import repaired
from tests.unit.engine.spoiling import Spoiler

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "drawn-diagrams"
DRAWN = sorted(path for path in CORPUS.glob("*") if path.suffix in (".bpmn", ".xml"))


def processes(content: bytes) -> list[etree._Element]:
    return etree.fromstring(content).findall(f"{{{MODEL}}}process")


def errors(content: bytes) -> list[str]:
    found = check_bundle({"p.bpmn": content})
    return [
        f"{finding.rule} at {finding.element}: {finding.sentence}" for finding in found if finding.severity == "error"
    ]


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_a_drawing_runs_after_one_round_of_repairs(path: Path) -> None:
    content = repaired(path.read_bytes(), check_bundle({"p.bpmn": path.read_bytes()}))
    assert errors(content) == []
    assert any(process.executable for process in compile_bundle({"p.bpmn": content}).processes.values())
    start_each({"p.bpmn": content})


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_each_process_of_a_drawing_can_be_the_one_that_runs(path: Path) -> None:
    """What is said of one process is complete for it: the others can stay drawings."""
    found, bundle = check_bundle({"p.bpmn": path.read_bytes()}), path.read_bytes()
    inside = {part.get("id"): process.get("id") for process in processes(bundle) for part in process.iter()}
    for process in {finding.element for finding in found if finding.rule == "not-executable"}:
        everywhere = [it for it in found if it.rule.startswith("reference-")]
        here = [it for it in found if it not in everywhere and inside.get(it.element, process) == process]
        content = repaired(bundle, [*everywhere, *here])
        assert errors(content) == []
        start_each({"p.bpmn": content})


def refusals(content: bytes) -> list[Finding]:
    """What the engine itself cannot run, apart from what only the standard forbids."""
    try:
        compile_bundle({"p.bpmn": content})
    except DiagramRefused as refused:
        return list(refused.findings)
    return []


@pytest.mark.parametrize("seed", range(120 if DRAWN else 0))
def test_a_spoiled_drawing_runs_after_one_round_of_repairs(seed: int) -> None:
    path = DRAWN[seed * 7 % len(DRAWN)]
    content = Spoiler(path.read_bytes(), seed).spoiled(1 + seed % 4)
    content = repaired(content, refusals(content))
    assert refusals(content) == []
    start_each({"p.bpmn": content})
