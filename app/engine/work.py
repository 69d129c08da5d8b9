"""What one input may compute before the case waits again: counted, never timed, so that a replay stops where it did.

Each expression has its own budget (:mod:`app.feel.budget`), but ten thousand of them in one loop would stall the desk.
"""

from app.engine.errors import StepFailed
from app.errors import Phrase

LARGEST = 5_000_000
"""Steps of FEEL: fifty expressions that each use all they may, some seconds of computing."""
DECISION = 10_000
"""What a decision counts as, whatever it used."""


class Work:
    """The work of the current input of one case."""

    def __init__(self) -> None:
        self.steps = 0

    def done(self, steps: int) -> None:
        """Counts what was computed."""
        self.steps += steps

    def require_left(self) -> None:
        """StepFailed when the input has computed all that it may."""
        if self.steps > LARGEST:
            raise StepFailed(
                "too-much-work",
                Phrase("the case computed {limit} steps of FEEL without waiting for anything", {"limit": LARGEST}),
            )
