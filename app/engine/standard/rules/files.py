"""Rules for a whole file: ids, imports, references, and what may stand where."""

from app.engine.rule import Rule
from app.engine.standard.rules.source import of

RULES: dict[str, Rule] = {
    "element-without-id": Rule(
        "This {kind} has no id, so nothing can refer to it.",
        "Give it an id in the properties panel.",
        section=of("8.3.1", 3),
    ),
    "id-used-twice": Rule(
        "The id {id} is used twice: by {first} and by {second}.",
        "Give each element its own id.",
        section=of("8.3.1", 2),
    ),
    "text-format": Rule(
        "The format of this {kind}, {value}, is not a MIME type.",
        "Write for example text/plain, or remove textFormat.",
        section=of("8.3.2", 4, 10),
    ),
    "import-missing": Rule(
        "The imported diagram {location} (namespace {namespace}) is not among the files.",
        "Add the file, or remove the import.",
        section=of("8.2.2", 1),
    ),
    "reference-outside": Rule(
        "The {name} of this {kind} refers to {value}; none of the files has the namespace {namespace}.",
        "Add the file that {value} comes from, or refer to an element of this file.",
        section=of("8.2.2"),
    ),
    "reference-unknown": Rule(
        "The {name} of this {kind} refers to {value}, which does not exist.",
        "Choose it again, or remove the reference. What is needed here: {wanted}.",
        section=of("8.3.1"),
    ),
    "reference-type": Rule(
        "The {name} of this {kind} refers to {value}, which is of the kind {found}.",
        "Choose it again. What is needed here: {wanted}.",
        section=of("8.3.1"),
    ),
    "element-misplaced": Rule(
        "{kind} is not allowed directly inside {parent}.",
        "Remove it, or draw it where it belongs.",
        section=of("15.3"),
    ),
    "element-missing": Rule(
        "This {kind} has no {name}.", "Open the diagram in an editor and fill in {name}.", section=of("15.3")
    ),
    "element-repeated": Rule(
        "This {kind} has {found} times {name}; it can have one.", "Keep one of them.", section=of("15.3")
    ),
    "connection-loose": Rule(
        "This {kind} is connected on one side only: its {name} is missing.",
        "Connect it, or remove it.",
        section=of("15.3"),
    ),
    "attribute-missing": Rule(
        "This {kind} has no {name}.", "Open the diagram in an editor and fill in {name}.", section=of("15.3")
    ),
    "attribute-value": Rule(
        "The {name} of this {kind} cannot be {value}.", "Use one of: {allowed}.", section=of("15.3")
    ),
}
