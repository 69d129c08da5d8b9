"""How the tests of FEEL evaluate: at one fixed moment, results as JSON."""

from datetime import UTC, datetime

from app.feel import expression, to_json, unary_tests

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CASE = {
    "case": {"id": 7, "opened": "2026-11-23T08:00:00Z", "priority": "P1", "vip": True},
    "pace": 1 / 60,
    "amount": 1200,
    "lines": [{"name": "a", "price": 3}, {"name": "b", "price": 7.5}],
    "total amount": 42,
    "a-b": 5,
}


def value(source: str, context: dict[str, object] | None = None) -> object:
    """The result as a FEEL value."""
    known = CASE if context is None else context
    return expression(source, list(known)).evaluate(known, now=NOW)


def result(source: str, context: dict[str, object] | None = None) -> object:
    """The result as JSON."""
    return to_json(value(source, context))


def satisfies(tests: str, tested: object) -> bool:
    """Whether a value satisfies unary tests."""
    return unary_tests(tests, list(CASE)).matches(tested, CASE, now=NOW)
