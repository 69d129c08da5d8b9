"""Small models for the tests."""

from datetime import UTC, datetime

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


def literal(text: str, identity: str = "result", extra: str = "") -> str:
    """A decision with a literal expression."""
    return (
        f'<decision id="{identity}" name="{identity}">{extra}'
        f"<literalExpression><text><![CDATA[{text}]]></text></literalExpression></decision>"
    )
