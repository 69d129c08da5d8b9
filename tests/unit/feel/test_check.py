"""What is found before an expression is ever evaluated; values to and from JSON."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.feel import FeelError, TypeUnknown, check, expression, from_json, to_json
from app.feel.builtins import BUILTINS
from app.feel.builtins.results import RESULTS
from tests.unit.feel.evaluating import CASE, NOW

TYPES = {
    "case": "context<id: number, opened: string, priority: string, vip: boolean>",
    "pace": "number",
    "amount": "number",
    "lines": "list<context<name: string, price: number>>",
    "total amount": "number",
    "a-b": "number",
}
FEEL = Path(__file__).parents[3] / "app" / "feel"
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


def test_the_examples_of_what_is_found() -> None:
    (block,) = re.findall(r"```check\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    examples = [re.split(r"\s+// | => ", line) for line in block.splitlines()]
    assert len(examples) > 20
    for source, needed, message in examples:
        tests_of = needed.removeprefix("tests of ") if needed.startswith("tests of ") else None
        found = check(source, TYPES, None if tests_of else needed, tests_of=tests_of)
        assert [finding.message for finding in found] == [message], source


def test_the_examples_of_the_reference_have_no_errors() -> None:
    blocks = re.findall(r"```feel\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    sources = [line.split("// =>")[0] for block in blocks for line in block.splitlines() if "// =>" in line]
    for source in sources:
        if expression(source, list(CASE)).evaluate(CASE, now=NOW) is not None:
            assert [finding for finding in check(source, TYPES) if finding.severity == "error"] == [], source


def test_every_code_is_in_the_reference() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    program = "".join(file.read_text(encoding="utf-8") for file in FEEL.rglob("*.py"))
    codes = set(re.findall(r'(?:Note|Finding|\.note)\(\s*"([a-z-]+)"', program))
    assert len(codes) > 12
    assert [code for code in sorted(codes) if f"`{code}`" not in written] == []


def test_every_built_in_function_says_what_it_gives() -> None:
    assert RESULTS.keys() == BUILTINS.keys()


@pytest.mark.parametrize(
    ("source", "expected", "severity", "code"),
    [
        ('amount = "a"', "boolean", "error", "comparison"),
        ('amount = "a" or case.vip', "boolean", "warning", "comparison"),
        ('is defined("a" + 1)', "boolean", "warning", "operator"),
        ('if case.vip then "a" else 1', "number", "warning", "type"),
        ('if case.vip then "a" else null', "number", "error", "type"),
        ('[{name: "x"}].nme', None, "warning", "unknown-member"),
        ('{name: "x"}.nme', None, "error", "unknown-member"),
        ("lines[prices > 3]", None, "warning", "unknown-name"),
        ("null + 1", None, "error", "operator"),
        ("{a: 1, a: 2}", "context", "error", "always-null"),
        ('@"2026-13-01"', None, "error", "always-null"),
        ("some x in 1..2 satisfies x", None, "warning", "condition"),
        ('for x in 1.."b" return x', None, "error", "loop"),
        ("(function(a) a)(1, 2)", None, "error", "call"),
        ('(function(a: number) a)("x")', None, "error", "argument"),
        ("amount(3)", None, "error", "call"),
        ("amount instance of numbr", "boolean", "warning", "unknown-type"),
        ("sublist(lines, 1).prise", None, "warning", "unknown-member"),
    ],
)
def test_an_error_is_what_never_gives_a_value(source: str, expected: str, severity: str, code: str) -> None:
    assert [(finding.severity, finding.code) for finding in check(source, TYPES, expected)] == [(severity, code)]


@pytest.mark.parametrize(
    "source",
    [
        "null",
        "if case.vip then 1 else null",
        "amount = null",
        'case.priority in ("P1", "P2")',
        'lines[price > 3].name[1] = "b"',
        "lines[more > 3]",
        "{f: function(n) if n < 1 then 1 else n * f(n - 1)}.f(3)",
        "{g: function() later, later: 1, r: g()}.r",
        "amount instance of tRequest",
        "for l in lines, i in 1..2 return l.price * i + count(partial)",
        "sort(lines, function(a, b) a.price < b.price)",
        "append(lines, 1)",
        'now() - date and time(case.opened) > duration("PT1H") * pace',
        "get or else(lines[1].price, 0) + 1",
        "abs([-1]) + 1",
        "lines[lines[5].price] = []",
        '[1, 2] = [1, "a"]',
    ],
)
def test_what_can_give_a_value_is_not_reported(source: str) -> None:
    assert check(source, TYPES) == []


@pytest.mark.parametrize(
    ("tests", "input_", "severities"),
    [
        ("-", "number", []),
        ("< 5, [7..9], (8)", "number", []),
        ('"a"', "number", ["error"]),
        ('1, "a"', "number", ["warning"]),
        ('not("a")', "number", ["error"]),
        ("[1..3]", "string", ["warning"]),
        ("? > 3 and case.vip", "number", []),
        ("? + 1", "number", ["error"]),
        ("case.vip", "string", []),
        ("== 3", "number", ["error"]),
        ("lines.price", "number", []),
        ("lines.name", "number", ["warning"]),
        ("< 5", "Any", []),
    ],
)
def test_unary_tests(tests: str, input_: str, severities: list[str]) -> None:
    assert [finding.severity for finding in check(tests, TYPES, tests_of=input_)] == severities


def test_where_other_variables_may_exist_only_similar_names_are_doubted() -> None:
    assert check("anything > 3", TYPES, "boolean", others=True) == []
    (doubt,) = check("amounts > 3", TYPES, "boolean", others=True)
    assert (doubt.severity, doubt.suggestions) == ("warning", ("amount",))
    assert check("step2 = 1", {"step1": "number"}, others=True) == []
    (unknown,) = check("cuont(x)", (), others=True)
    assert (unknown.severity, unknown.code) == ("error", "unknown-function")


def test_names_of_several_words_behind_a_dot() -> None:
    assert check("order.total amount > 3", {"order": "context<total amount: number>"}, "boolean") == []
    assert check("order.total amount > 3", ["order"], "boolean", members=["total amount"]) == []


def test_who_asks_whether_a_name_is_known_may_not_know_it() -> None:
    assert check("is defined(somebody)", TYPES, "boolean") == []
    assert check("get or else(somebody, 3) + 1", TYPES, "number") == []
    (doubt,) = check("is defined(amuont)", TYPES, "boolean")
    assert (doubt.severity, doubt.suggestions) == ("warning", ("amount",))


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeUnknown):
        check("a", {"a": "strin"})
    with pytest.raises(FeelError):
        check("a", expected="list<")


@pytest.mark.parametrize(
    "source",
    [
        " or ".join('1 < "a"' for _ in range(1500)),
        "+".join(f"unknown{number}" for number in range(1500)),
        "{a0: 1, " + ", ".join(f"a{n + 1}: {{x: a{n}, y: a{n}}}" for n in range(500)) + "}",
        "for " + ", ".join(f"x{n} in [1]" for n in range(1200)) + " return 1",
        "[" * 58 + "1" + "]" * 58,
        "sum(" + ", ".join(['"a"'] * 4000) + ")",
        " + ".join(['sum("a")'] * 1500),
        " or ".join(['date("x") = 1'] * 1000),
    ],
)
def test_a_check_stays_small_whatever_is_written(source: str) -> None:
    assert len(check(source)) <= 25


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('(1 + 2) * "x" > 3', '(1 + 2) * "x"'),
        ('[1, (2 - "a")]', '2 - "a"'),
        ('date("x").year', 'date("x")'),
        ('((("a"))) - 1', '((("a"))) - 1'),
        ('case.opened.total - "("', "total"),
        ('"(" - ")"', '"(" - ")"'),
        ("{f: -case.opened}.f", "-case.opened"),
    ],
)
def test_the_piece_of_text_is_whole(source: str, text: str) -> None:
    assert text in [finding.text for finding in check(source, TYPES)]
