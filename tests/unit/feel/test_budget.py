"""Text from anybody: every expression ends soon, with a value or an error of FEEL."""

import string
import tracemalloc
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import Budget, FeelBudgetExceeded, FeelError, FeelSyntaxError, expression, to_json
from app.feel.budget import Run
from app.feel.regular.classes import _every_category
from app.feel.regular.parser import PatternParser
from app.feel.regular.syntax import looks_far
from app.feel.scope import Scope
from tests.unit.feel.attacking import Attack, attempt
from tests.unit.feel.evaluating import CASE, NOW, result, value
from tests.unit.feel.hostile import HOSTILE

ENDLESS = ("long range", "doubling text", "endless recursion", "a reference after plus", "brackets", "shared equality")
MOST_MEMORY = 16 * 2**20


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_gets_the_same_verdict_each_time_in_little_memory(name: str) -> None:
    verdict = attempt(HOSTILE[name])
    tracemalloc.start()
    try:
        assert attempt(HOSTILE[name]) == verdict
        assert tracemalloc.get_traced_memory()[1] <= MOST_MEMORY
    finally:
        tracemalloc.stop()


def test_there_are_many_hostile_expressions_and_most_are_stopped() -> None:
    assert len(HOSTILE) >= 200
    stopped = [name for name in ENDLESS if "needs more than it may use" in attempt(HOSTILE[name])]
    assert stopped == list(ENDLESS)


def test_a_budget_of_ones_own() -> None:
    counting = expression("for i in 1..50 return i")
    assert counting.evaluate({}, now=NOW) is not None
    with pytest.raises(FeelBudgetExceeded):
        counting.evaluate({}, now=NOW, budget=Budget(steps=20))


@pytest.mark.parametrize(
    "source",
    [
        "[" * 55 + "1" + "]" * 55,
        "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(25)}.r",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "string(for i in 1..90 return [partial[-1]])",
        'from json("' + "[" * 90 + "]" * 90 + '")',
        'from json("' + "[" * 900 + "]" * 900 + '")',
    ],
)
def test_the_verdict_does_not_depend_on_how_deep_the_caller_is(source: str) -> None:
    attack = Attack(source)
    assert {_from_deep(levels, attack) for levels in (0, 500, 800, 880)} == {attempt(attack)}


def _from_deep(levels: int, attack: Attack) -> str:
    return _from_deep(levels - 1, attack) if levels else attempt(attack)


def test_names_are_found_from_deep_below_as_well() -> None:
    def variables(levels: int) -> frozenset[str]:
        return variables(levels - 1) if levels else parsed.variables

    parsed = expression("[" * 55 + "a" + "]" * 55)
    assert variables(850) == {"a"}


def test_data_counts_as_work_but_only_once() -> None:
    known = {"data": list(range(900))}
    assert expression("every i in 1..100 satisfies count(data) = 900").evaluate(known, now=NOW) is True
    with pytest.raises(FeelBudgetExceeded):
        expression("data").evaluate({"data": [[0] * 100] * 1000}, now=NOW)


def test_numbers_that_nobody_writes_are_no_json() -> None:
    assert to_json(value("10 ** 400")) == 10**400
    with pytest.raises(FeelBudgetExceeded):
        to_json(value("10 ** 6000"))


def test_a_number_with_a_minus_keeps_its_digits() -> None:
    assert result("string(-1234567890123456789012345678901234)") == "-1234567890123456789012345678901234"


def test_a_result_with_shared_parts_is_refused_as_json_before_it_is_made() -> None:
    shared = expression(HOSTILE["shared value"].source).evaluate({}, now=NOW)
    with pytest.raises(FeelBudgetExceeded):
        to_json(shared)


@pytest.mark.parametrize("key", ["{}", "[1]", "1", "null", "count"])
def test_a_path_of_what_are_no_names_leads_nowhere(key: str) -> None:
    assert result(f"get value({{a: {{b: 1}}}}, [{key}, {key}])") is None


def test_a_range_is_written_in_feel_also_as_json() -> None:
    assert result("(= [1, null])") == "=[1, null]"
    assert result('["A".."b\\"c"]') == '["A".."b\\"c"]'


def test_a_comment_that_does_not_end_is_refused_where_it_begins() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        expression("1 + /* two")
    assert (caught.value.column, caught.value.found) == (5, "/*")


def test_what_is_paid_does_not_depend_on_what_was_compiled_before() -> None:
    source = 'for i in 1..40 return matches("abc", "[a-z]{" + string(i) + "}\\\\d" )'
    runs = []
    for _ in range(2):
        run = Run(NOW)
        expression(source).closure(Scope({}, None, run))
        runs.append(run.steps)
    assert runs[0] == runs[1]


def test_a_pattern_is_paid_once_in_an_evaluation() -> None:
    known = {"ids": [f"INC-{number:04d}" for number in range(400)]}
    assert expression(r'every id in ids satisfies matches(id, "^INC-\d{4}$")').evaluate(known, now=NOW) is True


def test_a_search_that_looks_far_ahead_is_paid_for_each_match() -> None:
    near, far = r"\\s*,\\s*", "a.*b|a"
    assert result(f'count(split(text, "{near}"))', {"text": "a , b, " * 500}) == 1001
    with pytest.raises(FeelBudgetExceeded):
        value(f'count(extract(text, "{far}"))', {"text": "a" * 7_000})


@pytest.mark.parametrize(
    ("pattern", "far"),
    [("a+b", False), ("a+|b", False), (r"\d+(\.\d+)?", False), ("a.*b|a", True), ("(a+b)*", True), ("(a+b)?c", True)],
)
def test_which_patterns_look_far_ahead(pattern: str, far: bool) -> None:
    assert looks_far(PatternParser(pattern, False).parse()) is far


def test_the_categories_of_all_characters() -> None:
    found: dict[str, list[int]] = {}
    for category, ranges in _every_category().items():
        for low, high in ranges:
            found.setdefault(category, []).extend((low, high))
    assert sum(high - low + 1 for ranges in _every_category().values() for low, high in ranges) == 0x110000
    assert all(unicodedata.category(chr(code)) == category for category, codes in found.items() for code in codes)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Etc/UTC", "Europe", "Nowhere/At_All", "../Europe/Paris"])
def test_zones_are_those_of_the_database(zone: str) -> None:
    known = zone in ("Europe/Paris", "Etc/UTC")
    assert (value(f'time("10:00:00@{zone}")') is not None) is known


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
