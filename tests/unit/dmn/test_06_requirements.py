"""Requirements, business knowledge models, decision services and imports (DMN 1.5 §6)."""

import pytest

from app.dmn import DmnError, load_model
from app.feel import to_json
from tests.unit.dmn.models import NOW, knowledge, literal, model, needs, service


def asked(document: bytes, values: dict[str, object], *others: bytes, what: str = "result") -> object:
    return to_json(load_model(document, *others).evaluate(what, values, now=NOW).value)


TWICE = knowledge("twice", "n * 2", {"n": "number"})


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("twice(4)", 8),
        ("twice(n: 4)", 8),
        ("twice([4])", 8),
        ('twice("4")', None),
        ("twice(null)", None),
        ("twice()", None),
        ("twice(1, 2)", None),
        ("twice(m: 4)", None),
        ("for i in [1, 2] return twice(i)", [2, 4]),
        ("twice(twice(1))", 4),
        ("twice instance of function<number> -> Any", True),
        ("sort([1, 3, 2], function(a, b) twice(a) > twice(b))", [3, 2, 1]),
    ],
)
def test_a_knowledge_model_is_a_function(call: str, expected: object) -> None:
    assert asked(model(TWICE + literal(call, extra=needs(knowledge="twice"))), {}) == expected


def test_what_is_not_required_is_not_seen() -> None:
    assert asked(model(TWICE + literal("twice(4)")), {}) is None


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_functions_outside_feel_are_refused_and_give_null(kind: str) -> None:
    body = (
        f'<businessKnowledgeModel id="b" name="b"><encapsulatedLogic kind="{kind}"><context/></encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    document = model(body + literal("b()", extra=needs(knowledge="b")))
    with pytest.raises(DmnError, match=f"Functions written in {kind} are not run"):
        load_model(document)
    outcome = load_model(document, tolerant=True).evaluate("result", {}, now=NOW)
    assert outcome.value is None
    assert f"functions written in {kind}" in str(outcome.warnings[0])


def test_without_logic_everything_is_null() -> None:
    bare = '<decision id="bare" name="bare"/><businessKnowledgeModel id="b" name="b"/>' + service("s", ())
    needed = needs(decision="bare") + needs(knowledge="b") + needs(knowledge="s")
    document = model(bare + literal("[bare, b(), b(1), s()]", extra=needed))
    assert asked(document, {}) == [None, None, None, None]
    assert asked(document, {}, what="bare") is None
    assert asked(document, {}, what="s") is None


SUM = (
    '<inputData id="x" name="x"><variable name="x" typeRef="number"/></inputData>'
    + literal("1", "given")
    + literal("x + given", "total", needs(input="x") + needs(decision="given"))
    + literal("x * given", "area", needs(input="x") + needs(decision="given"))
)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("s(3, 4)", {"total": 7, "area": 12}),
        ("s(x: 3, given: 4).total", 7),
        ("s(3)", None),
        ("s(3, 4, 5)", None),
        ('s("3", 4)', None),
        ("s(x: 3, other: 4)", None),
        ("s instance of function<number, Any> -> Any", True),
        ("[s(1, 1).total, s(2, 2).total]", [2, 4]),
    ],
)
def test_a_decision_service_is_a_function_of_inputs_then_decisions(call: str, expected: object) -> None:
    body = SUM + service("s", outputs=("total", "area"), inputs=("x",), decisions=("given",))
    assert asked(model(body + literal(call, extra=needs(knowledge="s"))), {"x": 100}) == expected


def test_a_service_evaluates_what_it_encapsulates() -> None:
    body = SUM + service("s", outputs=("total",), inputs=("x",))
    document = model(body + literal("s(3)", extra=needs(knowledge="s")))
    assert asked(document, {}) == 4
    assert asked(document, {"x": 10}, what="s") == 11


def test_the_result_of_a_service_fits_its_type() -> None:
    typed = service("s", outputs=("total",), inputs=("x",), type_="string")
    assert asked(model(SUM + typed + literal("s(3)", extra=needs(knowledge="s"))), {}) is None


LIBRARY = model(
    '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"P1", "P2"</text></allowedValues>'
    "</itemDefinition>"
    '<inputData id="who" name="who"><variable name="who" typeRef="string"/></inputData>'
    + literal('"hello " + who', "greeting", needs(input="who"))
    + knowledge("shout", "upper case(what)", {"what": "string"}),
    own="library",
)


def importing(prefix: str, text: str, type_: str = "") -> bytes:
    """A model that imports the library under a name, and uses all of it."""
    imported = (
        f'<import namespace="library" name="{prefix}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    )
    needed = (
        '<informationRequirement><requiredDecision href="library#greeting"/></informationRequirement>'
        '<knowledgeRequirement><requiredKnowledge href="library#shout"/></knowledgeRequirement>'
    )
    return model(imported + literal(text, extra=needed, type_=type_), own="main")


@pytest.mark.parametrize(
    ("prefix", "text", "expected"),
    [
        ("lib", "lib.shout(lib.greeting)", "HELLO ADA"),
        ("My Library", "My Library.shout(what: My Library.greeting)", "HELLO ADA"),
        ("a.b", "a.b.greeting", "hello Ada"),
        ("", "shout(greeting)", "HELLO ADA"),
    ],
)
def test_imported_elements_are_known_by_the_name_of_the_import(prefix: str, text: str, expected: str) -> None:
    document = importing(prefix, text)
    assert asked(document, {"who": "Ada"}, LIBRARY) == expected


def test_inputs_of_an_imported_model_may_be_given_below_its_name() -> None:
    document = importing("lib", "lib.greeting")
    assert asked(document, {"lib": {"who": "Ada"}, "who": "nobody"}, LIBRARY) == "hello Ada"


@pytest.mark.parametrize(("prefix", "name"), [("lib", "lib.tLevel"), ("", "tLevel")])
def test_imported_types(prefix: str, name: str) -> None:
    assert asked(importing(prefix, '"P1"', name), {}, LIBRARY) == "P1"
    assert asked(importing(prefix, '"P3"', name), {}, LIBRARY) is None


def test_imports_of_imports() -> None:
    middle = importing("lib", "lib.greeting").replace(b'"main"', b'"middle"').replace(b'"result"', b'"passed on"')
    outer = model(
        '<import namespace="middle" name="mid" importType="x"/>'
        + literal(
            'mid.passed on + "!"',
            extra='<informationRequirement><requiredDecision href="middle#passed on"/></informationRequirement>',
        ),
        own="main",
    )
    assert asked(outer, {"who": "Ada"}, middle, LIBRARY) == "hello Ada!"
    assert asked(outer, {"mid": {"lib": {"who": "Bob"}}}, middle, LIBRARY) == "hello Bob!"


def test_models_that_import_each_other() -> None:
    first = importing("lib", "lib.greeting")
    back = b'<import namespace="main" name="m" importType="x"/><itemDefinition'
    second = LIBRARY.replace(b"<itemDefinition", back, 1)
    assert asked(first, {"who": "Ada"}, second) == "hello Ada"


def test_an_import_that_is_not_there_is_named() -> None:
    with pytest.raises(DmnError, match="library#greeting is not in the model"):
        load_model(importing("lib", "lib.greeting"))


def test_names_are_known_with_single_spaces() -> None:
    body = '<inputData id="i" name="the  \n input"/>'
    assert asked(model(body + literal("the input + 1", extra=needs(input="i"))), {"the input": 1}) == 2
