"""What is said of a decision table, against what its evaluation does with every combination of some values."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dmn import Finding, check_model, load_model
from app.dmn.analysis import overlaps, rules, wording
from app.feel import expression, unary_tests
from tests.unit.dmn.models import NOW, model

NUMBERS = (
    *("1", "2", "< 2", ">= 3", "> 1", "[1..3]", "(1..3)", "]2..4["),
    *("not(2)", "not(> 2)", "1, 3", "[3..1]", "2, > 3", "not(1, > 3)", "[1, 2]"),
)
TEXTS = ('"a"', '"b"', '"a","c"', 'not("a")', 'not("a","b")', '= "b"', '!= "c"', "true")
ORDERED = (*TEXTS, '< "b"', '["a".."c")')
FLAGS = ("true", "false", "not(true)", "true, false")
DATES = ('date("2026-01-02")', '> @"2026-01-01"', '<= @"2026-01-02"', '[@"2026-01-01"..@"2026-01-03"]', "1")
SPANS = ('< @"P1D"', '@"P1D"', '> duration("PT36H")', "not(null)")
COLUMNS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "number": ("number", NUMBERS, ("0", "1", "1.5", "2", "2.5", "3", "3.5", "4", "5", "null")),
    "text": ("string", TEXTS, ('"a"', '"b"', '"c"', '"z"', "null")),
    "ordered text": ("string", ORDERED, ('""', '"a"', '"aa"', '"b"', '"bb"', '"c"', '"d"', "null")),
    "flag": ("boolean", FLAGS, ("true", "false", "null")),
    "date": ("date", DATES, ('@"2025-12-31"', *(f'@"2026-01-0{day}"' for day in range(1, 5)), "null")),
    "duration": ("dayTimeDuration", SPANS, ('@"PT0S"', '@"P1D"', '@"PT30H"', '@"PT36H"', '@"P2D"', "null")),
    "untyped": ("", ("1", "> 1", "not(1)", "[3..5]"), ("0", "1", "2", "3", "4", "5", "6", '"q"', "[]", "null")),
    "mixed": ("", ('"a"', "1", "> 1", "true", 'not("a")'), ('"a"', '"q"', "0", "1", "3", *FLAGS[:2], "[]", "null")),
}  # fmt: skip
ALLOWED = {"number": "[1..4]", "text": '"a","b","c"', "date": '>= @"2026-01-01"'}
Table = dict[str, Any]


@st.composite
def tables(draw: st.DrawFn, columns: tuple[str, ...] = tuple(COLUMNS)) -> Table:
    kinds = draw(st.lists(st.sampled_from(columns), min_size=1, max_size=3))
    cells = [st.sampled_from(("-", "null", *COLUMNS[kind][1])) for kind in kinds]
    rows = draw(st.lists(st.tuples(*cells, st.sampled_from("uvw")), min_size=1, max_size=6))
    return {"kinds": kinds, "rows": rows, "allowed": draw(st.booleans())}


def written(table: Table, policy: str) -> bytes:
    """The table as a document; its inputs are called x0, x1 …"""
    inputs = "".join(
        f"<input><inputExpression {_type(kind)}><text>x{at}</text></inputExpression>{_values(table, kind)}</input>"
        for at, kind in enumerate(table["kinds"])
    )
    rules_ = "".join(
        f'<rule id="r{at}">{"".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in row[:-1])}'
        f'<outputEntry><text>"{row[-1]}"</text></outputEntry></rule>'
        for at, row in enumerate(table["rows"])
    )
    output = '<output id="out"><outputValues><text>"w","u","v"</text></outputValues></output>'
    body = f'<decisionTable id="t" hitPolicy="{policy}">{inputs}{output}{rules_}</decisionTable>'
    return model(f'<decision id="d" name="D">{body}</decision>')


def _type(kind: str) -> str:
    return f'typeRef="{COLUMNS[kind][0]}"' if COLUMNS[kind][0] else ""


def _values(table: Table, kind: str) -> str:
    return f"<inputValues><text><![CDATA[{ALLOWED[kind]}]]></text></inputValues>" if _limited(table, kind) else ""


def _limited(table: Table, kind: str) -> bool:
    return bool(table["allowed"]) and kind in ALLOWED


def combos(table: Table) -> Iterator[dict[str, object]]:
    """Every combination of representative values that the table allows."""
    columns = []
    for kind in table["kinds"]:
        values = [expression(text).evaluate({}, now=NOW) for text in COLUMNS[kind][2]]
        if _limited(table, kind):
            values = [value for value in values if unary_tests(ALLOWED[kind]).matches(value, {}, now=NOW)]
        columns.append(values)
    for values in product(*columns):
        yield {f"x{at}": value for at, value in enumerate(values)}


def matches(table: Table, policy: str = "COLLECT") -> list[tuple[dict[str, object], tuple[int, ...]]]:
    """Each combination with the rules that match it, as the evaluation has it."""
    loaded = load_model(written(table, policy))
    found = []
    for values in combos(table):
        result = loaded.evaluate("d", values, now=NOW)
        found.append((values, tuple(rule.rule_index for rule in result.matched)))
    return found


def findings(table: Table, policy: str) -> list[Finding]:
    return list(check_model(written(table, policy)))


@pytest.fixture(autouse=True, scope="module")
def everything_is_told() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "MOST_GAPS", 10_000)
        patch.setattr(rules, "MOST_OVERLAPS", 10_000)
        patch.setattr(wording, "MOST_PARTS", 10_000)
        yield


@given(tables(tuple(name for name in COLUMNS if name != "mixed")))
@settings(max_examples=150, deadline=None)
def test_gaps_are_exactly_what_no_rule_matches(table: Table) -> None:
    told = [found.details["condition"] for found in findings(table, "FIRST") if found.rule == "gap"]
    for values, rules_ in matches(table):
        if not _counts(table, values):
            continue
        inside = [gap for gap in told if gap == "-" or expression(gap).evaluate(values, now=NOW) is True]
        assert len(inside) == (0 if rules_ else 1), (values, rules_, told)


def _counts(table: Table, values: dict[str, object]) -> bool:
    """Null is a value only in a column that names it, and a value of another kind only where nobody names one."""
    for at, kind in enumerate(table["kinds"]):
        value, cells = values[f"x{at}"], {row[at] for row in table["rows"]}
        if value is None and not any("null" in cell for cell in cells):
            return False
        numbers = any(cell not in ("-", "null") for cell in cells)
        if kind == "untyped" and (numbers and not isinstance(value, Decimal | None)):
            return False
    return True


@given(tables())
@settings(max_examples=150, deadline=None)
def test_overlaps_are_exactly_the_rules_that_match_together(table: Table) -> None:
    met = {pair for _, rules_ in matches(table) for pair in combinations(rules_, 2)}
    for few in (0, overlaps.FEW_SPANS):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(overlaps, "FEW_SPANS", few)
            found = [finding for finding in findings(table, "UNIQUE") if finding.rule == "overlap"]
        assert {finding.place.rules for finding in found} == met
    results = [row[-1] for row in table["rows"]]
    found = [finding for finding in findings(table, "ANY") if finding.rule == "overlap-any"]
    assert {finding.place.rules for finding in found} == {(a, b) for a, b in met if results[a - 1] != results[b - 1]}


@given(tables())
@settings(max_examples=150, deadline=None)
def test_rules_that_never_match_are_exactly_those_that_never_did(table: Table) -> None:
    rows = range(1, len(table["rows"]) + 1)
    dead = {"never", "never-kind", "never-allowed"}
    met = {rule for _, rules_ in matches(table) for rule in rules_}
    assert _told(findings(table, "COLLECT"), dead) == {row for row in rows if row not in met}
    first = {rules_[0] for _, rules_ in matches(table) if rules_}
    assert _told(findings(table, "FIRST"), dead | {"hidden"}) == {row for row in rows if row not in first}
    ranks = {"w": 0, "u": 1, "v": 2}
    by_rank = sorted(rows, key=lambda row: ranks[table["rows"][row - 1][-1]])
    best = {next(row for row in by_rank if row in rules_) for _, rules_ in matches(table) if rules_}
    assert _told(findings(table, "PRIORITY"), dead | {"outranked"}) == {row for row in rows if row not in best}


def _told(found: list[Finding], names: set[str]) -> set[int]:
    return {finding.place.rules[0] for finding in found if finding.rule in names}


@given(tables())
@settings(max_examples=100, deadline=None)
def test_an_example_of_an_overlap_is_one(table: Table) -> None:
    loaded = load_model(written(table, "COLLECT"))
    for found in findings(table, "UNIQUE"):
        if found.rule != "overlap":
            continue
        values = next(combos(table))
        example = found.details["example"].strip("-").replace(" = ", ": ")
        told: Any = expression(f"{{{example}}}").evaluate({}, now=NOW)
        result = loaded.evaluate("d", values | told, now=NOW)
        assert {*found.place.rules} <= {rule.rule_index for rule in result.matched}, found.details


UNKNOWN = ("> limit", "? > 2", "[limit..9]", "not(limit)", "? != 1 and ? < limit")
RESULTS = st.sampled_from("uvw")


@given(st.lists(st.tuples(st.sampled_from((*NUMBERS, *UNKNOWN, "-")), RESULTS), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_cells_that_are_not_constant_never_make_a_false_finding(rows: list[tuple[str, str]]) -> None:
    table: Table = {"kinds": ["number"], "rows": rows, "allowed": False}
    loaded = load_model(written(table, "COLLECT"))
    gaps = [found.details["condition"] for found in findings(table, "FIRST") if found.rule == "gap"]
    together = {found.place.rules for found in findings(table, "UNIQUE") if found.rule == "overlap"}
    hidden = _told(findings(table, "FIRST"), {"never", "never-kind", "hidden"})
    for limit in range(6):
        met = [
            (values, {rule.rule_index for rule in loaded.evaluate("d", values | {"limit": limit}, now=NOW).matched})
            for values in combos(table)
        ]
        for values, rules_ in met:
            assert not rules_ or not any(expression(gap).evaluate(values, now=NOW) is True for gap in gaps)
            assert not rules_ or min(rules_) not in hidden
        assert all(any(set(pair) <= rules_ for _, rules_ in met) for pair in together)
