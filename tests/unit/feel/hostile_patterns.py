"""Regular expressions made to use too much, and texts on which they do."""

from tests.unit.feel.attacking import Attack, again, grown

LONG = "x" * 190_000
EVIL = {
    "evil plus": ("^(a+)+$", "a" * 5000 + "!"),
    "evil star": ("^(a*)*$", "a" * 5000 + "!"),
    "evil choice": ("^(a|a)*$", "a" * 5000 + "!"),
    "evil choice of choices": ("^(a|aa|aaa|aaaa)+$", "a" * 5000 + "!"),
    "evil dots": ("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^x]$", "x" * 5000),
    "evil mail": (r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$", "a" * 5000 + "!"),
    "states without end": ("(a|b)*a(a|b){20}c", "ab" * 5000),
    "counted states": ("(.{0,30}x){10}y", "ax" * 3000),
    "huge repeats": ("((a{100}){100}){100}", "aaa"),
    "repeats of letters": (r"(\p{L}{100}){10}", "aaa"),
    "repeats of classes": (r"[\w\d\p{L}]{1000}", "a" * 2000),
    "many repeats": ("a{1000}" * 100, "a" * 2000),
    "many choices": ("|".join(f"a{number}" for number in range(3000)), "b" * 2000),
    "many groups": ("(a)" * 3000, "a" * 3000),
    "many classes": (r"[\p{L}\p{N}]" * 1000, "a" * 1000),
    "many complements": (r"\I\C" * 1000, "a" * 1000),
    "many unassigned": (r"\p{Cn}" * 3000, "a" * 1000),
    "many blocks": (r"\P{IsGreek}" * 1500, "a" * 1000),
    "many subtractions": (r"[\w-[\d]]" * 1000, "a" * 1000),
    "nested subtractions": ("[a-z-" * 45 + "[b]" + "]" * 45, "a"),
    "nested wide subtractions": (r"[\i-" * 45 + r"[\d]" + "]" * 45, "a"),
    "nested groups": ("(" * 2000 + "a" + ")" * 2000, "a"),
    "a class of everything": ("[" + "".join(chr(code) for code in range(0x100, 0x2000)) + "]+", "\u0101" * 3000),
    "a long pattern": ("a" * 19_000, "a" * 19_000),
    "a reference after plus": ("^((a+)+)\\2$", "a" * 100 + "!"),
    "a reference in a loop": ("(a*)*\\1b", "a" * 200),
    "references": (r"(.*)(.*)(.*)\1\2\3x", "a" * 200),
    "a reference over all": (r"(a+)\1+$", "a" * 190 + "b"),
    "groups and a reference": ("(a?)" * 1000 + r"\1", "a" * 1000),
    "many references": (r"(a?)(?:\1)*" * 300 + "b", "a" * 300),
    "references without case": (r"(.+)\1x", "aA" * 200),
    "a loop of groups": (r"(?:(a?)(b?)(c?)(d?))*\1x", "abcd" * 60),
    "empty loops": (r"(?:(?:(?:a?)*)*)*\1" + "(x)", "a" * 100),
    "half a pair": (".", "\ud800"),
}


def _pattern(name: str, call: str) -> Attack:
    pattern, text = EVIL[name]
    return Attack(call, {"text": text, "pattern": pattern})


PATTERNS = {
    **{name: _pattern(name, "matches(text, pattern)") for name in EVIL},
    "evil plus, replaced": _pattern("evil plus", 'replace(text, pattern, "$1$1")'),
    "evil dots, split": _pattern("evil dots", "split(text, pattern)"),
    "quadratic matches": Attack('count(extract(text, "a.*b|a"))', {"text": "a" * 19_000}),
    "quadratic split": Attack('count(split(text, "x*y|x"))', {"text": "x" * 19_000}),
    "quadratic groups": Attack('replace(text, "(a)(.*)(b)|(a)", "$1")', {"text": "a" * 19_000}),
    "split on nothing": Attack('split(long, "")', {"long": LONG}),
    "split on everything": Attack('split(long, ".")', {"long": LONG}),
    "huge replacement": Attack('replace(text, "a", replacement)', {"text": "a" * 5000, "replacement": "$0" * 1000}),
    "replacement of nothing": Attack(
        'replace(text, "()a", replacement)', {"text": "a" * 9000, "replacement": "$1" * 9000}
    ),
    "groups that grow": Attack(grown(40, '"a"', 'replace(partial[-1], "(.+)", "$1$1$1")')),
    "many patterns": Attack(again(5_000, 'matches("aaa", "a{" + string(i) + "}b*" + string(i))')),
    "many bad patterns": Attack(
        again(5_000, 'matches("aaa", pattern + string(i) + "(")'), {"pattern": r"(\p{L}{30}){30}" * 30}
    ),
    "many large patterns": Attack(
        again(5_000, 'matches("aaa", pattern + string(i))'), {"pattern": r"[\w-[\d]]\i\c{90}" * 9}
    ),
    "one pattern again": Attack(again(20_000, 'matches(long, "y$")'), {"long": LONG}),
    "extract again": Attack(again(5_000, 'extract(text, "\\d+|[a-z]")'), {"text": "a1" * 2000}),
}
