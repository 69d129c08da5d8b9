"""Decision tables: cells, hit policies, output orders and defaults (DMN 1.5 §8)."""

import pytest

from app.dmn import DmnError, load_model
from app.feel import to_json
from tests.unit.dmn.models import NOW, boxed, grid, model


def decide(table: str, **values: object) -> object:
    return to_json(load_model(model(boxed(table))).evaluate("result", values, now=NOW).value)


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("-", None, True),
        ("", 1, True),
        ("5", 5, True),
        ("5", 6, False),
        ("5", "5", False),
        ("null", None, True),
        ("null", 1, False),
        ("not(null)", 1, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("< 5", 4, True),
        ("< 5, > 10", 11, True),
        ("[1..5]", 5, True),
        ("]1..5[", 5, False),
        ("(1..5]", 5, True),
        ("[1..5)", None, False),
        ("not([1..5])", 6, True),
        ("not(< 5)", 4, False),
        ("1 + 4", 5, True),
        ("limit", 7, True),
        ("< limit", 6, True),
        ("[0..limit]", 7, True),
        ("? > limit", 8, True),
        ("? > 1 and ? < 3", 2, True),
        ("odd(?)", 3, True),
        ('contains(?, "x")', "axb", True),
        ("list contains(?, 3)", [1, 3], True),
        ("[1, 2]", 2, True),
        ("[1, 2]", [1, 2], True),
        ("[1, 2]", [2, 1], False),
        ("count(?) > 1", [1, 2], True),
        ("some x in ? satisfies x > 5", [1, 9], True),
        ("?[1] = 1", [1, 2], True),
        ("? instance of number", 1, True),
        ("?.a = 1", {"a": 1}, True),
        ("{a: 1}", {"a": 1}, True),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("false", None, False),
        ('@"2026-11-23"', "date", True),
        ('> @"2026-01-01"', "date", True),
        ('[@"2026-01-01"..@"2026-12-31"]', "date", True),
        ("!= 5", 4, True),
        ("= 5", 5, True),
    ],
)
def test_cells(cell: str, value: object, matches: bool) -> None:
    given = {"date": "today()"}.get(value, "x") if isinstance(value, str) else "x"
    table = grid([given], [""], [((cell,), ('"yes"',))])
    assert decide(table, x=value, limit=7) == ("yes" if matches else None)


LEVELS = [(("> 1",), ('"low"',)), (("> 10",), ('"middle"',)), (("> 100",), ('"high"',))]
ORDER = '"high", "middle", "low"'


@pytest.mark.parametrize(
    ("policy", "x", "expected"),
    [
        ("UNIQUE", 2, "low"),
        ("UNIQUE", 20, None),
        ("UNIQUE", 0, None),
        ("ANY", 20, None),
        ("ANY", 2, "low"),
        ("FIRST", 200, "low"),
        ("FIRST", 0, None),
        ("PRIORITY", 200, "high"),
        ("PRIORITY", 0, None),
        ("RULE ORDER", 200, ["low", "middle", "high"]),
        ("OUTPUT ORDER", 200, ["high", "middle", "low"]),
        ("COLLECT", 20, ["low", "middle"]),
        ("COLLECT", 2, ["low"]),
        ("COLLECT", 0, []),
        ("COLLECT COUNT", 20, 2),
        ("COLLECT COUNT", 0, 0),
        ("COLLECT MIN", 200, "high"),
        ("COLLECT MAX", 200, "middle"),
        ("COLLECT SUM", 200, None),
    ],
)
def test_hit_policies(policy: str, x: int, expected: object) -> None:
    assert decide(grid(["x"], [""], LEVELS, policy, values=[ORDER]), x=x) == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_aggregations(aggregation: str, expected: int) -> None:
    rows = [(("-",), (number,)) for number in ("1", "2", "3")]
    assert decide(grid(["x"], [""], rows, f"COLLECT {aggregation}"), x=0) == expected


def test_equal_results_count_each() -> None:
    rows = [(("-",), ("2",)), (("-",), ("2",))]
    assert decide(grid(["x"], [""], rows, "COLLECT SUM"), x=0) == 4
    assert decide(grid(["x"], [""], rows, "COLLECT COUNT"), x=0) == 2
    assert decide(grid(["x"], [""], rows, "ANY"), x=0) == 2


SEVERAL = [(("> 1",), ('"no"', "1")), (("> 2",), ('"yes"', "2")), (("> 3",), ('"yes"', "1"))]


@pytest.mark.parametrize(
    ("policy", "x", "expected"),
    [
        ("UNIQUE", 2, {"verdict": "no", "rank": 1}),
        ("FIRST", 4, {"verdict": "no", "rank": 1}),
        ("PRIORITY", 4, {"verdict": "yes", "rank": 1}),
        ("PRIORITY", 3, {"verdict": "yes", "rank": 2}),
        (
            "OUTPUT ORDER",
            4,
            [{"verdict": "yes", "rank": 1}, {"verdict": "yes", "rank": 2}, {"verdict": "no", "rank": 1}],
        ),
        ("COLLECT", 3, [{"verdict": "no", "rank": 1}, {"verdict": "yes", "rank": 2}]),
        ("RULE ORDER", 2, [{"verdict": "no", "rank": 1}]),
        ("UNIQUE", 0, None),
    ],
)
def test_several_outputs(policy: str, x: int, expected: object) -> None:
    table = grid(["x"], ["verdict", "rank"], SEVERAL, policy, values=['"yes", "no"', "1, 2"])
    assert decide(table, x=x) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("UNIQUE", "none"),
        ("FIRST", "none"),
        ("PRIORITY", "none"),
        ("COLLECT", ["none"]),
        ("RULE ORDER", ["none"]),
        ("COLLECT MAX", "none"),
    ],
)
def test_the_default_output(policy: str, expected: object) -> None:
    assert decide(grid(["x"], [""], LEVELS, policy, defaults=['"none"']), x=0) == expected


def test_the_defaults_of_several_outputs() -> None:
    table = grid(["x"], ["verdict", "rank"], SEVERAL, defaults=['"none"', "count([x])"])
    assert decide(table, x=0) == {"verdict": "none", "rank": 1}


def test_possible_values_of_inputs_and_outputs() -> None:
    rows = [(("-",), ("x",))]
    assert decide(grid(["x"], [""], rows, allowed=['"a", "b"']), x="a") == "a"
    assert decide(grid(["x"], [""], rows, allowed=['"a", "b"']), x="c") is None
    assert decide(grid(["x"], [""], rows, values=['"a", "b"']), x="b") == "b"
    assert decide(grid(["x"], [""], rows, values=['"a", "b"']), x="c") is None


def test_types_of_inputs_and_outputs() -> None:
    rows = [(("-",), ("x",))]
    assert decide(grid(["x"], [""], rows, types=["number"]), x=["5"]) is None
    assert decide(grid(["x"], [""], rows, types=["string"]), x=["5"]) == "5"
    rows = [((">= 5",), ('"yes"',))]
    assert decide(grid(["x"], [""], rows, input_types=["number"]), x=[5]) == "yes"
    assert decide(grid(["x"], [""], rows, input_types=["number"]), x="5") is None


def test_several_inputs_have_to_match_all() -> None:
    rows = [(("> 1", '"a"'), ("1",)), (("> 1", '"b"'), ("2",)), (("-", 'not("a", "b")'), ("3",))]
    table = grid(["x", "y"], [""], rows)
    assert [decide(table, x=2, y=letter) for letter in "abc"] == [1, 2, 3]
    assert decide(table, x=1, y="a") is None


def test_an_input_is_any_expression() -> None:
    rows = [(("[18..65]",), ('"grown up"',))]
    assert decide(grid(["years and months duration(born, today()).years"], [""], rows), born="x") is None
    table = grid(['years and months duration(date("2000-01-01"), today()).years'], [""], rows)
    assert decide(table) == "grown up"


def test_an_empty_result_is_null_and_a_table_without_rules_too() -> None:
    assert decide(grid(["x"], [""], [(("-",), ("",))]), x=1) is None
    assert decide(grid(["x"], [""], []), x=1) is None
    assert decide(grid(["x"], [""], [], "COLLECT"), x=1) == []


def test_a_rule_with_too_few_entries_is_refused() -> None:
    with pytest.raises(DmnError, match="not as many entries"):
        load_model(model(boxed(grid(["x", "y"], [""], [(("1",), ("2",))]))))
