"""Which variables an expression reads: the engine hands over these and no others."""

import pytest

from app.feel import expression


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{urgent: urgent, b: urgent + c}", {"urgent", "c"}),
        ("{a: 1, b: a}", set()),
        ("for x in x return x", {"x"}),
        ("some y in y satisfies y > z", {"y", "z"}),
        ("items[item > limit]", {"items", "limit"}),
        ("function(a) a + b", {"b"}),
    ],
)
def test_the_names_that_an_expression_reads(source: str, names: set[str]) -> None:
    assert expression(source).variables == names
