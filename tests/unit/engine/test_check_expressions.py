"""Expressions that never give what the engine needs are found before deployment, and names that are nearly known."""

import pytest

from app.engine import DiagramRefused, check_bundle, compile_bundle, variables_of
from app.engine.guard import compile_in_child
from app.engine.model import Finding
from app.errors import Phrase
from app.feel.types import ANY
from tests.unit.engine.diagrams import (
    diagram,
    end,
    event,
    flow,
    io,
    loop,
    message,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)


def found_in(*parts: str, flows: str, before: str = "", **known: object) -> list[Finding]:
    content = diagram(before, process("P", *parts, flows=flows))
    return [f for f in check_bundle({"p.bpmn": content}, **known) if f.rule.startswith("expression")]


def rules(*parts: str, flows: str, **known: object) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.element) for finding in found_in(*parts, flows=flows, **known)]


def waits(text: str, measure: str = "timeDuration") -> str:
    return node("intermediateCatchEvent", "t", timer(text, measure))


def task(kind: str, **settings: str) -> str:
    return user("u", extension=z(kind, **settings))


@pytest.mark.parametrize("setting", ["dueDate", "followUpDate"])
@pytest.mark.parametrize(
    ("text", "found"), [("PT4H", []), ("2026-11-23", []), ("tomorrow", ["due-literal"]), ("R/PT1H", ["due-literal"])]
)
def test_a_date_of_a_task_that_is_written_out(text: str, found: list[str], setting: str) -> None:
    parts = [start(), task("taskSchedule", **{setting: text}), end()]
    content = diagram(process("P", *parts, flows="s u e"))
    assert [finding.rule for finding in check_bundle({"p.bpmn": content})] == found


@pytest.mark.parametrize("measure", ["timeDuration", "timeDate", "timeCycle"])
@pytest.mark.parametrize("text", ["=1 + 1", "=true", '=["PT1H"]', "=now() > now()", '=date("2026-02-30")', '=1 + "a"'])
def test_a_timer_that_is_no_time(text: str, measure: str) -> None:
    assert rules(start(), waits(text, measure), end(), flows="s t e") == [("expression-wrong", "t")]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("PT1H", "timeDuration"),
        ('="PT1H"', "timeDuration"),
        ('=duration("P1D") * pace', "timeDuration"),
        ("=due", "timeDuration"),
        ("=now()", "timeDate"),
        ("=today()", "timeDate"),
        ("=due", "timeDate"),
        ('="R3/" + x', "timeCycle"),
    ],
)
def test_a_timer_that_can_be_a_time(text: str, measure: str) -> None:
    assert rules(start(), waits(text, measure), end(), flows="s t e") == []


@pytest.mark.parametrize(
    ("text", "measure", "found"),
    [
        ('="PT4X"', "timeDuration", ["timer-literal"]),
        ('="R3/PT1H"', "timeDuration", ["timer-literal"]),
        ('="R3/PT1H"', "timeCycle", []),
        ('="PT1H"', "timeCycle", ["timer-literal"]),
        ('="2026-11-23"', "timeDuration", ["timer-literal"]),
        ('="PT1H"', "timeDate", ["timer-literal"]),
        ('="2026-11-23T10:00:00@Europe/Paris"', "timeDate", []),
        ('="tomorrow"', "timeDate", ["timer-literal"]),
    ],
)
def test_a_timer_that_is_a_constant(text: str, measure: str, found: list[str]) -> None:
    content = diagram(process("P", start(), waits(text, measure), end(), flows="s t e"))
    assert [finding.rule for finding in check_bundle({"p.bpmn": content})] == found
    assert compile_bundle({"p.bpmn": content}).processes


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("assignmentDefinition", {"assignee": "=[1]"}),
        ("assignmentDefinition", {"candidateGroups": "=1 + 1"}),
        ("assignmentDefinition", {"candidateUsers": "=now()"}),
        ("taskSchedule", {"dueDate": "=1 + 1"}),
        ("taskSchedule", {"followUpDate": "=true"}),
        ("priorityDefinition", {"priority": "=[1]"}),
    ],
)
def test_settings_of_a_task_of_another_type(kind: str, settings: dict[str, str]) -> None:
    assert rules(start(), task(kind, **settings), end(), flows="s u e") == [("expression-wrong", "u")]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (
            "assignmentDefinition",
            {"assignee": "=requester.id", "candidateGroups": '=["a", x]', "candidateUsers": '="a,b"'},
        ),
        ("taskSchedule", {"dueDate": '=now() + duration("PT1H")', "followUpDate": "=null"}),
        ("priorityDefinition", {"priority": "=if x then 10 else null"}),
    ],
)
def test_settings_of_a_task_that_can_be_right(kind: str, settings: dict[str, str]) -> None:
    assert rules(start(), task(kind, **settings), end(), flows="s u e") == []


def choice(condition: str) -> list[tuple[str, str | None]]:
    """A gateway with one condition and a default."""
    parts = (
        start(),
        node("exclusiveGateway", "g", default="F2"),
        end("e1"),
        end("e2"),
        flow("F1", "g", "e1", condition),
        flow("F2", "g", "e2"),
    )
    return rules(*parts, flows="s g", variables={})


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("=x + 1", "expression-wrong"),
        ('="yes"', "expression-wrong"),
        ("=x == 1", "expression-wrong"),
        ("=lenght(x) > 1", "expression-wrong"),
        ('=answer = "yes" or "no"', "expression-doubtful"),
        ("=x > 1", None),
        ("=null", None),
        ("=f.g", None),
    ],
)
def test_conditions_of_sequence_flows(condition: str, rule: str | None) -> None:
    assert choice(condition) == ([(rule, "F1")] if rule else [])


def test_names_of_decisions_and_called_processes() -> None:
    decides = node("businessRuleTask", "d", extension=z("calledDecision", decisionId="=x = y", resultVariable="r"))
    calls = node("callActivity", "c", extension=z("calledElement", processId="=[1]"))
    assert rules(start(), decides, calls, end(), flows="s d c e") == [
        ("expression-wrong", "d"),
        ("expression-wrong", "c"),
    ]


def test_loops() -> None:
    def several(**settings: str) -> list[tuple[str, str | None]]:
        inner = loop(condition=settings.pop("condition", ""), **settings)
        return rules(start(), user("u", inner), end(), flows="s u e")

    assert several(inputCollection="=people", inputElement="person", outputElement="=answer") == []
    assert several(inputCollection='="a"', inputElement="person") == [("expression-wrong", "u")]
    assert several(inputCollection="=x", condition="=numberOfCompletedInstances") == []
    assert several(inputCollection="=x", condition="=count(x) + 1") == [("expression-wrong", "u")]


def test_scripts_mappings_properties_and_keys() -> None:
    wrong = '="a" * 2'
    mapped = user("u", extension=io({"x": wrong}, {"y": wrong}))
    assert rules(start(), mapped, end(), flows="s u e") == [("expression-wrong", "u")] * 2
    assert rules(start(), script("a", '"a" * 2', "x"), end(), flows="s a e") == [("expression-wrong", "a")]
    told = user("u", extension=f"<zeebe:properties>{z('property', name='note', value=wrong)}</zeebe:properties>")
    assert rules(start(), told, end(), flows="s u e") == [("expression-wrong", "u")]
    catch = node("intermediateCatchEvent", "m", event("message", "M"))
    keyed = message("M", "news", "=upper case(1)")
    assert [f.element for f in found_in(start(), catch, end(), flows="s m e", before=keyed)] == ["m"]


def test_a_name_that_is_much_like_a_known_one_is_doubted() -> None:
    set_by = script("a", "{answer: x, notes: y}", "verification")
    asks = script("b", "verification.anwser", "z")
    reads = script("c", "verificaton", "z")
    parts = (start(), set_by, asks, reads, end())
    found = found_in(*parts, flows="s a b c e", variables={"case": ANY})
    assert [(f.rule, f.element) for f in found] == [("expression-doubtful", "b"), ("expression-doubtful", "c")]
    assert "Did you mean “answer”?" in found[0].sentence and "Did you mean “verification”?" in found[1].sentence
    assert found_in(*parts, flows="s a b c e") == [], "without what forms set nothing can be said of names"


def test_a_name_that_nothing_is_like_is_left_alone() -> None:
    assert rules(start(), script("a", "whatever.comes", "z"), end(), flows="s a e", variables={"case": ANY}) == []


def test_what_a_diagram_sets() -> None:
    parts = (start(), script("a", "{x: 1}", "one"), user("u", extension=io({"two.deep": "=1"}, {"three": "=1"})), end())
    inside = subprocess("p", start("s2"), script("b", "1", "four"), end("e2"), flows="s2 b e2")
    content = diagram(process("P", *parts, inside, flows="s a u p e"))
    assert set(variables_of({"p.bpmn": content})) == {"one", "two", "three", "four"}


def test_a_finding_says_where_and_what_to_do() -> None:
    (finding,) = found_in(start(), script("a", "1 +\n  true", "x"), end(), flows="s a e")
    assert finding.sentence == (
        "The script never gives what is needed. Line 1, column 1: "
        "“+” gives nothing for a number and a boolean (true or false)."
    )
    assert finding.phrase.template and finding.remedy.format_map(dict(finding.details)).startswith("Correct: =1 +")


def test_syntax_comes_with_a_hint() -> None:
    (finding,) = found_in(start(), script("a", "x && y", "x"), end(), flows="s a e")
    assert finding.rule == "expression" and "“And” is written “and”" in finding.sentence


def test_a_finding_is_the_same_when_a_process_of_its_own_made_it() -> None:
    files = {"p.bpmn": diagram(process("P", start(), script("a", "x && 1", "x"), end(), flows="s a e"))}
    ours, theirs = check_bundle(files), compile_in_child(files)
    assert [finding.sentence for finding in ours] == [finding.sentence for finding in theirs]
    assert [type(finding.details["reason"]) for finding in theirs] == [Phrase]


def test_a_version_that_runs_is_not_stopped_by_what_is_found_later() -> None:
    content = diagram(process("P", start(), script("a", '"a" * 2', "x"), end(), flows="s a e"))
    assert compile_bundle({"p.bpmn": content}).processes
    with pytest.raises(DiagramRefused):
        compile_bundle({"p.bpmn": content.replace(b"* 2", b"*")})


TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="limits" name="limits"><decisionTable hitPolicy="FIRST">
<input><inputExpression><text>1</text></inputExpression></input><output name="approval"/><output name="repair"/>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"PT1H"</text></outputEntry>
<outputEntry><text>"PT2H"</text></outputEntry></rule></decisionTable></decision></definitions>"""


def test_what_a_decision_table_gives_is_known_through_its_mappings() -> None:
    settings = z("calledDecision", decisionId="limits", resultVariable="limits") + io({}, {"limits": "=limits"})
    decides = node("businessRuleTask", "d", extension=settings)
    parts = (start(), decides, waits("=duration(limits.repiar)"), script("a", "limits.approval", "x"), end())
    content = diagram(process("P", *parts, flows="s d t a e"))
    (finding,) = check_bundle({"p.bpmn": content, "t.dmn": TABLE}, variables={})
    assert (finding.rule, finding.element) == ("expression-doubtful", "t")
    assert "Did you mean “repair”?" in finding.sentence
