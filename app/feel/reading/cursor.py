"""A place in the tokens of one source, and the names that are known there."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache

from app.errors import Phrase, either, quoted
from app.feel.budget import DEFAULT_BUDGET, Budget
from app.feel.errors import NESTING, FeelBudgetExceeded, FeelSyntaxError
from app.feel.reading.builtin_names import BUILTIN_NAMES
from app.feel.reading.names import NameIndex, normalize
from app.feel.reading.tokens import Token, tokenize

KEYWORDS = frozenset(
    (
        *("and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance", "not"),
        *("null", "of", "or", "return", "satisfies", "some", "then", "true"),
    )
)
_WORDS_AND_SIGNS = ("op", "name")
RESERVED = KEYWORDS - {"not", "of", "instance", "external", "function"}
_IN_NAMES = frozenset(".-/+*'’")
_NEVER_IN_NAMES = frozenset("()[]{},:<>=")
_BUILTINS = NameIndex(BUILTIN_NAMES)
_MEMBERS = NameIndex(("time offset", "start included", "end included"))


def _indexed(names: Collection[str], base: NameIndex) -> NameIndex:
    """The index of names; that of a model's names, which are those of many expressions, is kept."""
    return _index_of_model(names, base) if isinstance(names, frozenset) else NameIndex(names, base)


@lru_cache(maxsize=64)
def _index_of_model(names: frozenset[str], base: NameIndex) -> NameIndex:
    return NameIndex(names, base)


class Cursor:
    """Reads tokens one by one. Every reading method raises FeelSyntaxError when something else is there."""

    def __init__(
        self, source: str, names: Collection[str], members: Collection[str] = (), budget: Budget = DEFAULT_BUDGET
    ) -> None:
        if len(source) > budget.source:
            raise FeelBudgetExceeded(Phrase("characters of an expression"), budget.source)
        self.source = source
        self.budget = budget
        self.tokens = tokenize(source, budget.tokens)
        self.position = 0
        self.token = self.tokens[0]
        """The token to be read next."""
        self.members = NameIndex((), _indexed(members, _MEMBERS))
        self._scopes = [_indexed(names, _BUILTINS)]
        self._level = 0

    def ahead(self, count: int = 1) -> Token:
        """A later token."""
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def at_named_argument(self) -> bool:
        """Whether a name and a colon come next: the name of an argument."""
        for ahead in range(len(self.tokens) - self.position):
            token = self.ahead(ahead)
            if token.text == ":" and token.kind == "op":
                return ahead > 0
            if token.kind not in ("name", "quoted", "number") and token.text not in _IN_NAMES:
                return False
        return False

    def closes_last(self) -> bool:
        """Whether the bracket behind the next token closes at the very end, so that ``not`` negates all tests."""
        level = 0
        for token in self.tokens[self.position + 1 :]:
            if token.kind == "op":
                level += (token.text == "(") - (token.text == ")")
            if level == 0:
                return token.end >= self.tokens[-2].end
        return False

    def advance(self) -> Token:
        """Read one token whatever it is."""
        token = self.token
        if token.kind != "end":
            self._skip(1)
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these words or signs."""
        token = self.token
        return token.text in texts and token.kind in _WORDS_AND_SIGNS

    def take(self, text: str) -> bool:
        """Read the token if it is this one."""
        token = self.token
        if token.text == text and token.kind in _WORDS_AND_SIGNS:
            self._skip(1)
            return True
        return False

    def expect(self, text: str) -> Token:
        """Read this token."""
        token = self.token
        if not self.take(text):
            raise self.error(quoted(text))
        return token

    def expect_end(self) -> None:
        """There is nothing more."""
        if self.token.kind != "end":
            raise self.error(Phrase("an operator or the end"))

    def error(self, expected: object) -> FeelSyntaxError:
        """The error that something else was expected here."""
        token = self.token
        return FeelSyntaxError(source=self.source, offset=token.at, found=token.text[:40], expected=expected)

    def known_name(self) -> tuple[int, str] | None:
        """The longest known name of several tokens that begins here."""
        best: tuple[int, str] | None = None
        for scope in self._scopes:
            found = scope.longest(self.tokens, self.position)
            if found and (best is None or found > best):
                best = found
        return best

    def name(self) -> str:
        """Read a name: the longest known one, or one word."""
        known = self.known_name()
        return self.known(known) if known else self._word(Phrase("a name"))

    def known(self, found: tuple[int, str]) -> str:
        """Read a name that was found to be known."""
        self._skip(found[0])
        return found[1]

    def member(self) -> str:
        """Read the name behind a dot."""
        known = self.members.longest(self.tokens, self.position) or self.known_name()
        if known:
            return self.known(known)
        if self.token.kind == "name":
            return self.advance().text
        return self._word(Phrase("a name"))

    def new_name(self, *stops: str) -> str:
        """Read a name that is introduced here; it ends where one of *stops* comes."""
        if self.token.kind == "quoted":
            return self.advance().text[1:-1]
        first = last = self.token
        if first.kind != "name":
            raise self.error(Phrase("a name"))
        while not self.at(*stops):
            if self.token.kind in ("end", "string") or self.token.text in _NEVER_IN_NAMES:
                raise self.error(either(*map(quoted, stops)))
            last = self.advance()
        return normalize(self.source[first.at : last.end])

    @contextmanager
    def knowing(self, names: Collection[str] = ()) -> Iterator[NameIndex]:
        """More names are known inside the block."""
        scope = NameIndex(names)
        self._scopes.append(scope)
        yield scope
        self._scopes.pop()

    @contextmanager
    def knowing_members(self) -> Iterator[None]:
        """Names of entries are known inside the block, as in a filter."""
        self._scopes.append(self.members)
        yield
        self._scopes.pop()

    def enter(self) -> None:
        """One level deeper, until ``leave``. Raises FeelBudgetExceeded when that is too deep."""
        self._level += 1
        if self._level > self.budget.nesting:
            raise FeelBudgetExceeded(NESTING, self.budget.nesting)

    def leave(self) -> None:
        """One level less."""
        self._level -= 1

    def limit_chain(self, length: int) -> None:
        """So many operators follow one another. Raises FeelBudgetExceeded when these are too many."""
        if length > self.budget.nesting:
            raise FeelBudgetExceeded(NESTING, self.budget.nesting)

    def _skip(self, count: int) -> None:
        self.position += count
        self.token = self.tokens[self.position]

    def _word(self, expected: Phrase) -> str:
        token = self.token
        if token.kind == "quoted":
            return self.advance().text[1:-1]
        if token.kind != "name" or token.text in RESERVED:
            raise self.error(expected)
        return self.advance().text
