"""Regular expressions from decisions, most of them well formed and many of them evil."""

from tests.fuzz.choices import Choices

ATOMS = (
    *(
        "a",
        "b",
        ".",
        "^",
        "$",
        "\\d",
        "\\w",
        "\\W",
        "\\s",
        "\\S",
        "\\i",
        "\\I",
        "\\c",
        "\\C",
        "\\p{L}",
        "\\P{Lu}",
        "\\p{Cn}",
    ),
    *(
        "\\p{IsGreek}",
        "\\P{IsBasicLatin}",
        "\\p{Nothing}",
        "\\1",
        "\\2",
        "\\99",
        "\\n",
        "\\.",
        "\\-",
        "é",
        "\u200b",
        "\ud800",
        " ",
    ),
    *(
        "[a-z]",
        "[^a]",
        "[\\w-[a-c]]",
        "[a-z-[^b-[c]]]",
        "[\\p{L}\\d]",
        "[]",
        "[^]",
        "[z-a]",
        "[a-]",
        "[-a]",
        "[\\s\\S]",
        "[\\I]",
    ),
)
COUNTS = (
    "",
    "",
    "",
    "*",
    "+",
    "?",
    "*?",
    "+?",
    "??",
    "{2}",
    "{0,3}",
    "{3,}",
    "{1000}",
    "{2,1}",
    "{1001}",
    "{",
    "{99,100}?",
)


def pattern(choices: Choices, level: int = 0) -> str:
    """Any regular expression."""
    return "|".join(
        "".join(_part(choices, level) for _ in range(choices.below(5))) for _ in range(1 + choices.below(3))
    )


def _part(choices: Choices, level: int) -> str:
    if level < 5 and choices.below(3) == 2:
        opening = choices.pick(("(", "(?:", "((", "(?"))
        return opening + pattern(choices, level + 1) + ")" * opening.count("(") + choices.pick(COUNTS)
    return choices.pick(ATOMS) + choices.pick(COUNTS)
