"""Literals, operators, names, paths, filters, loops and functions."""

from decimal import Decimal

import pytest

from app.feel import FeelSyntaxError, expression, unary_tests
from tests.unit.feel.evaluating import NOW, result, satisfies, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("1.23e4", Decimal(12300)),
        (".5 + 1", Decimal("1.5")),
        ("-5 ** 2", Decimal(25)),
        ("2 ** 3 ** 2", Decimal(64)),
        ("10 - 3 - 2", Decimal(5)),
        ("1 / 0", None),
        ("10 ** 6144 * 10", None),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ('"\\u00e9 \\t \\d"', "é \t \\d"),
        ('"\\ud83d\\udc0e"', "🐎"),
        ("true", True),
        ("null", None),
        ("// why\n 1 /* because */ + 1", Decimal(2)),
    ],
)
def test_literals_and_arithmetic(source: str, expected: object) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null or true", True),
        ("null or false", None),
        ('true and "true"', None),
        ("not(null)", None),
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 != null", True),
        ("[1, [2]] = [1, [2]]", True),
        ('1 < "2"', None),
        ("1 < null", None),
        ("2 between 1 and 3", True),
        ("null between 1 and 3", None),
        ("if null then 1 else 2", 2),
        ("5 in (1, > 4)", True),
        ("5 in [1..5)", False),
        ("5 in ]4..6[", True),
        ("(< 10) = (< 10)", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ],
)
def test_three_valued_logic_and_comparison(source: str, expected: object) -> None:
    assert result(source) is expected or result(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("total amount + 1", 43),
        ("total   amount", 42),
        ("a-b", 5),
        ("a - b", None),
        ("{first name: 1, x: first name + 1}.x", 2),
        ("{first name: 1}.first name", 1),
        ('{"any key!": 3}.`any key!`', 3),
        ("for my item in [1, 2] return my item * 2", [2, 4]),
        ("(function(the value) the value + 1)(the value: 4)", 5),
        ("[{first name: 1}, {first name: 2}][first name = 2].first name", [2]),
        ('string length("abc") + count([1])', 4),
        ("{count: 3, r: count([1, 2])}.r", 2),
    ],
)
def test_names_with_spaces_and_signs(source: str, expected: object) -> None:
    assert result(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("lines[price > 5].name", ["b"]),
        ("lines[-1].name", "b"),
        ("lines[3]", None),
        ("lines.price", [3, 7.5]),
        ("[1, 2, 3, 4][item > 2]", [3, 4]),
        ("[{item: 1}, {item: 5}][item > 2].item", [5]),
        ("100[1]", 100),
        ("null[1]", None),
        ("case.priority", "P1"),
        ("case.unknown.deeper", None),
        ("for i in 1..3, j in 1..i return i * j", [1, 2, 4, 3, 6, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..4) return i", [1, 2, 3]),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("some x in lines satisfies x.price > 7", True),
        ("every x in [] satisfies false", True),
        ("some x in [1, null] satisfies x > 1", None),
        ("{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(5)}.r", 120),
        ("{add: function(n) function(m) n + m, r: add(1)(2)}.r", 3),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ('"a" instance of string and [1] instance of list<number>', True),
        ("null instance of number", False),
        ('(function(a: number) a)("x")', None),
        ("(function(a: number) a)([5])", 5),
    ],
)
def test_paths_filters_loops_and_functions(source: str, expected: object) -> None:
    assert result(source) == expected


@pytest.mark.parametrize(
    ("tests", "tested", "expected"),
    [
        ("-", None, True),
        ("> 5", 6, True),
        ("> 5", None, False),
        ("[1..3], 7", 7, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(1), 5", 5, True),
        ('"a", "b"', "b", True),
        ("? > 5 and ? < 8", 6, True),
        ("? > amount", 1201, True),
        ("true", False, False),
        ("true", True, True),
        ('starts with(?, "V")', "VIP", True),
        ("[1, 2]", 2, True),
        ("null", None, True),
        ('date("2026-01-01")', "2026-01-01", False),
    ],
)
def test_unary_tests(tests: str, tested: object, expected: bool) -> None:
    assert satisfies(tests, tested) is expected


@pytest.mark.parametrize(
    ("source", "line", "column", "expected"),
    [
        ("1 +", 1, 4, "a value"),
        ("if a then 1", 1, 12, "“else”"),
        ("[1, 2", 1, 6, "“]”"),
        ("1 +\n  * 2", 2, 3, "a value"),
        ("unknown words here", 1, 9, "an operator or the end"),
        ("\u2603", 1, 1, "a value, a name or an operator"),
    ],
)
def test_a_syntax_error_says_where_and_what(source: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        expression(source)
    assert (caught.value.line, caught.value.column, caught.value.expected) == (line, column, expected)


def test_the_reason_of_a_null_is_kept() -> None:
    outcome, reasons = expression('1 + "a"').explain({}, now=NOW)
    assert outcome is None
    assert list(map(str, reasons)) == ["a number + a string has no result"]


def test_a_reason_does_not_repeat_long_names() -> None:
    _, (reason,) = expression("n" * 10_000).explain({}, now=NOW)
    assert str(reason) == "n" * 80 + " is not known here"


def test_variables_are_those_read_from_outside() -> None:
    source = "for x in items return x + amount + {y: 1, z: y}.z + count(items)"
    assert expression(source).variables == {"items", "amount"}


@pytest.mark.parametrize("tested", [None, True, "b", "c", 5, 4.5, 10])
@pytest.mark.parametrize(
    ("written", "with_names"),
    [
        ("5", "five"),
        ('"b"', "letter"),
        ("[5..10]", "[five..ten]"),
        ("(5..10]", "(five..ten]"),
        ("[5..10)", "[five..ten)"),
        ("(5..10)", "(five..ten)"),
        ("< 5, > 9", "< five, > ten - 1"),
        ("not(5, 10)", "not(five, ten)"),
        ('>= "b"', ">= letter"),
    ],
)
def test_a_test_of_constants_says_what_one_of_names_says(written: str, with_names: str, tested: object) -> None:
    names = {"five": 5, "ten": 10, "letter": "b"}
    assert unary_tests(written).matches(tested, names, now=NOW) is unary_tests(with_names).matches(
        tested, names, now=NOW
    )


def test_a_comparison_may_read_the_tested_value() -> None:
    assert unary_tests("> ? - 1").matches(3, {}, now=NOW)
    assert not unary_tests("> ? + 1").matches(3, {}, now=NOW)
