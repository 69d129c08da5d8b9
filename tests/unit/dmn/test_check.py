"""What is found in a model before it is evaluated: every rule once, where it is, and what is no reason for alarm."""

from collections import Counter

import pytest

from app.dmn import RULES, Finding, check_model
from app.dmn.analysis import coverage
from tests.unit.dmn.models import literal, model, table

NEEDS = '<informationRequirement><requiredInput href="#in"/></informationRequirement>'
TEXT = '<output id="o" name="size" typeRef="string"/>'
VALUES = '<output id="o" label="Size"><outputValues><text>"big","small"</text></outputValues></output>'
NUMBER = '<output id="o" typeRef="number"/>'
ALL = ("-", '"big"')
SUM = 'hitPolicy="COLLECT" aggregation="SUM"'


def rules_of(*documents: bytes) -> list[str]:
    return [found.rule for found in check_model(*documents)]


def wide(inputs: list[str], rules: list[list[str]], policy: str = "UNIQUE") -> bytes:
    """A table of several columns; an input is ``name:type`` or ``name``."""
    columns = "".join(
        f'<input><inputExpression typeRef="{kind or "Any"}"><text>{name}</text></inputExpression></input>'
        for name, _, kind in (text.partition(":") for text in inputs)
    )
    rows = "".join(
        "<rule>" + "".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in row[:-1])
        + f"<outputEntry><text>{row[-1]}</text></outputEntry></rule>"
        for row in rules
    )  # fmt: skip
    body = f'<decisionTable id="t" hitPolicy="{policy}">{columns}<output name="result"/>{rows}</decisionTable>'
    return model(f'<decision id="d" name="D">{body}</decision>')


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (table("", [("< 5", '"a"'), (">= 5", '"b"')]), []),
        (table("", [("< 5", '"a"'), ("> 5", '"b"')]), ["gap"]),
        (table("", [("< 5", '"a"'), ("<= 5", '"b"'), ("> 5", '"c"')]), ["overlap"]),
        (table('hitPolicy="ANY"', [("< 5", '"a"'), ("-", '"a"')]), []),
        (table('hitPolicy="ANY"', [("< 5", '"a"'), ("-", '"b"')]), ["overlap-any"]),
        (table('hitPolicy="ANY"', [("< 5", "a"), ("-", '"b"')]), []),
        (table('hitPolicy="FIRST"', [("< 5", '"a"'), ("[1..3]", '"b"'), ALL]), ["hidden"]),
        (table('hitPolicy="FIRST"', [("< 5", '"a"'), (">= 5", '"b"'), ALL]), []),
        (table('hitPolicy="FIRST"', [("< limit", '"a"'), (">= limit", '"b"'), ALL]), []),
        (table('hitPolicy="PRIORITY"', [("< 5", '"small"'), ("-", '"big"')], VALUES), ["outranked"]),
        (table('hitPolicy="PRIORITY"', [("< 5", '"big"'), ("-", '"small"')], VALUES), []),
        (table('hitPolicy="PRIORITY"', [ALL], TEXT), ["output-values"]),
        (table('hitPolicy="RULE ORDER"', [("1", '"a"'), ("1", '"a"')]), ["duplicate"]),
        (table('hitPolicy="COLLECT"', [("[5..1]", '"a"')]), ["never"]),
        (table('hitPolicy="COLLECT"', [('"x"', '"a"')]), ["never-kind"]),
        (table('hitPolicy="COLLECT"', [("1", "2")], TEXT), ["output-type"]),
        (table('hitPolicy="COLLECT"', [("1", '"huge"')], VALUES), ["output-not-allowed"]),
        (table('hitPolicy="COLLECT"', [("1", "-")]), ["output-dash"]),
        (table(SUM, [("-", '"a"')]), ["aggregation"]),
        (table(SUM, [("-", "3"), ("-", 'duration("P1D")')], "<output/>"), ["aggregation"]),
        (table(SUM, [("-", "3")], NUMBER), []),
        (table('hitPolicy="COLLECT" aggregation="COUNT"', [("1", '"a"')]), []),
        (table("", []), ["no-rules"]),
        (table('hitPolicy="BEST"', [ALL]), ["hit-policy"]),
        (table("", [("1 2", '"a"'), ("1 +", '"b"')]), ["syntax", "syntax"]),
        (table("", [("-", "cuont(amount)")]), ["unknown-function"]),
        (table("", [("-", 'substring("a")')]), ["arguments"]),
        (b"<a/>", ["document"]),
        (b"not XML", ["document"]),
        (model(literal("1", extra='<variable name="x" typeRef="nothing"/>')), ["type-unknown"]),
        (model('<decision id="a"><list/><nothing/></decision>'), []),
    ],
)  # fmt: skip
def test_findings(document: bytes, expected: list[str]) -> None:
    assert rules_of(document) == expected


def test_a_finding_says_where_it_is_and_what_to_do() -> None:
    (found,) = check_model(table("", [("-", "1 +\n  substring(amount)")]))
    assert (found.place.decision, found.place.element, found.place.name) == ("result", "o0", "The result")
    assert (found.place.rules, found.place.line, found.place.column_in_text) == ((1,), 2, 3)
    assert "start position" in found.remedy.format_map(dict(found.details))
    (found,) = check_model(table("", [("< 5", '"a"'), ("3", '"b"'), (">= 5", '"c"')]))
    assert found.place.rules == (1, 2)
    assert found.sentence == (
        "The rules 1 and 2 both match, for example amount = 3; the hit policy UNIQUE then gives null."
    )


@pytest.mark.parametrize(
    ("inputs", "rules", "conditions"),
    [
        (["p:string", "n:number"], [['"P1"', "< 10", "1"], ['not("P1")', "-", "1"]], ['p = "P1" and n >= 10']),
        (["p:string"], [['"P1"', "1"], ['"P2"', "1"]], ['not(p in ("P1", "P2"))']),
        (["p:string"], [['"P1"', "1"]], ['p != "P1"']),
        (["n:number"], [["[1..2)", "1"], ["(2..3]", "1"]], ["n in (< 1, 2, > 3)"]),
        (["d:date"], [['< @"2026-01-01"', "1"], ['> @"2026-01-02"', "1"]], ['d in [@"2026-01-01"..@"2026-01-02"]']),
        (["vip:boolean", "n:number"], [["true", "-", "1"], ["false", "> 0", "1"]], ["vip = false and n <= 0"]),
        (["p"], [["null", "1"], ['"a"', "1"], ['not("a",null)', "1"]], []),
        (["p"], [['"a"', "1"], ['not("a")', "1"]], []),
        (["p", "limit:number"], [["< limit", "-", "1"]], []),
        (["a.b = 1:boolean"], [["true", "1"]], ["“a.b = 1” = false"]),
    ],
)  # fmt: skip
def test_gaps_are_told_in_feel(inputs: list[str], rules: list[list[str]], conditions: list[str]) -> None:
    found = check_model(wide(inputs, rules, "FIRST"))
    assert [each.details["condition"] for each in found if each.rule == "gap"] == conditions


def test_many_gaps_and_overlaps_are_counted() -> None:
    numbers = [[str(at), str(at), "1"] for at in range(9)]
    told = Counter(rules_of(wide(["a:number", "b:number"], numbers)))
    assert told == {"gap": 5, "gaps-more": 1}
    told = Counter(rules_of(wide(["a:number"], [["-", "1"]] * 9)))
    assert told == {"overlap": 10, "overlaps-more": 1}


def test_columns_that_look_at_the_same_value_make_an_overlap_only_possible() -> None:
    rules = [["> 5", "-", "1"], ["-", "false", "1"]]
    assert "overlap-possible" in rules_of(wide(["n:number", "n > 3:boolean"], rules))
    assert "overlap" in rules_of(wide(["n:number", "m > 3:boolean"], rules))
    assert "overlap" in rules_of(wide(["r.n:number", "r.m > 3:boolean"], rules))


def test_allowed_values_close_a_column() -> None:
    rows = [('"low"', '"a"'), ('"high"', '"b"'), ('"hihg"', '"c"')]
    closed = table("", rows).replace(
        b"</inputExpression>", b'</inputExpression><inputValues><text>"low","high"</text></inputValues>'
    )
    closed = closed.replace(b'typeRef="number"', b'typeRef="string"')
    assert rules_of(closed) == ["never-allowed"]
    assert rules_of(closed.replace(b'"hihg"', b'"low","hihg"')) == ["not-allowed", "overlap"]
    limits = '<typeRef>string</typeRef><allowedValues><text>"low","high"</text></allowedValues>'
    item = f'<itemDefinition name="level">{limits}</itemDefinition>'
    decision = (
        table("", rows[:2]).decode().partition(">")[2].removesuffix("</definitions>").replace('typeRef="number"', "")
    )
    needs = decision.replace("<decisionTable", NEEDS + "<decisionTable")
    given = '<inputData id="in" name="amount"><variable name="amount" typeRef="level"/></inputData>'
    assert rules_of(model(item + given + needs)) == []
    assert rules_of(model(given.replace("level", "string") + needs)) == ["gap"]


@pytest.mark.parametrize(
    ("extra", "text", "expected", "remedy"),
    [
        ("", "anything", [], None),
        (NEEDS, "amount", [], None),
        (NEEDS, "amuont + 1", ["unknown-name"], "Did you mean {names}?"),
        (NEEDS, "other", ["unknown-name"], RULES["unknown-name"].remedy),
        (NEEDS, "for x in [amount] return x + item", ["unknown-name"], RULES["unknown-name"].remedy),
        (NEEDS, "[{a: 1}][a = 1]", [], None),
    ],
)  # fmt: skip
def test_names(extra: str, text: str, expected: list[str], remedy: str | None) -> None:
    found = check_model(model('<inputData id="in" name="amount"/>' + literal(text, "d", extra)))
    assert [each.rule for each in found] == expected
    assert all(each.remedy == remedy for each in found)


def test_a_function_sees_nothing_but_its_parameters() -> None:
    body = '<formalParameter name="x"/><literalExpression><text>x + y</text></literalExpression>'
    found = check_model(
        model(f'<businessKnowledgeModel id="f"><encapsulatedLogic>{body}</encapsulatedLogic></businessKnowledgeModel>')
    )
    assert [(each.rule, str(each.severity), each.details["text"]) for each in found] == [("name-missing", "error", "y")]


def test_names_of_several_words_and_of_members_are_known() -> None:
    part = '<itemComponent name="monthly income"><typeRef>number</typeRef></itemComponent>'
    item = f'<itemDefinition name="t">{part}</itemDefinition>'
    given = '<inputData id="in" name="the applicant"><variable name="the applicant" typeRef="t"/></inputData>'
    assert rules_of(model(item + given + literal("the applicant.monthly income + 1", "d", NEEDS))) == []


def test_only_the_first_document_is_spoken_of() -> None:
    other = model(literal('substring("a")', "o"), own="other")
    assert rules_of(model(literal("1")), other) == []
    assert rules_of(other) == ["arguments"]


def test_everything_is_collected_up_to_a_limit() -> None:
    rows = [("1 2", '"a"')] * 500
    found = check_model(table("", rows))
    assert len(found) == 201 and found[-1].rule == "more"


def test_a_table_that_needs_too_many_steps_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"[{at}..{at + 7}]", f"[{99 - at}..{at + 150}]", f"[{at * 7 % 50}..{at + 90}]", "1"] for at in range(80)]
    document = wide(["a:number", "b:number", "c:number"], rows, "FIRST")
    assert "too-large" not in rules_of(document)
    monkeypatch.setattr(coverage.Steps.__init__, "__defaults__", (200,))
    assert rules_of(document)[-1] == "too-large"
    assert "too-large" in rules_of(wide([f"x{at}:number" for at in range(150)], [["-"] * 150 + ["1"]]))


def test_every_sentence_can_be_filled() -> None:
    filled = [
        found
        for document in (table("", [("< 5", '"a"'), ("3", "nothing(1)")]), b"<a/>")
        for found in check_model(document)
    ]
    assert filled and not any("{" in _spoken(found) for found in filled)


def _spoken(found: Finding) -> str:
    return found.sentence + found.remedy.format_map(dict(found.details))


def test_names_have_the_types_of_what_is_required() -> None:
    needed = (
        '<inputData id="i" name="amount"><variable name="amount" typeRef="number"/></inputData>'
        '<inputData id="j" name="note"><variable name="note" typeRef="string"/></inputData>'
    )
    requires = "".join(
        f'<informationRequirement><requiredInput href="#{each}"/></informationRequirement>' for each in "ij"
    )
    (found,) = check_model(model(needed + literal("if amount < note then 1 else 2", "result", requires)))
    assert found.rule == "expression" and "a number" in found.sentence and "a string" in found.sentence
    inside = (
        f'<decision id="result" name="result">{requires}<context><contextEntry><variable name="amount"/>'
        "<literalExpression><text>note</text></literalExpression></contextEntry><contextEntry>"
        "<literalExpression><text>amount &lt; note</text></literalExpression></contextEntry></context></decision>"
    )
    assert check_model(model(needed + inside)) == ()
