"""Small models for the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(body: str, namespace: str = NAMESPACE, own: str = "test") -> bytes:
    """A document with these elements."""
    return f'<definitions xmlns="{namespace}" id="d" name="d" namespace="{own}">{body}</definitions>'.encode()


def table(policy: str, rules: list[tuple[str, str]], output: str = '<output id="o" typeRef="string"/>') -> bytes:
    """A decision ``result`` with one input ``amount`` and one output."""
    rows = "".join(
        f'<rule id="r{at}"><inputEntry id="i{at}"><text><![CDATA[{test}]]></text></inputEntry>'
        f'<outputEntry id="o{at}"><text><![CDATA[{result}]]></text></outputEntry></rule>'
        for at, (test, result) in enumerate(rules)
    )
    return model(
        f'<decision id="result" name="The result"><decisionTable id="t" {policy}>'
        f'<input id="in"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>{output}{rows}'
        "</decisionTable></decision>"
    )


def literal(text: str, identity: str = "result", extra: str = "", type_: str = "") -> str:
    """A decision with a literal expression, and its type where it has one."""
    variable = f'<variable name="{identity}"{_typed(type_)}/>' if type_ else ""
    return (
        f'<decision id="{identity}" name="{identity}">{variable}{extra}'
        f"<literalExpression><text><![CDATA[{text}]]></text></literalExpression></decision>"
    )


def boxed(expression: str, type_: str = "", extra: str = "") -> str:
    """A decision ``result`` with any boxed expression."""
    variable = f'<variable name="result"{_typed(type_)}/>' if type_ else ""
    return f'<decision id="result" name="result">{variable}{extra}{expression}</decision>'


def text(source: str, attributes: str = "") -> str:
    """A literal expression."""
    return f"<literalExpression {attributes}><text><![CDATA[{source}]]></text></literalExpression>"


def needs(*, decision: str = "", input: str = "", knowledge: str = "") -> str:
    """A requirement."""
    if knowledge:
        return f'<knowledgeRequirement><requiredKnowledge href="#{knowledge}"/></knowledgeRequirement>'
    required = f'<requiredDecision href="#{decision}"/>' if decision else f'<requiredInput href="#{input}"/>'
    return f"<informationRequirement>{required}</informationRequirement>"


def knowledge(name: str, body: str, parameters: dict[str, str], type_: str = "", extra: str = "") -> str:
    """A business knowledge model with a literal expression; parameters with their types."""
    formal = "".join(f'<formalParameter name="{each}" typeRef="{kind}"/>' for each, kind in parameters.items())
    variable = f'<variable name="{name}"{_typed(type_)}/>'
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}">{variable}<encapsulatedLogic>{formal}'
        f"{text(body)}</encapsulatedLogic>{extra}</businessKnowledgeModel>"
    )


def service(
    name: str,
    outputs: tuple[str, ...],
    inputs: tuple[str, ...] = (),
    decisions: tuple[str, ...] = (),
    type_: str = "",
) -> str:
    """A decision service."""
    parts = [f'<outputDecision href="#{each}"/>' for each in outputs]
    parts += [f'<inputDecision href="#{each}"/>' for each in decisions]
    parts += [f'<inputData href="#{each}"/>' for each in inputs]
    variable = f'<variable name="{name}"{_typed(type_)}/>' if type_ else ""
    return f'<decisionService id="{name}" name="{name}">{variable}{"".join(parts)}</decisionService>'


Rows = Sequence[tuple[Sequence[str], Sequence[str]]]


def grid(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rows: Rows,
    policy: str = "UNIQUE",
    *,
    input_types: Sequence[str] = (),
    allowed: Sequence[str] = (),
    types: Sequence[str] = (),
    values: Sequence[str] = (),
    defaults: Sequence[str] = (),
) -> str:
    """A decision table: expressions of inputs, names of outputs, rows; then what columns have, in their order."""
    hit, _, aggregation = policy.partition("COLLECT ")
    attributes = f'hitPolicy="COLLECT" aggregation="{aggregation}"' if aggregation else f'hitPolicy="{hit}"'
    columns = [
        f"<input><inputExpression{_typed(kind)}>{_text(source)}</inputExpression>"
        f"{_inside('inputValues', possible)}</input>"
        for source, kind, possible in zip_longest(inputs, input_types, allowed, fillvalue="")
    ]
    columns += [
        f'<output name="{name}"{_typed(kind)}>{_inside("outputValues", possible)}'
        f"{_inside('defaultOutputEntry', default)}</output>"
        for name, kind, possible, default in zip_longest(outputs, types, values, defaults, fillvalue="")
    ]
    rules = [
        "<rule>"
        + "".join(f"<inputEntry>{_text(test)}</inputEntry>" for test in tests)
        + "".join(f"<outputEntry>{_text(result)}</outputEntry>" for result in results)
        + "</rule>"
        for tests, results in rows
    ]
    return f"<decisionTable {attributes}>{''.join(columns + rules)}</decisionTable>"


def _typed(kind: str) -> str:
    return f' typeRef="{kind}"' if kind else ""


def _inside(element: str, source: str) -> str:
    return f"<{element}>{_text(source)}</{element}>" if source else ""


def _text(source: str) -> str:
    return f"<text><![CDATA[{source}]]></text>"
