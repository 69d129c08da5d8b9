"""Which variables an expression reads: the engine hands over these and no others."""

from datetime import UTC, datetime

import pytest

from app.feel import check, expression

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{urgent: urgent, b: urgent + c}", {"urgent", "c"}),
        ("{a: 1, b: a}", set()),
        ("for x in x return x", {"x"}),
        ("some y in y satisfies y > z", {"y", "z"}),
        ("some y in [1] satisfies partial", {"partial"}),
        ("for y in [1] return partial", set()),
        ("items[item > limit]", {"items", "limit"}),
        ("function(a) a + b", {"b"}),
        ('date.year > count and date("2026-01-01") < now()', {"date", "count"}),
        ("count(items) > max", {"items", "max"}),
    ],
)
def test_the_names_that_an_expression_reads(source: str, names: set[str]) -> None:
    assert expression(source).variables == names


def test_a_variable_wins_over_a_built_in_function_unless_it_is_called() -> None:
    found = expression("{read: count, called: count([1, 2])}").evaluate({"count": 7}, now=NOON)
    assert found == {"read": 7, "called": 2}


def test_a_name_of_a_built_in_function_is_not_reported_as_unknown() -> None:
    assert check("count([1]) > 0 and date.year > 2025", names={"date"}) == []
