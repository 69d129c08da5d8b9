"""Text to the tree of a regular expression (XPath Functions §5.6.1 on XML Schema 2, appendix G)."""

from app.feel.regular import classes
from app.feel.regular.syntax import Anchor, Characters, Choice, Group, Part, PatternError, Reference, Repeat, Sequence

MAX_LEVELS = 50
MAX_REPEATS = 1000
MAX_GROUPS = 100
_READ_COST = 60
MAX_CLASSES = 30_000
"""Characters of all classes together, as RE2 has them."""
_SPECIAL = frozenset(".\\?*+()|[]{}^$")
_QUANTIFIERS = {"?": (0, 1), "*": (0, None), "+": (1, None)}


def without_space(pattern: str) -> str:
    """A pattern with the flag ``x``: white space outside classes is not part of it."""
    kept: list[str] = []
    level, escaped = 0, False
    for character in pattern:
        if character in " \t\r\n" and level == 0:
            continue
        kept.append(character)
        if not escaped:
            level += (character == "[") - (character == "]" and level > 0)
        escaped = character == "\\" and not escaped
    return "".join(kept)


class PatternParser:
    """Reads one construct per method. Raises PatternError."""

    def __init__(self, pattern: str, dot_all: bool) -> None:
        self._text = pattern
        self._dot = r"[\x{0}-\x{10FFFF}]" if dot_all else r"[^\n\r]"
        self._at = 0
        self._level = 0
        self._groups = 0
        self._closed: set[int] = set()
        self._classes = 0
        self.has_references = False

    def parse(self) -> Part:
        """The tree of the whole text."""
        tree = self._choice()
        if self._at < len(self._text):
            raise self._error()
        return tree

    @property
    def groups(self) -> int:
        """Number of groups that are counted."""
        return self._groups

    @property
    def cost(self) -> int:
        """Steps that reading the pattern took."""
        return _READ_COST + 6 * len(self._text) + (self._classes >> 1)

    def _count(self, items: str) -> str:
        """Let the items of a class through. Raises PatternError when all classes together are too long."""
        self._classes += len(items)
        if self._classes > MAX_CLASSES:
            raise PatternError("the classes of the pattern are too long")
        return items

    def _error(self) -> PatternError:
        return PatternError(f"“{self._text[:40]}” is not a pattern (character {self._at + 1})")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise self._error()
        self._at += 1
        return character

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _choice(self) -> Part:
        self._level += 1
        if self._level > MAX_LEVELS:
            raise PatternError("the groups of the pattern are nested too deep")
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        self._level -= 1
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified())
        return Sequence(tuple(parts))

    def _quantified(self) -> Part:
        part = self._atom()
        character = self._peek()
        if character in _QUANTIFIERS and character:
            self._at += 1
            low, high = _QUANTIFIERS[character]
        elif character == "{":
            low, high = self._counts()
        else:
            return part
        return Repeat(part, low, high, self._take("?"))

    def _counts(self) -> tuple[int, int | None]:
        end = self._text.find("}", self._at)
        low, comma, high = self._text[self._at + 1 : end].partition(",")
        if end < 0 or not _is_count(low) or (high and not _is_count(high)):
            raise self._error()
        self._at = end + 1
        top = int(high) if high else (None if comma else int(low))
        if int(low) > MAX_REPEATS or (top is not None and (top > MAX_REPEATS or top < int(low))):
            raise self._error()
        return int(low), top

    def _atom(self) -> Part:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            items, negated = self._class()
            return Characters(f"[{'^' if negated else ''}{items}]")
        if character == ".":
            return Characters(self._dot)
        if character in "^$":
            return Anchor(character)
        if character == "\\":
            return self._escape()
        if character in _SPECIAL:
            self._at -= 1
            raise self._error()
        return Characters(classes.one(character))

    def _group(self) -> Part:
        number = None
        if not self._take("?:"):
            self._groups += 1
            number = self._groups
            if number > MAX_GROUPS:
                raise PatternError("the pattern has too many groups")
        part = self._choice()
        if not self._take(")"):
            raise self._error()
        if number is not None:
            self._closed.add(number)
        return Group(part, number)

    def _escape(self) -> Part:
        letter = self._next()
        if not letter.isdecimal():
            return Characters(f"[{self._count(self._class_escape(letter)[0])}]")
        number = int(letter) if letter.isascii() else 0
        while self._peek().isdecimal() and self._peek().isascii() and number * 10 + int(self._peek()) <= self._groups:
            number = number * 10 + int(self._next())
        if number not in self._closed:
            raise self._error()
        self.has_references = True
        return Reference(number)

    def _class_escape(self, letter: str) -> tuple[str, str | None]:
        if letter not in "pP":
            return classes.escape(letter)
        end = self._text.find("}", self._at)
        if self._peek() != "{" or end < 0:
            raise self._error()
        name = self._text[self._at + 1 : end]
        self._at = end + 1
        return classes.property_escape(letter, name), None

    def _class(self) -> tuple[str, bool]:
        """The items of ``[…]``, and whether they are negated; differences are worked out."""
        self._level += 1
        if self._level > MAX_LEVELS:
            raise PatternError("the classes of the pattern are nested too deep")
        negated = self._take("^")
        items: list[str] = []
        while not self._take("]"):
            if self._take("-["):
                minus, minus_negated = self._class()
                if not self._take("]") or not items:
                    raise self._error()
                difference = classes.subtract("".join(items), negated, minus, minus_negated)
                items, negated = [self._count(difference)], False
                break
            items.append(self._class_item())
        self._level -= 1
        if not items:
            raise self._error()
        return "".join(items), negated

    def _class_item(self) -> str:
        items, low = self._class_character()
        self._count(items)
        if low is None or self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", "["):
            return items
        self._at += 1
        _, high = self._class_character()
        if high is None or high < low:
            raise self._error()
        return f"{classes.one(low)}-{classes.one(high)}"

    def _class_character(self) -> tuple[str, str | None]:
        character = self._next()
        if character == "\\":
            return self._class_escape(self._next())
        if character in "[]":
            raise self._error()
        return classes.one(character), character


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6
