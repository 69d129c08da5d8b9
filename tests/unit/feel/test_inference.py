"""Types before evaluation: never narrower than what an expression gives, and no error where it gives what is needed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import FeelError, check, expression, unary_tests
from app.feel.budget import Run
from app.feel.checking.declared import declared_type, declared_types
from app.feel.checking.inference import infer
from app.feel.checking.lattice import kinds_of
from app.feel.types import Type
from app.feel.values import kind
from tests.unit.feel.evaluating import NOW
from tests.unit.feel.expressions import TYPES, VALUES, expressions, unary

EXAMPLES = {name: expression(source).evaluate({}, now=NOW) for name, source in VALUES.items()}
values = st.fixed_dictionaries({name: st.sampled_from(choices) for name, choices in EXAMPLES.items()})
KINDS = ("number", "string", "boolean", "date", "list", "context", "range", "days and time duration")


def test_the_values_are_of_the_declared_types() -> None:
    for name, choices in EXAMPLES.items():
        assert choices and all(declared_type(TYPES[name]).holds(value, Run()) for value in choices), name


def evaluated(source: str, context: dict[str, object]) -> object:
    try:
        return expression(source, list(TYPES)).evaluate(context, now=NOW)
    except FeelError:
        return None


def type_of(source: str) -> Type:
    tree = expression(source, list(TYPES)).tree
    return infer(source, tree, declared_types(TYPES)).types[id(tree)]


@settings(max_examples=600, deadline=None)
@given(expressions, values)
def test_a_value_is_of_the_type_that_was_found(source: str, context: dict[str, object]) -> None:
    value = evaluated(source, context)
    if value is not None:
        type_ = type_of(source)
        assert kind(value) in kinds_of(type_) and type_.holds(value, Run()), f"{source}: {value!r} is no {type_}"


@settings(max_examples=600, deadline=None)
@given(expressions, values, st.sampled_from(KINDS))
def test_what_gives_a_value_of_the_expected_kind_is_no_error(
    source: str, context: dict[str, object], expected: str
) -> None:
    value = evaluated(source, context)
    wanted = kind(value) if value is not None else expected
    errors = [finding for finding in check(source, TYPES, wanted) if finding.severity == "error"]
    if value is not None:
        assert errors == [], f"{source} gives {value!r}"


def verdict_of(source: str, value: object, context: dict[str, object]) -> object:
    """What unary tests give: true, false or null."""
    try:
        return unary_tests(source, list(TYPES)).explain(value, context, now=NOW)[0]
    except FeelError:
        return None


@settings(max_examples=600, deadline=None)
@given(unary, values, st.sampled_from(sorted(TYPES)))
def test_unary_tests_that_say_yes_or_no_are_no_error(source: str, context: dict[str, object], name: str) -> None:
    verdict = verdict_of(source, context[name], context)
    errors = [finding for finding in check(source, TYPES, tests_of=TYPES[name]) if finding.severity == "error"]
    if verdict is not None:
        assert errors == [], f"{source} of {name} gives {verdict!r}"
