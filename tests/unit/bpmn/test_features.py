"""The corpus of BPMN features: every file, its pseudo-scripts rewritten, does what the standard says of its feature."""

from pathlib import Path

import pytest

from app.engine import DiagramRefused, State
from tests.unit.bpmn.desk import Desk, play
from tests.unit.bpmn.expectations import EXPECTED, Run, agrees
from tests.unit.bpmn.rewriting import UnknownToken, feel, rewrite, written

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "bpmn-features"
FILES = {path.stem: path for path in sorted(CORPUS.glob("*/*.bpmn")) if path.parent.name != "constraints"}
INPUTS: list[dict[str, object]] = [{"test": test, "integerVariable": 0} for test in ("a", "b", "ab", "c")]

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of BPMN features is not beside the project")


def listed(refused: bool) -> list[object]:
    """The files of the table with their runs."""
    return [
        pytest.param(stem, run, id=f"{stem} {run}")
        for stem in FILES
        if stem in EXPECTED and bool(EXPECTED[stem].refused) is refused
        for run in EXPECTED[stem].runs or (None,)
    ]


@pytest.mark.parametrize(("stem", "run"), listed(refused=False))
def test_a_feature_runs_as_the_standard_says(stem: str, run: Run) -> None:
    desk = play(FILES[stem].read_bytes(), stem, **run.inputs)
    assert agrees(desk.log, run.log), desk.log
    assert tuple(desk.incidents) == run.incidents
    stands = set(run.waits_at + run.incidents)
    assert stands == set(desk.waits_at)
    assert bool(stands) is any(case.state is State.RUNNING for case in desk.cases)


@pytest.mark.parametrize(("stem", "run"), listed(refused=True))
def test_what_the_standard_forbids_is_refused(stem: str, run: None) -> None:
    try:
        desk = play(FILES[stem].read_bytes(), stem)
    except DiagramRefused as refused:
        assert {finding.element for finding in refused.findings} >= set(EXPECTED[stem].refused)
    else:
        assert EXPECTED[stem].at_the_latest == "incident"
        assert (tuple(desk.incidents), desk.log) == (EXPECTED[stem].refused, [])


@pytest.mark.parametrize("values", INPUTS, ids=lambda values: values["test"])
@pytest.mark.parametrize("stem", [stem for stem in FILES if stem not in EXPECTED] or [None])
def test_any_other_feature_runs_to_an_end_or_waits(stem: str | None, values: dict[str, object]) -> None:
    if stem is None:
        pytest.skip("every file of this corpus is in the table")
    try:
        desk = play(FILES[stem].read_bytes(), stem, **values)
    except DiagramRefused:
        assert FILES[stem].parent.name == "errors"
        return
    assert [element for element in desk.incidents if not may_fail(desk, element)] == []


def may_fail(desk: Desk, element: str) -> bool:
    """What a file may be about: an error that nothing catches, a choice of which no way is open."""
    node = desk.bundle.diagram.nodes[element]
    return node.has("error") or node.kind.endswith("Gateway")


def test_parallel_branches_are_worked_on_at_the_same_time() -> None:
    stem = "ParallelGateway_TrueParallelism"
    (first, done), (second, later) = play(FILES[stem].read_bytes(), stem).worked
    assert max(first, second) < min(done, later)


def test_the_table_names_only_files_and_every_file_is_rewritten() -> None:
    assert EXPECTED.keys() - FILES.keys() == set()
    for path in FILES.values():
        assert b"zeebe" in rewrite(path.read_bytes())


def test_an_unknown_token_or_condition_is_said_loudly() -> None:
    for unknown, read in (("SEND_A_LETTER", written), ("execution.getVariable('x')", feel)):
        with pytest.raises(UnknownToken, match=unknown[:8]):
            read(unknown)
