"""Plays one case of a small diagram with a fixed clock. Between any two inputs it saves and restores the case and moves
it to the same version again, which must change nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from app.engine import Advance, Bundle, DiagramRefused, Execution, MoveKind, State, compile_bundle, migrate
from tests.unit.engine.diagrams import diagram, process

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Play:
    def __init__(
        self,
        bundle: Bundle,
        name: str = "P",
        /,
        *,
        at: str | None = None,
        by: dict[str, str] | None = None,
        **values: object,
    ) -> None:
        """*at* is the message that starts the case, *by* another way to start (``{"signal": "alarm"}``)."""
        self.bundle = bundle
        self.now = MONDAY
        begun = {"message": at, **(by or {})}
        self.execution, self.advance = Execution.start(bundle, name, values, now=self.now, **begun)

    def _again(self) -> Execution:
        restored = Execution.restore(self.bundle, self.execution.snapshot())
        self.execution = self._migrated(restored) if restored.state is State.RUNNING else restored
        return self.execution

    def _migrated(self, execution: Execution) -> Execution:
        moved = migrate(execution, self.bundle, {}, now=self.now)
        assert (moved.advance.log, moved.steps) == ((), {})
        assert (moved.execution.tokens, moved.execution.timers) == (execution.tokens, execution.timers)
        return moved.execution

    def does(self, step: str, **values: object) -> Advance:
        self.advance = self._again().complete(step, values, now=self.now)
        return self.advance

    def fails(self, step: str, code: str) -> Advance:
        self.advance = self._again().fail(step, code, "did not work", now=self.now)
        return self.advance

    def waits(self, **time: float) -> Advance:
        self.now += timedelta(**time)
        self.advance = self._again().fire_timers(now=self.now)
        return self.advance

    def gets(self, message: str, key: str | None = None, **values: object) -> Advance:
        self.advance = self._again().deliver(message, values, key=key, now=self.now)
        return self.advance

    def hears(self, signal: str, **values: object) -> Advance:
        self.advance = self._again().broadcast(signal, values, now=self.now)
        return self.advance

    def retries(self, step: str, **values: object) -> Advance:
        self.advance = self._again().retry(step, values, now=self.now)
        return self.advance

    @property
    def open(self) -> list[str]:
        return [task.step for task in self._again().tasks]

    @property
    def jobs(self) -> list[str]:
        return [job.step for job in self._again().jobs]

    @property
    def due(self) -> list[tuple[str, float]]:
        """Element and hours until it is due, from the start of the play."""
        return [(timer.element, (timer.due_at - MONDAY) / timedelta(hours=1)) for timer in self._again().timers]

    @property
    def listens(self) -> list[str]:
        return [subscription.message for subscription in self._again().subscriptions]

    @property
    def listens_to(self) -> list[str]:
        return [subscription.signal for subscription in self._again().signals]

    @property
    def variables(self) -> dict[str, object]:
        return self._again().variables

    @property
    def state(self) -> str:
        return str(self._again().state)

    @property
    def ended_at(self) -> str | None:
        return self._again().ended_at

    @property
    def failures(self) -> list[tuple[str, str]]:
        return [(failure.step, failure.code) for failure in self._again().failures]

    @property
    def tokens(self) -> list[str]:
        return [step for step, _ in self._again().tokens]


def moves(advance: Advance, *kinds: MoveKind) -> list[str]:
    """``+step`` entered, ``-step`` left, ``xstep`` cancelled, ``!step`` failed."""
    sign = {MoveKind.ENTERED: "+", MoveKind.LEFT: "-", MoveKind.CANCELLED: "x", MoveKind.FAILED: "!"}
    return [sign[move.kind] + move.step for move in advance.moves if not kinds or move.kind in kinds]


def play(
    *parts: str,
    flows: str = "",
    definitions: str = "",
    at: str | None = None,
    by: dict[str, str] | None = None,
    **variables: object,
) -> Play:
    """A case of the process ``P`` made of *parts*."""
    bundle = compile_bundle({"p.bpmn": diagram(definitions, process("P", *parts, flows=flows))})
    return Play(bundle, "P", at=at, by=by, **variables)


def refused(content: bytes) -> list[tuple[str, str | None]]:
    """(rule, element) of what stops a diagram from being compiled; the standard's static rules are not asked."""
    with pytest.raises(DiagramRefused) as caught:
        compile_bundle({"p.bpmn": content})
    return [(finding.rule, finding.element) for finding in caught.value.findings]
