"""Regular expressions of XPath 3.1 (XPath Functions §5.6) on RE2, whose time grows only with the length of the text."""

import re
from collections.abc import Iterator
from functools import lru_cache

import re2

from app.feel.budget import Run

_FLAGS = frozenset("smixq")
_REFERENCE = re.compile(r"\\([\\$])|\$([0-9]+)|(\\|\$)")


class PatternError(Exception):
    """The text is no pattern; never leaves the evaluator."""


class Pattern:
    """One pattern with its flags."""

    def __init__(self, compiled: object) -> None:
        self._compiled = compiled

    def found_in(self, run: Run, text: str) -> bool:
        """Whether the pattern is found."""
        run.spend(len(text) >> 6)
        return self._compiled.search(text) is not None  # type: ignore[attr-defined]

    def found(self, run: Run, text: str) -> Iterator[str]:
        """Everything that is found."""
        for match in self._matches(run, text):
            yield match.group()

    def replaced(self, run: Run, text: str, replacement: str) -> str | None:
        """The text with everything that is found replaced."""
        parts, end = [], 0
        for match in self._matches(run, text):
            parts += [text[end : match.start()], _expand(replacement, match)]
            end = match.end()
            run.check_text(sum(map(len, parts[-2:])))
        parts.append(text[end:])
        run.check_text(sum(map(len, parts)))
        return run.text("".join(parts))

    def split(self, run: Run, text: str) -> Iterator[str]:
        """The parts between what is found."""
        end = 0
        for match in self._matches(run, text):
            yield text[end : match.start()]
            end = match.end()
        yield text[end:]

    def _matches(self, run: Run, text: str) -> Iterator[re.Match[str]]:
        run.spend(len(text) >> 6)
        for match in self._compiled.finditer(text):  # type: ignore[attr-defined]
            run.spend(1)
            yield match


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The pattern of a text. Raises PatternError when it is none."""
    if not _FLAGS.issuperset(flags):
        raise PatternError(f"“{flags[:20]}” are not flags: use s, m, i, x or q")
    options = re2.Options()
    options.log_errors = False
    inline = "".join(flag for flag in "smi" if flag in flags)
    if "q" in flags:
        pattern = re2.escape(pattern)
    elif "x" in flags:
        pattern = re.sub(r"[ \t\r\n]", "", pattern)
    try:
        return Pattern(re2.compile((f"(?{inline})" if inline else "") + pattern, options))
    except re2.error as problem:
        raise PatternError(f"“{pattern[:40]}” is not a pattern: {problem}") from problem


def _expand(replacement: str, match: re.Match[str]) -> str:
    def group(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[3]:
            return found[3]
        number = int(found[2])
        return (match.group(number) or "") if number <= (match.re.groups if hasattr(match, "re") else 9) else ""

    return _REFERENCE.sub(group, replacement)
