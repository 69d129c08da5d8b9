"""Sets of characters: escapes and classes of XML Schema regular expressions (XML Schema 2, appendix G), for RE2."""

import re
import unicodedata
from functools import lru_cache

from app.feel.regular.syntax import PatternError

Ranges = tuple[tuple[int, int], ...]
_LAST = 0x10FFFF
_EMPTY_PLANES = (0x40000, 0xE0000)
_VARIOUS = (0xE0000, 0xE1001)
_ENDS_OF_PRIVATE_PLANES = (0xF0000, 0xFFFFE, 0x100000, 0x10FFFE)
"""No other code points begin a category there: planes 4 to 13 are unassigned, planes 15 and 16 of private use."""
_NAME_START = (
    r"_:A-Za-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}"
    r"\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
_NAME = _NAME_START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_SPACE = r"\t\n\r "
_ESCAPED_CLASSES = {
    "s": _SPACE,
    "S": r"\x{0}-\x{8}\x{B}-\x{C}\x{E}-\x{1F}\x{21}-\x{10FFFF}",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "W": r"\p{P}\p{Z}\p{C}",
    "i": _NAME_START,
    "c": _NAME,
}
_NEGATED = {"I": _NAME_START, "C": _NAME}
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
_CATEGORY = re.compile(r"(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)")
_BLOCKS: dict[str, tuple[int, int]] = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "Georgian": (0x10A0, 0x10FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
}
_PIECE = re.compile(r"\\x\{([0-9A-F]+)\}|\\([pP])\{([^}]+)\}|\\([tnr\-])|([^\\])", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r", "-": "-"}


def one(character: str) -> str:
    """A character as an item of an RE2 class."""
    return f"\\x{{{ord(character):X}}}"


def escape(letter: str) -> tuple[str, str | None]:
    """What ``\\letter`` means: the items of a class and, where it is a single character, that. Raises PatternError."""
    if letter in _SINGLE:
        return one(_SINGLE[letter]), _SINGLE[letter]
    if letter in _ESCAPED_CLASSES:
        return _ESCAPED_CLASSES[letter], None
    if letter in _NEGATED:
        return items_of(complement(ranges_of(_NEGATED[letter]))), None
    raise PatternError(f"\\{letter} means nothing in a pattern")


def property_escape(sign: str, name: str) -> str:
    """The items of ``\\p{name}`` or ``\\P{name}``. Raises PatternError for a name that is not known."""
    if name.startswith("Is"):
        block = _BLOCKS.get(name[2:])
        if block is None:
            raise PatternError(f"there is no block {name[:40]}")
        return items_of((block,) if sign == "p" else complement((block,)))
    if not _CATEGORY.fullmatch(name):
        raise PatternError(f"there is no category {name[:40]}")
    if name in ("C", "Cn"):
        ranges = _categories(name)
        return items_of(ranges if sign == "p" else complement(ranges))
    return f"\\{sign}{{{name}}}"


@lru_cache(maxsize=64)
def subtract(items: str, negated: bool, minus: str, minus_negated: bool) -> str:
    """The items of one class without those of another."""
    first, second = ranges_of(items), ranges_of(minus)
    first = complement(first) if negated else first
    second = complement(second) if minus_negated else second
    return items_of(complement(_union(complement(first) + second)))


def items_of(ranges: Ranges) -> str:
    """Ranges of code points as items of an RE2 class."""
    return "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    found: list[tuple[int, int]] = []
    following = 0
    for low, high in _union(ranges):
        if following < low:
            found.append((following, low - 1))
        following = high + 1
    return (*found, (following, _LAST)) if following <= _LAST else tuple(found)


@lru_cache(maxsize=64)
def ranges_of(items: str) -> Ranges:
    """The code points that items of an RE2 class stand for."""
    pieces = [_piece(found) for found in _PIECE.finditer(items)]
    ranges: list[tuple[int, int]] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if isinstance(piece, tuple):
            ranges += piece
        elif position + 2 < len(pieces) and pieces[position + 1] == "-":
            ranges.append((ord(piece), ord(str(pieces[position + 2]))))
            position += 2
        else:
            ranges.append((ord(piece), ord(piece)))
        position += 1
    return _union(tuple(ranges))


def _piece(found: re.Match[str]) -> str | Ranges:
    if found[1]:
        return chr(int(found[1], 16))
    if found[3]:
        ranges = _categories(found[3])
        return complement(ranges) if found[2] == "P" else ranges
    return _SIGNS[found[4]] if found[4] else found[5]


def _union(ranges: Ranges) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


@lru_cache(maxsize=64)
def _categories(name: str) -> Ranges:
    every = _every_category()
    return _union(tuple(each for category, ranges in every.items() if category.startswith(name) for each in ranges))


@lru_cache(maxsize=1)
def _every_category() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    start, current = 0, unicodedata.category("\0")
    for code in (*range(1, _EMPTY_PLANES[0]), *range(*_VARIOUS), *_ENDS_OF_PRIVATE_PLANES, _LAST + 1):
        category = unicodedata.category(chr(code)) if code <= _LAST else ""
        if category != current:
            found.setdefault(current, []).append((start, code - 1))
            start, current = code, category
    return found
