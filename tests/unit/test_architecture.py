"""The imports point one way (DESIGN §2), and the big libraries stay where they belong."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = (
    {"errors", "time"},
    {"store", "feel"},
    {"engine", "forms", "dmn", "history", "identity"},
    {"cases", "tasks", "definitions", "clock", "notifications"},
    {"web", "cli", "jobs", "serving"},
)
HEIGHT = {package: height for height, layer in enumerate(LAYERS) for package in layer}
ONLY_IN = {
    "flask": {"web", "serving"},
    "SpiffWorkflow": {"engine"},
    "procrastinate": {"jobs"},
    "granian": {"serving"},
    "config": {"web", "cli", "serving"},
}


def imported_modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(file: Path) -> str:
    return file.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def arrows() -> dict[tuple[str, str], set[str]]:
    """(from, to) package -> the files that draw the arrow."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in (ROOT / "app").rglob("*.py"):
        for module in imported_modules(file):
            top, _, rest = module.partition(".")
            target = rest.partition(".")[0] if top == "app" else top
            if target != package_of(file) and (top == "app" or top in ONLY_IN):
                found[package_of(file), target].add(str(file.relative_to(ROOT)))
    return found


def test_every_package_has_a_layer() -> None:
    packages = {package_of(file) for file in (ROOT / "app").rglob("*.py")} - {"__init__"}
    assert packages - HEIGHT.keys() == set()


def test_no_arrow_points_upwards() -> None:
    upward = {
        arrow: files for arrow, files in arrows().items() if arrow[1] in HEIGHT and HEIGHT[arrow[0]] < HEIGHT[arrow[1]]
    }
    assert upward == {}


def test_no_packages_import_each_other_in_a_circle() -> None:
    targets: dict[str, set[str]] = defaultdict(set)
    for source, target in arrows():
        targets[source].add(target)

    def circle_from(package: str, path: tuple[str, ...]) -> tuple[str, ...] | None:
        if package in path:
            return (*path[path.index(package) :], package)
        for target in sorted(targets[package]):
            if circle := circle_from(target, (*path, package)):
                return circle
        return None

    assert [circle for package in sorted(HEIGHT) if (circle := circle_from(package, ()))] == []


def test_libraries_stay_in_their_package() -> None:
    strays = {
        arrow: files for arrow, files in arrows().items() if arrow[1] in ONLY_IN and arrow[0] not in ONLY_IN[arrow[1]]
    }
    assert strays == {}


def test_the_graph_is_really_read() -> None:
    """Guards this file itself: known arrows must be found."""
    found = arrows()
    assert ("engine", "SpiffWorkflow") in found
    assert ("web", "flask") in found
    assert ("dmn", "feel") in found
    assert ("jobs", "cases") in found
