"""Decision models from decisions: all boxed expressions, types, requirements, and documents that are broken."""

from collections.abc import Callable
from html import escape

from tests.fuzz.choices import Choices
from tests.fuzz.grammar import expression, unary_tests
from tests.fuzz.words import TYPES

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
IDS = ("d1", "d2", "d3", "b1", "i1", "s1")
PARTS_OF_SERVICE = ("outputDecision", "inputDecision", "inputData", "encapsulatedDecision")
JAVA = ' kind="Java"'
TYPE_NAMES = ("", "", "t1", "t2", "t3", *TYPES[:8], "feel:number")
POLICIES = (
    *("UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "NONE"),
    *('COLLECT" aggregation="SUM', 'COLLECT" aggregation="MIN', 'COLLECT" aggregation="COUNT'),
)


def model(choices: Choices) -> str:
    """A document."""
    parts = "".join(_PARTS[choices.below(len(_PARTS))](choices) for _ in range(1 + choices.below(6)))
    document = f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="m">{parts}</definitions>'
    return _broken(document, choices) if choices.chance(12) else document


def _broken(document: str, choices: Choices) -> str:
    start = choices.below(250) * len(document) // 250
    return (
        document[:start]
        + choices.pick(("", "<", "&x;", "</decision>", '"', "\x00", "<text/>"))
        + document[start + choices.below(40) :]
    )


def _decision(choices: Choices) -> str:
    name = choices.pick(IDS)
    inside = _variable(choices, name) + _requirements(choices) + _boxed(choices, 0)
    return f'<decision id="{name}" name="{name}">{inside}</decision>'


def _input(choices: Choices) -> str:
    name = choices.pick(("a", "b", "x", "i1"))
    return f'<inputData id="{name}" name="{name}">{_variable(choices, name)}</inputData>'


def _knowledge(choices: Choices) -> str:
    name = choices.pick(("b1", "d3"))
    logic = _function_body(choices, 0)
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{_variable(choices, name)}{_requirements(choices)}'
        f"<encapsulatedLogic{choices.pick(('', JAVA))}>{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def _service(choices: Choices) -> str:
    references = "".join(
        f'<{choices.pick(PARTS_OF_SERVICE)} href="#{choices.pick(IDS)}"/>' for _ in range(1 + choices.below(3))
    )
    return f'<decisionService id="s1" name="s1">{_variable(choices, "s1")}{references}</decisionService>'


def _type(choices: Choices) -> str:
    return _item("itemDefinition", choices, 0)


def _item(tag: str, choices: Choices, level: int) -> str:
    name, many = choices.pick(("t1", "t2", "t3", "a", "b")), choices.pick(("", ' isCollection="true"'))
    shape = choices.below(4)
    if shape == 3 and level < 3:
        inner = "".join(_item("itemComponent", choices, level + 1) for _ in range(1 + choices.below(3)))
    elif shape == 2:
        result, parameter = choices.pick(TYPE_NAMES), choices.pick(TYPE_NAMES)
        inner = f'<functionItem outputTypeRef="{result}"><parameters name="x" typeRef="{parameter}"/></functionItem>'
    else:
        inner = f"<typeRef>{escape(choices.pick(TYPE_NAMES))}</typeRef>"
    tests = choices.pick(("", f"<allowedValues><text>{escape(unary_tests(choices))}</text></allowedValues>"))
    return f'<{tag} name="{name}"{many}>{inner}{tests}</{tag}>'


def _variable(choices: Choices, name: str) -> str:
    return f'<variable name="{name}"{_type_ref(choices)}/>'


def _type_ref(choices: Choices) -> str:
    written = choices.pick(TYPE_NAMES)
    return f' typeRef="{escape(written)}"' if written else ""


def _requirements(choices: Choices) -> str:
    kinds = (
        ("informationRequirement", "requiredDecision"),
        ("informationRequirement", "requiredInput"),
        ("knowledgeRequirement", "requiredKnowledge"),
    )
    found = []
    for _ in range(choices.below(4)):
        outer, inner = choices.pick(kinds)
        found.append(f'<{outer}><{inner} href="#{choices.pick(IDS)}"/></{outer}>')
    return "".join(found)


def _boxed(choices: Choices, level: int) -> str:
    return _BOXED[choices.below(len(_BOXED)) if level < 3 else 0](choices, level + 1)


def _text(source: str) -> str:
    return f"<text>{escape(source)}</text>"


def _literal(choices: Choices, level: int) -> str:
    called = choices.pick(("", "", "d1 + d2", "b1(1)", "s1(1, 2)", "b1(b1)", "s1(x: a)"))
    return f"<literalExpression{_type_ref(choices)}>{_text(called or expression(choices, 3))}</literalExpression>"


def _table(choices: Choices, level: int) -> str:
    inputs, outputs = choices.below(3), 1 + choices.below(2)
    columns = "".join(_input_column(choices) for _ in range(inputs))
    columns += "".join(_output_column(choices, at) for at in range(outputs))
    rules = "".join(_rule(choices, inputs, outputs) for _ in range(choices.below(4)))
    return f'<decisionTable hitPolicy="{choices.pick(POLICIES)}">{columns}{rules}</decisionTable>'


def _input_column(choices: Choices) -> str:
    compared = f"<inputExpression{_type_ref(choices)}>{_text(expression(choices, 5))}</inputExpression>"
    return f"<input>{compared}{_values('inputValues', choices)}</input>"


def _output_column(choices: Choices, at: int) -> str:
    possible = _values("outputValues", choices) + _default(choices)
    return f'<output name="o{at}"{_type_ref(choices)}>{possible}</output>'


def _rule(choices: Choices, inputs: int, outputs: int) -> str:
    tests = "".join(f"<inputEntry>{_text(unary_tests(choices))}</inputEntry>" for _ in range(inputs))
    results = "".join(f"<outputEntry>{_text(expression(choices, 5))}</outputEntry>" for _ in range(outputs))
    return f"<rule>{tests}{results}</rule>"


def _values(tag: str, choices: Choices) -> str:
    return f"<{tag}>{_text(unary_tests(choices))}</{tag}>" if choices.chance(3) else ""


def _default(choices: Choices) -> str:
    return f"<defaultOutputEntry>{_text(expression(choices, 5))}</defaultOutputEntry>" if choices.chance(3) else ""


def _context(choices: Choices, level: int) -> str:
    entries = "".join(
        f"<contextEntry>{_variable(choices, choices.pick(('a', 'b', 'x y')))}{_boxed(choices, level)}</contextEntry>"
        for _ in range(choices.below(3))
    )
    last = f"<contextEntry>{_boxed(choices, level)}</contextEntry>" if choices.below(2) else ""
    return f"<context{_type_ref(choices)}>{entries}{last}</context>"


def _function(choices: Choices, level: int) -> str:
    return f"<functionDefinition>{_function_body(choices, level)}</functionDefinition>"


def _function_body(choices: Choices, level: int) -> str:
    parameters = "".join(
        f'<formalParameter name="{choices.pick("abx")}"{_type_ref(choices)}/>' for _ in range(choices.below(3))
    )
    return parameters + _boxed(choices, level)


def _invocation(choices: Choices, level: int) -> str:
    bindings = "".join(
        f'<binding><parameter name="{choices.pick("abx")}"{_type_ref(choices)}/>{_boxed(choices, level)}</binding>'
        for _ in range(choices.below(3))
    )
    return f"<invocation>{_boxed(choices, level)}{bindings}</invocation>"


def _list(choices: Choices, level: int) -> str:
    return f"<list>{''.join(_boxed(choices, level) for _ in range(choices.below(4)))}</list>"


def _relation(choices: Choices, level: int) -> str:
    width = choices.below(3)
    columns = "".join(f'<column name="{choices.pick("abx")}"{_type_ref(choices)}/>' for _ in range(width))
    rows = "".join(f"<row>{''.join(_boxed(choices, 3) for _ in range(width))}</row>" for _ in range(choices.below(3)))
    return f"<relation>{columns}{rows}</relation>"


def _conditional(choices: Choices, level: int) -> str:
    parts = "".join(f"<{tag}>{_boxed(choices, level)}</{tag}>" for tag in ("if", "then", "else"))
    return f"<conditional>{parts}</conditional>"


def _loop(choices: Choices, level: int) -> str:
    tag, last = choices.pick((("for", "return"), ("some", "satisfies"), ("every", "satisfies"), ("filter", "match")))
    variable = "" if tag == "filter" else f' iteratorVariable="{choices.pick("abx")}"'
    return f"<{tag}{variable}><in>{_boxed(choices, level)}</in><{last}>{_boxed(choices, level)}</{last}></{tag}>"


_PARTS: tuple[Callable[[Choices], str], ...] = (_decision, _decision, _decision, _knowledge, _service, _input, _type)
_BOXED: tuple[Callable[[Choices, int], str], ...] = (
    *(
        _literal,
        _literal,
        _table,
        _table,
        _context,
        _function,
        _invocation,
        _list,
        _relation,
        _conditional,
        _loop,
        _loop,
    ),
)
