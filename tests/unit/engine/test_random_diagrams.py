"""A case does the same whether it is saved and restored between any two inputs or not, and it ends."""

from random import Random

import pytest

from app.engine import Execution, State, compile_bundle
from app.engine.model import OpenJob, OpenTask
from tests.unit.engine.diagrams import diagram
from tests.unit.engine.play import MONDAY
from tests.unit.engine.random_diagrams import Drawing

INPUTS = 300


@pytest.mark.parametrize("seed", range(100))
def test_a_restored_case_does_the_same_and_ends(seed):
    bundle = compile_bundle({"p.bpmn": diagram(Drawing(seed).process())})
    random, now = Random(seed), MONDAY
    kept, saved = (Execution.start(bundle, "P", {"x": 0, "y": 0}, now=now)[0] for _ in range(2))
    for number in range(INPUTS):
        assert saved.snapshot() == kept.snapshot()
        saved = Execution.restore(bundle, saved.snapshot())
        steps: list[OpenTask | OpenJob] = [*kept.tasks, *kept.jobs]
        if kept.state is not State.RUNNING:
            break
        if kept.timers and (not steps or random.random() < 0.1):
            now = max(now, kept.timers[0].due_at)
            done = [execution.fire_timers(now=now) for execution in (kept, saved)]
        else:
            step, values = random.choice(steps).step, {"x": number, "y": number % 10} if random.random() < 0.5 else {}
            done = [execution.complete(step, values, now=now) for execution in (kept, saved)]
        assert done[0] == done[1]
    assert (kept.state, kept.failures, kept.tokens) == (State.COMPLETED, (), ())
