"""Notes what one input does to an execution, in the order in which it happens."""

from dataclasses import dataclass, field

from app.engine.model import (
    Advance,
    Change,
    DecisionMade,
    Failure,
    Json,
    Move,
    MoveKind,
    OpenJob,
    OpenTask,
    State,
    ThrownMessage,
    ThrownSignal,
)
from app.errors import Phrase


@dataclass
class Journal:
    """Filled while the execution runs to rest; becomes the :class:`Advance` that the caller gets."""

    moves: list[Move] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    opened: list[OpenTask] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    jobs: list[OpenJob] = field(default_factory=list)
    decisions: list[DecisionMade] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    thrown: list[ThrownMessage] = field(default_factory=list)
    signals: list[ThrownSignal] = field(default_factory=list)
    log: list[Move | Change | DecisionMade | Failure] = field(default_factory=list)

    def move(self, kind: MoveKind, step: str, element: str, flow: str | None = None) -> None:
        """A token entered, left, was cancelled or failed."""
        noted = Move(kind, step, element, flow)
        self.moves.append(noted)
        self.log.append(noted)

    def change(self, name: str, value: Json, scope: str) -> None:
        """A variable got a value."""
        noted = Change(name, value, scope)
        self.changes.append(noted)
        self.log.append(noted)

    def decided(self, decision: DecisionMade) -> None:
        """A business rule task asked a decision."""
        self.decisions.append(decision)
        self.log.append(decision)

    def fail(self, step: str, element: str, code: str, message: str | Phrase) -> None:
        """A step could not be done."""
        self.move(MoveKind.FAILED, step, element)
        failure = Failure(step, element, code, message)
        self.failures.append(failure)
        self.log.append(failure)

    def advance(self, state: State, ended_at: str | None) -> Advance:
        """Everything noted, frozen."""
        return Advance(
            moves=tuple(self.moves),
            changes=tuple(self.changes),
            opened=tuple(self.opened),
            closed=tuple(self.closed),
            jobs=tuple(self.jobs),
            decisions=tuple(self.decisions),
            failures=tuple(self.failures),
            state=state,
            ended_at=ended_at,
            thrown=tuple(self.thrown),
            signals=tuple(self.signals),
            log=tuple(self.log),
        )
