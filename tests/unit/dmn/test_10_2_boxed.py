"""Boxed expressions (DMN 1.5 §10.2.2)."""

import pytest

from app.dmn import DmnError, load_model
from app.feel import to_json
from tests.unit.dmn.models import NOW, boxed, grid, knowledge, model, needs, text


def value(expression: str, extra: str = "", before: str = "", **variables: object) -> object:
    loaded = load_model(model(before + boxed(expression, extra=extra)))
    return to_json(loaded.evaluate("result", variables, now=NOW).value)


def entry(name: str, expression: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{expression}</contextEntry>'


def final(expression: str) -> str:
    return f"<contextEntry>{expression}</contextEntry>"


def test_a_literal_expression() -> None:
    assert value(text("1 + 1")) == 2
    assert value("<literalExpression/>") is None
    assert value(text("2", 'expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/"')) == 2


def test_another_expression_language_is_refused() -> None:
    with pytest.raises(DmnError, match="is not FEEL"):
        value(text("2", 'expressionLanguage="groovy"'))


def test_imported_values_are_refused() -> None:
    with pytest.raises(DmnError, match="Values of other documents"):
        value('<literalExpression><importedValues namespace="x"/></literalExpression>')


def test_a_context_gives_its_entries_or_its_last_expression() -> None:
    entries = entry("a", text("1")) + entry("b  c", text("a + 1"))
    assert value(f"<context>{entries}</context>") == {"a": 1, "b c": 2}
    assert value(f"<context>{entries}{final(text('b c * 10'))}</context>") == 20
    assert value("<context/>") == {}


def test_contexts_in_contexts_see_what_is_around_them() -> None:
    inner = f"<context>{entry('b', text('a + x'))}</context>"
    outer = f"<context>{entry('a', text('1'))}{entry('inner', inner)}</context>"
    assert value(outer, x=5) == {"a": 1, "inner": {"b": 6}}


def test_a_function_in_a_context() -> None:
    function = (
        '<functionDefinition><formalParameter name="n" typeRef="number"/>' + text("n + a") + "</functionDefinition>"
    )
    entries = entry("a", text("1")) + entry("f", function)
    assert value(f"<context>{entries}{final(text('f(2)'))}</context>") == 3
    assert value(f"<context>{entries}{final(text('f(n: 2)'))}</context>") == 3
    assert value(f"<context>{entries}{final(text('f(null) = null and f([]) = null'))}</context>") is True


@pytest.mark.parametrize(("type_", "expected"), [("number", 3), ("string", None), ("", 3)])
def test_the_result_of_a_function_fits_its_type(type_: str, expected: object) -> None:
    attribute = f' typeRef="{type_}"' if type_ else ""
    function = f'<functionDefinition{attribute}><formalParameter name="n"/>{text("n + 1")}</functionDefinition>'
    assert value(f"<context>{entry('f', function)}{final(text('f(2)'))}</context>") == expected


def test_functions_outside_feel_are_refused() -> None:
    java = '<functionDefinition kind="Java"><context/></functionDefinition>'
    with pytest.raises(DmnError, match="Functions written in Java"):
        value(java)


def binding(name: str, source: str) -> str:
    return f'<binding><parameter name="{name}"/>{text(source)}</binding>'


@pytest.mark.parametrize(
    ("bindings", "expected"),
    [
        (binding("a", "1") + binding("b", "x"), 11),
        (binding("b", "1") + binding("a", "x"), 11),
        (binding("a", "1"), None),
        (binding("a", "1") + binding("c", "1"), None),
        (binding("a", '"1"') + binding("b", "1"), None),
        (binding("a", "[1]") + binding("b", "1"), 2),
    ],
)
def test_an_invocation(bindings: str, expected: object) -> None:
    add = knowledge("add", "a + b", {"a": "number", "b": "number"})
    assert value(f"<invocation>{text('add')}{bindings}</invocation>", needs(knowledge="add"), add, x=10) == expected


def test_an_invocation_of_a_built_in_function_and_of_no_function() -> None:
    assert value(f"<invocation>{text('abs')}{binding('n', '-3')}</invocation>") == 3
    assert value(f"<invocation>{text('nothing')}{binding('n', '-3')}</invocation>") is None
    assert value(f"<invocation>{text('abs')}{binding('m', '-3')}</invocation>") is None


def test_a_list_and_a_relation() -> None:
    assert value(f"<list>{text('1')}{text('x')}<list/></list>", x="a") == [1, "a", []]
    columns = '<column name="a"/><column name="b  c" typeRef="number"/>'
    rows = f"<row>{text('1')}{text('2')}</row><row>{text('x')}{text(chr(34) + 'no' + chr(34))}</row>"
    assert value(f"<relation>{columns}{rows}</relation>", x=3) == [{"a": 1, "b c": 2}, {"a": 3, "b c": None}]
    assert value(f"<relation>{columns}</relation>") == []


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(DmnError, match="not as many cells"):
        value(f'<relation><column name="a"/><column name="b"/><row>{text("1")}</row></relation>')


@pytest.mark.parametrize(
    ("condition", "expected"), [("true", "then"), ("false", "else"), ("null", "else"), ('"abc"', None), ("1", None)]
)
def test_a_conditional(condition: str, expected: object) -> None:
    parts = (("if", condition), ("then", '"then"'), ("else", '"else"'))
    inside = "".join(f"<{name}>{text(source)}</{name}>" for name, source in parts)
    assert value(f"<conditional>{inside}</conditional>") == expected


@pytest.mark.parametrize(
    ("items", "match", "expected"),
    [
        ("[1, 2, 3, 4]", "item > 2", [3, 4]),
        ("[1, 2, 3, 4]", "item > x", [3, 4]),
        ("[{a: 1}, {a: 5}]", "a > 2", [{"a": 5}]),
        ("[{a: 1}, {a: 5}]", "item.a > 2", [{"a": 5}]),
        ("[{a b: 1}, {a b: 5}]", "a b > 2", [{"a b": 5}]),
        ("[]", "item > 2", []),
        ("null", "item > 2", None),
        ("5", "item > 2", [5]),
        ("[1, 2, 3]", "2", None),
        ("[1, null, 3]", "item > 2", [3]),
        ("[1, 2, 3]", '"not a boolean"', None),
        ("[1, 2]", 'if item = 1 then true else "not a boolean"', None),
        ("[1, 2, 3]", "null", []),
    ],
)
def test_a_filter(items: str, match: str, expected: object) -> None:
    assert value(f"<filter><in>{text(items)}</in><match>{text(match)}</match></filter>", x=2) == expected


@pytest.mark.parametrize(
    ("items", "body", "expected"),
    [
        ("[1, 2, 3]", "each * x", [2, 4, 6]),
        ("[1..3]", "each", [1, 2, 3]),
        ("[1, 2, 3]", "count(partial)", [0, 1, 2]),
        ("[]", "each", []),
        ("null", "each", None),
        ("[[1, 2], [3]]", "sum(each)", [3, 3]),
        ("[1, null]", "each", [1, None]),
    ],
)
def test_a_loop(items: str, body: str, expected: object) -> None:
    inside = f"<in>{text(items)}</in><return>{text(body)}</return>"
    assert value(f'<for iteratorVariable="each">{inside}</for>', x=2) == expected


@pytest.mark.parametrize(
    ("items", "condition", "some", "every"),
    [
        ("[1, 2, 3]", "each > 2", True, False),
        ("[1, 2, 3]", "each > x", True, True),
        ("[1, 2, 3]", "each > 5", False, False),
        ("[]", "each > 2", False, True),
        ("null", "each > 2", None, None),
        ("[1, 2]", '"not a boolean"', None, None),
        ("[1, 2]", 'if each = 1 then true else "not a boolean"', True, None),
        ("[1, 2]", 'if each = 1 then false else "not a boolean"', None, False),
        ("[1..3]", "each < 4", True, True),
    ],
)
def test_quantifiers(items: str, condition: str, some: object, every: object) -> None:
    inside = f"<in>{text(items)}</in><satisfies>{text(condition)}</satisfies>"
    assert value(f'<some iteratorVariable="each">{inside}</some>', x=0) == some
    assert value(f'<every iteratorVariable="each">{inside}</every>', x=0) == every


def test_tables_in_contexts_in_loops() -> None:
    table = grid(["each"], [""], [(("> 1",), ("factor * each",)), (("-",), ("0",))], "FIRST")
    context = f"<context>{entry('factor', text('10'))}{final(table)}</context>"
    loop = f'<for iteratorVariable="each"><in>{text("[1, 2, 3]")}</in><return>{context}</return></for>'
    assert value(loop) == [0, 20, 30]


def test_expressions_nested_too_deep_are_refused() -> None:
    nested = text("1")
    for _ in range(60):
        nested = f"<list>{nested}</list>"
    with pytest.raises(DmnError, match="nested too deep"):
        value(nested)


def test_an_element_that_is_no_expression_gives_null() -> None:
    assert value("<something/>") is None
