"""The only errors that leave the evaluator. A mistake inside an evaluation is null (DMN 1.5 §10.3.2), not an error."""

from app.errors import EscaladeError, Phrase, quoted

NESTING = Phrase("levels of nesting")


class FeelError(EscaladeError):
    """This FEEL expression cannot be used: {reason}. Nothing was changed. Correct the expression and try again."""

    status = 400

    reason: Phrase = Phrase("it is not FEEL")
    """What is wrong, without what to do next: for a message around it."""


class FeelSyntaxError(FeelError):
    """Line {line}, column {column}: {found} was found where {expected} was expected. Correct the expression there."""

    def __init__(self, *, source: str, offset: int, found: str, expected: object) -> None:
        self.offset = offset
        self.line, self.column = position(source, offset)
        self.found = found
        self.expected = str(expected)
        met = quoted(found) if found else Phrase("the end")
        details = {"line": self.line, "column": self.column, "found": met, "expected": expected}
        self.reason = Phrase("line {line}, column {column}: {found} was found where {expected} was expected", details)
        super().__init__(**details)


class FeelBudgetExceeded(FeelError):
    """This FEEL expression needs more than it may use ({what}: at most {limit}). It was stopped. Simplify it."""

    def __init__(self, what: Phrase, limit: int) -> None:
        details = {"what": what, "limit": limit}
        self.reason = Phrase("an expression needs more than it may use ({what}: at most {limit})", details)
        super().__init__(**details)


def position(source: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
