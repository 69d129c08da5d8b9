"""Characters to tokens (DMN 1.5 §10.3.1.2, rules 27 to 37 and 62). Names with spaces are put together by the parser."""

import re
from typing import NamedTuple

from app.errors import Phrase
from app.feel.budget import DEFAULT_BUDGET
from app.feel.errors import FeelBudgetExceeded, FeelSyntaxError

_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACE = r"[\s\u0085\u180e\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
_TOKEN = re.compile(
    rf" *(?:{_SPACE}|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*"
    rf"(?:(?P<name>[{_START}][{_PART}]*)"
    r"|(?P<open>/\*)"
    r"|(?P<op>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},:'’]|\.(?![0-9]))"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>@?"(?:[^"\\]|\\.)*")'
    r"|(?P<quoted>`[^`\n]+`)"
    r"|(?P<end>\Z)"
    r"|(?P<wrong>.))",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_LAST = 0x10FFFF
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class Token(NamedTuple):
    """One token: its kind (``number name string quoted op end``), its text, where it is, whether space is before it."""

    kind: str
    text: str
    at: int
    spaced: bool

    @property
    def end(self) -> int:
        """Offset behind the token."""
        return self.at + len(self.text)


def tokenize(source: str, limit: int = DEFAULT_BUDGET.tokens) -> list[Token]:
    """All tokens of a text, an ``end`` token last. Raises FeelSyntaxError at a character that begins nothing.

    Raises FeelBudgetExceeded when there are more than *limit*.
    """
    tokens: list[Token] = []
    for found in _TOKEN.finditer(source):
        kind = found.lastgroup or "wrong"
        begin, end = found.span(kind)
        if kind == "wrong":
            wrong = source[begin]
            raise FeelSyntaxError(source=source, offset=begin, found=wrong, expected=_expected_at(wrong))
        if kind == "open":
            closed = Phrase("a comment that ends with “*/”")
            raise FeelSyntaxError(source=source, offset=begin, found="/*", expected=closed)
        tokens.append(Token(kind, source[begin:end], begin, begin > found.start()))
        if kind == "end":
            break
        if len(tokens) > limit:
            raise FeelBudgetExceeded(Phrase("words and signs of an expression"), limit)
    return tokens


def unescape(text: str) -> str:
    """The value of a string literal without its quotes; a backslash that begins no escape stays (DMN 1.5 rule 62)."""
    if "\\" not in text:
        return text
    joined = _SURROGATES.sub(_join_surrogates, _ESCAPE.sub(_unescape_one, text))
    return _LONE_SURROGATE.sub("\ufffd", joined)


def _unescape_one(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1][1:], 16)
        return chr(code) if code <= _LAST else found[0]
    return _SIMPLE_ESCAPES.get(found[2], found[0])


def _join_surrogates(found: re.Match[str]) -> str:
    high, low = map(ord, found[0])
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def _expected_at(character: str) -> Phrase:
    return Phrase("a closing quotation mark") if character == '"' else Phrase("a value, a name or an operator")
