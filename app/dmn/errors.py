"""What can be wrong with a decision model."""

from app.errors import EscaladeError


class DmnError(EscaladeError):
    """The decision model cannot be used: {element}: {reason}. Nothing was changed. Correct it and load it again."""

    status = 400


class DecisionNotFound(DmnError):
    """There is no decision “{element}” in the model. Nothing was changed. Use one of: {known}."""

    status = 404
