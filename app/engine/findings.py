"""Every rule that a diagram is checked against, with its message and its remedy in English.

The French is in ``app/web/translations``; the English templates are its keys.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from app.engine.model import Finding, Severity
from app.engine.rule import Rule
from app.engine.rules import ENGINE
from app.engine.standard.rules import STANDARD
from app.engine.words import word
from app.errors import EscaladeError, Phrase


@dataclass
class Report:
    """Collects findings of one check, in the order of their discovery, each only once."""

    findings: dict[tuple[str, str, str | None, str], Finding] = field(default_factory=dict)

    def add(self, rule: str, file: str, element: str | None = None, **details: object) -> None:
        """Notes that *rule* (a key of :data:`RULES`) is broken at *element* of *file*."""
        known = RULES[rule]
        texts = {
            name: as_detail(word(value) if name in ("kind", "event") else value) for name, value in details.items()
        }
        key = (rule, file, element, repr(sorted((name, str(text)) for name, text in texts.items())))
        finding = Finding(rule, known.severity, file, element, known.message, known.remedy, texts, known.section)
        self.findings.setdefault(key, finding)

    def note(self, finding: Finding) -> None:
        """Keeps a finding that was made elsewhere."""
        key = (finding.rule, finding.file, finding.element, repr(sorted(finding.details.items())))
        self.findings.setdefault(key, finding)

    def drop(self, places: Collection[tuple[str, str, str | None]]) -> None:
        """Forgets the findings at these (rule, file, element), where others say it better."""
        self.findings = {key: finding for key, finding in self.findings.items() if key[:3] not in places}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings.values())

    @property
    def errors(self) -> list[Finding]:
        """The findings that stop deployment."""
        return [finding for finding in self if finding.severity is Severity.ERROR]


def as_detail(value: object, longest: int = 300) -> str | Phrase:
    """A detail of a finding: what is itself a text of the desk can be translated, everything else is cut."""
    if isinstance(value, EscaladeError):
        return value.phrase
    return value if isinstance(value, Phrase) else str(value)[:longest]


RULES: dict[str, Rule] = {**STANDARD, **ENGINE}
