"""Rules for events and what triggers them."""

from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_REMOVE_FLOW = "Remove the sequence flow."
_OTHER_TYPE = "Change the type of the event."
_MESSAGE = "Make it a message event, or connect the message flow to another element."

RULES: dict[str, Rule] = {
    "escalation-without-code": Rule(
        "The event throws an escalation without a code: nothing could catch it.",
        "Choose an escalation and give it a code.",
        section=of("8.4.4", 11),
    ),
    "error-without-code": Rule(
        "The end event throws an error without a code: nothing could tell which error it is.",
        "Choose an error and give it a code.",
        section=of("8.4.3"),
    ),
    "definition-shared": Rule(
        "The event uses the definition {value}, which belongs to another event.",
        "Give the event a definition of its own.",
        section=of("10.5.1", 95),
    ),
    "start-incoming": Rule(
        "A sequence flow leads to this start event; nothing comes before a start.",
        _REMOVE_FLOW,
        section=of("10.5.2", 96),
    ),
    "end-without-start": Rule(
        "There is an end event but no start event on this level.", "Draw a start event.", section=of("10.5.3", 97)
    ),
    "start-trigger-process": Rule(
        "A process cannot start with the event type {found}, only with none, message, timer, condition or signal.",
        _OTHER_TYPE,
        section=of("10.5.2", 98),
    ),
    "start-compensation": Rule(
        "Only an event subprocess can start with compensation.", _OTHER_TYPE, section=of("10.5.5", 98, 100, 121)
    ),
    "called-without-start": Rule(
        "The process is called, but each of its start events waits for something: a call starts at a start event of "
        "type none.",
        "Draw a start event of type none.",
        section=of("10.5.2", 99),
    ),
    "start-trigger-subprocess": Rule(
        "A subprocess starts when it is reached: its start event cannot have the type {found}.",
        "Make it a start event of type none, or make the subprocess an event subprocess.",
        section=of("10.5.2", 100),
    ),
    "start-outgoing": Rule(
        "No sequence flow leaves this start event.", "Connect it to what happens first.", section=of("10.5.2", 101)
    ),
    "start-sends": Rule(
        "A message flow starts at this start event; a start event only receives.",
        "Turn the message flow round, or connect it to another element.",
        section=of("10.5.2", 102),
    ),
    "start-receives": Rule(
        "A message flow leads to this start event, but it does not wait for a message.",
        _MESSAGE,
        section=of("10.5.2", 103),
    ),
    "end-outgoing": Rule(
        "A sequence flow leaves this end event; nothing comes after an end.", _REMOVE_FLOW, section=of("10.5.3", 104)
    ),
    "start-without-end": Rule(
        "There is a start event but no end event on this level.", "Draw an end event.", section=of("10.5.3", 105)
    ),
    "end-cancels": Rule(
        "A cancel end event can only be inside a transaction.",
        "Use an error or terminate end event, or draw it inside a transaction.",
        section=of("10.5.3", 106),
    ),
    "end-incoming": Rule(
        "No sequence flow leads to this end event.", "Connect it, or remove it.", section=of("10.5.3", 107)
    ),
    "end-receives": Rule(
        "A message flow leads to this end event; an end event only sends.",
        "Turn the message flow round, or connect it to another element.",
        section=of("10.5.3", 108),
    ),
    "end-sends": Rule(
        "A message flow starts at this end event, but it does not send a message.", _MESSAGE, section=of("10.5.3", 109)
    ),
    "boundary-none": Rule(
        "The boundary event waits for nothing: it has no event type.",
        "Choose its type, for example message or timer.",
        section=of("10.5.4", 110, 130, 147),
    ),
    "boundary-trigger": Rule(
        "A boundary event cannot have the type {found}.", _OTHER_TYPE, section=of("10.5.4", 110, 147)
    ),
    "boundary-not-interrupting": Rule(
        "A boundary event that does not interrupt cannot have the type {found}.",
        "Make it interrupting, or change its type.",
        section=of("10.5.4", 110, 147),
    ),
    "boundary-cancel": Rule(
        "A cancel boundary event can only be attached to a transaction.",
        "Attach it to a transaction, or change its type.",
        section=of("10.5.4", 111),
    ),
    "boundary-incoming": Rule(
        "A sequence flow leads to this boundary event; it begins when its event happens.",
        _REMOVE_FLOW,
        section=of("10.5.4", 112, 150),
    ),
    "boundary-outgoing": Rule(
        "No sequence flow leaves this boundary event.", "Connect it to what happens then.", section=of("10.5.4", 113)
    ),
    "boundary-compensation": Rule(
        "A sequence flow leaves this compensation boundary event; its handler is joined by an association.",
        "Remove the sequence flow and draw an association to the compensation activity.",
        section=of("10.5.4", 114),
    ),
    "intermediate-incoming": Rule(
        "No sequence flow leads to this intermediate event.",
        "Connect it to the element before it.",
        section=of("10.5.4", 115, 150),
    ),
    "intermediate-outgoing": Rule(
        "No sequence flow leaves this intermediate event.",
        "Connect it to what happens next, or make it an end event.",
        section=of("10.5.4", 116, 151),
    ),
    "link-joined": Rule(
        "A link event replaces a sequence flow: the throwing one has no outgoing, the catching one no incoming flow.",
        _REMOVE_FLOW,
        section=of("10.5.4", 117),
    ),
    "link-unmatched": Rule(
        "The link event {name} has no counterpart: a throwing link needs exactly one catching link of the same name.",
        "Give both link events the same name.",
        section=of("10.5.4", 118),
    ),
    "link-target-unmatched": Rule(
        "The throwing link names {value} as its target, but that link does not name it as a source.",
        "Correct the target of the one or the sources of the other.",
        section=of("10.5.4", 118),
    ),
    "link-without-source": Rule(
        "The catching link names no source.", "Name the throwing links it comes from.", section=of("10.5.5", 124)
    ),
    "link-without-target": Rule(
        "The throwing link names no target.", "Name the catching link it goes to.", section=of("10.5.5", 125)
    ),
    "link-leaves-level": Rule(
        "The link goes to another process or level; both link events must be on the same level.",
        "Draw both link events in the same process or subprocess.",
        section=of("10.5.5", 126),
    ),
    "throw-receives": Rule(
        "A message flow leads to this event, but it sends.",
        "Turn the message flow round, or use a catch event.",
        section=of("10.5.4", 119),
    ),
    "catch-sends": Rule(
        "A message flow starts at this event, but it receives.",
        "Turn the message flow round, or use a throw event.",
        section=of("10.5.4", 119),
    ),
    "catch-compensation": Rule(
        "Compensation cannot be waited for in the normal flow, only by a boundary event or an event subprocess.",
        _OTHER_TYPE,
        section=of("10.5.5", 122, 148),
    ),
    "condition-informal": Rule(
        "The event waits for a condition that is missing or only described in words.",
        "Write the condition as a FEEL expression (xsi:type tFormalExpression).",
        section=of("10.5.5", 13, 123),
    ),
    "message-not-chosen": Rule(
        "The message event has no message.", "Choose its message (messageRef).", section=of("10.5.5", 127)
    ),
    "operation-not-chosen": Rule(
        "The message event has no operation (operationRef), which a process that runs needs.",
        "Name the operation, or use the dialect of Camunda 8 (namespace zeebe), where the message alone is enough.",
        section=of("10.5.5", 128),
    ),
    "timer-measure": Rule(
        "A timer needs exactly one of date, duration and cycle; this has {found}.",
        "Keep one of them.",
        section=of("10.5.5", 131),
    ),
    "timer-date": Rule(
        "The timer's date {source} is not an ISO 8601 date and time.",
        "Write for example 2026-11-28T18:00:00Z, or =FEEL.",
        section=of("10.5.5", 132),
    ),
    "timer-cycle": Rule(
        "The timer's cycle {source} is not an ISO 8601 repeating interval.",
        "Write for example R3/PT1H, or =FEEL.",
        section=of("10.5.5", 133),
    ),
    "timer-duration": Rule(
        "The timer's duration {source} is not an ISO 8601 duration.",
        "Write for example PT4H, or =FEEL.",
        section=of("10.5.5", 134),
    ),
    "multiple-alone": Rule(
        "The event waits for all of several events (parallelMultiple), but has {found}.",
        "Add the other events, or remove parallelMultiple.",
        section=of("10.5.5"),
    ),
    "compensation-unjoined": Rule(
        "The compensation boundary event is not joined to a compensation activity.",
        "Draw an association from the event to the activity that undoes the work.",
        section=of("10.7.1", 143),
    ),
    "compensation-activity": Rule(
        "The compensation boundary event leads to {target}, which is not an activity for compensation.",
        "Mark the activity as for compensation (isForCompensation).",
        section=of("10.7.1", 144),
    ),
    "compensation-flow": Rule(
        "The activity is for compensation and cannot have incoming or outgoing sequence flows.",
        _REMOVE_FLOW,
        section=of("10.7.1"),
    ),
    "end-trigger": Rule("An end event cannot have the type {found}.", _OTHER_TYPE, section=of("10.5.3", 146)),
    "catch-trigger": Rule(
        "An intermediate catch event cannot have the type {found}, only message, timer, condition, link or signal.",
        _OTHER_TYPE,
        section=of("10.5.4", 148),
    ),
    "throw-trigger": Rule(
        "An intermediate throw event cannot have the type {found}, only none, message, escalation, compensation, link "
        "or signal.",
        _OTHER_TYPE,
        section=of("10.5.4", 149),
    ),
}
