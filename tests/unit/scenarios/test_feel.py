"""Everything that the scenarios compute is FEEL of app.feel: each expression of each diagram, form and table."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from app.definitions.scenarios import run_scenarios
from app.dmn import load_model
from app.feel import expression
from app.feel.evaluation import Expression

ROOT = Path(__file__).parents[3]
DIAGRAMS = sorted((ROOT / "workflows").rglob("*.bpmn"))
TABLES = sorted((ROOT / "workflows").rglob("*.dmn"))
FORMS = sorted((ROOT / "forms").glob("*.form"))


def texts_of(diagram: Path) -> Iterator[str]:
    """Every text and attribute that begins with ``=``."""
    for element in etree.fromstring(diagram.read_bytes()).iter(etree.Element):
        for text in (*element.attrib.values(), element.text or ""):
            if text.strip().startswith("="):
                yield text.strip()[1:].strip()


def formulas_of(value: object) -> Iterator[str]:
    """The same of a form's JSON."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from formulas_of(part)
    elif isinstance(value, str) and value.startswith("="):
        yield value[1:].strip()


def test_each_expression_of_each_diagram_is_evaluated_in_a_scenario_test(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated = set()
    evaluate = Expression.evaluate

    def recorded(self: Expression, *arguments: object, **named: object) -> object:
        evaluated.add(self.source.strip())
        return evaluate(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Expression, "evaluate", recorded)
    assert all(result.passed for result in run_scenarios(ROOT / "workflows").results)
    written = {text for diagram in DIAGRAMS for text in texts_of(diagram)}
    assert len(written) > 250
    assert written - evaluated == set()


def test_no_diagram_has_another_language() -> None:
    for diagram in DIAGRAMS:
        root = etree.fromstring(diagram.read_bytes())
        assert root.get("expressionLanguage") is None
        assert not root.findall(".//{http://www.omg.org/spec/BPMN/20100524/MODEL}script")


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.name)
def test_each_formula_of_each_form_is_feel(form: Path) -> None:
    for formula in formulas_of(json.loads(form.read_text())):
        assert expression(formula).source


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_each_decision_is_feel(table: Path) -> None:
    assert load_model(table.read_bytes()).decisions
