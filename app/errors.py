"""The one root of every error that a person can meet.

A docstring is the message: what happened, what was kept, what to do next. ``{placeholders}`` are filled from the
keyword arguments. The docstring is also the message id of the French catalogue.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Phrase:
    """A piece of a sentence that is itself translated: a template with its details, some of them phrases again.

    ``str()`` gives the English, for logs and programs; who speaks to a person calls :func:`spoken`. Without ``ended``
    it has no full stop of its own, because the sentence around it has one.
    """

    template: str
    details: Mapping[str, object] = field(default_factory=dict)
    ended: bool = True

    def __str__(self) -> str:
        return self.spoken(str)

    def spoken(self, translate: Callable[[str], str]) -> str:
        """The phrase in the language of *translate*."""
        text = translate(self.template).format_map(_Details(spoken(self.details, translate)))
        return text if self.ended else text.rstrip(".")

    def unended(self) -> "Phrase":
        """The phrase without its full stop."""
        return replace(self, ended=False)

    def as_json(self) -> dict[str, object]:
        """The phrase for another process; :func:`from_json` reads it again."""
        details = {name: to_json(it) for name, it in self.details.items()}
        return {"template": self.template, "details": details, "ended": self.ended}


def spoken(details: Mapping[str, object], translate: Callable[[str], str]) -> dict[str, object]:
    """The details of a sentence with the phrases among them in the language of *translate*."""
    return {name: it.spoken(translate) if isinstance(it, Phrase) else it for name, it in details.items()}


def to_json(detail: object) -> object:
    """A detail of a sentence as JSON: a phrase as its parts, everything else as text."""
    return detail.as_json() if isinstance(detail, Phrase) else str(detail)


def from_json(written: Any) -> object:
    """What :func:`to_json` wrote."""
    if not isinstance(written, dict):
        return written
    template, details = written["template"], written["details"]
    return Phrase(template, {name: from_json(it) for name, it in details.items()}, written["ended"])


def either(*parts: object) -> object:
    """One of several things, as one says it: ``a, b or c``."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return Phrase("{one} or {other}", {"one": parts[0], "other": parts[1]})
    return Phrase("{one}, {others}", {"one": parts[0], "others": either(*parts[1:])})


def listed(*parts: object) -> object:
    """Several things one behind the other, with commas."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return Phrase("{one}, {others}", {"one": parts[0], "others": listed(*parts[1:])})


def quoted(text: object) -> Phrase:
    """Something between quotation marks, which differ between languages."""
    return Phrase("“{text}”", {"text": text})


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

    @property
    def phrase(self) -> Phrase:
        """The message as a piece of another sentence."""
        return Phrase(self.template, self.details)

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
