"""The only errors that leave the evaluator. A mistake inside an evaluation is null (DMN 1.5 §10.3.2), not an error."""

from app.errors import EscaladeError


class FeelError(EscaladeError):
    """This FEEL expression cannot be used: {reason}. Nothing was changed. Correct the expression and try again."""

    status = 400

    reason = "it is not FEEL"
    """What is wrong, without what to do next: for a message around it."""


class FeelSyntaxError(FeelError):
    """Line {line}, column {column}: “{found}” was found where {expected} was expected. Correct the expression there."""

    def __init__(self, *, source: str, offset: int, found: str, expected: str) -> None:
        before = source[:offset]
        self.offset = offset
        self.line = before.count("\n") + 1
        self.column = offset - (before.rfind("\n") + 1) + 1
        self.found = found
        self.expected = expected
        self.reason = f"line {self.line}, column {self.column}: “{found}” was found where {expected} was expected"
        super().__init__(line=self.line, column=self.column, found=found, expected=expected)


class FeelBudgetExceeded(FeelError):
    """This FEEL expression needs more than it may use ({what}: at most {limit}). It was stopped. Simplify it."""

    def __init__(self, what: str, limit: int) -> None:
        self.reason = f"an expression needs more than it may use ({what}: at most {limit})"
        super().__init__(what=what, limit=limit)
