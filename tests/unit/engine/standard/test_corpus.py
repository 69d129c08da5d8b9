"""The files that each break one rule are refused with its number; those that show one feature break no rule."""

import re
from pathlib import Path

import pytest

from app.engine import check_bundle
from app.engine.model import Finding, Severity
from app.engine.standard.rules import STANDARD

CORPUS = Path(__file__).parents[5] / "shared" / "corpus"
CONSTRAINTS = sorted((CORPUS / "bpmn-features" / "constraints").glob("*.bpmn"))
FEATURES = [
    path
    for folder in ("activities", "basics", "data", "events", "gateways")
    for path in sorted((CORPUS / "bpmn-features" / folder).glob("*.bpmn"))
]
DRAWN = sorted((CORPUS / "drawn-diagrams").glob("*.bpmn"))
# Their scripts are words that each engine replaces with its own; then the language is known.
REPLACED = "script-without-format"


def errors(path: Path) -> list[Finding]:
    found = check_bundle({path.name: path.read_bytes()})
    return [finding for finding in found if finding.severity is Severity.ERROR]


def test_the_corpus_is_there() -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus ../shared/corpus is not here")
    assert CONSTRAINTS and FEATURES and DRAWN


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.stem)
def test_a_broken_rule_is_named(path: Path) -> None:
    found = errors(path)
    number = re.match(r"EXT(\d{3})", path.name)
    if number:
        assert any(f"EXT.{number[1]}" in finding.section for finding in found)
    else:
        assert any(finding.rule.startswith("reference-") for finding in found)


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_a_feature_breaks_no_rule(path: Path) -> None:
    assert [finding for finding in errors(path) if finding.rule in STANDARD and finding.rule != REPLACED] == []


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_what_people_drew_is_told_with_its_place(path: Path) -> None:
    for finding in errors(path):
        assert "{" not in finding.sentence
        assert finding.rule not in STANDARD or finding.element
