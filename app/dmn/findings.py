"""Everything that can be said of a model before it is evaluated, with its message and its remedy in English.

The templates are keys: whoever speaks another language translates them and fills in the details.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.errors import Phrase


class Severity(StrEnum):
    """An error certainly gives null or a wrong result for some input; a warning may be what the author wants."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: the decision and the nearest element that has an id, the rules (from 1), the column.

    ``line`` and ``column_in_text`` count from 1 in the text of a cell or an expression; 0 when they say nothing.
    """

    decision: str
    element: str
    name: str = ""
    rules: tuple[int, ...] = ()
    column: str = ""
    line: int = 0
    column_in_text: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding of this rule says."""

    message: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found at one place. ``message`` and ``remedy`` are templates filled from ``details``."""

    rule: str
    severity: Severity
    place: Place
    message: str
    remedy: str
    details: Mapping[str, str | Phrase] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message in English, with its details."""
        return str(Phrase(self.message, self.details))


def finding(rule: str, place: Place, /, *, otherwise: str | None = None, **details: object) -> Finding:
    """A finding of a rule of :data:`RULES`; *otherwise* is a better remedy where more is known than usual."""
    known = RULES[rule]
    texts = {name: value if isinstance(value, Phrase) else str(value)[:300] for name, value in details.items()}
    return Finding(rule, known.severity, place, known.message, otherwise or known.remedy, texts)


DID_YOU_MEAN = "Did you mean {names}?"
_WARNING = Severity.WARNING

RULES: dict[str, Rule] = {
    "document": Rule("The decision file cannot be read: {reason}", "Open it in the decision editor and correct it."),
    "id-twice": Rule("Another element has the same id.", "Give each element an id of its own."),
    "reference": Rule("The element {href} is not in the model.", "Draw the requirement again."),
    "not-an-expression": Rule("{kind} is not an expression.", "Use a decision table or another boxed expression."),
    "nesting": Rule("Expressions are nested too deep.", "Split the decision into several."),
    "language": Rule("The expression language {language} is not FEEL.", "Write the expression in FEEL."),
    "function-kind": Rule("Functions written in {kind} are not run.", "Write the function in FEEL."),
    "relation-row": Rule("A row has not as many cells as there are columns.", "Complete the row."),
    "type-unknown": Rule("There is no type “{name}”.", "Choose another type or define this one."),
    "type-circular": Rule("The type contains itself.", "Break the circle."),
    "hit-policy": Rule("There is no hit policy {policy}.", "Choose one of the hit policies of DMN."),
    "entries": Rule("The rule has not as many entries as the table has columns.", "Complete the rule."),
    "input-empty": Rule("The input has no expression.", "Say what the column compares."),
    "imported-values": Rule("Values of other documents are not read.", "Write the values into the model."),
    "syntax": Rule("“{source}” is not FEEL: {reason}.", "Correct it there."),
    "budget": Rule("“{source}” is too much: {reason}.", "Simplify the expression."),
    "unknown-name": Rule(
        "“{text}” in “{source}” is not declared: its value is whatever the decision is given under this name.",
        "Require the input data or the decision of this name.",
        _WARNING,
    ),
    "name-missing": Rule("Nothing is called “{text}” in “{source}”: it is null.", "Make it a parameter or require it."),
    "unknown-function": Rule("There is no function “{text}”: “{source}” is null.", "Correct the name of the function."),
    "arguments": Rule("“{text}” does not take these arguments: “{source}” is null.", "It takes: {signatures}."),
    "expression": Rule("“{source}” is doubtful: {reason}", "Correct the expression.", _WARNING),
    "no-rules": Rule("The table has no rules: its result is always null.", "Add a rule.", _WARNING),
    "gap": Rule("No rule covers {condition}.", "Add a rule or a default output.", _WARNING),
    "gaps-more": Rule("No rule covers {count} more combinations.", "Add rules or a default output.", _WARNING),
    "overlap": Rule(
        "The rules {first} and {second} both match, for example {example}; the hit policy UNIQUE then gives null.",
        "Narrow one of the rules, or choose another hit policy.",
    ),
    "overlap-possible": Rule(
        "The rules {first} and {second} both match if there can be {example}; the hit policy UNIQUE then gives null.",
        "Narrow one of the rules, or choose another hit policy.",
        _WARNING,
    ),
    "overlap-any": Rule(
        "The rules {first} and {second} both match, for example {example}, with different outputs; the hit policy ANY "
        "then gives null.",
        "Give both rules the same outputs, or narrow one of them.",
    ),
    "overlap-any-possible": Rule(
        "The rules {first} and {second} both match if there can be {example}, with different outputs; the hit policy "
        "ANY then gives null.",
        "Give both rules the same outputs, or narrow one of them.",
        _WARNING,
    ),
    "overlaps-more": Rule("{count} more pairs of rules overlap.", "Narrow the rules.", _WARNING),
    "never": Rule(
        "Rule {rule} can never match: no value of the column {column} satisfies “{source}”.",
        "Correct the cell or remove the rule.",
        _WARNING,
    ),
    "never-kind": Rule(
        "Rule {rule} can never match: the column {column} has the type {type}, unlike “{source}”.",
        "Correct the cell or the type of the column.",
        _WARNING,
    ),
    "never-allowed": Rule(
        "Rule {rule} can never match: the column {column} does not allow “{source}”.",
        "Correct the cell or the allowed values.",
        _WARNING,
    ),
    "not-allowed": Rule(
        "Rule {rule} compares with {value}, which the column {column} does not allow.",
        "Correct the cell or the allowed values.",
        _WARNING,
    ),
    "hidden": Rule(
        "Rule {rule} can never match: the earlier rules match all that it matches ({rules}).",
        "Move the rule up, narrow the earlier ones, or remove it.",
        _WARNING,
    ),
    "outranked": Rule(
        "Rule {rule} never decides: rules before it in priority match all that it matches ({rules}).",
        "Correct the order of the output values, narrow the other rules, or remove it.",
        _WARNING,
    ),
    "duplicate": Rule("Rule {rule} repeats rule {first}.", "Remove one of them.", _WARNING),
    "output-type": Rule(
        "Rule {rule} gives {value} in the column {column}, which has the type {type}: the result is null.",
        "Correct the output or the type of the column.",
    ),
    "output-not-allowed": Rule(
        "Rule {rule} gives {value}, which is not among the output values of the column {column}: the result is null.",
        "Correct the output, or add it to the output values.",
    ),
    "default-not-allowed": Rule(
        "The default output {value} is not among the output values of the column {column}: the result is null.",
        "Correct the default output, or add it to the output values.",
    ),
    "output-dash": Rule("Rule {rule} has “-” in the column {column}, which gives null.", "Write the output.", _WARNING),
    "output-values": Rule(
        "The hit policy {policy} needs output values, and there are none: the order of the rules decides.",
        "List the output values, the most important one first.",
        _WARNING,
    ),
    "aggregation": Rule(
        "Rule {rule} gives {value}, which {aggregation} cannot use: the result is null.",
        "Give numbers, or choose another aggregation.",
    ),
    "too-large": Rule(
        "The table is too large to be analysed completely: gaps and rules that never match may remain unseen.",
        "Split the table into several decisions.",
        _WARNING,
    ),
    "more": Rule("There is more to say, which is left out.", "Correct what is listed and check again.", _WARNING),
}
