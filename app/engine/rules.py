"""What the engine says of a diagram that it cannot run or doubts, in English: message and remedy of each rule.

The static rules of the standard are in :mod:`app.engine.standard.rules`; :mod:`app.engine.findings` joins both.
"""

from app.engine.model import Severity
from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_WARNING = Severity.WARNING

ENGINE: dict[str, Rule] = {
    "xml": Rule("The file is not readable as XML: {reason}.", "Open it in the diagram editor and save it again."),
    "doctype": Rule("The file has a document type declaration, which is refused.", "Remove the DOCTYPE line."),
    "not-bpmn": Rule("The file has no BPMN 2.0 definitions.", "Save it as a BPMN 2.0 diagram."),
    "file-kind": Rule("Only .bpmn and .dmn files can be in a bundle.", "Leave this file out."),
    "too-large": Rule(
        "The file is too large: {what} {found}, at most {limit}.",
        "Split it into several diagrams with call activities.",
    ),
    "no-process": Rule(
        "The file has no process with anything drawn in it.", "Draw a process and mark it as executable."
    ),
    "not-executable": Rule(
        "The process “{process}” is only a drawing: no process of this file is marked as executable.",
        "Mark it as executable if cases are to run it; a partner's process can stay a drawing.",
    ),
    "id-missing": Rule(
        "The element ({kind}) in line {line} of the file has no id.",
        "Give it an id in the properties panel.",
        section=of("8.3.1", 3),
    ),
    "id-invalid": Rule(
        "The id {id} is not allowed.",
        "Use letters, digits, '_', '-' and '.', starting with a letter or '_', at most 64 characters.",
    ),
    "id-reserved": Rule("The id {id} is reserved by the engine.", "Choose another id."),
    "id-duplicate": Rule(
        "The id {id} is used once more in line {line}.", "Give each element its own id.", section=of("8.3.1", 2)
    ),
    "unsupported": Rule("The element {kind} is not supported.", "Draw it with supported elements: {instead}."),
    "unsupported-event": Rule(
        "An element of the kind {kind} cannot have the event {event}.",
        "Use one of: {allowed}; say at once which message, signal, time or condition it is.",
    ),
    "multiple-events": Rule(
        "The event {event} cannot be one of several at one element.", "Draw an event of its own for it."
    ),
    "signal-name": Rule("The signal has no name.", "Give the signal a name."),
    "code-fixed": Rule(
        "The code {code} of an event that catches an error or escalation is computed; it must be a fixed text.",
        "Write the code itself, or leave it out to catch every code.",
    ),
    "compensation-handler": Rule(
        "The boundary event for compensation leads to no activity that compensates.",
        "Connect it by an association to an activity that is marked as “for compensation”.",
    ),
    "compensation-alone": Rule(
        "An activity for compensation has no sequence flows and belongs to a boundary event for compensation.",
        "Remove its sequence flows and join it to a boundary event for compensation by an association, or unmark it.",
    ),
    "compensation-target": Rule(
        "The activity {activity} that is to be compensated is not in the same process level as the event, or has "
        "nothing that compensates it.",
        "Choose an activity beside the event that has a boundary event for compensation, or choose none.",
    ),
    "cancel-outside": Rule(
        "A cancel event makes sense only in or on a transaction.", "Draw the event in a transaction, or use an error."
    ),
    "cancel-uncaught": Rule(
        "The transaction can be cancelled, but has no boundary event that catches it.",
        "Attach a cancel boundary event to the transaction.",
    ),
    "starts-several": Rule(
        "The process has several start events without a trigger; a case begins at {first} unless another is named.",
        "Keep one of them, or give the others a message, signal or timer.",
        _WARNING,
    ),
    "data-sets": Rule(
        "Several sets of inputs or outputs, and data that is handed on while an activity runs, are not supported.",
        "Keep one input set and one output set, without references for the time of execution.",
    ),
    "association-sources": Rule(
        "The data association has several sources and does not say how they become one value.",
        "Write a transformation or assignments, or draw one association for each source.",
    ),
    "unreachable": Rule("No path leads to this element.", "Connect it or remove it.", _WARNING),
    "no-start": Rule(
        "Nothing in the process can begin: it has no start event, and a sequence flow leads to every element.",
        "Draw a start event that leads to what happens first.",
    ),
    "subprocess-start": Rule(
        "Nothing in the subprocess can begin: it is empty, or a sequence flow leads to every element.",
        "Draw a start event in it that leads to what happens first, or make it a task.",
    ),
    "event-subprocess-start": Rule(
        "The event subprocess has no start event.",
        "Draw a start event in it with what starts it, such as a message with a name or a timer with a duration.",
    ),
    "event-subprocess-loop": Rule(
        "An event subprocess cannot be a loop or multi-instance: each start of it is one instance.",
        "Remove the loop; put what repeats into a subprocess inside it.",
    ),
    "start-events": Rule("A subprocess needs exactly one start event; this has {found}.", "Keep one start event."),
    "start-trigger": Rule(
        "A start event with {event} cannot be at this place.",
        "Use one of: {allowed}; say at once which message, signal, time or condition it is.",
    ),
    "start-requester": Rule(
        "Cases that the desk opens by itself need somebody for whom they are opened; {person} is nobody of the desk.",
        "Give the process the property 'requester' with the id of a person.",
    ),
    "start-timer": Rule(
        "The timer {source} of the start event gives no duration, date or cycle of a second or more when nothing but "
        "'pace' is known.",
        "Write one such as P1D, R/P1D or R/2026-01-05T06:00:00Z/P7D.",
    ),
    "flow-broken": Rule(
        "The sequence flow {flow} is not connected at both ends: it leads from {source} to {target}.",
        "Remove it, or connect it and give it and the other ways from the same gateway a condition.",
    ),
    "flow-between-pools": Rule(
        "The sequence flow {flow} leads from {source} to {target} in another pool.",
        "Draw a message flow instead, from an event that sends to one that waits; sequence flows stay in their pool.",
    ),
    "flow-between-levels": Rule(
        "The sequence flow {flow} leads from {source} to {target} across the border of a subprocess.",
        "Draw it from or to the subprocess itself; in the subprocess begin with a start event.",
    ),
    "default-flow": Rule(
        "The default flow {flow} does not leave this element.", "Mark one of its own flows as the default, or none."
    ),
    "flow-incoming": Rule("No sequence flow can lead to this element ({kind}).", "Remove the sequence flow {flow}."),
    "flow-outgoing": Rule("No sequence flow can leave this element ({kind}).", "Remove the sequence flow {flow}."),
    "attached-missing": Rule(
        "The boundary event is not attached to an activity.",
        "Attach it to a task or subprocess of the same level, or remove it.",
    ),
    "no-outgoing": Rule("No sequence flow leaves this {kind}.", "Connect it to what happens next."),
    "condition-missing": Rule(
        "The way to {target} has no condition and is not the default: nobody could say when it is taken ({flow}).",
        "Write a condition or make it the default flow.",
    ),
    "no-default": Rule(
        "The gateway has no default flow: when no condition is true, the case stops here.",
        "Mark one flow as the default.",
        _WARNING,
    ),
    "event-gateway-empty": Rule(
        "No sequence flow leaves this event-based gateway.",
        "Connect it to the events that it waits for: messages with their names, timers with their times.",
    ),
    "event-gateway": Rule(
        "An event-based gateway must lead to catch events or receive tasks only; {target} is neither.",
        "Put an event that waits between them, with a message or a time.",
    ),
    "expression": Rule("The {what} is not a valid FEEL expression: {reason}", "Correct: {source}"),
    "expression-wrong": Rule("The {what} never gives what is needed. {reason}", "Correct: {source}"),
    "expression-doubtful": Rule("A part of the {what} is doubtful. {reason}", "Check: {source}", _WARNING),
    "expression-missing": Rule("The {what} is missing.", "Fill it in in the properties panel."),
    "timer-literal": Rule(
        "The timer {source} is not what its type needs: an ISO 8601 duration, date or cycle.",
        "Write for example PT4H as a duration, 2026-11-23T10:00:00+01:00 as a date, R3/PT1H as a cycle, or =FEEL.",
    ),
    "due-literal": Rule(
        "The date {source} of the task is neither an ISO 8601 date nor a duration.",
        "Write for example PT4H or 2026-11-23T10:00:00+01:00, or =FEEL.",
    ),
    "reference-missing": Rule("The {kind} that is referred to does not exist.", "Choose it again."),
    "message-missing": Rule(
        "No message is chosen: nobody could say what is waited for or sent.",
        "Create a message with a name and choose it.",
    ),
    "signal-missing": Rule(
        "No signal is chosen: nobody could say what is listened to or sent.",
        "Create a signal with a name and choose it.",
    ),
    "code-missing": Rule(
        "No {kind} is chosen: it could not be caught.", "Create the {kind} with a code and choose it."
    ),
    "link-missing": Rule(
        "No link event that goes on from here is called “{name}”.",
        "Draw one at the same level, connected to what happens next, and give both the same name.",
    ),
    "message-name": Rule("The message has no name.", "Give the message a name."),
    "variable-name": Rule("{name} cannot be the name of a variable ({what}).", "Use letters, digits and '_'."),
    "job-type": Rule(
        "The task has no job type: nobody would know what to do.", "Fill in the task definition (zeebe:taskDefinition)."
    ),
    "script-missing": Rule(
        "The script task has no FEEL script.", "Fill in the FEEL expression and its result variable."
    ),
    "script-language": Rule(
        "A script in another language than FEEL is never run.", "Choose FEEL as the implementation of the script task."
    ),
    "form-missing": Rule("The form {form} does not exist.", "Choose an existing form or add it."),
    "form-none": Rule("The user task has no form.", "Choose a form; without one the task is only confirmed.", _WARNING),
    "group-missing": Rule("The group {group} does not exist.", "Choose an existing group or add it."),
    "decision-missing": Rule(
        "The decision {decision} is in none of the files.", "Add its .dmn file or correct the name."
    ),
    "decision-file": Rule(
        "The decision file cannot be read: {reason}", "Open it in the decision editor and correct it."
    ),
    "decision-twice": Rule("The decision {decision} is in two files.", "Keep one of them, or give one another id."),
    "process-missing": Rule(
        "The called process {process} is in none of the files.", "Add its .bpmn file or correct the name."
    ),
    "process-not-executable": Rule(
        "The called process {process} is only a drawing: it is not marked as executable.", "Mark it as executable."
    ),
    "process-twice": Rule("The process {process} is drawn in two files.", "Keep one of them."),
    "recursion": Rule("The processes call each other in a circle: {path}.", "Break the circle; draw a loop instead."),
    "endless-loop": Rule(
        "These elements run round and round without waiting: {path}.",
        "Put a task for a person, a timer or a message before this one.",
    ),
    "tight-loop": Rule(
        "This loop runs without waiting until a condition ends it: {path}.",
        "Make sure that the condition becomes true, or put a wait into the loop.",
        _WARNING,
    ),
    "explosion": Rule(
        "Parallel branches multiply here: about {found} tokens at once, at most {limit}.",
        "Join the branches with a parallel gateway before forking again.",
    ),
    "ad-hoc-event": Rule(
        "An ad-hoc subprocess has neither start nor end events.",
        "Remove the event: what no sequence flow leads to begins by itself.",
    ),
    "ad-hoc-empty": Rule(
        "The ad-hoc subprocess has no activity to begin with.",
        "Draw an activity in it that no sequence flow leads to.",
    ),
    "activation-missing": Rule(
        "The complex gateway has no activation condition.",
        "Write one, such as =activationCount >= 2, or draw a parallel or inclusive gateway.",
    ),
    "two-loops": Rule(
        "A standard loop and a multi-instance loop are drawn on one activity.",
        "Keep one, and put the activity into a subprocess that has the other.",
    ),
    "loop-twice": Rule(
        "What the multi-instance runs over is said twice: by {one} and by {other}.", "Keep one of them."
    ),
    "quantity": Rule(
        "{what} is {written}, which is not a whole number from 1 to {limit}.", "Write such a number or leave it out."
    ),
    "cardinality": Rule(
        "The number of instances {source} is not a whole number of at least 0.", "Write such a number or =FEEL."
    ),
    "join-waits": Rule(
        "The parallel gateway waits for every sequence flow, but {gateway} before it takes only some of them: the case "
        "can stop here.",
        "Join with an exclusive gateway what an exclusive or event-based one splits, with an inclusive one what an "
        "inclusive one does.",
        _WARNING,
    ),
    "loop-collection": Rule("The multi-instance has no input collection.", "Fill in the input collection."),
    "attribute-ignored": Rule("{what} is not supported.", "Remove it or draw the behaviour with supported elements."),
    "extension-unread": Rule(
        "The extension {extension} of Camunda 8 is not read by the desk.",
        "Remove it and draw what it does, for example as a task of its own.",
    ),
    "extension-misplaced": Rule(
        "The extension {extension} means nothing on an element of the kind {kind}.", "Remove it from this element."
    ),
    "extension-attribute": Rule(
        "The setting {attribute} of the extension {extension} is not read; forms, decisions and called processes are "
        "always those of the version that the case runs on.",
        "Remove the setting, or choose the binding “deployment”.",
        _WARNING,
    ),
    "extension-foreign": Rule(
        "This element has settings for another engine ({engine}), which the desk does not read.",
        "Say it again with the settings of Camunda 8, then remove the others.",
        _WARNING,
    ),
    "people-ignored": Rule(
        "Who does the task is said by {kind}, which the desk does not read.",
        "Choose the assignee or the candidate groups in the assignment of the task.",
        _WARNING,
    ),
    "correlation-ignored": Rule(
        "The correlation of a whole conversation is not supported.",
        "Give each message a correlation key (its subscription).",
    ),
    "not-startable": Rule("The diagram could not be loaded and started.", "Check it in the editor and save it again."),
    "too-slow": Rule(
        "The diagram took more than {seconds} s or {megabytes} MB to load and start.", "Make it smaller and simpler."
    ),
}
