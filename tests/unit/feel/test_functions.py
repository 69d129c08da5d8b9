"""Built-in functions."""

import pytest

from app.feel import as_literal
from app.feel.builtins import BUILTINS
from app.feel.reading.builtin_names import BUILTIN_NAMES
from tests.unit.feel.evaluating import result, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('number("1 000,5", " ", ",")', 1000.5),
        ('number("1,5")', None),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("string(null)", None),
        ("string(1.50)", "1.5"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring before("foobar", "bar")', "foo"),
        ('string join(["a", null, "c"], "-")', "a-c"),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("abc", "x*", "-")', None),
        ('replace("abc", "b", "$")', None),
        ('matches("aA", "(a)\\1", "i")', True),
        ('matches("x", "[A-Z-[OI]]", "i")', True),
        ('matches("a b", "\\p{IsBasicLatin} b", "x")', True),
        ('matches("a", "(?=a)")', None),
        ('matches("a", "a", "k")', None),
        ("list contains([1, null], null)", True),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ('distinct values([1, 1.0, "1"])', [1, "1"]),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ("append([1], [2])", [1, [2]]),
        ("concatenate([1], [2])", [1, 2]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("list replace([1, 2, 3], function(item, newItem) item > 2, 9)", [1, 2, 9]),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("sum([])", None),
        ("sum(1, 2, 3)", 6),
        ('max(["a", "c", "b"])', "c"),
        ('min([1, "a"])', None),
        ("median([8, 2, 5, 3, 4])", 4),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("stddev([2, 4, 7, 5])", 2.0816659994661326),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("decimal(2.5, 0)", 2),
        ("round half up(-2.5, 0)", -3),
        ("floor(-1.56, 1)", -1.6),
        ("modulo(-12, 5)", 3),
        ("sqrt(16)", 4),
        ("odd(5) and even(2)", True),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ("before([1..5), [5..9])", True),
        ("overlaps([1..5], [5..8])", True),
        ("overlaps before([1..5], [3..8])", True),
        ("during(5, [1..10])", True),
        ('range("[1..3)")', "[1..3)"),
        ('range("[3..1]")', None),
        ("get or else(null, 3)", 3),
        ("is defined(nothing)", False),
        ('is blank(" ")', True),
        ('trim(" a ")', "a"),
        ('to json({a: [1, "x"]})', '{"a":[1,"x"]}'),
        ('from json("{\\"a\\": 1.5}").a', 1.5),
        ('from json("{")', None),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ],
)
def test_built_in_functions(source: str, expected: object) -> None:
    assert result(source) == expected


def test_the_parser_knows_every_name_of_several_words() -> None:
    assert {name for name in BUILTINS if " " in name} == set(BUILTIN_NAMES)


@pytest.mark.parametrize(
    "written",
    ['"a \\"b\\""', "1.5", "null", '[@"2026-01-31", @"P1D"]', '{a: "x", "b c": [1..3)}', '@"10:30:00@Europe/Paris"'],
)
def test_a_literal_is_read_back_as_what_it_was(written: str) -> None:
    assert as_literal(value(written)) == written
