"""The syntax tree of a regular expression."""

from dataclasses import dataclass


class PatternError(Exception):
    """The text is no pattern, which took *cost* steps to see. The built-in functions make it null: it never leaves."""

    cost = 0


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


def weight(part: Part) -> int:
    """Parts that an engine has to keep in mind at once: repeated ones as often as they may be repeated."""
    if isinstance(part, Repeat):
        return 1 + weight(part.part) * max(1, part.low if part.high is None else part.high)
    return 1 + sum(weight(inner) for inner in _below(part))


def looks_far(part: Part, last: bool = True, optional: bool = False) -> bool:
    """Whether a search may go on behind the match that it finds: ``a(.*b)?c`` looks for a ``b`` up to the end."""
    if isinstance(part, Repeat):
        if part.high is None and optional and not last:
            return True
        return looks_far(part.part, last and part.high == 1, True)
    if isinstance(part, Sequence):
        ends = range(len(part.parts))
        return any(looks_far(part.parts[at], last and at == ends[-1], optional) for at in ends)
    return any(looks_far(inner, last, optional or isinstance(part, Choice)) for inner in _below(part))


def _below(part: Part) -> tuple[Part, ...]:
    if isinstance(part, Sequence | Choice):
        return part.parts
    return (part.part,) if isinstance(part, Group | Repeat) else ()
