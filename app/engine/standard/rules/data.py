"""Rules for data: items, inputs and outputs, associations."""

from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_ADD_TO_SET = "Add it to a set, or remove it."
_LIST_IT = "Name it among the data of the set, too."

RULES: dict[str, Rule] = {
    "collection-differs": Rule(
        "This {kind} and its item definition {item} do not agree on whether it is a collection.",
        "Set isCollection to the same value at both.",
        section=of("8.4.10", 20, 81),
    ),
    "data-reference-name": Rule(
        "The data object reference is named {found}; by convention it is named after its data object and state: "
        "{expected}.",
        "Rename it.",
        section=of("10.4.1", 76),
    ),
    "property-misplaced": Rule(
        "A property belongs to a process, an activity or an event; this one is inside {parent}.",
        "Move it into the process.",
        section=of("10.4.1", 78),
    ),
    "subprocess-data": Rule(
        "A subprocess cannot have inputs and outputs of its own (ioSpecification); it reads the data around it.",
        "Remove them, or make the subprocess a called process.",
        section=of("10.4.1", 79),
    ),
    "input-misused": Rule(
        "A data association writes into {value}, a data input of the process; only a caller fills it.",
        "Write into a data object.",
        section=of("10.4.1"),
    ),
    "output-misused": Rule(
        "A data association reads from {value}, a data output of the process; only a caller reads it.",
        "Read from a data object.",
        section=of("10.4.1"),
    ),
    "input-without-set": Rule("The data input {value} is in no input set.", _ADD_TO_SET, section=of("10.4.1", 84)),
    "input-optional": Rule(
        "The optional input {value} is not among the data inputs of its set.", _LIST_IT, section=of("10.4.1", 85)
    ),
    "input-while-executing": Rule(
        "The input {value}, read while executing, is not among the data inputs of its set.",
        _LIST_IT,
        section=of("10.4.1", 86),
    ),
    "sets-not-mutual": Rule(
        "The set {value} does not refer back to {set}.",
        "Let both sets refer to each other.",
        section=of("10.4.1", 87),
    ),
    "output-without-set": Rule("The data output {value} is in no output set.", _ADD_TO_SET, section=of("10.4.1", 88)),
    "output-optional": Rule(
        "The optional output {value} is not among the data outputs of its set.", _LIST_IT, section=of("10.4.1", 89)
    ),
    "output-while-executing": Rule(
        "The output {value}, written while executing, is not among the data outputs of its set.",
        _LIST_IT,
        section=of("10.4.1", 90),
    ),
    "association-items": Rule(
        "The data association joins {origin} and {target}, which are made of different items.",
        "Give both the same item definition, or add a transformation.",
        section=of("10.4.1", 91),
    ),
    "data-association-sources": Rule(
        "A data association without a transformation or assignments has one source; this has {found}.",
        "Keep one source, or say how the value is made.",
        section=of("10.4.1", 92),
    ),
    "event-data-count": Rule(
        "The event has {found} pieces of data for {needed} event definitions; each needs one.",
        "Add the missing data, or remove what is too much.",
        section=of("10.5.1", 93),
    ),
    "event-data-item": Rule(
        "The data of the event is not what its {kind} is made of.",
        "Give both the same item definition.",
        section=of("10.5.1", 94),
    ),
}
