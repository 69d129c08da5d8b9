"""Expressions of a form that can never give what is needed there are found before deployment."""

import pytest

from app.engine.model import Severity
from app.feel.types import ANY
from app.forms import check_form, fields_of, parse_form

NUMBER = {"type": "number", "key": "amount", "properties": {"label:en": "Amount"}}


def found(document: bytes, **variables: object) -> list[tuple[str, str | None, str]]:
    """Rule, component and property of what is found about expressions."""
    findings = check_form(document, "a.form", variables or None)
    return [(f.rule, f.element, str(f.details["property"])) for f in findings if f.rule.startswith("form-feel")]


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ({"conditional": {"hide": "=amount + 1"}}, "conditional.hide"),
        ({"conditional": {"hide": '="yes"'}}, "conditional.hide"),
        ({"readonly": '="yes"'}, "readonly"),
        ({"type": "select", "valuesExpression": "=1 + amount"}, "valuesExpression"),
        ({"type": "number", "validate": {"min": "=today()"}}, "min"),
        ({"type": "number", "validate": {"max": "=[1]"}}, "max"),
        ({"validate": {"minLength": "=amount > 1"}}, "minLength"),
        ({"validate": {"maxLength": '=date("2026-02-30")'}}, "maxLength"),
        ({"defaultValue": '="a" * 2'}, "defaultValue"),
        ({"label": 'Total {{"a" + (1 + 1)}}'}, "label"),
        ({"description": "=lenght(amount)"}, "description"),
        ({"appearance": {"prefixAdorner": '="a" - 1'}}, "prefixAdorner"),
    ],
)
def test_what_never_gives_what_is_needed(write, component, name) -> None:
    document = write(NUMBER, {"type": "textfield", "key": "x"} | component)
    assert found(document) == [("form-feel-wrong", "x", name)]


@pytest.mark.parametrize(
    "component",
    [
        {"conditional": {"hide": '=amount < 10 or missing = "x"'}},
        {"conditional": {"hide": "=not(agreed)"}},
        {"readonly": "=locked"},
        {"type": "select", "valuesExpression": '=[{label: "A", value: "a"}]'},
        {"type": "select", "valuesExpression": "=request.choices"},
        {"type": "number", "validate": {"min": "=amount", "max": '="10"'}},
        {"defaultValue": "=today()"},
        {"label": "{{case.reference}}: {{if amount > 1 then 2 else null}}"},
        {"conditional": {"hide": '=amount = "12"'}},
    ],
)
def test_what_can_be_right(write, component) -> None:
    agreed = {"type": "checkbox", "key": "agreed"}
    assert found(write(NUMBER, agreed, {"type": "textfield", "key": "x"} | component)) == []


def test_answers_have_the_type_of_their_field(write) -> None:
    fields = (
        {"type": "datetime", "key": "day"},
        {"type": "checkbox", "key": "agreed"},
        {"type": "taglist", "key": "tags"},
    )
    shown = {"type": "text", "text": "{{day.year}} {{agreed + 1}} {{tags > 1}}", "id": "t"}
    assert (
        found(write(*({"values": [{"value": "a"}]} | field for field in fields), shown))
        == [("form-feel-wrong", "t", "text")] * 3
    )


def test_names_that_are_nearly_known_are_doubted(write) -> None:
    hides = {"type": "textfield", "key": "x", "conditional": {"hide": "=amuont > 1 and verificaton = 1 and other = 1"}}
    document = write(NUMBER, hides)
    assert found(document, verification=ANY) == [("form-feel-doubtful", "x", "conditional.hide")] * 2
    assert {f.severity for f in check_form(document) if f.rule == "form-feel-doubtful"} == {Severity.WARNING}


def test_a_key_that_is_locked_is_not_set_by_the_form(write) -> None:
    title = {"type": "textfield", "key": "case.title", "readonly": True}
    assert fields_of(write(NUMBER, title)) == {"amount"}
    assert fields_of(b"no form") == frozenset()


def test_a_form_in_use_is_not_stopped_by_what_is_found_later(write) -> None:
    document = write({"type": "textfield", "key": "x", "conditional": {"hide": '="yes"'}})
    assert found(document) and parse_form(document).fields


def test_syntax_comes_with_a_hint(write) -> None:
    document = write({"type": "textfield", "key": "x", "conditional": {"hide": "=a && b"}})
    (finding,) = (f for f in check_form(document) if f.rule == "form-feel")
    assert "“And” is written “and”" in finding.sentence
