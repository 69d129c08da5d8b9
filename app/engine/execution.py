"""A running case: one input at a time, each run to rest, each answered with everything that it did."""

from collections.abc import Callable, Sequence
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from app.engine import repair, snapshot, variables, waiting
from app.engine.beginning import beginning
from app.engine.bundle import Bundle
from app.engine.errors import CaseEnded, NotWaiting, ProcessNotFound, StepNotOpen
from app.engine.events import give_signal
from app.engine.journal import Journal
from app.engine.model import (
    Advance,
    ArmedTimer,
    Failure,
    Json,
    OpenJob,
    OpenTask,
    SignalSubscription,
    State,
    Subscription,
    Variables,
)
from app.engine.pools import begin_together
from app.engine.running import fail_step, run_to_rest
from app.engine.runtime import Case, Token
from app.engine.scopes import begin_scope
from app.engine.tasks import HumanTask, JobTask, Offered, open_job, open_task
from app.engine.values import copied, copied_variables
from app.engine.work import Work
from app.errors import Phrase, from_json

FIRINGS = 1_000


class Execution:
    """One case on one bundle. Not for two threads at once; the bundle is."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @classmethod
    def start(
        cls,
        bundle: Bundle,
        process: str,
        values: Variables,
        *,
        now: datetime,
        message: str | None = None,
        signal: str | None = None,
        at: str | None = None,
        seed: str = "",
    ) -> tuple["Execution", Advance]:
        """A new case of *process*, at its start event; with *message*, *signal* or *at* (the id of a start event) where
        it begins by that. ProcessNotFound when it cannot.

        *seed* names the case: ``uuid()`` and ``random number()`` give others in other cases, and the same in a replay.
        """
        known = bundle.processes.get(process)
        if known is None or not known.executable:
            raise ProcessNotFound(process=process)
        execution = cls(Case(bundle, process, now, seed))
        case = execution._case
        case.variables.update(copied_variables(values))
        starts, by = beginning(case, message, signal, at)
        if not starts:
            raise ProcessNotFound(process=process)

        def begin() -> None:
            begin_scope(case, starts, {}, by)
            if message is None and signal is None and at is None:
                begin_together(case, case.variables)

        return execution, execution._advance(now, begin)

    @classmethod
    def restore(cls, bundle: Bundle, saved: bytes) -> "Execution":
        """The case as :meth:`snapshot` saved it. SnapshotRefused when it is damaged, of another format or bundle."""
        return cls(snapshot.load(bundle, saved))

    def snapshot(self) -> bytes:
        """What is alive in the case, without the diagram; finished steps are not in it."""
        return snapshot.save(self._case)

    def complete(self, step: str, values: Variables, *, now: datetime) -> Advance:
        """A person or worker is done with a task or job. StepNotOpen when it is not open."""
        token = self._open(step)
        given = copied_variables(values)
        return self._advance(now, lambda: token.task_spec.fired(token, given))

    def fail(self, step: str, code: str, message: str, *, now: datetime) -> Advance:
        """A worker could not do its job: the error *code* is caught by the diagram, or the step fails."""
        token = self._open(step)

        def throw() -> None:
            caught = waiting.catcher(token, "error", code)
            if caught is not None:
                waiting.happened(*caught, {})
            else:
                fail_step(self._case, token, code, message)

        return self._advance(now, throw)

    def fire_timers(self, *, now: datetime) -> Advance:
        """Fires every timer that is due, soonest first, the case coming to rest between two; at most 1,000 in one
        call (a cycle may have much to catch up with), the rest stay due."""

        def fire() -> None:
            for _ in range(FIRINGS):
                due = waiting.due_timer(self._case, now)
                if due is None:
                    return
                waiting.happened(*due, {})
                run_to_rest(self._case)

        return self._advance(now, fire)

    def deliver(
        self, message: str, values: Variables, *, now: datetime, key: str | None = None, to: str | None = None
    ) -> Advance:
        """Gives a message to the one step that waits for it, at the element *to* if one waits there. NotWaiting when
        none does."""
        led_to = () if to is None else (to,)
        found = waiting.receiver(self._case, message, key, led_to) if self.state is State.RUNNING else None
        if found is None:
            raise NotWaiting(message=message)
        given = copied_variables(values)
        return self._advance(now, lambda: waiting.happened(*found, given))

    def broadcast(self, signal: str, values: Variables, *, now: datetime) -> Advance:
        """Gives a signal to everything in the case that listens to it; where nothing does, nothing happens."""
        given = copied_variables(values)
        return self._advance(now, lambda: give_signal(self._case, signal, given))

    def retry(self, step: str, values: Variables, *, now: datetime) -> Advance:
        """Tries a failed step again, with corrected variables. StepNotOpen when it has not failed."""
        token = self._find(lambda found: found.step == step and found.has_state(TaskState.ERROR))
        if token is None:
            raise StepNotOpen(step=step)
        given = copied_variables(values)
        return self._advance(now, lambda: repair.again(token, given))

    def set_variables(self, values: Variables, *, now: datetime, scope: str = "") -> Advance:
        """Corrects variables of the case, or with *scope* those that the step of that name has of its own. What was
        evaluated before (the inputs of an open task, a timer that is armed) stays as it is; conditional events look
        again. StepNotOpen when there is no such step."""
        self._require_running()
        token = self._find(lambda found: found.step == scope and not found.is_listener) if scope else None
        if scope and token is None:
            raise StepNotOpen(step=scope)
        given = copied_variables(values)

        def correct() -> None:
            if token is None:
                variables.assign(self._case.task_tree, given)
            else:
                repair.give(token, given)

        return self._advance(now, correct)

    def move(self, cancel: Sequence[str], start: Sequence[str], values: Variables, *, now: datetime) -> Advance:
        """Cancels the tokens of the steps *cancel* and starts one at each element or sequence flow of *start*, with
        corrected variables (see :func:`app.engine.repair.move`). MoveRefused, or CaseEnded when it is over."""
        self._require_running()
        given = copied_variables(values)
        return self._advance(now, lambda: repair.move(self._case, cancel, start, given))

    def cancel(self, *, now: datetime) -> Advance:
        """Ends the case from outside the diagram; an ended case stays as it is."""

        def end() -> None:
            if self._case.outcome is State.RUNNING:
                self._case.completed = True
                self._case.outcome = State.CANCELLED
                for token in self._case.living():
                    token.cancel()

        return self._advance(now, end)

    @property
    def bundle(self) -> Bundle:
        """The diagrams that the case runs on."""
        return self._case.bundle

    @property
    def process(self) -> str:
        """The id of the process that the case runs."""
        return self._case.process

    @property
    def state(self) -> State:
        """Running, completed or cancelled."""
        return self._case.outcome

    @property
    def ended_at(self) -> str | None:
        """The end event of the case's process that was reached last."""
        return self._case.ended_at

    @property
    def variables(self) -> dict[str, Json]:
        """A copy of the case's variables."""
        copy: dict[str, Json] = copied(self._case.variables)
        return copy

    @property
    def tasks(self) -> tuple[OpenTask, ...]:
        """Open tasks for people, oldest first."""
        return tuple(open_task(token) for token in self._opened(HumanTask))

    @property
    def jobs(self) -> tuple[OpenJob, ...]:
        """Open jobs for workers, oldest first."""
        return tuple(open_job(token) for token in self._opened(JobTask))

    @property
    def timers(self) -> tuple[ArmedTimer, ...]:
        """Armed timers, soonest first."""
        return tuple(waiting.timers(self._case))

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """Messages that the case waits for, longest waiting first."""
        return tuple(waiting.subscriptions(self._case))

    @property
    def signals(self) -> tuple[SignalSubscription, ...]:
        """Signals that the case listens to, longest waiting first."""
        return tuple(waiting.signals(self._case))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Steps that failed and wait to be repaired."""
        failed = self._case.every(lambda token: "failure" in token.internal_data)
        return tuple(_failure(token) for token in failed)

    @property
    def tokens(self) -> tuple[tuple[str, str], ...]:
        """Where tokens stand: pairs of step and element, outer activities included."""
        standing = self._case.every(lambda token: token.entered or "gathered" in token.internal_data)
        return tuple((token.step, token.task_spec.node.id) for token in standing)

    @property
    def cancellable(self) -> tuple[tuple[str, str], ...]:
        """What :meth:`move` can cancel: pairs of step and element, outer activities included."""
        return tuple((token.step, token.task_spec.node.id) for token in repair.cancellable(self._case))

    @property
    def startable(self) -> tuple[tuple[str, str], ...]:
        """Where :meth:`move` can start a token: pairs of what to name (an element, or the flow by which to arrive at a
        gateway that joins) and the element."""
        return tuple((flow.id if flow else node.id, node.id) for node, flow in repair.startable(self._case))

    def local_variables(self, step: str) -> dict[str, Json]:
        """Everything that the open or failed *step* sees, its own and outer variables together, as a copy."""
        token = self._find(lambda found: found.step == step)
        if token is None:
            raise StepNotOpen(step=step)
        return variables.visible(token.task_spec.seen_from(token) if token.is_listener else token)

    def _require_running(self) -> None:
        if self.state is not State.RUNNING:
            raise CaseEnded()

    def _opened(self, kind: type[Offered]) -> list[Token]:
        return self._case.every(lambda token: isinstance(token.task_spec, kind) and token.task_spec.is_open(token))

    def _open(self, step: str) -> Token:
        token = self._find(lambda found: found.step == step and found.task_spec.is_open(found))
        if token is None:
            raise StepNotOpen(step=step)
        return token

    def _find(self, wanted: Callable[[Token], bool]) -> Token | None:
        return next((token for scope in self._case.scopes() for token in scope.living() if wanted(token)), None)

    def _advance(self, now: datetime, act: Callable[[], None]) -> Advance:
        """Does *act* at the moment *now*, runs to rest and says what happened."""
        case = self._case
        case.now, case.journal, case.work = now, Journal(), Work()
        act()
        run_to_rest(self._case)
        return case.journal.advance(case.outcome, case.ended_at)


def _failure(token: Token) -> Failure:
    code, message = token.internal_data["failure"]
    told = from_json(message)
    return Failure(token.step, token.task_spec.node.id, code, told if isinstance(told, Phrase) else str(told))
