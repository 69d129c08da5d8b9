"""The one root of every error that a person can meet.

A docstring is the message: what happened, what was kept, what to do next. ``{placeholders}`` are filled from the
keyword arguments. The docstring is also the message id of the French catalogue.
"""

import inspect
import re


class EscaladeError(Exception):
    """Something went wrong and nothing was changed. Try again; if it stays, tell the administrator of the desk."""

    status = 500

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details

    @property
    def template(self) -> str:
        """The message with its placeholders: the key under which a translation is found."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    @property
    def code(self) -> str:
        """A stable name for programs, such as ``task-not-open``."""
        name = type(self).__name__.removesuffix("Error")
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()

    def message(self, template: str | None = None) -> str:
        """The sentence for a person; *template* is a translation of :attr:`template`."""
        return (template or self.template).format_map(_Details(self.details))

    def __str__(self) -> str:
        return self.message()


class _Details(dict[str, object]):
    """Leaves a placeholder readable when its detail is missing, instead of failing while reporting a failure."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


class InvalidInput(EscaladeError):
    """What was sent cannot be used: {reason}. Nothing was changed. Correct it and send it again."""

    status = 400


class NotFound(EscaladeError):
    """{what} does not exist, or you may not see it. Nothing was changed. Check the address or start from the inbox."""

    status = 404


class NotAllowed(EscaladeError):
    """You may not {action}. Nothing was changed. Ask {whom} if you need to."""

    status = 403


class TooLarge(EscaladeError):
    """{what} is larger than the limit of {limit}. Nothing was stored. Send a smaller one."""

    status = 413
