"""Evaluating what is hostile, and writing it."""

from dataclasses import dataclass, field

from app.feel import FeelError, expression, to_json, unary_tests
from tests.unit.feel.evaluating import NOW

Variables = dict[str, object]


@dataclass(frozen=True, slots=True)
class Attack:
    """An expression, or unary tests with the value that they test, and its variables."""

    source: str
    variables: Variables = field(default_factory=dict)
    tested: object = None
    is_test: bool = False


def attempt(attack: Attack) -> str:
    """The verdict in a few words: the kind of the value, or the message of the error."""
    try:
        if attack.is_test:
            return str(unary_tests(attack.source).matches(attack.tested, attack.variables, now=NOW))
        return type(to_json(expression(attack.source).evaluate(attack.variables, now=NOW))).__name__
    except FeelError as problem:
        return str(problem)


def again(count: int, body: str) -> str:
    """Something many times."""
    return f"count(for i in 1..{count} return {body})"


def grown(times: int, start: str, step: str) -> str:
    """A value that is made of itself again and again: *step* reads the last one as ``partial[-1]``."""
    return f"(for i in 1..{times} return if i = 1 then {start} else {step})[-1]"
