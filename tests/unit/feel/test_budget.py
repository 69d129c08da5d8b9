"""Text from anybody: every expression ends soon, with a value or an error of FEEL."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import Budget, FeelBudgetExceeded, FeelError, expression, to_json
from tests.unit.feel.evaluating import CASE, NOW

HOSTILE = {
    "brackets": "(" * 5000 + "1" + ")" * 5000,
    "lists": "[" * 5000,
    "contexts": "{a:" * 3000,
    "minus": "-" * 5000 + "1",
    "conditions": "if true then " * 1500 + "1",
    "not": "not(" * 3000 + "true" + ")" * 3000,
    "sum": "1" + "+1" * 9000,
    "powers": "9" + "**9" * 4000,
    "paths": "a" + ".b" * 9000,
    "filters": "a" + "[1]" * 5000,
    "calls": "f" + "()" * 5000,
    "comparisons": "1" + "=1" * 9000,
    "types": "1 instance of " + "list<" * 3000,
    "too long": "1 " * 20_000,
    "digits": "9" * 1500,
    "doubling text": 'for i in 1..99 return if i = 1 then "xxxxxxxxxxxxxxxx" else partial[-1] + partial[-1]',
    "doubling list": "for i in 1..99 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    "long range": "count(for i in 1..1000000000 return i)",
    "nested loops": "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "some": "some x in 1..100000000 satisfies x < 0",
    "endless recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "deep recursion": "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(1000000)}.r",
    "wide recursion": "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r",
    "self application": "(function(x) x(x))(function(x) x(x))",
    "partial of partials": "for i in 1..20000 return partial",
    "deep value": "string(for i in 1..400 return [partial[-1]])",
    "deep comparison": "{a: for i in 1..300 return [partial[-1]], r: a = a}.r",
    "deep flatten": "flatten(for i in 1..300 return [partial[-1]])",
    "evil pattern": 'matches("' + "a" * 5000 + '!", "^(a+)+$")',
    "evil reference": 'matches("' + "a" * 100 + '!", "^((a+)+)\\2$")',
    "huge repeats": 'matches("aaa", "((a{100}){100}){100}")',
    "huge replacement": 'replace("' + "a" * 5000 + '", "a", "' + "$0" * 1000 + '")',
    "huge power": "9 ** 9 ** 9 ** 9",
    "huge exponent": "exp(1000000)",
    "huge scale": "decimal(1, 10 ** 6000)",
    "huge index": "[1][10 ** 40]",
    "huge modulo": "modulo(10 ** 6000, 3)",
    "huge duration": '@"P99999999999D" * 10 ** 30',
    "all days": 'count(for d in @"0001-01-01"..@"9999-12-31" return d)',
    "deep json": 'from json("' + "[" * 5000 + '")',
    "zone of a file": 'time("10:00:00@../../etc/passwd")',
    "open comment": "/*" * 5000,
    "open text": '"' * 4999,
    "null character": "\x00",
    "half a pair": 'matches("\\uD800", ".")',
    "slow sort": "sort(for i in 1..20000 return -i, function(a, b) a < b)",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_expressions_end_within_the_budget(source: str) -> None:
    try:
        to_json(expression(source).evaluate({}, now=NOW))
    except FeelError:
        return


@pytest.mark.parametrize("name", ["long range", "doubling text", "endless recursion", "evil reference", "brackets"])
def test_what_is_too_much_is_refused_the_same_way_each_time(name: str) -> None:
    verdicts = set()
    for _ in range(3):
        with pytest.raises(FeelBudgetExceeded) as caught:
            expression(HOSTILE[name]).evaluate({}, now=NOW)
        verdicts.add(str(caught.value))
    assert len(verdicts) == 1


def test_a_budget_of_ones_own() -> None:
    counting = expression("for i in 1..50 return i")
    assert counting.evaluate({}, now=NOW) is not None
    with pytest.raises(FeelBudgetExceeded):
        counting.evaluate({}, now=NOW, budget=Budget(steps=20))


def test_deep_data_is_refused() -> None:
    data: object = 1
    for _ in range(5000):
        data = [data]
    with pytest.raises(FeelBudgetExceeded):
        expression("data").evaluate({"data": data}, now=NOW)


NAMES = st.sampled_from(
    ["amount", "lines", "case", "x", "count", "string length", "date and time", "partial", "item", "?"]
)
ATOMS = st.one_of(
    NAMES,
    st.sampled_from(["0", "1", "-2.5", "1e6000", "null", "true", "false", "[]", "{}", '@"P1D"', '@"2026-01-31"']),
    st.text(alphabet=string.printable, max_size=5).map(
        lambda text: '"' + text.replace('"', "").replace("\\", "") + '"'
    ),
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(
        [*"+-*/=<>", "**", "!=", "<=", ">=", " and ", " or ", " in ", "..", " instance of ", ","]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map("".join),
        inner.map("({})".format),
        inner.map("[{}]".format),
        st.tuples(inner, inner).map(lambda both: f"{both[0]}[{both[1]}]"),
        st.tuples(NAMES, inner).map(lambda both: f"{both[0]}({both[1]})"),
        st.tuples(inner, NAMES).map(lambda both: f"({both[0]}).{both[1]}"),
        st.tuples(inner, inner, inner).map(lambda all_: "if {} then {} else {}".format(*all_)),
        st.tuples(inner, inner).map(lambda both: f"for x in {both[0]} return {both[1]}"),
        st.tuples(inner, inner).map(lambda both: f"some x in {both[0]} satisfies {both[1]}"),
        st.tuples(inner, inner).map(lambda both: f"{{a: {both[0]}, b c: {both[1]}}}"),
        inner.map("(function(x) {})(1)".format),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(ATOMS, _larger, max_leaves=12))
def test_only_errors_of_feel_leave(source: str) -> None:
    try:
        to_json(expression(source, list(CASE)).evaluate(CASE, now=NOW))
    except FeelError:
        return


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abc 01.,()[]{}<>=!+-*/?@\"\\:'and or in for not # é\u200b\ud800", max_size=40))
def test_only_errors_of_feel_leave_for_any_text(source: str) -> None:
    try:
        to_json(expression(source).evaluate({"a": 1, "b": [1], "c": {"a": 1}}, now=NOW))
    except FeelError:
        return


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab()[]{}|*+?.^$\\1dpPLIs,-", max_size=15), st.sampled_from(["", "i", "x", "q", "sm"]))
def test_any_pattern(pattern: str, flags: str) -> None:
    context = {"pattern": pattern, "flags": flags}
    try:
        for source in (
            'matches("aab1", pattern, flags)',
            'replace("aab1", pattern, "$1", flags)',
            'split("aab1", pattern)',
        ):
            expression(source).evaluate(context, now=NOW)
    except FeelBudgetExceeded:
        return
