"""Names made of several tokens, and finding the longest known one at a place (DMN 1.5 §10.3.1.4, names with spaces)."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.feel.errors import FeelSyntaxError
from app.feel.tokens import Token, tokenize

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPACES = re.compile(r"\s+")
_KEYS = re.compile(r'[{,]\s*"?(\w+(?:\s+\w+)+)"?\s*:')

Pattern = tuple[tuple[str, bool], ...]


def normalize(name: str) -> str:
    """A name with each run of white space as one space and none at its ends."""
    return _SPACES.sub(" ", name.strip())


def is_plain(name: str) -> bool:
    """Whether a name is one ordinary word, which is found without being known."""
    return _PLAIN.fullmatch(name) is not None


def keys_written_in(source: str) -> list[str]:
    """Names of several words that an expression gives to entries of its contexts."""
    return [normalize(key) for key in _KEYS.findall(source)]


class NameIndex:
    """Known names of more than one token, by their first token; those of *base* are known too."""

    def __init__(self, names: Iterable[str] = (), base: "NameIndex | None" = None) -> None:
        self._by_first: dict[str, list[tuple[Pattern, str]]] = dict(base._by_first) if base else {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known."""
        if is_plain(name):
            return
        pattern = _pattern(name)
        if pattern:
            known = [*self._by_first.get(pattern[0][0], ()), (pattern, normalize(name))]
            self._by_first[pattern[0][0]] = sorted(known, key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """The longest known name that begins at a token: how many tokens, and the name."""
        for pattern, name in self._by_first.get(tokens[at].text, ()):
            if _matches(pattern, tokens, at):
                return len(pattern), name
        return None


@lru_cache(maxsize=2048)
def _pattern(name: str) -> Pattern:
    try:
        tokens = tokenize(name)[:-1]
    except FeelSyntaxError:
        return ()
    return tuple((token.text, token.spaced and position > 0) for position, token in enumerate(tokens))


def _matches(pattern: Pattern, tokens: Sequence[Token], at: int) -> bool:
    if at + len(pattern) > len(tokens):
        return False
    for position, (text, spaced) in enumerate(pattern):
        token = tokens[at + position]
        if token.text != text or (position > 0 and token.spaced != spaced):
            return False
    return True
