"""Imports point one way (DESIGN, section 2), and each library stays where it belongs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
LAYERS = (
    {"errors", "time"},
    {"store", "feel"},
    {"engine", "forms", "dmn", "history", "identity"},
    {"cases", "tasks", "definitions", "clock", "notifications"},
    {"web", "cli", "jobs", "serving"},
)
LEVEL = {package: level for level, packages in enumerate(LAYERS) for package in packages}
HOMES = {"SpiffWorkflow": {"engine"}, "flask": {"web", "serving"}, "procrastinate": {"jobs", "store"}}


def modules() -> Iterator[tuple[str, str]]:
    """Every module's package within app/ and each module that it imports."""
    for path in sorted(APP.rglob("*.py")):
        package = path.relative_to(APP).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((package, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield package, node.module


def arrows() -> set[tuple[str, str]]:
    """Which package of app/ imports which other one."""
    found = {(package, name.split(".")[1]) for package, name in modules() if name.startswith("app.")}
    return {(package, other) for package, other in found if package != other}


def test_every_package_has_its_layer() -> None:
    packages = {path.stem for path in APP.iterdir() if path.name[0] not in "_."}
    assert packages == LEVEL.keys()


def test_no_import_points_upwards() -> None:
    assert {arrow for arrow in arrows() if LEVEL[arrow[1]] > LEVEL[arrow[0]]} == set()


def test_no_packages_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {package: set() for package in LEVEL}
    for package, other in arrows():
        graph[package].add(other)
    while free := {package for package, others in graph.items() if not others}:
        graph = {package: others - free for package, others in graph.items() if package not in free}
    assert graph == {}


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_library_stays_where_it_belongs(library: str) -> None:
    homes = {package for package, name in modules() if name == library or name.startswith(library + ".")}
    assert homes <= HOMES[library]
