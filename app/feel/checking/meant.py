"""What was perhaps meant: known names like an unknown one, and hints for what other languages write otherwise."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from app.errors import Phrase, either, quoted
from app.feel.builtins import BUILTINS
from app.feel.errors import FeelSyntaxError

CUTOFF, SURE = 0.7, 0.82
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("none", "nil", "undefined", "null", "nothing"), ("null",)),
    "true": ("true",),
    "false": ("false",),
    "len": ("count", "string length"),
    "length": ("count", "string length"),
    "size": ("count",),
    "str": ("string",),
    "int": ("number",),
    "float": ("number",),
    "round": ("round half up", "decimal"),
    "includes": ("contains", "list contains"),
    "toupper": ("upper case",),
    "tolower": ("lower case",),
    "average": ("mean",),
    "avg": ("mean",),
    "isnull": ("is defined",),
}
_SIGNS: Mapping[str, Phrase] = {
    "&": Phrase("“And” is written “and”."),
    "|": Phrase("“Or” is written “or”."),
    "!": Phrase("“Not” is written not(…), and unequal “!=”."),
    "'": Phrase('Strings stand in double quotation marks: "…".'),
    "’": Phrase('Strings stand in double quotation marks: "…".'),
    **dict.fromkeys("“”„«»", Phrase('Strings stand in straight quotation marks: "…".')),
    "%": Phrase("The remainder of a division is modulo(a, b); a percentage is written as a fraction: 0.2."),
    "^": Phrase("A power is written “**”."),
    ";": Phrase("Arguments and items are separated by commas."),
    "?": Phrase("A choice is written “if … then … else …”."),
    "is": Phrase("Write “= null” to ask for null, and “instance of” to ask for a type."),
    "elif": Phrase("Write “else if”."),
    "elseif": Phrase("Write “else if”."),
    "->": Phrase("A function is written function(a) a + 1."),
}


def similar(name: str, known: Collection[str], cutoff: float = CUTOFF) -> tuple[str, ...]:
    """Known names that are like *name*, the most alike first; what other languages call so before them."""
    elsewhere = _ELSEWHERE.get(name.lower(), ())
    near = get_close_matches(name[:100], known, n=3, cutoff=cutoff)
    return elsewhere or tuple(it for it in near if cutoff < SURE or _differ_in_letters(name, it))


def _differ_in_letters(one: str, other: str) -> bool:
    """Whether two names differ in more than their numbers: ``step1`` is not meant where ``step2`` is written."""
    return re.sub("[0-9]", "", one) != re.sub("[0-9]", "", other)


def did_you_mean(problem: Phrase, names: Collection[str]) -> Phrase:
    """The problem with the question whether one of the names was meant."""
    if not names:
        return problem
    question = Phrase("Did you mean {names}?", {"names": either(*map(quoted, names))})
    return Phrase("{problem} {hint}", {"problem": problem, "hint": question})


def several_words(before: str, found: str, names: Collection[str]) -> tuple[str, ...]:
    """Known names of several words that are like the word found and the one before it."""
    last = before.split()[-1:] or [""]
    words = f"{last[0].rpartition('(')[2]} {found}"
    return tuple(
        get_close_matches(words[:100], [name for name in (*BUILTINS, *names) if " " in name], n=3, cutoff=CUTOFF)
    )


def syntax_hint(source: str, problem: FeelSyntaxError) -> Phrase | None:
    """How FEEL writes what was perhaps meant where the text is not FEEL."""
    before, after = source[: problem.offset], source[problem.offset + len(problem.found) :]
    if problem.found == "," and re.search(r"[0-9]$", before) and re.match(r"[0-9]", after):
        return Phrase("Decimals have a point: 1.5.")
    if re.search(r"\bnot\s+$", before):
        return Phrase("“Not” is written not(…), and unequal “!=”.")
    if problem.expected == "“else”":
        return Phrase("An “if” always has an “else”; write “else null” when there is nothing else.")
    return _SIGNS.get(problem.found)
