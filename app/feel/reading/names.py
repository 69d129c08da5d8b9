"""Names made of several tokens, and finding the longest known one at a place (DMN 1.5 §10.3.1.4, names with spaces)."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from app.feel.reading.tokens import Token, tokenize

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPACES = re.compile(r"\s+")
_KEYS = re.compile(r'[{,]\s*"?(\w+(?:\s+\w+)+)"?\s*:')

MAX_TOKENS = 100

Step = tuple[str, bool]
"""A token of a name: its text, and whether there is space before it."""


def normalize(name: str) -> str:
    """A name with each run of white space as one space and none at its ends."""
    return _SPACES.sub(" ", name.strip())


def is_plain(name: str) -> bool:
    """Whether a name is one ordinary word, which is found without being known."""
    return _PLAIN.fullmatch(name) is not None


def keys_written_in(source: str) -> list[str]:
    """Names of several words that an expression gives to entries of its contexts."""
    return [normalize(key) for key in _KEYS.findall(source)]


class Branch:
    """The known names that begin with the same tokens: the one that ends here, and the tokens that may follow."""

    __slots__ = ("further", "name")

    def __init__(self, name: str | None, further: "dict[Step, Branch]") -> None:
        self.name = name
        self.further = further

    def with_name(self, steps: Sequence[Step], name: str) -> "Branch":
        """This branch and one more name in it; branches are shared between indexes and never changed."""
        if not steps:
            return Branch(name, self.further)
        below = self.further.get(steps[0], _NO_NAMES)
        return Branch(self.name, {**self.further, steps[0]: below.with_name(steps[1:], name)})


class NameIndex:
    """Known names of more than one token, by their first token; those of *base* are known too."""

    def __init__(self, names: Iterable[str] = (), base: "NameIndex | None" = None) -> None:
        self._by_first: dict[str, Branch] = dict(base._by_first) if base else {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known."""
        if is_plain(name):
            return
        steps = _steps(name)
        if steps:
            first = steps[0][0]
            self._by_first[first] = self._by_first.get(first, _NO_NAMES).with_name(steps[1:], normalize(name))

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """The longest known name that begins at a token: how many tokens, and the name."""
        branch = self._by_first.get(tokens[at].text)
        found, count = None, 1
        while branch is not None:
            if branch.name is not None:
                found = count, branch.name
            if not branch.further or at + count >= len(tokens):
                break
            token = tokens[at + count]
            branch = branch.further.get((token.text, token.spaced))
            count += 1
        return found


_NO_NAMES = Branch(None, {})


@lru_cache(maxsize=2048)
def _steps(name: str) -> tuple[Step, ...]:
    """The tokens of a name; none for a text that is no name, or longer than any name."""
    try:
        tokens = tokenize(name, MAX_TOKENS)[:-1]
    except (FeelSyntaxError, FeelBudgetExceeded):
        return ()
    return tuple((token.text, token.spaced and position > 0) for position, token in enumerate(tokens))
