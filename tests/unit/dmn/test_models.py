"""Decision tables, requirements, functions, services, types, and what is refused."""

import pytest

from app.dmn import DecisionNotFound, DmnError, load_model
from app.dmn.xml import NAMESPACES
from app.feel import to_json
from tests.unit.dmn.models import NOW, literal, model, table

RANKED = '<output id="o"><outputValues><text>"high", "middle", "low"</text></outputValues></output>'
RULES = [("> 1", '"low"'), ("> 10", '"middle"'), ("> 100", '"high"')]


def decide(document: bytes, amount: object, *others: bytes) -> object:
    return to_json(load_model(document, *others).evaluate("result", {"amount": amount}, now=NOW).value)


@pytest.mark.parametrize(
    ("policy", "amount", "expected"),
    [
        ("", 5, "low"),
        ("", 50, None),
        ('hitPolicy="FIRST"', 500, "low"),
        ('hitPolicy="ANY"', 5, "low"),
        ('hitPolicy="ANY"', 50, None),
        ('hitPolicy="PRIORITY"', 500, "high"),
        ('hitPolicy="RULE ORDER"', 500, ["low", "middle", "high"]),
        ('hitPolicy="OUTPUT ORDER"', 500, ["high", "middle", "low"]),
        ('hitPolicy="COLLECT"', 50, ["low", "middle"]),
        ('hitPolicy="COLLECT"', 0, []),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 50, 2),
        ('hitPolicy="COLLECT" aggregation="MAX"', 50, "middle"),
    ],
)
def test_hit_policies(policy: str, amount: object, expected: object) -> None:
    assert decide(table(policy, RULES, RANKED), amount) == expected


def test_aggregation_of_numbers() -> None:
    rules = [("> 1", "10"), ("> 2", "5")]
    output = '<output id="o" typeRef="number"/>'
    for aggregation, expected in (("SUM", 15), ("MIN", 5), ("MAX", 10)):
        policy = f'hitPolicy="COLLECT" aggregation="{aggregation}"'
        assert decide(table(policy, rules, output), 3) == expected
        assert decide(table(policy, rules, output), 0) is None


def test_a_default_output() -> None:
    output = '<output id="o"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
    assert decide(table("", [("> 5", '"some"')], output), 1) == "none"


def test_the_matched_rules_are_told() -> None:
    result = load_model(table('hitPolicy="COLLECT"', RULES)).evaluate("result", {"amount": 50}, now=NOW)
    assert [(rule.decision, rule.rule_index, rule.outputs) for rule in result.matched] == [
        ("result", 1, ("low",)),
        ("result", 2, ("middle",)),
    ]
    assert [to_json(value) for value in result.matched[0].inputs] == [50]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version(namespace: str) -> None:
    document = model(literal("amount + 1"), namespace)
    assert decide(document, 1) == 2
    assert load_model(document).decisions == {"result": "result"}


def test_requirements_are_evaluated_once_and_only_they_are_seen() -> None:
    needs = '<informationRequirement><requiredDecision href="#base"/></informationRequirement>'
    body = (
        table('hitPolicy="COLLECT"', RULES).decode().partition(">")[2].rpartition("<")[0].replace('"result"', '"base"')
        + literal("count(The result) + hidden", "a", needs)
        + literal("1", "hidden")
        + literal(
            "a", "result", '<informationRequirement><requiredDecision href="#a"/></informationRequirement>' + needs
        )
    )
    outcome = load_model(model(body)).evaluate("result", {"amount": 5}, now=NOW)
    assert outcome.value is None
    assert len(outcome.matched) == 1


def test_knowledge_models_may_call_themselves() -> None:
    knowledge = (
        '<businessKnowledgeModel id="fac" name="fac"><variable name="fac"/><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        "<literalExpression><text>if n = 0 then 1 else n * fac(n - 1)</text></literalExpression>"
        "</encapsulatedLogic></businessKnowledgeModel>"
    )
    needs = '<knowledgeRequirement><requiredKnowledge href="#fac"/></knowledgeRequirement>'
    assert decide(model(knowledge + literal("fac(5)", "result", needs)), None) == 120
    assert decide(model(knowledge + literal('fac("x")', "result", needs)), None) is None


def test_a_decision_service_and_an_import() -> None:
    other = model(literal("amount * 2", "double"), own="other")
    needs = '<informationRequirement><requiredDecision href="other#double"/></informationRequirement>'
    main = model(
        '<import namespace="other" name="Other Model" importType="x"/>'
        + literal("Other Model.double + 1", "result", needs)
        + '<decisionService id="s" name="s"><outputDecision href="#result"/><inputDecision href="other#double"/>'
        + "</decisionService>"
    )
    assert decide(main, 4, other) == 9
    assert to_json(load_model(main, other).evaluate("s", {"double": 10}, now=NOW).value) == 11


def test_types_and_allowed_values() -> None:
    types = (
        '<itemDefinition name="Level"><typeRef>string</typeRef><allowedValues><text>"P1", "P2"</text></allowedValues>'
        '</itemDefinition><inputData id="i" name="amount"><variable name="amount" typeRef="Level"/></inputData>'
    )
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    document = model(types + literal("amount", "result", needs))
    assert decide(document, "P1") == "P1"
    assert decide(document, "P9") is None
    assert decide(document, ["P2"]) == "P2"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"no xml", "not XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"<a/>", "not a DMN model"),
        (model(literal("1 +")), "decision “result”"),
        (
            model(
                literal(
                    "r", "result", '<informationRequirement><requiredDecision href="#no"/></informationRequirement>'
                )
            ),
            "#no",
        ),
        (
            model(
                literal(
                    "r", "result", '<informationRequirement><requiredDecision href="#result"/></informationRequirement>'
                )
            ),
            "requires itself",
        ),
        (table('hitPolicy="LAST"', RULES), "hit policy"),
        (table("", [("> ", "1")]), "inputEntry “i0” in decision “The result”"),
        (
            model(
                '<businessKnowledgeModel id="b" name="b"><encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
                "</businessKnowledgeModel>"
            ),
            "Java",
        ),
        (model('<inputData id="i" name="i"><variable name="i" typeRef="Nothing"/></inputData>'), "Nothing"),
    ],
)
def test_a_wrong_model_is_refused_with_the_element(document: bytes, message: str) -> None:
    with pytest.raises(DmnError) as caught:
        load_model(document)
    assert message in str(caught.value)


def test_an_unknown_decision() -> None:
    with pytest.raises(DecisionNotFound):
        load_model(table("", RULES)).evaluate("other", {}, now=NOW)


def test_a_wrong_cell_is_told_for_each_rule_that_has_it() -> None:
    wrong = load_model(table("", [("> ", '"a"'), ("> ", '"b"'), ("> 1", '"c"')]), tolerant=True)
    places = [str(problem.element).split(" in ")[0] for problem in wrong.problems]
    assert places == ["inputEntry “i0”", "inputEntry “i1”"]


def test_rules_that_share_a_cell_are_told_apart_by_their_other_cells() -> None:
    rules = "".join(
        f"<rule><inputEntry><text>{first}</text></inputEntry><inputEntry><text>{second}</text></inputEntry>"
        f"<outputEntry><text>{at}</text></outputEntry></rule>"
        for at, (first, second) in enumerate([("true", "1"), ("true", "2"), ("-", "2"), ("false", "-")])
    )
    inputs = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in ("flag", "n"))
    logic = f'<decisionTable hitPolicy="COLLECT">{inputs}<output/>{rules}</decisionTable>'
    asked = load_model(model(f'<decision id="r" name="r">{logic}</decision>'))
    results = [
        to_json(asked.evaluate("r", {"flag": flag, "n": n}, now=NOW).value)
        for flag, n in ((True, 1), (True, 2), (False, 2), (False, 3), (None, 2))
    ]
    assert results == [[0], [1, 2], [2, 3], [3], [2]]
