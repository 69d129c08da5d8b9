"""Rules for sequence flows and gateways."""

from app.engine.model import Severity
from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_NO_ARTIFACT = "Connect it to a task, event or gateway; a text annotation or group is joined by an association."
_FLOW_NODE = "Connect it to a task, subprocess, event or gateway."
_SAVE_AGAIN = "Open the diagram in an editor, connect the sequence flow again and save."
_FEWER = "Remove the other flows, or draw a second gateway for them."

RULES: dict[str, Rule] = {
    "flow-to-artifact": Rule(
        "The sequence flow leads to {found}, which is not part of the flow.", _NO_ARTIFACT, section=of("8.4.1", 6, 22)
    ),
    "flow-from-artifact": Rule(
        "The sequence flow starts at {found}, which is not part of the flow.", _NO_ARTIFACT, section=of("8.4.1", 7, 21)
    ),
    "flow-source": Rule(
        "A sequence flow cannot start at an element of the kind {found}.", _FLOW_NODE, section=of("8.4.13", 21)
    ),
    "flow-target": Rule(
        "A sequence flow cannot lead to an element of the kind {found}.", _FLOW_NODE, section=of("8.4.13", 22)
    ),
    "flow-unlisted": Rule(
        "The sequence flow {flow} is not among the {direction} flows of this {kind}.",
        _SAVE_AGAIN,
        section=of("8.4.7", 23),
    ),
    "flow-listed": Rule(
        "This {kind} has {flow} among its {direction} flows, but that flow is connected to other elements.",
        _SAVE_AGAIN,
        section=of("8.4.7", 23),
    ),
    "flow-not-immediate": Rule(
        "The sequence flow is marked as not immediate (isImmediate), which a process that runs cannot have.",
        "Remove isImmediate from the flow.",
        section=of("8.4.13", 24),
    ),
    "flow-condition-alone": Rule(
        "The only sequence flow that leaves this {kind} has a condition: when it is not true, nothing goes on.",
        "Remove the condition, or draw a second flow, for example the default flow.",
        section=of("8.4.13", 25),
    ),
    "flow-condition-unread": Rule(
        "The sequence flow {flow} has a condition, but conditions are not read on flows that leave {kind}.",
        "Remove the condition, or put an exclusive or inclusive gateway before it.",
        section=of("8.4.13", 25),
    ),
    "flow-condition-parallel": Rule(
        "The sequence flow {flow} has a condition, which a parallel gateway does not look at: it is always taken.",
        "Remove the condition, or make the gateway an inclusive one.",
        Severity.WARNING,
        of("13.4.1"),
    ),
    "flow-default-elsewhere": Rule(
        "The default flow {flow} does not leave this {kind}.",
        "Choose one of its own outgoing flows as the default.",
        section=of("8.4.13", 26),
    ),
    "flow-default-condition": Rule(
        "The default flow {flow} has a condition, which is never read: it is taken when no other condition is true.",
        "Remove the condition, or make another flow the default.",
        Severity.WARNING,
        of("8.4.13"),
    ),
    "flow-crosses": Rule(
        "The sequence flow crosses the border of a pool or subprocess: its ends are in different processes or levels.",
        "Draw it within one level; between pools draw a message flow.",
        section=of("7.6.1", 28, 152),
    ),
    "element-without-incoming": Rule(
        "No sequence flow leads to this {kind}, but the process begins at a start event: it is never reached.",
        "Connect it to the element before it, or remove it.",
        section=of("10.5.2", 150),
    ),
    "element-without-outgoing": Rule(
        "No sequence flow leaves this {kind}, but the process ends at an end event.",
        "Connect it to what happens next or to an end event.",
        section=of("10.5.3", 151),
    ),
    "gateway-converging": Rule(
        "The gateway is marked as converging, but {found} sequence flows leave it.",
        "Remove the direction of the gateway (gatewayDirection) or draw a second gateway.",
        section=of("8.4.9", 17),
    ),
    "gateway-diverging": Rule(
        "The gateway is marked as diverging, but {found} sequence flows lead to it.",
        "Remove the direction of the gateway (gatewayDirection) or draw a second gateway.",
        section=of("8.4.9", 18),
    ),
    "gateway-mixed": Rule(
        "The gateway is marked as mixed, but it does not have several flows on both sides.",
        "Remove the direction of the gateway (gatewayDirection) or draw the missing flows.",
        section=of("8.4.9", 19),
    ),
    "gateway-needless": Rule(
        "The gateway neither joins nor splits: it needs several incoming or several outgoing sequence flows.",
        "Connect the missing flows, or remove the gateway.",
        section=of("10.6.1", 135),
    ),
    "event-gateway-outgoing": Rule(
        "An event-based gateway waits for one of several events: at least two sequence flows must leave it.",
        "Draw a second event behind it, or replace it with a catch event.",
        section=of("10.6.6", 135, 136),
    ),
    "event-gateway-condition": Rule(
        "The sequence flow {flow} leaves an event-based gateway and has a condition, but there the event decides.",
        "Remove the condition.",
        section=of("10.6.6", 137),
    ),
    "event-gateway-target": Rule(
        "{target} cannot stand behind an event-based gateway: only a receive task, or an intermediate catch event with "
        "a message, signal, timer or condition can.",
        "Put such an event behind the gateway.",
        section=of("10.6.6", 138),
    ),
    "event-gateway-both": Rule(
        "Behind this event-based gateway are receive tasks and message events; it must be one or the other.",
        "Replace the receive tasks with message events.",
        section=of("10.6.6", 139),
    ),
    "event-gateway-boundary": Rule(
        "The receive task {target} stands behind an event-based gateway and cannot have boundary events there.",
        "Remove the boundary event, or draw it as a further event behind the gateway.",
        section=of("10.6.6", 140),
    ),
    "event-gateway-joined": Rule(
        "{target} stands behind an event-based gateway, and other sequence flows lead to it, too.",
        _FEWER,
        section=of("10.6.6", 141),
    ),
    "event-gateway-starts": Rule(
        "The event-based gateway starts the process (instantiate), so no sequence flow can lead to it.",
        "Remove the incoming flows, or the mark that it starts the process.",
        section=of("10.6.6", 142),
    ),
}
