"""Where this engine departs from SpiffWorkflow's core, and why.

Everything else – parser, specs, task states, the lifecycle of a task – is SpiffWorkflow's, extended by subclasses that
are registered through its own tables. Each departure has a test that runs plain SpiffWorkflow and fails when a new
release no longer needs it (``tests/unit/engine/test_departures.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Departure:
    """What SpiffWorkflow does, what is done here instead, and where."""

    theirs: str
    ours: str
    where: str


DEPARTURES: Mapping[str, Departure] = {
    "depth": Departure(
        "Its walks through the task tree stop at depth 1000 without saying so: a loop of 250 rounds finds no task any "
        "more and is called completed.",
        "A finished task leaves the tree at once, so that the tree is flat; what is ready stands in a queue.",
        "runtime.Scope.remove, runtime.Case.agenda",
    ),
    "prediction": Departure(
        "It predicts the tasks to come; twelve parallel diamonds in a row make 32,765 of them.",
        "Nothing is predicted: a task makes its followers when it completes.",
        "behaviour.Behaviour._predict",
    ),
    "recursion": Departure(
        "Its parser follows the flows recursively from the start event: 600 tasks in a row are a RecursionError, and "
        "what cannot be reached is never looked at.",
        "Nodes are made in document order and connected afterwards.",
        "parser.ScopeParser",
    ),
    "interrupting": Departure(
        "An event subprocess never interrupts, whatever the diagram says, and keeps the process from completing.",
        "Event subprocesses are listeners beside the tokens of their scope; an interrupting one cancels them.",
        "activities.EventSubprocess",
    ),
    "shared-spec": Departure(
        "An event subprocess that starts writes to the spec that all cases share.",
        "Specs never change after they were compiled; listeners belong to a case.",
        "activities.EventSubprocess, parser.ScopeSpec",
    ),
    "signal-end": Departure(
        "A signal end event throws nothing; the same holds for compensation and links.",
        "Events throw and catch what BPMN allows, by their own triggers.",
        "events.Throwing, compensation",
    ),
    "event-gateway": Departure(
        "Timers after an event-based gateway share one value, so that the shorter may never fire.",
        "Each event after the gateway is a listener with its own wait.",
        "gateways.EventBasedGateway, waiting.wait_for",
    ),
    "one-receiver": Departure(
        "A message is given to every step that waits for it.",
        "It goes to one: by message flow, by key, then to the one that waits longest.",
        "waiting.receiver",
    ),
    "uncaught-error": Departure(
        "After an error that nothing catches the process goes on along its normal path.",
        "The end event fails and the case has an incident.",
        "events.Throwing.begin",
    ),
    "python": Departure(
        "Conditions, scripts and timers are Python, evaluated with eval and exec.",
        "They are FEEL; SpiffWorkflow's script engine and its environment refuse.",
        "language.NoPython, texts.Text",
    ),
}
