"""Rules for pools, message flows, conversations and choreographies."""

from app.engine.rule import Rule
from app.engine.standard.rules.source import of

_NO_ARTIFACT = "Connect it to a pool, task or event; a text annotation or group is joined by an association."

RULES: dict[str, Rule] = {
    "message-to-artifact": Rule(
        "The message flow leads to {found}, which receives no messages.", _NO_ARTIFACT, section=of("8.4.1", 8)
    ),
    "message-from-artifact": Rule(
        "The message flow starts at {found}, which sends no messages.", _NO_ARTIFACT, section=of("8.4.1", 9)
    ),
    "choreography-reference": Rule(
        "This {kind} cannot refer to a choreography (choreographyRef); only a collaboration can.",
        "Remove the reference.",
        section=of("9.2", 27),
    ),
    "participants-minimum": Rule(
        "The smallest number of participants is {found}; it cannot be negative.",
        "Write 0 or more.",
        section=of("9.3", 29),
    ),
    "participants-maximum": Rule(
        "The largest number of participants is {found}; it must be at least 1 and not below the smallest ({minimum}).",
        "Correct the numbers.",
        section=of("9.3", 30),
    ),
    "message-within-pool": Rule(
        "The message flow joins elements of the same pool; messages go from one pool to another.",
        "Draw a sequence flow, or connect it to another pool.",
        section=of("9.4", 31),
    ),
    "choreography-initiator": Rule(
        "The participant that begins this {kind}, {value}, is not one of its participants.",
        "Choose one of its participants.",
        section=of("11.5"),
    ),
    "lane-outside": Rule(
        "The lane {lane} contains {node}, which belongs to another process.",
        "Draw it in a lane of its own process.",
        section=of("10.8"),
    ),
    "conversation-content": Rule(
        "A global conversation contains participants, message flows and correlation keys only; this one contains "
        "{kind}.",
        "Remove it, or use a collaboration.",
        section=of("9.5", 32),
    ),
}
