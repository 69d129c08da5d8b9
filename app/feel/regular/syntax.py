"""The syntax tree of a regular expression."""

from dataclasses import dataclass


class PatternError(Exception):
    """The text is no pattern. Never leaves the evaluator: the built-in functions make it null."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set, which is written as RE2 has it."""

    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """``^`` or ``$``."""

    sign: str


@dataclass(frozen=True, slots=True)
class Reference:
    """``\\1``: what a group has matched."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """``(…)`` with its number, or ``(?:…)`` with None."""

    part: "Part"
    number: int | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part that comes from *low* to *high* times (None: without end), as often as possible or as rarely."""

    part: "Part"
    low: int
    high: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one behind the other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    parts: tuple["Part", ...]


Part = Characters | Anchor | Reference | Group | Repeat | Sequence | Choice
