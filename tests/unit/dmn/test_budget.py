"""Models from anybody: loading and evaluating them ends soon, with a result or an error of DMN or FEEL."""

import tracemalloc
from datetime import UTC, datetime

import pytest

from app.dmn import DmnError, load_model
from app.dmn.check import check_model
from app.feel import Budget, FeelBudgetExceeded, FeelError, to_json
from tests.unit.dmn.models import NOW, literal, model, table

MOST_MEMORY = 16 * 2**20


def _requires(identity: str, kind: str = "Decision") -> str:
    outer = "knowledge" if kind == "Knowledge" else "information"
    return f'<{outer}Requirement><required{kind} href="#{identity}"/></{outer}Requirement>'


def _function(identity: str, body: str, extra: str = "") -> str:
    return (
        f'<businessKnowledgeModel id="{identity}" name="{identity}">{extra}'
        '<encapsulatedLogic><formalParameter name="n"/>'
        f"<literalExpression><text>{body}</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
    )


def _doubling_types(levels: int) -> str:
    types = "".join(
        f'<itemDefinition name="t{at}"><itemComponent name="a"><typeRef>t{at + 1}</typeRef></itemComponent>'
        f'<itemComponent name="b"><typeRef>t{at + 1}</typeRef></itemComponent></itemDefinition>'
        for at in range(levels)
    )
    return types + f'<itemDefinition name="t{levels}"><typeRef>number</typeRef></itemDefinition>'


def _doubling_decisions(levels: int) -> str:
    first = literal("[1]", "d0")
    return first + "".join(
        literal(f"[d{at - 1}, d{at - 1}]", f"d{at}", _requires(f"d{at - 1}")) for at in range(1, levels)
    )


def _allowed(tests: str) -> str:
    return (
        f'<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>{tests}</text></allowedValues>'
        '</itemDefinition><decision id="result" name="result"><variable name="result" typeRef="t"/>'
    )


LARGE_CELL = "[" + "1 + " * 300 + "1]"
HOSTILE = {
    "doubling decisions": model(_doubling_decisions(50)),
    "a function that calls itself": model(
        _function("f", "f(n + 1)") + literal("f(1)", "result", _requires("f", "Knowledge"))
    ),
    "a function that calls itself twice": model(
        _function("f", "if n = 0 then 1 else f(n - 1) + f(n - 1)")
        + literal("f(40)", "result", _requires("f", "Knowledge"))
    ),
    "a heavy function in a loop": model(
        _function("f", "count(" + LARGE_CELL + ") + n")
        + literal("for i in 1..50000 return f(i)", "result", _requires("f", "Knowledge"))
    ),
    "heavy allowed values": model(
        _allowed("count(for i in 1..5000 return i) = ?, ?")
        + "<literalExpression><text>1</text></literalExpression></decision>"
    ),
    "types that double": model(
        _doubling_types(28) + literal("{a: 1, b: 2}").replace("<literal", '<variable name="r" typeRef="t0"/><literal')
    ),
    "functions of types that double": model(
        _doubling_types(28) + '<decision id="result" name="result"><variable name="result" typeRef="t30"/>'
        "<literalExpression><text>(function(f: function&lt;t0&gt; -&gt; t0) 1)(function(x: t0) x)</text>"
        "</literalExpression></decision>"
    ),
    "a type that contains itself": model(
        '<itemDefinition name="t"><itemComponent name="a"><typeRef>t</typeRef></itemComponent>'
        '<itemComponent name="b"><typeRef>t</typeRef></itemComponent></itemDefinition>' + literal("1")
    ),
    "heavy cells": table("", [(f"{LARGE_CELL}[1] = {at}", '"a"') for at in range(40)]),
    "heavy results": table('hitPolicy="COLLECT"', [("-", f"count({LARGE_CELL})") for _ in range(40)]),
    "a long chain, last one first": model(
        literal("1", "d0") + "".join(literal("1", f"d{at}", _requires(f"d{at - 1}")) for at in range(1, 3000))
    ),
    "a long chain, first one first": model(
        "".join(literal("1", f"d{at}", _requires(f"d{at - 1}")) for at in range(3000, 0, -1)) + literal("1", "d0")
    ),
    "types in a long chain": model(
        "".join(f'<itemDefinition name="t{at}"><typeRef>t{at + 1}</typeRef></itemDefinition>' for at in range(3000))
        + literal("1")
    ),
    "too many elements": model("<inputData/>" * 260_000),
    "too many rules": model("<rule/>" * 20_001),
    "too much text": model(
        literal("1 " + "+ 1 " * 4000, "result") + "".join(literal("1" * 900, f"d{at}") for at in range(600))
    ),
    "many problems": model("".join(literal("1 +", f"d{at}") for at in range(3000))),
    "deep elements": model('<decision id="result" name="result">' + "<list>" * 200 + "</list>" * 200 + "</decision>"),
    "many names": model(
        "".join(f'<inputData id="i{at}" name="input number {at}"/>' for at in range(900))
        + "".join(literal(f"input number {at} + 1", f"d{at}", _requires(f"i{at}", "Input")) for at in range(900))
    ),
}


def _verdict(document: bytes) -> list[str]:
    try:
        loaded = load_model(document, tolerant=True)
    except (DmnError, FeelError) as problem:
        return [str(problem)]
    return [_outcome(loaded, name) for name in list(loaded.decisions)[-3:]]


def _outcome(loaded: object, name: str) -> str:
    try:
        return str(to_json(loaded.evaluate(name, {"amount": 5}, now=NOW).value))[:200]  # type: ignore[attr-defined]
    except (DmnError, FeelError) as problem:
        return str(problem)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_models_get_the_same_verdict_each_time(name: str) -> None:
    assert _verdict(HOSTILE[name]) == _verdict(HOSTILE[name])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_models_are_checked(name: str) -> None:
    check_model(HOSTILE[name])


@pytest.mark.parametrize(
    "name", ["doubling decisions", "heavy cells", "types that double", "a heavy function in a loop"]
)
def test_hostile_models_take_little_memory(name: str) -> None:
    loaded = load_model(HOSTILE[name], tolerant=True)
    tracemalloc.start()
    try:
        for decision in list(loaded.decisions)[-1:]:
            _outcome(loaded, decision)
        assert tracemalloc.get_traced_memory()[1] <= MOST_MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("a long chain, last one first", "60 elements require each other"),
        ("a long chain, first one first", "60 elements require each other"),
        ("too many elements", "more than 250000 elements"),
        ("too many rules", "more than 20000 rules"),
        ("too much text", "more than 500000 characters"),
        ("types in a long chain", "levels"),
    ],
)
def test_a_model_that_is_too_large_is_refused_when_it_is_loaded(name: str, limit: str) -> None:
    with pytest.raises(DmnError, match=limit):
        load_model(HOSTILE[name], tolerant=True)


@pytest.mark.parametrize("name", ["a function that calls itself", "a function that calls itself twice"])
def test_calling_a_function_has_the_budget_of_a_model(name: str) -> None:
    loaded = load_model(HOSTILE[name])
    with pytest.raises(FeelBudgetExceeded):
        loaded.invoke("f", {"n": 100}, now=NOW)


@pytest.mark.parametrize("name", ["heavy cells", "heavy results", "heavy allowed values", "a heavy function in a loop"])
def test_all_parts_of_a_model_count_as_work_of_the_evaluation(name: str) -> None:
    loaded = load_model(HOSTILE[name])
    with pytest.raises(FeelBudgetExceeded):
        loaded.evaluate("result", {"amount": 5}, now=NOW, budget=Budget(steps=5_000))


def test_what_is_given_counts_as_work_of_the_evaluation() -> None:
    document = model('<inputData id="i" name="lines"/>' + literal("count(lines)", "result", _requires("i", "Input")))
    with pytest.raises(FeelBudgetExceeded):
        load_model(document).evaluate("result", {"lines": [[0]] * 2_000}, now=NOW, budget=Budget(steps=5_000))


@pytest.mark.parametrize(("year", "allowed"), [(2026, 1), (2027, None)])
def test_allowed_values_know_the_time_of_the_evaluation(year: int, allowed: int | None) -> None:
    document = model(
        _allowed("now().year = 2026 and ? = 1") + "<literalExpression><text>1</text></literalExpression></decision>"
    )
    found = load_model(document).evaluate("result", {}, now=datetime(year, 5, 1, tzinfo=UTC))
    assert to_json(found.value) == allowed


def test_types_that_refer_to_one_another_still_hold() -> None:
    document = model(
        _doubling_types(2)
        + literal("{a: {a: 1, b: 2}, b: {a: 3, b: value}}", extra='<variable name="r" typeRef="t0"/>')
    )
    loaded = load_model(document)
    assert loaded.evaluate("result", {"value": 4}, now=NOW).value is not None
    assert loaded.evaluate("result", {"value": "four"}, now=NOW).value is None


def test_a_table_with_many_rules_stays_within_the_budget() -> None:
    document = table("", [(f"[{at}..{at + 1})", f'"{at}"') for at in range(4_000)])
    assert load_model(document).evaluate("result", {"amount": 3_999}, now=NOW).value == "3999"
