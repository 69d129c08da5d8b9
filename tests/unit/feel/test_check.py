"""What is found before an expression is ever evaluated; values to and from JSON; the reference's examples."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.feel import check, expression, from_json, to_json
from tests.unit.feel.evaluating import CASE, NOW

REFERENCE = Path(__file__).parents[3] / "docs" / "feel.md"


@pytest.mark.parametrize(
    ("source", "code", "suggestions"),
    [
        ("amuont > 3", "unknown-name", ("amount",)),
        ("cuont([1])", "unknown-function", ("count",)),
        ('strin length("a")', "syntax", ("string length",)),
        ('substring("a")', "arguments", ()),
        ("floor(n: 1, scal: 2)", "arguments", ()),
        ('amount + 1 = 2 or "yes"', "operator", ()),
        ("if amount > 1 then true else 1", "type", ()),
        ("lines[price > 3] = []", None, ()),
        ("(" * 100 + ")" * 100, "budget", ()),
    ],
)
def test_findings(source: str, code: str | None, suggestions: tuple[str, ...]) -> None:
    findings = check(source, list(CASE), "boolean")
    assert [finding.code for finding in findings] == ([code] if code else [])
    assert [finding.suggestions for finding in findings] == ([suggestions] if code else [])


def test_a_finding_says_where() -> None:
    (finding,) = check("true and\n  amuont > 3", ["amount"])
    assert (finding.line, finding.column, finding.text) == (2, 3, "amuont")


def test_values_from_json_and_back() -> None:
    data = {"a": [1, 2.5, None, True, "x"], "b": {"c": 1}}
    assert to_json(from_json(data)) == data
    assert from_json(0.1) == Decimal("0.1")
    assert to_json(from_json(date(2026, 1, 31))) == "2026-01-31"
    assert to_json(from_json(timedelta(minutes=90))) == "PT1H30M"
    assert from_json(float("nan")) is None


def test_the_examples_of_the_reference() -> None:
    blocks = re.findall(r"```feel\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    examples = [line.split("// =>") for block in blocks for line in block.splitlines() if "// =>" in line]
    assert len(examples) > 60
    for source, expected in examples:
        got = expression(source, list(CASE)).evaluate(CASE, now=NOW)
        wanted = expression(expected).evaluate({}, now=NOW)
        assert to_json(got) == to_json(wanted), source
