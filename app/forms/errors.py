"""What can be wrong with a form, and with what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.engine.model import Finding
from app.errors import EscaladeError, Phrase


class FormRefused(EscaladeError):
    """The form {file} cannot be used: {reason}. Nothing was changed. Correct the form and send it again."""

    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        reason = (
            Phrase("{element}: {said}", {"element": first.element, "said": first.phrase}) if first.element else None
        )
        super().__init__(file=first.file, reason=(reason or first.phrase).unended())
        self.findings = tuple(findings)


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer. ``template`` is English and the key of the French catalogue."""

    code: str
    template: str
    details: Mapping[str, object] = field(default_factory=dict)

    def message(self, template: str | None = None) -> str:
        """The sentence for a person; *template* is a translation of ``template``."""
        return (template or self.template).format_map(self.details)


class AnswersRefused(EscaladeError):
    """Some answers cannot be accepted: {fields}. Nothing was changed. Correct them and send the form again."""

    status = 422

    def __init__(self, errors: Mapping[str, FieldError]) -> None:
        super().__init__(fields="; ".join(f"{name}: {error.message()}" for name, error in errors.items()))
        self.errors = errors


def error(code: str, **details: object) -> FieldError:
    """The error of that code with its sentence."""
    plain = {name: _written(value) for name, value in details.items()}
    return FieldError(code, MESSAGES[code], plain)


def _written(value: object) -> object:
    """Exact numbers as people write them: never ``1E+3``."""
    return format(value, "f") if isinstance(value, Decimal) else value


MESSAGES = {
    "required": "Answer this question.",
    "checked": "Tick this box to go on.",
    "revealed": "Your answers opened this question. Answer it, or leave it empty, and send again.",
    "unknown": "This form has no field of this name.",
    "hidden": "This question is not asked with these answers. Leave it out.",
    "locked": "This field can only be read. Leave it out.",
    "one": "Give one answer, not several.",
    "not-text": "Write text here.",
    "one-line": "Write this on one line.",
    "characters": "This text holds characters that cannot be stored. Remove them.",
    "too-long": "This is {length} characters long. Use at most {maximum}.",
    "too-short": "This is {length} characters long. Use at least {minimum}.",
    "not-number": "Write a number, such as 12 or 3.5.",
    "not-integer": "Write a whole number.",
    "digits": "Use at most {digits} digits after the decimal point.",
    "step": "Use a multiple of {increment}, such as {below} or {above}.",
    "range": "This number is too large to be stored.",
    "too-small": "The number must be at least {minimum}.",
    "too-big": "The number must be at most {maximum}.",
    "not-boolean": "Answer with yes or no (true or false).",
    "not-offered": "Choose one of the answers that are offered.",
    "not-list": "Send a list of answers.",
    "twice": "Each answer can be chosen once.",
    "not-date": "Write a date such as 2026-11-23.",
    "not-time": "Write a time such as 14:30.",
    "not-moment": "Write a date and a time such as 2026-11-23T14:30.",
    "past": "Choose a date that is not in the past.",
    "not-file": "Attach a file again: this is not the reference of an attachment.",
    "file-again": "Choose the file again: it was not kept, because answers of this form need a correction.",
    "one-file": "Attach one file, not several.",
    "pattern": "This does not have the expected form ({pattern}).",
    "owner": "{message}",
    "email": "Write an e-mail address such as name@example.org.",
    "phone": "Write a phone number with its country code, such as +33612345678.",
}
