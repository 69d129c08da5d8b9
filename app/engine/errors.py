"""What the engine refuses, and what can go wrong at one step while a case runs."""

from collections.abc import Sequence

from app.engine.model import Finding
from app.errors import EscaladeError, Phrase


class DiagramRefused(EscaladeError):
    """The diagrams cannot be used. Errors: {count}, first in {file}: {first} Nothing was deployed. Correct them."""

    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        first = errors[0] if errors else None
        super().__init__(
            count=len(errors),
            file=first.file if first else "",
            first=first.phrase if first else "",
        )


class StepNotOpen(EscaladeError):
    """The step {step} is not open any more. Nothing was changed. Look at the case: somebody answered, or it went on."""

    status = 409


class NotWaiting(EscaladeError):
    """The case does not wait for the message {message}. Nothing was changed. Look at what it waits for now."""

    status = 409


class ProcessNotFound(EscaladeError):
    """The bundle has no process {process} that can be started. Nothing was started. Check the name of the process."""

    status = 404


class MoveRefused(EscaladeError):
    """The case cannot be moved like this: {reason}. Nothing was changed. Look at where it stands and choose again."""

    status = 422


class CaseEnded(EscaladeError):
    """The case has ended, so nothing in it can be repaired. Nothing was changed. Its history stays readable."""

    status = 409


class SnapshotRefused(EscaladeError):
    """The saved state of the case cannot be read: {reason}. Nothing was changed. Rebuild it from the case's history."""


class ValueRefused(EscaladeError):
    """The value of {name} cannot be kept: {reason}. Nothing was changed. Send a smaller or simpler value."""

    status = 400


class StepFailed(EscaladeError):
    """{reason}"""

    def __init__(self, code: str, reason: str | Phrase) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.failure_code = code
