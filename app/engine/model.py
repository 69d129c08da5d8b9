"""What the engine says and takes: plain frozen values, no SpiffWorkflow in sight.

Names follow BPMN 2.0.2: an *element* is a node of the diagram, a *token* stands on an element, a *step* is one visit
of a token to an element. A step is named by its path from the case's process: ``<element>#<n>``, where *n* counts the
visits of that element within its scope (1, 2, …), joined with ``/`` through call activities, subprocesses and
multi-instance bodies: ``Call_Approval#1/Task_Decide#2``. The same inputs always give the same names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.errors import Phrase

Json = Any
Variables = Mapping[str, Json]


class Severity(StrEnum):
    """Whether a finding stops deployment."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something that a check found at one place of one file, with what to do about it.

    ``message`` and ``remedy`` are English templates with ``{placeholders}`` filled from ``details`` (the templates are
    the keys of the French catalogue); a detail that is itself a text of the desk is a phrase. ``section`` is the place
    of the standard that the rule comes from, such as ``BPMN 2.0.2 §10.5.2 (EXT.096)``; empty for rules of the desk.
    ``name`` is what the diagram calls the element.
    """

    rule: str
    severity: Severity
    file: str
    element: str | None
    message: str
    remedy: str
    details: Mapping[str, str | Phrase] = field(default_factory=dict)
    section: str = ""
    name: str = ""

    @property
    def phrase(self) -> Phrase:
        """The message as a piece of another sentence."""
        return Phrase(self.message, self.details)

    @property
    def sentence(self) -> str:
        """The message in English, with its details."""
        return str(self.phrase)

    @property
    def located(self) -> Phrase:
        """The same with the file and the element before it."""
        return Phrase(
            "{file}, {element}: {said}", {"file": self.file, "element": self.element or "-", "said": self.phrase}
        )


@dataclass(frozen=True)
class Element:
    """A node of a diagram. ``kind`` is the BPMN tag (``userTask``), ``events`` names its event definitions."""

    id: str
    kind: str
    name: str
    process: str
    lane: str | None = None
    parent: str | None = None
    attached_to: str | None = None
    form: str | None = None
    events: tuple[str, ...] = ()
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def name_en(self) -> str:
        """Its name in English; the French one where the diagram has no other."""
        return self.properties.get("name:en") or self.name


@dataclass(frozen=True)
class TimerStart:
    """A start event with a timer: ``measure`` is timeDate, timeDuration or timeCycle, ``text`` a literal or FEEL."""

    element: str
    measure: str
    text: str


@dataclass(frozen=True)
class Process:
    """A process of a bundle: ``file`` is where it is drawn, ``executable`` whether it can be started or called.

    The starts say by which messages, signals and timers a case of it can begin without anybody opening one.
    """

    id: str
    name: str
    file: str
    executable: bool
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    message_starts: tuple[str, ...] = ()
    signal_starts: tuple[str, ...] = ()
    timer_starts: tuple[TimerStart, ...] = ()


class MoveKind(StrEnum):
    """What happened to a token at an element."""

    ENTERED = "entered"
    LEFT = "left"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True)
class Move:
    """A token entered, left, was cancelled at or failed at the step; ``flow`` is the sequence flow it arrived by."""

    kind: MoveKind
    step: str
    element: str
    flow: str | None = None


@dataclass(frozen=True)
class Change:
    """A variable got a new value. ``scope`` is the step that owns it, ``""`` for the case itself."""

    name: str
    value: Json
    scope: str = ""


@dataclass(frozen=True)
class OpenTask:
    """A user or manual task that waits for a person."""

    step: str
    element: str
    name: str
    form: str | None
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    properties: Mapping[str, str]


@dataclass(frozen=True)
class OpenJob:
    """A service, send or other job-worker step that waits for an operator of the desk (``zeebe:taskDefinition``)."""

    step: str
    element: str
    type: str
    headers: Mapping[str, str]
    inputs: Variables
    retries: int


@dataclass(frozen=True)
class ArmedTimer:
    """A timer that fires at ``due_at`` unless something else happens first. ``element`` is the event that waits."""

    step: str
    element: str
    due_at: datetime


@dataclass(frozen=True)
class Subscription:
    """A message that the case waits for, with its correlation key where the diagram names one."""

    step: str
    element: str
    message: str
    key: str | None = None


@dataclass(frozen=True)
class SignalSubscription:
    """A signal that the case listens to."""

    step: str
    element: str
    signal: str


@dataclass(frozen=True)
class DecisionMade:
    """A business rule task evaluated a decision: its inputs, result and the rules that matched."""

    step: str
    decision: str
    inputs: Variables
    result: Json
    matched: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True)
class Failure:
    """A step that could not be done: the incident's element, a message for people and the technical cause."""

    step: str
    element: str
    code: str
    message: str | Phrase


@dataclass(frozen=True)
class ThrownMessage:
    """A message that the diagram sent and nothing in the case waited for: the desk may deliver it elsewhere."""

    step: str
    element: str
    message: str
    key: str | None
    values: Variables


@dataclass(frozen=True)
class ThrownSignal:
    """A signal that the diagram sent. Everything in the case that listened has it; the desk tells the other cases."""

    step: str
    element: str
    signal: str
    values: Variables


class State(StrEnum):
    """Where an execution stands. ``cancelled`` means that it was ended from outside the diagram."""

    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Advance:
    """All that one input (start, completion, message, timer …) did until the execution came to rest again.

    ``log`` holds moves, changes, decisions and failures together, in the order in which they happened.
    """

    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    opened: tuple[OpenTask, ...] = ()
    closed: tuple[str, ...] = ()
    jobs: tuple[OpenJob, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    failures: tuple[Failure, ...] = ()
    state: State = State.RUNNING
    ended_at: str | None = None
    thrown: tuple[ThrownMessage, ...] = ()
    signals: tuple[ThrownSignal, ...] = ()
    log: tuple[Move | Change | DecisionMade | Failure, ...] = ()
