"""The engine and a plain model of the standard's tokens, on the same random diagrams with the same inputs.

After each input both must have entered, left and cancelled the same steps, wait for the same things, and have the same
variables. ``TOKEN_MODEL_EXAMPLES=2000 pytest tests/unit/bpmn/test_token_model.py`` looks further.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app.engine import Advance, Bundle, Execution, Severity, check_bundle, compile_bundle
from tests.unit.bpmn.blocks import Block, blocks, bpmn, net_of
from tests.unit.bpmn.tokens import Model

EXAMPLES = int(os.environ.get("TOKEN_MODEL_EXAMPLES", "150"))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
INTERLEAVINGS = 200
LIMITED = settings(
    max_examples=EXAMPLES,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Both(RuleBasedStateMachine):
    """The engine and the model side by side."""

    @initialize(block=blocks(), data=st.data())
    def start(self, block: Block, data: st.DataObject) -> None:
        net = net_of(block)
        files = {"p.bpmn": bpmn(net)}
        wrong = [finding for finding in check_bundle(files) if finding.severity is Severity.ERROR]
        assert wrong == [], "the generator draws what is refused"
        self.bundle = compile_bundle(files)
        given = {name: data.draw(st.booleans(), label=name) for name in net.conditions}
        self.rounds = 0
        self.model = Model(net, given)
        self.engine, advance = Execution.start(self.bundle, "P", given, now=NOW)
        self.compare(advance)

    @precondition(lambda self: self.model.tasks())
    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(sorted(self.model.tasks())), label="step")
        variable = self.model.tasks()[step].spot.variable
        value = data.draw(st.booleans(), label="value")
        if variable.startswith("again_") and value:
            self.rounds += 1
            value = self.rounds <= 4
        self.model.complete(step, value)
        self.compare(self.restored().complete(step, {variable: value} if variable else {}, now=NOW))

    @precondition(lambda self: self.model.messages())
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(sorted(self.model.messages())), label="message")
        self.model.deliver(message)
        self.compare(self.restored().deliver(message, {}, now=NOW))

    @precondition(lambda self: not self.model.tasks() and not self.model.messages())
    @rule()
    def rest(self) -> None:
        assert self.model.over, "well-formed diagrams do not get stuck"

    def restored(self) -> Execution:
        self.engine = Execution.restore(self.bundle, self.engine.snapshot())
        return self.engine

    def compare(self, advance: Advance) -> None:
        moves = Counter((str(move.kind), move.step) for move in advance.moves)
        assert moves == Counter(self.model.moves)
        assert {task.step for task in self.engine.tasks} == set(self.model.tasks())
        assert {wait.message for wait in self.engine.subscriptions} == self.model.messages()
        assert self.engine.variables == self.model.variables
        assert (self.engine.state == "completed") == self.model.over
        assert self.engine.failures == ()


TestTheEngineAgreesWithTheModel = Both.TestCase
TestTheEngineAgreesWithTheModel.settings = LIMITED


@settings(LIMITED, max_examples=max(EXAMPLES // 2, 1))
@given(branches=st.lists(blocks(3, failing=False), min_size=2, max_size=3), data=st.data())
def test_every_interleaving_of_parallel_branches_ends_in_the_same_data(
    branches: list[Block], data: st.DataObject
) -> None:
    """Errors are left out: what one of them cancels depends on what was done before."""
    net = net_of(("parallel", tuple(branches)))
    bundle = compile_bundle({"p.bpmn": bpmn(net)})
    given = {name: data.draw(st.booleans(), label=name) for name in net.conditions}
    begun, _ = Execution.start(bundle, "P", given, now=NOW)
    ends = list(islice(_ends(bundle, begun.snapshot(), net_variables(net)), INTERLEAVINGS))
    assert all(end == ends[0] for end in ends[1:])


def net_variables(net: object) -> dict[str, str]:
    """Which variable each task sets."""
    return {spot.id: spot.variable for spot in net.spots.values() if spot.kind == "task"}  # type: ignore[attr-defined]


def _ends(bundle: Bundle, saved: bytes, variables: dict[str, str]):  # type: ignore[no-untyped-def]
    """The variables and the state at each end that some order of completions leads to."""
    execution = Execution.restore(bundle, saved)
    steps = [(task.step, task.element) for task in execution.tasks]
    if not steps and execution.subscriptions:
        for wait in execution.subscriptions[:1]:
            execution.deliver(wait.message, {}, now=NOW)
        yield from _ends(bundle, execution.snapshot(), variables)
    elif not steps:
        yield execution.variables, execution.state
    for step, element in steps:
        again = Execution.restore(bundle, saved)
        name = variables[element]
        again.complete(step, {name: False if name.startswith("again_") else step} if name else {}, now=NOW)
        yield from _ends(bundle, again.snapshot(), variables)
