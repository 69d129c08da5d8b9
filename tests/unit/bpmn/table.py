"""Writes ``docs/bpmn.md``: every element of BPMN with the test that shows it running, or with why it is refused.

python -m tests.unit.bpmn.table
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.engine import Finding, Severity, check_bundle
from tests.unit.bpmn.elements import Element, elements

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "bpmn.md"
TEXT = Path(__file__).with_name("bpmn.md")
PLACE = "<!-- the table -->"
_TESTS = ("tests/unit/bpmn", "tests/unit/engine")


@dataclass(frozen=True)
class Answer:
    """What the desk does with an element: ``runs`` (shown by tests), ``refused`` or ``noted`` (with what it says)."""

    kind: str
    said: str = ""
    shown_by: tuple[str, ...] = ()


def answer(element: Element, shown: dict[str, list[str]]) -> Answer:
    """Checks the element's smallest diagram and finds the tests that show it."""
    found = check_bundle({"p.bpmn": element.smallest})
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    ignored = [finding for finding in found if finding.rule.endswith("-ignored")]
    if errors or ignored:
        return Answer("refused" if errors else "noted", _sentence(errors or ignored))
    return Answer("runs", shown_by=tuple(shown.get(element.name, ())))


def shown_by_tests() -> dict[str, list[str]]:
    """For each element that a test shows the links to the tests, in the order of their files."""
    links: dict[str, list[str]] = {}
    for path in sorted(path for folder in _TESTS for path in (ROOT / folder).glob("test_*.py")):
        where = path.relative_to(ROOT)
        module = importlib.import_module(".".join(where.with_suffix("").parts))
        for test, function in vars(module).items():
            for mark in getattr(function, "pytestmark", ()) if test.startswith("test_") else ():
                for name in mark.args if mark.name == "shows" else ():
                    links.setdefault(name, []).append(f"[{test.removeprefix('test_')}](../{where.as_posix()})")
    return links


def document() -> str:
    """The whole page: the text beside this module with the table in its place."""
    return TEXT.read_text(encoding="utf-8").replace(PLACE, "\n".join(_table(shown_by_tests())))


def _table(shown: dict[str, list[str]]) -> Iterator[str]:
    for group, rows in groupby(elements(), key=lambda element: element.group):
        yield from (f"### {group}", "", "| element | | shown by, or why not |", "|---|---|---|")
        for element in rows:
            found = answer(element, shown)
            said = ", ".join(found.shown_by[:2]) or found.said
            yield f"| {element.label} | {found.kind if element.in_bpmn else '–'} | {said} |"
        yield ""


def _sentence(findings: list[Finding]) -> str:
    return findings[0].sentence.replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
