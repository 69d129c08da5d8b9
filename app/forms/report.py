"""What is found wrong while a form is read: each finding names the file and the component."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.engine.findings import as_detail
from app.engine.model import Finding, Severity
from app.errors import EscaladeError
from app.feel import Expression, FeelError, check, expression
from app.forms.text import BlockRefused, Localised, Template, plain, template

RULES: Mapping[str, tuple[Severity, str, str]] = {
    "form-too-large": (
        Severity.ERROR,
        "The form is larger than {limit}.",
        "Split it over several steps.",
    ),
    "form-not-json": (
        Severity.ERROR,
        "The form is not readable JSON: {reason}.",
        "Export it again from the form editor.",
    ),
    "form-not-a-form": (
        Severity.ERROR,
        "This is not a form-js form: {reason}.",
        "Export it again from the form editor.",
    ),
    "form-version": (
        Severity.ERROR,
        "The form is of schema version {version}; the desk knows versions 1 to {known}.",
        "Save it with an editor of a known version.",
    ),
    "form-id": (
        Severity.ERROR,
        "The form's id “{id}” cannot be used.",
        "Use letters, digits, hyphens, dots and underscores, starting with a letter.",
    ),
    "form-too-deep": (Severity.ERROR, "Groups are nested more than {limit} levels deep.", "Use fewer levels."),
    "form-too-long": (Severity.ERROR, "The form has more than {limit} components.", "Split it over several steps."),
    "form-component-unknown": (
        Severity.ERROR,
        "The desk does not know components of type “{type}”.",
        "Replace it by one of: {known}.",
    ),
    "form-property": (Severity.ERROR, "“{property}” is not {expected}.", "Correct it in the form editor."),
    "form-key": (
        Severity.ERROR,
        "“{key}” cannot be the key of a field.",
        "Use letters, digits and underscores, starting with a letter; a dot goes one level down.",
    ),
    "form-key-duplicate": (
        Severity.ERROR,
        "The key “{key}” is used twice, or one key lies inside the other.",
        "Give each field its own key.",
    ),
    "form-key-reserved": (
        Severity.WARNING,
        "The answer to “{key}” replaces a variable that the desk sets.",
        "Use another key, make the field read-only, or map the step's outputs.",
    ),
    "form-feel": (
        Severity.ERROR,
        "The expression in “{property}” cannot be read: {reason}",
        "Correct the FEEL expression.",
    ),
    "form-feel-wrong": (
        Severity.ERROR,
        "The expression in “{property}” never gives what is needed. {reason}",
        "Correct the FEEL expression.",
    ),
    "form-feel-doubtful": (
        Severity.WARNING,
        "A part of the expression in “{property}” is doubtful. {reason}",
        "Check the FEEL expression.",
    ),
    "form-not-feel": (
        Severity.ERROR,
        "“{property}” is not an expression.",
        "Start it with = and write FEEL after it.",
    ),
    "form-pattern": (
        Severity.ERROR,
        "The pattern “{pattern}” cannot be used: {reason}.",
        "Use a regular expression without look-around and back-references (RE2 syntax).",
    ),
    "form-options": (Severity.ERROR, "There is nothing to choose from.", "Add options, or say where they come from."),
    "form-options-many": (
        Severity.ERROR,
        "There are more than {limit} options.",
        "Use fewer, or ask for a text.",
    ),
    "form-option-duplicate": (
        Severity.ERROR,
        "The option “{value}” is there twice.",
        "Give each option its own value.",
    ),
    "form-english": (
        Severity.WARNING,
        "“{property}” has no English text.",
        "Add the property “{wanted}” to the component.",
    ),
    "form-id-duplicate": (
        Severity.ERROR,
        "The form id “{id}” is also used by {other}.",
        "Give each form its own id.",
    ),
}


class Report:
    """Collects findings about one file, and reads the values that can be wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def add(self, rule: str, place: str | None = None, **details: object) -> None:
        """Notes what is wrong at *place*."""
        severity, message, remedy = RULES[rule]
        texts = {name: as_detail(value, 200) for name, value in details.items()}
        self.findings.append(Finding(rule, severity, self.file, place, message, remedy, texts))

    @property
    def errors_first(self) -> tuple[Finding, ...]:
        """The findings, errors before warnings."""
        return tuple(sorted(self.findings, key=lambda finding: finding.severity))

    @property
    def refused(self) -> bool:
        """Whether something was found that stops the form from being used."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def text(self, source: Mapping[str, Any], name: str, place: str) -> str:
        """A text property; empty when it is missing or is something else."""
        value = source.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.add("form-property", place, property=name, expected="text")
        return ""

    def flag(self, source: Mapping[str, Any], name: str, place: str) -> bool:
        """A property that is true or false; false when it is missing."""
        value = source.get(name, False)
        if isinstance(value, bool) or value is None:
            return bool(value)
        self.add("form-property", place, property=name, expected="true or false")
        return False

    def mapping(self, source: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
        """A property that is an object; empty when it is missing."""
        value = source.get(name)
        if value is None or isinstance(value, dict):
            return value or {}
        self.add("form-property", place, property=name, expected="an object")
        return {}

    def items(self, source: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
        """A property that is a list of objects; empty when it is missing."""
        value = source.get(name)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        self.add("form-property", place, property=name, expected="a list of objects")
        return []

    def decimal(self, source: Mapping[str, Any], name: str, place: str) -> Decimal | None:
        """A number, or a text that holds one."""
        value = source.get(name)
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value)) if isinstance(value, int | float | str) and value is not True else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or abs(number.adjusted()) > 30:
            self.add("form-property", place, property=name, expected="a number")
            return None
        return number

    def feel(self, source: str, name: str, place: str) -> Expression | None:
        """The FEEL expression of a property that starts with ``=``."""
        if not source.startswith("="):
            self.add("form-not-feel", place, property=name)
            return None
        try:
            return expression(source[1:])
        except FeelError as error:
            self._add_syntax(source[1:], name, place, error)
            return None

    def _add_syntax(self, source: str, name: str, place: str, error: EscaladeError) -> None:
        """Says with a hint why a text is not FEEL."""
        found = next((finding.placed for finding in check(source, others=True)), error.phrase)
        self.add("form-feel", place, property=name, reason=found)

    def words(
        self, source: Mapping[str, Any], name: str, place: str, *, feel: bool = True, english_wanted: bool = True
    ) -> Localised:
        """A text for people: French, and English from the component's property ``<name>:en``."""
        french = self.text(source, name, place)
        english = self.text(self.mapping(source, "properties", place), f"{name}:en", place)
        if english_wanted and french.strip() and not french.startswith("=") and not english.strip():
            self.add("form-english", place, property=name, wanted=f"{name}:en")
        read = self._template if feel else _plain
        return Localised(read(french, name, place), read(english, f"{name}:en", place) if english else None)

    def _template(self, text: str, name: str, place: str) -> Template:
        try:
            return template(text)
        except (FeelError, BlockRefused) as error:
            self.add("form-feel", place, property=name, reason=error)
            return Template()


def _plain(text: str, name: str, place: str) -> Template:
    return plain(text)
