"""Scenario tests (``*.test.json`` beside a diagram): read, played through the real engine, reported.

A file holds one test or a list of them. ``workflows/README.md`` says how an owner writes one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.definitions.commands import read_folder
from app.definitions.scenario_play import Play, ScenarioFailed
from app.engine import Bundle, compile_bundle
from app.errors import EscaladeError
from app.forms import FormDefinition, load_forms

Json = Any


class ScenarioUnreadable(EscaladeError):
    """The scenario test {file} cannot be read: {reason}. No test of it was run. Correct the file."""

    status = 422


@dataclass(frozen=True)
class ScenarioTest:
    """One test: who asks, what each person sends, the time that passes, and what must have happened."""

    file: str
    name: str
    name_en: str
    process: str
    start: Mapping[str, Json]
    steps: tuple[Mapping[str, Json], ...]
    expect: Mapping[str, Json]


@dataclass(frozen=True)
class ScenarioResult:
    """What became of a test; ``reason`` says why it failed. ``passed_elements`` were visited up to its end."""

    test: ScenarioTest
    passed: bool
    reason: str
    passed_elements: frozenset[str]


@dataclass(frozen=True)
class ScenarioReport:
    """All tests, and for each process the elements and flows that no test visited (empty when all are covered)."""

    results: tuple[ScenarioResult, ...]
    uncovered: Mapping[str, tuple[str, ...]]

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return all(result.passed for result in self.results)


def run_scenarios(workflows: Path, forms: Path | None = None) -> ScenarioReport:
    """Plays every test below *workflows*; the forms lie beside that folder when *forms* is not said.

    Raises :class:`ScenarioUnreadable`, or ``DiagramRefused`` when the diagrams cannot run.
    """
    files = read_folder(workflows, forms or workflows.parent / "forms")
    bundle = compile_bundle({path: content for path, content in files.items() if not path.endswith(".form")})
    known = load_forms(files).forms
    results = tuple(run_scenario(test, bundle, known) for test in read_scenarios(workflows))
    return ScenarioReport(results, _uncovered(bundle, results))


def read_scenarios(workflows: Path) -> tuple[ScenarioTest, ...]:
    """Every test below the folder, in order of file and place. Raises :class:`ScenarioUnreadable`."""
    return tuple(test for path in sorted(workflows.rglob("*.test.json")) for test in _read(path, workflows))


def run_scenario(test: ScenarioTest, bundle: Bundle, forms: Mapping[str, FormDefinition]) -> ScenarioResult:
    """Plays one test from its start to its last expectation, or up to the step that fails."""
    visited: set[str] = set()
    try:
        play = Play(bundle, forms, test.process, test.start, passed=visited)
        for number, step in enumerate(test.steps, 1):
            _numbered(play, number, step)
        play.expect(test.expect)
    except EscaladeError as error:
        return ScenarioResult(test, False, error.message(), frozenset(visited))
    return ScenarioResult(test, True, "", frozenset(visited))


def _numbered(play: Play, number: int, step: Mapping[str, Json]) -> None:
    try:
        play.step(step)
    except EscaladeError as error:
        said = str(error.details["what"]) if isinstance(error, ScenarioFailed) else error.message()
        raise ScenarioFailed(what=f"Step {number}: {said}") from error


def _read(path: Path, folder: Path) -> Iterator[ScenarioTest]:
    file = path.relative_to(folder).as_posix()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        for test in content if isinstance(content, list) else [content]:
            yield ScenarioTest(
                file=file,
                name=test["name"],
                name_en=test.get("name:en", test["name"]),
                process=test["process"],
                start=test.get("start", {}),
                steps=tuple(test.get("steps", ())),
                expect=test["expect"],
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScenarioUnreadable(file=file, reason=repr(error)) from error


def _uncovered(bundle: Bundle, results: tuple[ScenarioResult, ...]) -> dict[str, tuple[str, ...]]:
    seen = frozenset[str]().union(*(result.passed_elements for result in results))
    missing: dict[str, list[str]] = {process: [] for process in bundle.processes}
    nodes = bundle.diagram.nodes
    for node in nodes.values():
        if node.id not in seen:
            missing[node.process].append(node.id)
    for flow in bundle.diagram.flows.values():
        if flow.id not in seen and flow.source in nodes:
            missing[nodes[flow.source].process].append(flow.id)
    return {process: tuple(found) for process, found in missing.items()}
