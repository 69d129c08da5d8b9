"""FEEL from decisions: every production of the grammar, every built-in function, sane and hostile."""

from collections.abc import Callable

from app.feel.builtins import BUILTINS
from tests.fuzz.choices import Choices
from tests.fuzz.data import NAMES
from tests.fuzz.words import BUILTIN_NAMES, LITERALS, OPERATORS, TYPES

LEVELS = 5
LONGEST = 3_000
Production = Callable[[Choices, int], str]


def expression(choices: Choices, level: int = 0) -> str:
    """Any expression."""
    shape = choices.below(len(_PRODUCTIONS) + 8) if level < LEVELS else choices.below(6)
    if shape < 4:
        return choices.pick(LITERALS)
    if shape < 8:
        return choices.pick(NAMES)
    return _PRODUCTIONS[shape - 8](choices, level + 1)


def unary_tests(choices: Choices) -> str:
    """Unary tests."""
    if choices.chance(20):
        return "-"
    tests = ", ".join(_test(choices, 2) for _ in range(1 + choices.below(4)))
    return f"not({tests})" if choices.chance(5) else tests


def _test(choices: Choices, level: int) -> str:
    sign = choices.pick(("", "", "<", "<=", ">", ">=", "=", "!=", "? = "))
    return sign + expression(choices, level)


def _operation(choices: Choices, level: int) -> str:
    return expression(choices, level) + choices.pick(OPERATORS) + expression(choices, level)


def _chain(choices: Choices, level: int) -> str:
    sign, operand = choices.pick(OPERATORS), expression(choices, level)
    return sign.join([operand] * min(choices.pick((2, 2, 3, 4, 70)), 1 + LONGEST // (1 + len(operand))))


def _prefixed(choices: Choices, level: int) -> str:
    return (
        choices.pick(("-", "--", "not(", "(", "((", "["))
        + expression(choices, level)
        + choices.pick(("", ")", "))", "]"))
    )


def _parenthesis(choices: Choices, level: int) -> str:
    return f"({expression(choices, level)})"


def _list(choices: Choices, level: int) -> str:
    return f"[{', '.join(expression(choices, level) for _ in range(choices.below(5)))}]"


def _context(choices: Choices, level: int) -> str:
    entries = (f"{_key(choices)}: {expression(choices, level)}" for _ in range(choices.below(5)))
    return f"{{{', '.join(entries)}}}"


def _key(choices: Choices) -> str:
    return choices.pick((*NAMES[:-3], '"a"', '"odd, key"', "`a b`", "if", "a b c", "1a"))


def _path(choices: Choices, level: int) -> str:
    member = choices.pick(
        (*NAMES, "year", "time offset", "start included", "end", "days", "value", "months", "timezone")
    )
    return f"{expression(choices, level)}.{member}"


def _filter(choices: Choices, level: int) -> str:
    return f"{expression(choices, level)}[{expression(choices, level)}]"


def _range(choices: Choices, level: int) -> str:
    low, high = expression(choices, level), expression(choices, level)
    return f"{choices.pick('[(]')}{low}..{high}{choices.pick('])[')}"


def _bound(choices: Choices, level: int) -> str:
    return f"({choices.pick(('<', '<=', '>', '>=', '=', '!='))} {expression(choices, level)})"


def _conditional(choices: Choices, level: int) -> str:
    return f"if {expression(choices, level)} then {expression(choices, level)} else {expression(choices, level)}"


def _iterators(choices: Choices, level: int) -> str:
    found = []
    for _ in range(1 + choices.below(3)):
        end = choices.pick(("", f"..{expression(choices, level)}", "..1000000000", "..9"))
        found.append(f"{choices.pick(NAMES)} in {expression(choices, level)}{end}")
    return ", ".join(found)


def _for(choices: Choices, level: int) -> str:
    body = choices.pick(
        ("", "partial", "[partial[-1], partial[-1]]", "{a: partial[-1], b: partial[-1]}", "partial[-1] + partial[-1]")
    )
    return f"for {_iterators(choices, level)} return {body or expression(choices, level)}"


def _growing(choices: Choices, level: int) -> str:
    shape = choices.pick(
        ("[partial[-1], partial[-1]]", "{a: partial[-1], b: partial[-1]}", "partial[-1] + partial[-1]", "[partial[-1]]")
    )
    times, start = choices.pick((3, 4, 10, 70)), expression(choices, level)
    return f"(for x in 1..{times} return if x = 1 then {start} else {shape})[-1]"


def _quantified(choices: Choices, level: int) -> str:
    return f"{choices.pick(('some', 'every'))} {_iterators(choices, level)} satisfies {expression(choices, level)}"


def _between(choices: Choices, level: int) -> str:
    return f"{expression(choices, level)} between {expression(choices, level)} and {expression(choices, level)}"


def _contained(choices: Choices, level: int) -> str:
    tests = ", ".join(_test(choices, level) for _ in range(1 + choices.below(3)))
    return f"{expression(choices, level)} in ({tests})"


def _instance(choices: Choices, level: int) -> str:
    return f"{expression(choices, level)} instance of {choices.pick(TYPES)}"


def _function(choices: Choices, level: int) -> str:
    names = [choices.pick(NAMES) for _ in range(choices.below(4))]
    written = ", ".join(name + choices.pick(("", f": {choices.pick(TYPES)}")) for name in names)
    return f"function({written}) {choices.pick(('', '', 'external '))}{expression(choices, level)}"


def _called(choices: Choices, level: int) -> str:
    arguments = ", ".join(expression(choices, level) for _ in range(choices.below(4)))
    return f"({_function(choices, level)})({arguments})"


def _recursive(choices: Choices, level: int) -> str:
    return f"{{f: function(x) {expression(choices, level)} + f({expression(choices, level)}), r: f(1)}}.r"


def _builtin(choices: Choices, level: int) -> str:
    """A call that fits a signature, or nearly."""
    known = BUILTINS[choices.pick(BUILTIN_NAMES)]
    overload = choices.pick(known.overloads)
    arguments = [expression(choices, level) for _ in overload.slots or range(choices.below(5))]
    if overload.slots and choices.chance(3):
        arguments = [f"{slot.name}: {given}" for slot, given in zip(overload.slots, arguments, strict=True)]
    if choices.chance(6):
        arguments = arguments[: choices.below(len(arguments) + 1)] if choices.below(2) else [*arguments, "1"]
    return f"{known.name}({', '.join(arguments)})"


def _by_value(choices: Choices, level: int) -> str:
    return choices.pick(BUILTIN_NAMES)


def _any_call(choices: Choices, level: int) -> str:
    arguments = ", ".join(expression(choices, level) for _ in range(choices.below(4)))
    return f"{choices.pick((*NAMES, *BUILTIN_NAMES))}({arguments})"


def _nested(choices: Choices, level: int) -> str:
    opening, closing = choices.pick(
        (("(", ")"), ("[", "]"), ("{a:", "}"), ("not(", ")"), ("if true then ", " else 1"), ("-", ""), ("(1)[", "]"))
    )
    levels = choices.pick((1, 2, 3, 10, 62))
    return opening * levels + expression(choices, level) + closing * levels


def _raw(choices: Choices, level: int) -> str:
    signs = "()[]{}.,:=<>+-*/\"@'` \\\n01aé\u200b\ud800?$#"
    return "".join(choices.pick(signs) for _ in range(choices.below(8)))


_PRODUCTIONS: tuple[Production, ...] = (
    *(
        _operation,
        _operation,
        _builtin,
        _builtin,
        _builtin,
        _builtin,
        _builtin,
        _list,
        _context,
        _path,
        _filter,
        _range,
        _bound,
    ),
    *(
        _conditional,
        _for,
        _quantified,
        _between,
        _contained,
        _instance,
        _function,
        _called,
        _recursive,
        _by_value,
        _any_call,
    ),
    *(_parenthesis, _chain, _prefixed, _growing, _nested, _raw),
)
