"""No English stands inside a French sentence about FEEL: many wrong expressions and models, each spoken in French."""

import re

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dmn import DmnError, load_model
from app.engine import check_bundle
from app.errors import EscaladeError, Phrase
from app.feel import Finding, check
from app.feel.builtins import BUILTINS
from tests.unit.engine.diagrams import diagram, end, process, script, start, user
from tests.unit.feel.evaluating import CASE
from tests.unit.feel.expressions import TYPES, expressions
from tests.unit.web.test_french import MERELY_FILLED, PO

with PO.open("rb") as _file:
    FRENCH = {str(entry.id): str(entry.string) for entry in read_po(_file, locale="fr") if entry.id}
FRENCH |= {template: template for template in MERELY_FILLED}
MISSING = "¬"
WRONG = [
    "1 +", "(", "[1", "{a", "{a: 1", "if 1", "if 1 then 2", "for", "for x", "for x in", "for x in [1]",
    "some x in [1]", "every", "1 2", "a b", "'a'", '"a', "“a”", "a && b", "a || b", "a == b", "a => b", "a <> b",
    "!a", "not a", "a is null", "1,5", "a ? b : c", "x := 1", "a; b", "a % b", "2 ^ 3", "a.", "a.[1]", "f(",
    "f(a: 1, 2)", "f(a: )", "[1..", "[1..2", "(1..2", "function(", "function(a", "function(a:", "a instance of",
    "a instance of list<", "a between 1", "a between 1 or 2", "in", "then", "else", "date(", "@", "#", "{1: 2}",
    "{: 2}", '{"a" 1}', "()", "", "a[", "a[1", "a[]", "`a", "None", "True", "len(a)", "elif", "x -> y",
    "function(a b) c", "function<a> b", "context put", "substring(", "a instance of function<number",
    "a instance of context<a", "a instance of context<a: number", "if a then b elseif", "a = = ", "- ", "1 in (",
    "1 in (2", "1 in",
    "(" * 100, "x" * 20_001, "9" * 1_001,
]  # fmt: skip


def in_french(phrase: Phrase) -> str:
    return phrase.spoken(lambda template: FRENCH.get(template, f"{MISSING}{template}{MISSING}"))


def english_in(phrase: Phrase) -> list[str]:
    """The templates without French, and the English words that are not names of what the person wrote."""
    spoken = in_french(phrase)
    words = re.sub("«\u00a0.*?\u00a0»", "", spoken)
    return re.findall(rf"{MISSING}.*?{MISSING}", spoken) + re.findall(
        r"\b(?:the|was|where|expected|found|this|is|never|and|of|at most|value|name|end|or)\b", words
    )


def faults(found: list[Finding]) -> list[tuple[str, list[str]]]:
    return [(in_french(one.placed), wrong) for one in found if (wrong := english_in(one.placed))]


@pytest.mark.parametrize("source", WRONG)
def test_what_is_not_feel_is_said_in_french(source: str) -> None:
    found = check(source, [*CASE, "a", "b", "c", "x", "y"], "boolean")
    assert found
    assert faults(found) == []


@settings(max_examples=400, deadline=None)
@given(st.text("()[]{}<>=!,.:\"'@+-*/ abif then else for in 123", max_size=20))
def test_any_text_is_judged_in_french(source: str) -> None:
    assert faults(check(source, ["a", "b"], "number")) == []


@settings(max_examples=400, deadline=None)
@given(expressions, st.sampled_from(sorted(TYPES.values())))
def test_wrong_types_are_said_in_french(source: str, expected: str) -> None:
    found = [one for one in check(source, TYPES, expected) if not any(name in one.message for name in _ENGLISH_NAMES)]
    assert faults(found) == []


_ENGLISH_NAMES = [name for name in BUILTINS if re.search(r"\b(?:is|and|of|or|end)\b", name)]


def test_a_finding_of_a_diagram_is_french_throughout() -> None:
    parts = (start(), script("a", "1 +"), user("u"), script("b", '"a" > 1', "x"), end())
    found = check_bundle({"p.bpmn": diagram(process("P", *parts, flows="s a u b e"))})
    told = [finding for finding in found if finding.rule.startswith("expression")]
    assert {finding.rule for finding in told} == {"expression", "expression-wrong"}
    assert [english_in(finding.phrase) for finding in told if english_in(finding.phrase)] == []


def test_a_syntax_error_of_a_decision_is_french_throughout() -> None:
    model = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" id="m" name="m">'
        '<decision id="d" name="Priorité"><literalExpression id="l"><text>1 +</text></literalExpression></decision>'
        "</definitions>"
    )
    with pytest.raises(DmnError) as refused:
        load_model(model.encode())
    assert english_in(refused.value.phrase) == []
    assert "ligne 1, colonne 4" in in_french(refused.value.phrase)


def test_english_would_be_seen() -> None:
    assert english_in(Phrase("This has no French.")) != []
    assert english_in(Phrase("{found} was found where {expected} was expected.", {"found": "a", "expected": "a value"}))


def test_an_error_in_an_error_is_translated_where_it_is_said() -> None:
    class OuterError(EscaladeError):
        """{element}: {said}"""

    inner = Phrase("{one} or {other}", {"one": Phrase("a number"), "other": Phrase("a string")})
    error = OuterError(element="x", said=inner)
    assert str(error) == "x: a number or a string"
    assert in_french(error.phrase) == "x\u00a0: un nombre ou un texte"
