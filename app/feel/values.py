"""Values that are not numbers, strings, booleans, lists, contexts or temporal: ranges and functions; names of kinds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.errors import Phrase
from app.feel.budget import Run
from app.feel.durations import DaysDuration, MonthsDuration
from app.feel.temporal import Date, DateTime, Time


@dataclass(frozen=True, slots=True)
class Range:
    """Values from low to high (DMN 1.5 §10.3.2.7). ``operator`` is kept when it was written as a unary test."""

    low: object
    high: object
    low_closed: bool = True
    high_closed: bool = True
    operator: str | None = None

    def member(self, name: str) -> object:
        """A property of the range (DMN 1.5 Table 62)."""
        if self.operator == "!=":
            return None
        return {
            "start": self.low,
            "end": self.high,
            "start included": self.low_closed,
            "end included": self.high_closed,
        }.get(name)


class Callee(Protocol):
    """What an invocation can invoke."""

    def invoke(self, run: Run, positional: Sequence[object], named: Mapping[str, object] | None) -> object:
        """The result for arguments by position or, when *named* is given, by name."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; ``coerce`` makes an argument fit its type or gives null."""

    name: str
    coerce: Callable[[object, Run], object] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A user-defined function, a business knowledge model or a decision service."""

    parameters: tuple[Parameter, ...]
    body: Callable[[Run, list[object]], object]
    signature: object = None

    def invoke(self, run: Run, positional: Sequence[object], named: Mapping[str, object] | None) -> object:
        """The result; null when the arguments do not fit (DMN 1.5 §10.3.2.13.1)."""
        if named is not None:
            names = [parameter.name for parameter in self.parameters]
            if set(named) != set(names):
                return run.null("the function takes other arguments: {names}", names=", ".join(names)[:80])
            positional = [named[name] for name in names]
        if len(positional) != len(self.parameters):
            return run.null(
                "the function takes {count} arguments, not {given}", count=len(self.parameters), given=len(positional)
            )
        arguments = []
        for parameter, value in zip(self.parameters, positional, strict=True):
            fitted = parameter.coerce(value, run) if parameter.coerce else value
            if fitted is None and value is not None:
                return run.null("the argument {name} has the wrong type", name=parameter.name)
            arguments.append(fitted)
        return self.body(run, arguments)


_KINDS: dict[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
}


WORDS: Mapping[str, Phrase] = {
    "number": Phrase("a number"),
    "string": Phrase("a string"),
    "boolean": Phrase("a boolean (true or false)"),
    "date": Phrase("a date"),
    "time": Phrase("a time"),
    "date and time": Phrase("a date and time"),
    "days and time duration": Phrase("a days and time duration"),
    "years and months duration": Phrase("a years and months duration"),
    "list": Phrase("a list"),
    "context": Phrase("a context"),
    "range": Phrase("a range"),
    "function": Phrase("a function"),
}
"""Kinds in a sentence."""
NULL = Phrase("null")


def kind(value: object) -> str:
    """The FEEL name of the kind of a value."""
    return _KINDS.get(type(value), "function")


def named_kind(value: object) -> Phrase:
    """The kind of a value in a sentence: ``a number``."""
    return WORDS.get(kind(value)) or NULL
