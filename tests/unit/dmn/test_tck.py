"""The runner of the DMN Technology Compatibility Kit, and the cases of the kit that are at hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.dmn.tck import main, run
from tests.unit.dmn.models import knowledge, literal, model, needs, service

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "dmn-tck"
KIT = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="{xsi}"><modelName>{model}</modelName>'
)
XSI = "http://www.w3.org/2001/XMLSchema-instance"

JAVA = (
    '<businessKnowledgeModel id="java" name="java"><encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
    "</businessKnowledgeModel>"
)
MODEL = model(
    '<inputData id="x" name="x"/>'
    + literal("x", "echo", needs(input="x"))
    + literal("x + 1", "next", needs(input="x"))
    + knowledge("twice", "n * 2", {"n": "number"})
    + service("both", ("echo", "next"), ("x",))
    + JAVA
    + literal("java()", "refused", needs(knowledge="java"))
    + literal("{a: 1}.a", "unlike")
)


def value(text: str, kind: str = "string") -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def case(result: str, expected: str, given: str = "", attributes: str = "", node: str = "", name: str = "x") -> str:
    """A test case with one input and one result node."""
    return (
        f'<testCase id="1" {attributes}><inputNode name="{name}">{given}</inputNode>'
        f'<resultNode name="{result}" {node}><expected>{expected}</expected></resultNode></testCase>'
    )


def kit(folder: Path, *cases: str, name: str = "m.dmn") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "m.dmn").write_bytes(MODEL)
    text = KIT.format(xsi=XSI, model=name) + "".join(cases) + "</testCases>"
    (folder / "m-test.xml").write_text(text, encoding="utf-8")
    return folder


VALUES = [
    value("a"),
    value(" a "),
    value("1.50", "decimal"),
    value("7", "int"),
    value("true", "boolean"),
    value("2026-11-23", "date"),
    value("10:00:00Z", "time"),
    value("2026-11-23T10:00:00", "dateTime"),
    value("P1D", "duration"),
    value("P1Y", "yearMonthDuration"),
    '<value xsi:nil="true"/>',
    "<list/>",
    f"<list><item>{value('1', 'double')}</item><item><list><item>{value('b')}</item></list></item></list>",
    f"<component name='a'>{value('1', 'long')}</component><component name='b'><value xsi:nil='true'/></component>",
    f"<extensionElements><more/></extensionElements>{value('a')}",
]


@pytest.mark.parametrize("given", VALUES)
def test_values_are_read(tmp_path: Path, given: str) -> None:
    (result,) = run(kit(tmp_path, case("echo", given, given)))
    assert result.passed, result
    (result,) = run(kit(tmp_path, case("echo", value("other"), given)))
    assert not result.passed


def test_kinds_of_cases(tmp_path: Path) -> None:
    one = value("1", "decimal")
    results = list(
        run(
            kit(
                tmp_path,
                case("next", value("2", "decimal"), one),
                case("r", value("2", "decimal"), one, 'type="bkm" invocableName="twice"', name="n"),
                case("echo", one, one, 'type="decisionService" invocableName="both"'),
                case("nothing", '<value xsi:nil="true"/>', one),
                case("nothing", '<value xsi:nil="true"/>', one, node='errorResult="true"'),
                case("unlike", value("1.000000001", "decimal")),
                case("unlike", value("1.001", "decimal")),
            )
        )
    )
    assert [result.passed for result in results] == [True, True, True, False, True, True, False]
    assert str(results[3].got).startswith("DecisionNotFound")


def test_a_refused_function_passes_and_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused, failed = case("refused", value("3", "decimal")), case("unlike", value("b"))
    kit(tmp_path / "compliance-level-3" / "a", refused, failed)
    kit(tmp_path / "compliance-level-2" / "b", case("unlike", value("1", "decimal")))
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "refused: m-test.xml: 1 refused: functions written in Java are not run",
        "m-test.xml: 1 unlike: expected “b”, got 1",
        "level 2: 1 passed, 0 failed",
        "level 3: 1 passed, 1 failed",
        "1 of those passed because a function outside FEEL was refused",
        "2 passed, 1 failed",
    ]
    assert main([str(tmp_path / "compliance-level-2")]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("content", "failed"),
    [
        (b"no xml", 1),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><testCases>&b;</testCases>', 1),
        (b"<other/>", 0),
        (b"", 1),
    ],
)
def test_files_that_are_no_test_cases(tmp_path: Path, content: bytes, failed: int) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    results = list(run(tmp_path))
    assert [result.passed for result in results] == [False] * failed


@pytest.mark.parametrize("name", ["missing.dmn", "../../m.dmn", "", "broken.dmn", "."])
def test_a_model_that_cannot_be_read_fails_its_cases(tmp_path: Path, name: str) -> None:
    folder = kit(tmp_path, case("echo", value("a")), case("next", value("a")), name=name)
    (folder / "broken.dmn").write_bytes(b"<definitions")
    results = list(run(folder))
    assert [result.passed for result in results] == [False, False]


def test_numbers_that_do_not_exist_are_null(tmp_path: Path) -> None:
    (result,) = run(kit(tmp_path, case("echo", '<value xsi:nil="true"/>', value("NaN", "double"))))
    assert result.passed
    assert result.expected is None


def test_expected_numbers_are_decimals(tmp_path: Path) -> None:
    (result,) = run(kit(tmp_path, case("unlike", value("1e0", "double"))))
    assert result.expected == Decimal(1)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the TCK is not beside the repository")
def test_conformance() -> None:
    results = list(run(CORPUS))
    assert len(results) > 1500
    assert [result for result in results if not result.passed] == []
    assert {result.refusal for result in results} == {"", "functions written in Java are not run"}
    assert sum(bool(result.refusal) for result in results) == 10
