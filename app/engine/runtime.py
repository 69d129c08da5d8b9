# mypy: disallow-subclassing-any=False
"""SpiffWorkflow's workflow and task, kept small: a tree that holds only what is alive.

SpiffWorkflow keeps every task that ever ran and predicts those to come. Both make a long case slow and a wide diagram
dangerous, and its walks stop silently at depth 1000. Here a finished task leaves the tree at once, nothing is
predicted, and what is ready stands in a queue (``agenda``; ``sending`` for what sends something); variables are kept
beside the tasks, not in them.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.diagram import ACTIVITIES
from app.engine.journal import Journal
from app.engine.listeners import Listeners
from app.engine.model import Json, State
from app.engine.work import Work

if TYPE_CHECKING:
    from app.engine.bundle import Bundle

ALIVE = TaskState.DEFINITE_MASK | TaskState.ERROR


class Phase(StrEnum):
    """How far a token is at its element."""

    ARM = "arm"
    """a listener (boundary event, event after an event-based gateway, event subprocess) that must still be set up"""
    LISTEN = "listen"
    ENTER = "enter"
    OPEN = "open"
    """waits for a person, a job, a timer, a message, or what runs inside it"""
    LEAVE = "leave"


class Token(Task):
    """A SpiffWorkflow task with what a token needs. Its id counts up within the case instead of being random."""

    def __init__(
        self, workflow: "Scope", task_spec: Any, parent: "Token | None" = None, state: int = 0, id: int = 0
    ) -> None:
        super().__init__(workflow, task_spec, parent, state, id or workflow.top_workflow.next_id())
        self.step = ""
        self.flow: str | None = None
        self._phase = Phase.ENTER
        self.entered = False
        self.locals: dict[str, Json] | None = None
        self.values: dict[str, Json] = {}
        self.host = 0
        self._attached = 0
        self.next: tuple[Any, ...] = ()

    @property
    def phase(self) -> Phase:
        """How far the token is."""
        return self._phase

    @phase.setter
    def phase(self, phase: Phase) -> None:
        was_listener, self._phase = self.is_listener, phase
        if was_listener or self.is_listener:
            self.workflow.listeners.note(self)

    @property
    def attached(self) -> int:
        """The token of the activity or gateway that a listener belongs to; 0 for the scope itself."""
        return self._attached

    @attached.setter
    def attached(self, attached: int) -> None:
        self.workflow.listeners.drop(self)
        self._attached = attached
        if self.is_listener:
            self.workflow.listeners.note(self)

    @property
    def is_listener(self) -> bool:
        """Waits beside an activity or scope without being where a token stands."""
        return self._phase in (Phase.ARM, Phase.LISTEN)

    @property
    def host_token(self) -> "Token | None":
        """The multi-instance body that this token is an instance of."""
        return self.workflow.tasks.get(self.host) if self.host else None

    @property
    def is_active(self) -> bool:
        """Whether an activity has begun here, or is about to, and is not over; one that waits for its turn has not."""
        return self.task_spec.node.kind in ACTIVITIES and not self.is_listener and not self.has_state(TaskState.WAITING)

    def _ready_or_queue(self) -> None:
        """It is this token's turn, or it waits for it."""
        if self.workflow.spec.sequential and self.task_spec.node.kind in ACTIVITIES:
            self._set_state(TaskState.WAITING)
            self.internal_data["queued"] = True
        else:
            self._ready()

    def run(self) -> bool | None:
        """As in SpiffWorkflow, except that a token may be gone after running (its event cancelled its own scope)."""
        outcome: bool | None = self.task_spec._run(self)
        if not self.has_state(ALIVE):
            return outcome
        if outcome is None:
            self._set_state(TaskState.STARTED)
        else:
            self.complete()
        return outcome

    def cancel(self) -> None:
        """Ends the token here. As in SpiffWorkflow, except that a failed token can be cancelled too."""
        if self.has_state(ALIVE):
            self._set_state(TaskState.CANCELLED)
            self.task_spec._on_cancel(self)

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        """Without SpiffWorkflow's two log records and two looks at the wall clock per change."""
        self._state = value


class Scope:
    """What the workflow of a case and those of its subprocesses and called processes have in common."""

    top_workflow: "Case"
    tasks: dict[int, Token]
    task_tree: Token
    spec: Any
    completed: bool
    counters: dict[str, int]
    compensable: list[Json]
    """what completed in this scope and can be compensated, oldest first; see :mod:`app.engine.compensation`"""
    listeners: Listeners

    @property
    def owner(self) -> Token | None:
        """The token of the activity that this workflow runs inside; None for the case itself."""
        raise NotImplementedError

    def plant(self, identity: int = 0) -> None:
        """Puts the root task in place: it has already run, and everything that is alive is its child."""
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED, id=identity)

    def visit(self, element: str) -> str:
        """The step name of the next visit of *element* in this scope."""
        number = self.counters[element] = self.counters.get(element, 0) + 1
        owner = self.owner
        return f"{owner.step}/{element}#{number}" if owner else f"{element}#{number}"

    def living(self) -> Iterator[Token]:
        """Tokens and listeners, oldest first."""
        return (token for token in list(self.tasks.values()) if token is not self.task_tree)

    def add(self, task_spec: Any, phase: Phase = Phase.ENTER) -> Token:
        """A new token or listener that is ready to run."""
        token = self.task_tree._add_child(task_spec)
        token.phase = phase
        token._ready()
        return token

    def remove(self, token: Token) -> None:
        """Takes a finished token out of the tree; what it led to moves up to the root."""
        root = self.task_tree
        if token.has_state(ALIVE):
            token._set_state(TaskState.CANCELLED)
        for child in token.children:
            child.parent = root
            root._children.append(child.id)
        token._children = []
        self.top_workflow.event_manager.remove_task(token)
        if token.is_listener:
            self.listeners.drop(token)
        if self.tasks.pop(token.id, None) is not None and token.parent is not None:
            token.parent._children.remove(token.id)

    def _task_completed_notify(self, token: Token) -> None:
        """Called by SpiffWorkflow after each completed task: instead of updating every waiting task, drop this one."""
        self.remove(token)
        if self.owner is not None:
            self.owner.task_spec.inner_gone(self.owner, self)
        self.close_when_empty()

    def close_when_empty(self) -> None:
        """Ends this scope when no token is left in it (BPMN 2.0.2 §13.5.6); listeners do not keep it open."""
        if self.completed or len(self.tasks) - 1 > len(self.listeners):
            return
        if self.owner is not None and self.owner.task_spec.goes_on(self.owner, self):
            return
        for listener in self.living():
            self.remove(listener)
        self.completed = True
        self.top_workflow.scope_completed(self)


class Inner(Scope, BpmnSubWorkflow):
    """The workflow of an embedded subprocess, event subprocess or called process."""

    def __init__(self, spec: Any, owner: Token, top_workflow: "Case") -> None:
        self._owner = owner
        self.counters = {}
        self.compensable = []
        self.listeners = Listeners()
        super().__init__(spec, parent_task_id=owner.id, top_workflow=top_workflow, deserializing=True)

    @property
    def owner(self) -> Token:
        return self._owner

    @property
    def parent_workflow(self) -> Scope:
        workflow: Scope = self._owner.workflow
        return workflow

    def _calculate_depth(self) -> int:
        return int(self._owner.workflow.depth) + 1


class Case(Scope, BpmnWorkflow):
    """The workflow of a case, with its variables, the queue of what is ready and the time of the current input.

    ``seed`` tells it apart from other cases where expressions draw random values. ``alarms`` is a heap of the moments
    and tokens of timers; those that no longer wait are left in it until their moment has come.
    """

    def __init__(self, bundle: "Bundle", process: str, now: datetime, seed: str = "") -> None:
        self.bundle = bundle
        self.process = process
        self.now = now
        self.seed = seed
        self.counters = {}
        self.compensable = []
        self.look_at_conditions = False
        self.listeners = Listeners()
        self.alarms: list[tuple[str, int]] = []
        self.variables: dict[str, Json] = {}
        self.agenda: deque[Token] = deque()
        self.sending: deque[Token] = deque()
        self.journal = Journal()
        self.work = Work()
        self.outcome = State.RUNNING
        self.ended_at: str | None = None
        self.last_id = 0
        super().__init__(bundle.specs[process], bundle.specs, script_engine=bundle.script_engine, deserializing=True)

    @property
    def owner(self) -> None:
        return None

    def seed_at(self, step: str) -> str:
        """What random values at a step follow from, besides the time: a replay draws what was drawn."""
        return f"{self.seed} {step}"

    def next_id(self) -> int:
        """A number that no task of this case has had."""
        self.last_id += 1
        return self.last_id

    def create_subprocess(self, my_task: Token, spec_name: str) -> Inner:
        """As in SpiffWorkflow, with our class."""
        inner = Inner(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = inner
        return inner

    def scopes(self) -> Iterator[Scope]:
        """The case and everything that runs inside it, outer before inner."""
        yield self
        yield from list(self.subprocesses.values())

    def every(self, wanted: Callable[[Token], bool]) -> list[Token]:
        """All tokens and listeners of the case for which *wanted* holds, in the order of their creation."""
        found = [token for scope in self.scopes() for token in scope.living() if wanted(token)]
        return sorted(found, key=lambda token: token.id)

    def scope_completed(self, scope: Scope) -> None:
        """The case is over, or the activity around the scope goes on."""
        if scope is self:
            self.outcome = State.COMPLETED
            return
        owner = scope.owner
        assert owner is not None  # noqa: S101 - only the case has no owner
        self.subprocesses.pop(owner.id, None)
        if scope.compensable or scope.spec.compensation_subprocess:
            owner.internal_data["inner"] = [scope.spec.name, scope.compensable]
        owner.phase = Phase.LEAVE
        owner._ready()
