"""Item definitions, allowed values, and values made to fit a type (DMN 1.5 §7.3.3, §10.3.2.9.4)."""

import pytest

from app.dmn import DmnError, load_model
from app.feel import to_json
from tests.unit.dmn.models import NOW, boxed, knowledge, literal, model, needs, text

TYPES = """
<itemDefinition name="Level"><typeRef>string</typeRef>
  <allowedValues><text>"P1", "P2"</text></allowedValues></itemDefinition>
<itemDefinition name="Levels" isCollection="true"><typeRef>string</typeRef>
  <allowedValues><text>"P1", "P2"</text></allowedValues></itemDefinition>
<itemDefinition name="LevelList" isCollection="true"><typeRef>Level</typeRef></itemDefinition>
<itemDefinition name="Pair" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>
<itemDefinition name="Percent"><typeRef>number</typeRef>
  <allowedValues><text>[0..100]</text></allowedValues></itemDefinition>
<itemDefinition name="Even"><typeRef>Percent</typeRef>
  <allowedValues><text>even(?)</text></allowedValues></itemDefinition>
<itemDefinition name="Recent"><typeRef>date and time</typeRef>
  <allowedValues><text>&gt; @"2020-01-01T00:00:00Z"</text></allowedValues></itemDefinition>
<itemDefinition name="Maybe"><typeRef>string</typeRef>
  <allowedValues><text>null, "yes"</text></allowedValues></itemDefinition>
<itemDefinition name="Person"><itemComponent name="full  name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="level"><typeRef>Level</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Team">
  <itemComponent name="members" isCollection="true"><typeRef>Person</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Handler">
  <functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem></itemDefinition>
<itemDefinition name="Numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="Matrix" isCollection="true"><typeRef>Numbers</typeRef></itemDefinition>
<itemDefinition name="Anything"><typeRef>Any</typeRef></itemDefinition>
"""


def fitted(source: str, type_: str) -> object:
    return to_json(load_model(model(TYPES + literal(source, type_=type_))).evaluate("result", {}, now=NOW).value)


@pytest.mark.parametrize(
    ("type_", "source", "expected"),
    [
        ("number", "1", 1),
        ("number", '"1"', None),
        ("number", "null", None),
        ("number", "[1]", 1),
        ("number", "[1, 2]", None),
        ("number", "[]", None),
        ("number", '["1"]', None),
        ("string", '"a"', "a"),
        ("boolean", "true", True),
        ("feel:number", "1", 1),
        ("date", '@"2026-11-23"', "2026-11-23"),
        ("date", '@"2026-11-23T00:00:00"', None),
        ("date and time", '@"2026-11-23"', "2026-11-23T00:00:00Z"),
        ("dateTime", '@"2026-11-23T08:00:00"', "2026-11-23T08:00:00"),
        ("dayTimeDuration", '@"P1D"', "P1D"),
        ("days and time duration", '@"P1M"', None),
        ("yearMonthDuration", '@"P1M"', "P1M"),
        ("Any", '[1, "a"]', [1, "a"]),
        ("context", "{a: 1}", {"a": 1}),
        ("context", "[{a: 1}]", {"a": 1}),
        ("Numbers", "1", [1]),
        ("Numbers", "[1, 2]", [1, 2]),
        ("Numbers", "[1, null]", [1, None]),
        ("Numbers", '[1, "2"]', None),
        ("Numbers", "[]", []),
        ("Numbers", "null", None),
        ("Matrix", "[[1], [2, 3]]", [[1], [2, 3]]),
        ("Matrix", "[1]", [[1]]),
        ("Anything", "1", 1),
    ],
)
def test_the_result_of_a_decision_fits_its_type(type_: str, source: str, expected: object) -> None:
    assert fitted(source, type_) == expected


@pytest.mark.parametrize(
    ("type_", "source", "expected"),
    [
        ("Level", '"P1"', "P1"),
        ("Level", '"P3"', None),
        ("Level", '["P1"]', "P1"),
        ("Level", "null", None),
        ("Levels", '["P1", "P2"]', ["P1", "P2"]),
        ("Levels", '["P1", "P3"]', None),
        ("Levels", '"P1"', ["P1"]),
        ("Levels", '"P3"', None),
        ("Levels", "[]", []),
        ("LevelList", '["P1", "P3"]', None),
        ("LevelList", '["P1"]', ["P1"]),
        ("Pair", "[1, 2]", [1, 2]),
        ("Pair", "[1]", None),
        ("Pair", "[]", None),
        ("Percent", "100", 100),
        ("Percent", "100.1", None),
        ("Even", "50", 50),
        ("Even", "51", None),
        ("Even", "102", None),
        ("Recent", '@"2026-11-23"', "2026-11-23T00:00:00Z"),
        ("Recent", '@"2019-11-23"', None),
        ("Maybe", '"yes"', "yes"),
        ("Maybe", '"no"', None),
        ("Person", '{full name: "Ada", level: "P1"}', {"full name": "Ada", "level": "P1"}),
        ("Person", '{full name: "Ada", level: "P9"}', None),
        ("Person", '{full name: "Ada"}', None),
        ("Person", '{full name: "Ada", level: null}', {"full name": "Ada", "level": None}),
        ("Person", '{full name: "Ada", level: "P1", more: 1}', {"full name": "Ada", "level": "P1", "more": 1}),
        ("Team", '{members: [{full name: "A", level: "P1"}]}', {"members": [{"full name": "A", "level": "P1"}]}),
        ("Team", '{members: [{full name: "A", level: "P9"}]}', None),
    ],
)
def test_allowed_values_and_constraints(type_: str, source: str, expected: object) -> None:
    assert fitted(source, type_) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"P1" instance of Level', True),
        ('"P9" instance of Level', True),
        ("1 instance of Level", False),
        ('["P1"] instance of Levels', True),
        ('{full name: "A", level: "x"} instance of Person', True),
        ("null instance of Level", False),
        ("(function(n: number) n) instance of Handler", False),
        ("1 instance of Nothing", None),
    ],
)
def test_instance_of_asks_for_the_type_and_not_for_the_allowed_values(source: str, expected: object) -> None:
    assert fitted(source, "") == expected


@pytest.mark.parametrize(("body", "result"), [("n + 1", 3), ('"text"', None), ("[n]", 2)])
@pytest.mark.parametrize("where", ["logic", "variable", "type of the function"])
def test_the_result_of_a_knowledge_model_fits(body: str, result: object, where: str) -> None:
    types = {"logic": "", "variable": "number", "type of the function": "Handler"}
    document = knowledge("f", body, {"n": "number"}, types[where])
    if where == "logic":
        document = document.replace("<encapsulatedLogic>", '<encapsulatedLogic typeRef="number">')
    loaded = load_model(model(TYPES + document + literal("f(2)", extra=needs(knowledge="f"))))
    assert to_json(loaded.evaluate("result", {}, now=NOW).value) == result


@pytest.mark.parametrize("type_", ["function", "Any", ""])
def test_a_function_of_any_type_gives_anything(type_: str) -> None:
    document = knowledge("f", "n", {"n": "Any"}, type_)
    loaded = load_model(model(document + literal('[f(2), f("a")]', extra=needs(knowledge="f"))))
    assert to_json(loaded.evaluate("result", {}, now=NOW).value) == [2, "a"]


@pytest.mark.parametrize(
    ("type_", "given", "expected"), [("Level", '"P1"', 1), ("Level", '"P9"', None), ("Numbers", "3", 1)]
)
def test_arguments_fit_the_types_of_parameters(type_: str, given: str, expected: object) -> None:
    document = knowledge("f", "count(a)", {"a": type_})
    loaded = load_model(model(TYPES + document + literal(f"f({given})", extra=needs(knowledge="f"))))
    assert to_json(loaded.evaluate("result", {}, now=NOW).value) == expected


@pytest.mark.parametrize(
    ("type_", "given", "expected"),
    [
        ("Level", "P1", "P1"),
        ("Level", "P9", None),
        ("Levels", "P1", ["P1"]),
        ("number", [5], 5),
        ("number", "5", None),
        ("Person", {"full name": "Ada", "level": "P1"}, {"full name": "Ada", "level": "P1"}),
        ("Person", {"full name": "Ada", "level": 1}, None),
    ],
)
def test_inputs_fit_their_types(type_: str, given: object, expected: object) -> None:
    data = f'<inputData id="i" name="i"><variable name="i" typeRef="{type_}"/></inputData>'
    loaded = load_model(model(TYPES + data + literal("i", extra=needs(input="i"))))
    outcome = loaded.evaluate("result", {"i": given}, now=NOW)
    assert to_json(outcome.value) == expected
    assert bool(outcome.warnings) == (expected is None)


def test_the_types_inside_boxed_expressions() -> None:
    entries = (
        '<contextEntry><variable name="a" typeRef="number"/>' + text('"x"') + "</contextEntry>"
        '<contextEntry><variable name="b" typeRef="number"/>' + text("[2]") + "</contextEntry>"
        '<contextEntry><variable name="c"/>' + text('"x"', 'typeRef="number"') + "</contextEntry>"
    )
    loaded = load_model(model(TYPES + boxed(f"<context>{entries}</context>")))
    assert to_json(loaded.evaluate("result", {}, now=NOW).value) == {"a": None, "b": 2, "c": None}


def test_a_type_that_contains_itself_is_refused() -> None:
    with pytest.raises(DmnError):
        load_model(model('<itemDefinition name="A"><typeRef>A</typeRef></itemDefinition>'))


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(DmnError, match="There is no type “Nothing”"):
        load_model(model(literal("1", type_="Nothing")))
