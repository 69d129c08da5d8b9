"""Patterns ready to use: on RE2, whose time grows only with the length of the text, or on the counted machine."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2

from app.feel.budget import Run
from app.feel.regular.backtracking import Machine
from app.feel.regular.parser import PatternParser, without_space
from app.feel.regular.syntax import (
    Anchor,
    Characters,
    Choice,
    Group,
    Part,
    PatternError,
    Repeat,
    Sequence,
    looks_far,
    weight,
)

_FLAGS = frozenset("smixq")
_MEMORY = 2_000_000
_REFUSED_COST = 10_000
_MAX_WEIGHT = 20_000
_MAX_PATTERN = 4_000
_MATCH_COST = 14
Spans = list[tuple[int, int]]
"""Where the whole match and each group begin and end; (-1, -1) for a group that took no part."""


class Engine(Protocol):
    """What finds the matches of one pattern. ``cost``: the steps that making it took."""

    cost: int

    def matches(self, run: Run, text: str) -> Iterator[Spans]:
        """The matches one after the other."""


class Pattern:
    """One pattern with its flags."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.cost = engine.cost

    def found_in(self, run: Run, text: str) -> bool:
        """Whether the pattern is found."""
        return next(self._matches(run, text), None) is not None

    def found(self, run: Run, text: str) -> Iterator[str]:
        """Everything that is found."""
        for spans in self._matches(run, text):
            yield text[slice(*spans[0])]

    def replaced(self, run: Run, text: str, replacement: str) -> str | None:
        """The text with everything that is found replaced; null when the pattern finds nothing at all, "", too."""
        if self.found_in(run, ""):
            run.null("a pattern that finds the empty text cannot be replaced")
            return None
        pieces = _pieces(replacement)
        if pieces is None:
            run.null(
                "“{replacement}” is no replacement: $ and \\ stand before a digit, $ or \\",
                replacement=replacement[:40],
            )
            return None
        parts, end, length = [], 0, 0
        for spans in self._matches(run, text):
            run.spend(len(pieces) >> 1)
            parts += [text[end : spans[0][0]], _expanded(pieces, text, spans)]
            length += len(parts[-2]) + len(parts[-1])
            run.check_text(length)
            end = spans[0][1]
        run.check_text(length + len(text) - end)
        return run.text("".join(parts) + text[end:])

    def split(self, run: Run, text: str) -> list[str] | None:
        """The parts between what is found; null when the pattern finds nothing at all, "", too (XPath §5.6.5)."""
        if self.found_in(run, ""):
            run.null("a pattern that finds the empty text cannot split")
            return None
        return list(self._parts(run, text))

    def _parts(self, run: Run, text: str) -> Iterator[str]:
        end = 0
        for spans in self._matches(run, text):
            yield text[end : spans[0][0]]
            end = spans[0][1]
        yield text[end:]

    def _matches(self, run: Run, text: str) -> Iterator[Spans]:
        for spans in self._engine.matches(run, text):
            run.spend(_MATCH_COST + len(spans))
            yield spans


class _Linear:
    """RE2. Its work grows with the weight of the pattern times the text, again for each match that looks far ahead."""

    def __init__(self, source: str, weight_: int, far: bool, cost: int) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        try:
            self._compiled = re2.compile(source, options)
        except re2.error as problem:
            raise PatternError(f"the pattern cannot be used: {problem}") from problem
        self._weight = weight_
        self._far = far
        self._size = int(self._compiled.programsize)
        self.cost = cost + (self._size >> 1)

    def matches(self, run: Run, text: str) -> Iterator[Spans]:
        run.spend(self._work(len(text)))
        for match in self._compiled.finditer(_encodable(text)):
            ahead = len(text) - match.end()
            run.spend(self._work(ahead if self._far else min(ahead, self._weight)))
            yield [match.span(group) for group in range(self._compiled.groups + 1)]

    def _work(self, length: int) -> int:
        """Steps that a search through so many characters may take, as measured with patterns that are hard for RE2."""
        return (length * self._weight >> 6) + (length * self._size >> 12)


class _Counted:
    def __init__(self, machine: Machine, cost: int) -> None:
        self._machine = machine
        self.cost = cost + (len(machine.program) << 1)

    def matches(self, run: Run, text: str) -> Iterator[Spans]:
        at, text = 0, _encodable(text)
        while at <= len(text):
            slots = self._machine.match_at(run, text, at)
            if slots is None:
                at += 1
                continue
            yield [(slots[2 * group], slots[2 * group + 1]) for group in range(self._machine.groups + 1)]
            at = max(slots[1], at + 1)


def compile_pattern(run: Run, pattern: str, flags: str) -> Pattern:
    """The pattern of a text with its flags (``s m i x q``). Raises PatternError when it is none.

    Its first use in an evaluation costs what compiling it takes, even where it was compiled for another one.
    """
    outcome = run.patterns.get((pattern, flags))
    if outcome is None:
        run.spend(len(pattern))
        outcome = run.patterns[pattern, flags] = _outcome(pattern, flags)
        run.spend(outcome.cost)
    run.spend(1 + (len(pattern) >> 8))
    if isinstance(outcome, PatternError):
        raise PatternError(str(outcome))
    return outcome


@lru_cache(maxsize=256)
def _outcome(pattern: str, flags: str) -> Pattern | PatternError:
    """The pattern or, kept as well since it took work to find, why there is none."""
    if not _FLAGS.issuperset(flags):
        return PatternError(f"“{flags[:20]}” are not flags: use s, m, i, x or q")
    if len(pattern) > _MAX_PATTERN:
        return PatternError(f"a pattern has at most {_MAX_PATTERN} characters")
    try:
        return Pattern(_engine(_encodable(pattern), flags))
    except PatternError as problem:
        problem.cost = 2 * len(pattern) + _REFUSED_COST
        return problem.with_traceback(None)


def _engine(pattern: str, flags: str) -> Engine:
    inline = "".join(flag for flag in "mi" if flag in flags)
    prefix = f"(?{inline})" if inline else ""
    if "q" in flags:
        return _Linear(prefix + re2.escape(pattern), len(pattern) + 1, far=False, cost=2 * len(pattern))
    parser = PatternParser(without_space(pattern) if "x" in flags else pattern, "s" in flags)
    tree = parser.parse()
    if parser.has_references:
        return _Counted(Machine(parser.groups, "i" in flags, "m" in flags).compile(tree), parser.cost)
    if weight(tree) > _MAX_WEIGHT:
        raise PatternError("the pattern repeats too much")
    return _Linear(prefix + _source(tree), weight(tree), looks_far(tree), parser.cost)


def _source(part: Part) -> str:
    if isinstance(part, Characters):
        return part.text
    if isinstance(part, Anchor):
        return part.sign
    if isinstance(part, Group):
        return f"({'?:' if part.number is None else ''}{_source(part.part)})"
    if isinstance(part, Repeat):
        return _repeated(part)
    if isinstance(part, Sequence):
        return "".join(map(_source, part.parts))
    if isinstance(part, Choice):
        return "|".join(map(_source, part.parts))
    raise PatternError(f"a reference to group {part.group} cannot stand here")


def _repeated(repeat: Repeat) -> str:
    counts = "" if repeat.high is None else str(repeat.high)
    inner = _source(repeat.part)
    if not isinstance(repeat.part, Characters | Group):
        inner = f"(?:{inner})"
    return f"{inner}{{{repeat.low},{counts}}}{'?' if repeat.lazy else ''}"


def _encodable(text: str) -> str:
    """The text with halves of surrogate pairs, which UTF-8 does not have, replaced one by one."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


_SURROGATE = re.compile("[\ud800-\udfff]")
_REFERENCE = re.compile(r"\\([\\$])|\$([0-9]+)|([^\\$]+)")


@lru_cache(maxsize=256)
def _pieces(replacement: str) -> tuple[str | int, ...] | None:
    """Texts and numbers of groups (XPath Functions §5.6.4); None when a ``$`` or ``\\`` stands alone."""
    found = list(_REFERENCE.finditer(replacement))
    if sum(len(each.group()) for each in found) != len(replacement):
        return None
    return tuple(int(each[2][:6]) if each[2] else (each[1] or each[3]) for each in found)


def _expanded(pieces: tuple[str | int, ...], text: str, spans: Spans) -> str:
    return "".join(piece if isinstance(piece, str) else _group(piece, text, spans) for piece in pieces)


def _group(number: int, text: str, spans: Spans) -> str:
    """The text of a group; digits that make a number too large follow as text."""
    rest = ""
    while number >= len(spans) and number > 9:
        number, digit = divmod(number, 10)
        rest = str(digit) + rest
    begin, end = spans[number] if number < len(spans) else (-1, -1)
    return (text[begin:end] if begin >= 0 else "") + rest
