"""A rule that diagrams are checked against."""

from dataclasses import dataclass

from app.engine.model import Severity


@dataclass(frozen=True)
class Rule:
    """What a finding of this rule says; ``section`` is the place of the standard that it comes from, if any."""

    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    section: str = ""
