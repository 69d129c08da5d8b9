"""Business rule tasks ask the decisions of all .dmn files of a bundle."""

from app.engine import check_bundle, compile_bundle
from tests.unit.engine.diagrams import diagram, end, node, process, start, user, z
from tests.unit.engine.play import Play

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(identity: str) -> bytes:
    """A decision that says "big" for more than 1, in the namespace that editors give to every file."""
    return f"""<definitions xmlns="{DMN}" id="d" name="d" namespace="http://camunda.org/schema/1.0/dmn">
      <decision id="{identity}" name="Size {identity}"><variable name="size"/><decisionTable id="t" hitPolicy="FIRST">
        <input id="i"><inputExpression id="ie"><text>amount</text></inputExpression></input><output id="o" name="size"/>
        <rule id="r1"><inputEntry id="a"><text>&gt; 1</text></inputEntry>
          <outputEntry id="b"><text>"big"</text></outputEntry></rule>
        <rule id="r2"><inputEntry id="c"><text>-</text></inputEntry>
          <outputEntry id="x"><text>"small"</text></outputEntry></rule>
      </decisionTable></decision></definitions>""".encode()


def ask(decision: str) -> bytes:
    rule = node("businessRuleTask", "d", extension=z("calledDecision", decisionId=decision, resultVariable="size"))
    return diagram(process("P", start(), rule, user("u"), end(), flows="s d u e"))


def test_a_decision_is_made_and_told_with_what_it_looked_at():
    bundle = compile_bundle({"p.bpmn": ask("second"), "one.dmn": table("first"), "two.dmn": table("second")})
    assert set(bundle.decisions.decisions) == {"first", "second"}
    case = Play(bundle, amount=2, other="x")
    (made,) = case.advance.decisions
    assert (made.step, made.decision, made.inputs, made.result) == ("d#1", "second", {"amount": 2}, "big")
    assert made.matched == ({"decision": "second", "rule": 1, "inputs": [2], "outputs": ["big"]},)
    assert case.variables == {"amount": 2, "other": "x", "size": "big"}


def test_a_decision_that_is_not_there_is_a_finding_or_a_failure():
    assert [finding.rule for finding in check_bundle({"p.bpmn": ask("none")})] == ["decision-missing"]
    case = Play(compile_bundle({"p.bpmn": ask("=which"), "one.dmn": table("first")}), which="none", amount=1)
    assert case.failures == [("d#1", "decision")]
    case.retries("d#1", which="first")
    assert case.variables["size"] == "small"


def test_a_broken_decision_file_is_named():
    found = check_bundle({"p.bpmn": ask("first"), "one.dmn": table("first"), "two.dmn": b"<a/>"})
    assert [(finding.rule, finding.file) for finding in found] == [("decision-file", "two.dmn")]


def test_what_is_wrong_with_a_table_is_found_before_it_is_deployed():
    twice = table("first").replace(b"&gt; 1", b"-").replace(b'hitPolicy="FIRST"', b'hitPolicy="UNIQUE"')
    found = check_bundle({"p.bpmn": ask("first"), "one.dmn": twice})
    assert [(finding.rule, finding.severity, finding.file) for finding in found] == [("overlap", "error", "one.dmn")]
    (hidden,) = check_bundle({"one.dmn": table("first").replace(b"&gt; 1", b"-")})
    assert (hidden.rule, hidden.severity, hidden.element) == ("hidden", "warning", "r2")


def test_a_version_that_was_deployed_before_a_check_was_known_still_runs():
    twice = table("first").replace(b"&gt; 1", b"-").replace(b'hitPolicy="FIRST"', b'hitPolicy="UNIQUE"')
    bundle = compile_bundle({"p.bpmn": ask("first"), "one.dmn": twice})
    assert Play(bundle, amount=1).variables["size"] is None


def test_every_problem_of_a_decision_file_is_named_and_its_decisions_are_known():
    broken = table("first").replace(b'"big"', b"1 2").replace(b'"small"', b"(")
    found = check_bundle({"p.bpmn": ask("first"), "one.dmn": broken})
    assert [(finding.rule, finding.element) for finding in found] == [("syntax", "b"), ("syntax", "x")]
    assert "line 1, column 3" in found[0].sentence
