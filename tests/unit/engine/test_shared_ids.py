"""Two files of a bundle use the same ids, as two files of one editor do."""

from app.engine import Execution, Finding, check_bundle, compile_bundle
from tests.unit.engine.diagrams import boundary, diagram, end, flow, node, process, start, timer, user, z
from tests.unit.engine.play import MONDAY, Play, moves

CALL = node("callActivity", "c", extension=z("calledElement", processId="Q"))
CALLER = diagram(process("P", start(), CALL, user("u"), end(), flows="s c u e"))
GATEWAY = node("exclusiveGateway", "g", default="f2")
FLOWS = flow("f1", "g", "u", "=n > 1") + flow("f2", "g", "e")
CALLED = diagram(
    process("Q", start(), GATEWAY, user("u"), boundary("b", "u", timer("PT1H")), end(), FLOWS, flows="s g;u e;b e")
)
FILES = {"a.bpmn": CALLER, "b.bpmn": CALLED}


def errors(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [(it.rule, it.file, it.element) for it in findings if it.severity == "error"]


def test_a_case_runs_through_both_files():
    assert errors(check_bundle(FILES)) == []
    played = Play(compile_bundle(FILES), n=2)
    assert played.open == ["c#1/u.Q#1"]
    assert moves(played.does("c#1/u.Q#1")) == ["-c#1/u.Q#1", "+c#1/e.Q#1", "-c#1/e.Q#1", "-c#1", "+u#1"]
    played.does("u#1")
    assert played.execution.ended_at == "e"


def test_events_on_elements_of_the_second_file_stay_on_them():
    played = Play(compile_bundle(FILES), n=2)
    assert played.due == [("b", 1.0)]
    played.waits(hours=1)
    assert played.open == ["u#1"]


def test_the_bundle_knows_what_the_files_call_them():
    bundle = compile_bundle(FILES)
    assert bundle.drawn == {"s.Q": "s", "e.Q": "e", "u.Q": "u"}
    assert {element.process for element in bundle.elements.values() if element.id.startswith("u")} == {"P", "Q"}
    assert not compile_bundle({"b.bpmn": CALLED}).drawn


def test_findings_have_the_ids_of_their_file():
    broken = CALLED.replace(b"=n &gt; 1", b"=n +").replace(b"=n > 1", b"=n +").replace(b'"f2"', b'"s"')
    found = check_bundle({"a.bpmn": CALLER, "b.bpmn": broken})
    assert ("id-used-twice", "b.bpmn", "s") in errors(found)
    twice = diagram(process("P", start(), user("f1"), node("serviceTask", "u"), end(), flows="s f1 u e"))
    found = check_bundle({"a.bpmn": twice, "b.bpmn": broken, "c.bpmn": twice.replace(b'"P"', b'"R"')})
    assert ("job-type", "a.bpmn", "u") in errors(found) and ("job-type", "c.bpmn", "u") in errors(found)
    assert ("expression", "b.bpmn", "f1") in errors(found)


def test_ids_stay_within_what_a_row_can_hold_and_differ():
    long = "x" * 64
    drawn = diagram(process("P", start(), user(long), end(), flow("f", "s", long), flow("g", long, "e")))
    files = {f"{name}.bpmn": drawn.replace(b'id="P"', f'id="{name}"'.encode()) for name in ("P", "Q", "R")}
    bundle = compile_bundle(files)
    assert len(bundle.elements) == 9 and len(bundle.diagram.flows) == 6
    assert all(len(identity) <= 64 for identity in bundle.elements)
    for name in ("P", "Q", "R"):
        assert Execution.start(bundle, name, {}, now=MONDAY)[0].tasks[0].name == long


def test_an_ad_hoc_subprocess_chooses_by_the_ids_of_its_file():
    inner = user("a") + user("b")
    choice = z("adHoc", activeElementsCollection='=["b"]')
    called = diagram(process("Q", start(), node("adHocSubProcess", "x", inner, choice), end(), flows="s x e"))
    caller = diagram(process("P", start(), CALL, user("b"), end(), flows="s c b e"))
    assert Play(compile_bundle({"a.bpmn": caller, "b.bpmn": called})).open == ["c#1/x#1/b.Q#1"]
