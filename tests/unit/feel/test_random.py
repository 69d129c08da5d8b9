"""Chance that is none: the same for the same moment, expression and seed (``uuid()``, ``random number()``)."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122, UUID

from app.dmn import load_model
from app.feel import expression
from tests.unit.dmn.models import literal, model
from tests.unit.feel.evaluating import NOW

PAIR = "[uuid(), random number()]"


def drawn(source: str = PAIR, *, now: datetime = NOW, seed: str = "") -> object:
    return expression(source).evaluate({}, now=now, seed=seed)


def test_a_replay_draws_the_same() -> None:
    assert drawn() == drawn()
    assert drawn(seed="step") == drawn(seed="step")
    assert drawn(now=NOW.astimezone(timezone(timedelta(hours=2)))) == drawn()


def test_another_moment_expression_or_seed_draws_others() -> None:
    others = [drawn(), drawn(now=NOW + timedelta(microseconds=1)), drawn(seed="step"), drawn(PAIR + " ")]
    assert len({str(each) for each in others}) == 4


def test_each_call_draws_another() -> None:
    many = drawn("for i in 1..500 return uuid()")
    assert isinstance(many, list)
    assert len(set(many)) == 500


def test_the_shape_of_a_uuid() -> None:
    found = UUID(str(drawn("uuid()")))
    assert (found.version, found.variant) == (4, RFC_4122)


def test_random_numbers_are_spread_over_their_range() -> None:
    numbers = drawn("for i in 1..1000 return random number()")
    assert isinstance(numbers, list)
    assert all(0 <= number < 1 for number in numbers)
    assert all(any(part <= number * 10 < part + 1 for number in numbers) for part in range(10))


def test_decisions_draw_by_their_name_and_seed() -> None:
    loaded = load_model(model(literal("uuid()", "one") + literal("uuid()", "two")))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    values = [loaded.evaluate(name, {}, now=now, seed=seed).value for name in ("one", "two") for seed in ("", "step")]
    assert len(set(values)) == 4
    assert loaded.evaluate("one", {}, now=now, seed="step").value == values[1]
