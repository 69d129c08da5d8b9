"""More features of BPMN in the manner of the corpus: each does what the standard says."""

import pytest

from app.engine import DiagramRefused, State
from tests.unit.bpmn.desk import play
from tests.unit.bpmn.expectations import Run, agrees
from tests.unit.bpmn.family import FEATURES

RUNS = [
    pytest.param(name, run, id=f"{name} {run}") for name, (_, expected) in FEATURES.items() for run in expected.runs
]


@pytest.mark.parametrize(("name", "run"), RUNS)
def test_a_feature_runs_as_the_standard_says(name: str, run: Run) -> None:
    desk = play(FEATURES[name][0], "P", **run.inputs)
    assert agrees(desk.log, run.log), desk.log
    assert tuple(desk.incidents) == run.incidents
    assert set(desk.waits_at) == set(run.waits_at + run.incidents)
    assert bool(desk.waits_at) is any(case.state is State.RUNNING for case in desk.cases)


@pytest.mark.parametrize("name", [name for name, (_, expected) in FEATURES.items() if expected.refused])
def test_what_the_standard_forbids_is_refused(name: str) -> None:
    content, expected = FEATURES[name]
    with pytest.raises(DiagramRefused) as refused:
        play(content, "P")
    assert {finding.element for finding in refused.value.findings} >= set(expected.refused)
