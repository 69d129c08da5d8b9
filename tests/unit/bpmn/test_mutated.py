"""Files that no editor would write: each is refused in words or runs, and none reaches anything outside the engine.

``make mutate`` does the same with 10,000 of them.
"""

import random

import pytest

from tests.unit.bpmn.mutants import examine, mutant, watched
from tests.unit.bpmn.mutating import mutated
from tests.unit.bpmn.playing import play
from tests.unit.bpmn.seeds import seeds

HERE = 200


@pytest.mark.parametrize("name", [name for name, _ in seeds()[0]])
def test_the_scenarios_themselves_run(name: str) -> None:
    assert play(dict(seeds()[0])[name], random.Random(name)) == "started, moved"


def test_the_same_number_gives_the_same_file() -> None:
    name, files = mutant(7)
    assert mutant(7) == (name, files) and mutant(8) != (name, files)
    content = dict(seeds()[1])["tasks.bpmn"]["tasks.bpmn"]
    assert len({mutated(content, content, random.Random(number)) for number in range(100)}) > 80


@pytest.mark.parametrize("part", range(8))
def test_mutated_files_are_refused_or_run(part: int) -> None:
    outcomes = [examine(number) for number in range(part, HERE, 8)]
    assert {"refused", "started, moved"} <= set(outcomes)


def test_what_a_file_must_not_reach_is_noticed(tmp_path) -> None:
    with pytest.raises(AssertionError, match=r"open .*here"), watched():
        (tmp_path / "here").write_text("x")
    with pytest.raises(AssertionError, match="compile"), watched():
        eval("1 + 1")
