"""What a person needs in words to repair a case."""

from flask_babel import gettext

from app.cases.repair_views import IncidentRow
from app.cases.views import IncidentView
from app.errors import Phrase, from_json


def failure_words(incident: IncidentView | IncidentRow) -> str:
    """What happened, in the reader's language; what a worker wrote stays as it is."""
    found = from_json(incident.said) if incident.said else incident.message
    return said_words(found)


def said_words(message: object) -> str:
    """A message that may be a sentence of the desk."""
    return message.spoken(gettext) if isinstance(message, Phrase) else str(message)


def cause_words(code: str) -> str:
    """What kind of failure stopped a step, and what usually helps."""
    words = {
        "no-flow": gettext("No way out of the gateway fits the data. Correct the data on which the ways depend."),
        "condition": gettext("A condition is neither true nor false. Correct the data that it looks at."),
        "expression": gettext("An expression could not be evaluated. Correct the data that it uses."),
        "called-process": gettext("The process to call is not in this version. Correct the data that names it."),
        "multi-instance": gettext("The list to go through is no list. Correct it."),
        "timer": gettext("A deadline could not be read. Correct the duration or the date."),
        "decision": gettext("A decision could not be made. Correct the data that it is asked with."),
        "operator-failed": gettext("An automatic step failed each time. Repair what it needs, then try again."),
        "no-operator": gettext("Nothing at this desk does this kind of step. Move the case past it, or end it."),
        "too-many-steps": gettext("The case ran in circles. Correct the data on which the circle depends, or move it."),
    }
    return words.get(code, gettext("Correct the data that the step uses and try again, or move the case past it."))


def lines_of(value: str) -> int:
    """How many lines a text field needs to show a value, within reason."""
    return min(12, max(1, value.count("\n") + 1, len(value) // 60 + 1))
