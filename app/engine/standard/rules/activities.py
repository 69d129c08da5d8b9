"""Rules for processes, tasks, subprocesses, calls and loops."""

from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_FEWER_SETS = "Keep exactly one."
_SAME_ITEM = "Give both the same item definition."
_NO_CHOREOGRAPHY = "Draw tasks instead."

RULES: dict[str, Rule] = {
    "expression-informal": Rule(
        "The {name} is described in words only: {source}",
        "Write it as an expression (xsi:type tFormalExpression, FEEL with a leading =).",
        section=of("8.4.6", 12),
    ),
    "expression-empty": Rule(
        "The {name} is empty.",
        "Write it as an expression, or remove it.",
        section=of("8.4.6", 13),
    ),
    "condition-not-boolean": Rule(
        "The {name} gives neither true nor false: {source}",
        "Write a condition, for example =amount > 100.",
        section=of("10.3.8", 71),
    ),
    "process-public": Rule(
        "The process is public and executable; a public process only shows what others may see.",
        "Make it private (processType) or not executable.",
        section=of("10.2.1", 35),
    ),
    "process-choreography": Rule("A process cannot contain {kind}.", _NO_CHOREOGRAPHY, section=of("10.2", 36)),
    "subprocess-choreography": Rule(
        "A subprocess cannot contain {kind}.", _NO_CHOREOGRAPHY, section=of("10.3.5", 56, 62)
    ),
    "start-quantity": Rule(
        "The number of tokens that start the activity (startQuantity) is {found}; it must be at least 1.",
        "Write 1 or more.",
        section=of("10.3", 37),
    ),
    "completion-quantity": Rule(
        "The number of tokens that the activity makes (completionQuantity) is {found}; it must be at least 1.",
        "Write 1 or more.",
        section=of("10.3", 38),
    ),
    "resource-twice": Rule(
        "The {kind} names a resource and an expression that finds one; only one of them can be used.",
        "Keep the resource or the expression.",
        section=of("10.3.1", 39),
    ),
    "resource-parameters": Rule(
        "The {kind} gives parameters to a resource, but names no resource.",
        "Name the resource (resourceRef) or remove the parameters.",
        section=of("10.3.1", 40),
    ),
    "service-input-sets": Rule(
        "The service task calls an operation and needs exactly one input set; it has {found}.",
        _FEWER_SETS,
        section=of("10.3.3", 42),
    ),
    "service-output-sets": Rule(
        "The service task calls an operation and can have one output set; it has {found}.",
        _FEWER_SETS,
        section=of("10.3.3", 43),
    ),
    "service-input-item": Rule(
        "The input of the service task is not what the operation's request message is made of.",
        _SAME_ITEM,
        section=of("10.3.3", 44),
    ),
    "service-output-item": Rule(
        "The output of the service task is not what the operation's answer message is made of.",
        _SAME_ITEM,
        section=of("10.3.3", 45),
    ),
    "send-input-sets": Rule(
        "The send task can have one input set; it has {found}.", _FEWER_SETS, section=of("10.3.3", 46)
    ),
    "send-inputs": Rule(
        "The send task can have one data input; it has {found}.", _FEWER_SETS, section=of("10.3.3", 47)
    ),
    "send-item": Rule(
        "The data input of the send task is not what its message is made of.", _SAME_ITEM, section=of("10.3.3", 48)
    ),
    "receive-incoming": Rule(
        "The receive task starts the process (instantiate), so no sequence flow can lead to it.",
        "Remove the incoming flows, or the mark that it starts the process.",
        section=of("10.3.3", 49),
    ),
    "receive-output-sets": Rule(
        "The receive task can have one output set; it has {found}.", _FEWER_SETS, section=of("10.3.3", 50)
    ),
    "receive-outputs": Rule(
        "The receive task can have one data output; it has {found}.", _FEWER_SETS, section=of("10.3.3", 51)
    ),
    "receive-item": Rule(
        "The data output of the receive task is not what its message is made of.",
        _SAME_ITEM,
        section=of("10.3.3", 52),
    ),
    "script-without-format": Rule(
        "The script does not say which language it is written in (scriptFormat).",
        "Choose FEEL as the implementation of the script task.",
        section=of("10.3.3", 53),
    ),
    "two-loop-markers": Rule(
        "The activity has two loop markers; it can be a loop or multi-instance, not both.",
        "Remove one of them.",
        section=of("10.3.5", 54),
    ),
    "event-subprocess-flow": Rule(
        "An event subprocess begins when its event happens: no sequence flow leads to it or leaves it.",
        "Remove the sequence flow, or make it an ordinary subprocess.",
        section=of("10.3.5", 21, 22, 57),
    ),
    "event-subprocess-starts": Rule(
        "An event subprocess has exactly one start event; this has {found}.",
        "Draw one start event; draw a second event subprocess for another event.",
        section=of("10.3.5", 58),
    ),
    "event-subprocess-none": Rule(
        "The event subprocess waits for nothing: its start event has no type.",
        "Choose the type of the start event, for example message or timer.",
        section=of("10.3.5", 59),
    ),
    "event-subprocess-trigger": Rule(
        "An event subprocess cannot start with the event type {found}.",
        "Change the type of the start event.",
        section=of("10.3.5", 59),
    ),
    "event-subprocess-not-interrupting": Rule(
        "An event subprocess that does not interrupt cannot start with the event type {found}.",
        "Make the start event interrupting, or change its type.",
        section=of("10.3.5", 59),
    ),
    "adhoc-empty": Rule(
        "The ad-hoc subprocess contains no activity.", "Draw the tasks that can be done.", section=of("10.3.5", 61)
    ),
    "adhoc-content": Rule(
        "An ad-hoc subprocess has no fixed order: it cannot contain {kind}.",
        "Remove it, or use an ordinary subprocess.",
        section=of("10.3.5", 62),
    ),
    "call-data": Rule(
        "The inputs and outputs of the call do not match those of {called}.",
        "Give the call the same data inputs, data outputs and sets, with the same items.",
        section=of("10.3.6", 63),
    ),
    "service-unbound": Rule(
        "This {kind} is offered as a service (supportedInterfaceRef), but no operation is bound to its data.",
        "Add an input/output binding (ioBinding), or remove the interface.",
        section=of("10.3.6", 64),
    ),
    "service-binding-item": Rule(
        "The binding of the operation {operation} does not fit: data and message are made of different items.",
        _SAME_ITEM,
        section=of("10.3.6", 65),
    ),
    "instances-unknown": Rule(
        "The multi-instance does not say how many instances there are.",
        "Fill in the input collection, or the number of instances (loopCardinality).",
        section=of("10.3.8", 67),
    ),
    "instances-input": Rule(
        "The collection {value} of the multi-instance is not a data input of this activity.",
        "Choose a data input of the activity.",
        section=of("10.3.8", 68),
    ),
    "instances-output-item": Rule(
        "The output of one instance is not an element of the output collection: their items differ.",
        _SAME_ITEM,
        section=of("10.3.8", 69),
    ),
    "instances-input-item": Rule(
        "The input of one instance is not an element of the input collection: their items differ.",
        _SAME_ITEM,
        section=of("10.3.8", 70),
    ),
    "instances-event": Rule(
        "The multi-instance throws an event when instances complete (behavior {found}), but names none.",
        "Name the event, or choose another behavior.",
        section=of("10.3.8"),
    ),
}
