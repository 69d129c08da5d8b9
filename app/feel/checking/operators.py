"""Types of literals, arithmetic, comparisons, logic and tests (DMN 1.5 Tables 42 to 50)."""

from functools import cache

from app.errors import Phrase
from app.feel.builtins.results import item_of
from app.feel.checking.lattice import BOOLEAN, NOTHING, ORDERED, kinds_of, of_kinds, words
from app.feel.checking.walk import Note, Walk
from app.feel.reading import syntax
from app.feel.reading.syntax import Node
from app.feel.types import ANY, RangeType, Type
from app.feel.values import kind

Kinds = frozenset[str]
_DAYS, _MONTHS, _MOMENT = "days and time duration", "years and months duration", "date and time"
_LATER = {(moment, span): moment for moment in ("date", _MOMENT) for span in (_DAYS, _MONTHS)} | {
    ("time", _DAYS): "time"
}
_BETWEEN = {(left, right): _DAYS for left in ("date", _MOMENT) for right in ("date", _MOMENT)}
_SAME = {(one, one): one for one in ("number", _DAYS, _MONTHS)}
_SCALED = {(span, "number"): span for span in (_DAYS, _MONTHS)}
_TABLES: dict[str, dict[tuple[str, str], str]] = {
    "+": {**_SAME, ("string", "string"): "string", **_LATER, **{(b, a): found for (a, b), found in _LATER.items()}},
    "-": {**_SAME, **_LATER, **_BETWEEN, ("time", "time"): _DAYS},
    "*": {("number", "number"): "number", **_SCALED, **{(b, a): found for (a, b), found in _SCALED.items()}},
    "/": {**{(one, one): "number" for one in ("number", _DAYS, _MONTHS)}, **_SCALED},
    "**": {("number", "number"): "number"},
}
_TEMPORAL = frozenset(("date", _MOMENT, "time", _DAYS, _MONTHS))
_SIGNED = frozenset(("number", _DAYS, _MONTHS))
_MEANT = {
    "==": Phrase("FEEL compares with a single “=”."),
    "===": Phrase("FEEL compares with a single “=”."),
    "!==": Phrase("Unequal is written “!=”."),
    "<>": Phrase("Unequal is written “!=”."),
    "=>": Phrase("“At least” is written “>=”."),
    "=<": Phrase("“At most” is written “<=”."),
}


def literal(walk: Walk, node: syntax.Literal) -> Type:
    """A constant; ``@"…"`` that is no date, time or duration is null."""
    if node.value is None:
        if walk.source[node.at : node.at + 1] == "@":
            text = walk.source[node.at :].split('"')[1][:40]
            message = Phrase("“{text}” is not a date, a time, a date and time or a duration.", {"text": text})
            walk.note("always-null", node, message)
        return NOTHING
    walk.mark_present(node)
    return of_kinds((kind(node.value),))


def arithmetic(walk: Walk, node: syntax.Arithmetic) -> Type:
    """Operands from left to right, each with the result so far."""
    result = walk.of(node.first)
    previous: Node = node.first
    for operator, operand in node.rest:
        right = walk.of(operand)
        kinds = _calculated(operator, kinds_of(result), kinds_of(right))
        nulls = [it for it in (previous, operand) if isinstance(it, syntax.Literal) and it.value is None]
        if not kinds and (nulls or (kinds_of(result) and kinds_of(right))):
            _note_operator(walk, node, operator, result, right)
        result, previous = of_kinds(kinds), node
    return result


@cache
def _calculated(operator: str, left: Kinds, right: Kinds) -> Kinds:
    return frozenset(found for (a, b), found in _TABLES[operator].items() if a in left and b in right)


def _note_operator(walk: Walk, node: syntax.Arithmetic, operator: str, left: Type, right: Type) -> None:
    details = {"operator": operator, "left": words(left), "right": words(right)}
    message = Phrase("“{operator}” gives nothing for {left} and {right}.", details)
    hint = _hint(operator, kinds_of(left) | kinds_of(right))
    if hint:
        message = Phrase("{problem} {hint}", {"problem": message, "hint": hint})
    walk.note("operator", node, message)


def _hint(operator: str, kinds: Kinds) -> Phrase | None:
    if "string" not in kinds or operator not in "+-":
        return None
    if len(kinds) > 1 and kinds - {"string"} <= _TEMPORAL:
        return Phrase("Make a date of the string first: date(…) or date and time(…).")
    return Phrase("Make a string of the other value first: string(…).") if operator == "+" else None


def negation(walk: Walk, node: syntax.Negation) -> Type:
    """``-operand``."""
    operand = walk.of(node.operand)
    kinds = kinds_of(operand) & _SIGNED
    if not kinds and kinds_of(operand):
        message = Phrase("“-” gives nothing for {found}.", {"found": words(operand)})
        walk.note("operator", node, message)
    return of_kinds(kinds)


def logical(walk: Walk, node: syntax.Logical) -> Type:
    """``and`` and ``or``: a part that is no boolean counts as null (DMN 1.5 Table 50)."""
    found = [(part, walk.of(part)) for part in node.parts]
    for part, type_ in found:
        if kinds_of(type_) and "boolean" not in kinds_of(type_):
            details = {"operator": node.operator, "found": words(type_)}
            message = Phrase("“{operator}” joins booleans; this is {found}.", details)
            hint = Phrase("Write the whole comparison on both sides.")
            both = Phrase("{problem} {hint}", {"problem": message, "hint": hint})
            walk.note("operator", part, both)
    return BOOLEAN if any("boolean" in kinds_of(type_) for _, type_ in found) else NOTHING


def comparison(walk: Walk, node: syntax.Comparison) -> Type:
    """``= != < <= > >=``."""
    left, right = walk.of(node.left), walk.of(node.right)
    if _is_misspelt(walk, node.operator, node.right, node.at):
        return BOOLEAN
    if node.operator in ("=", "!="):
        if _can_be_equal(left, right):
            return BOOLEAN
        _note_comparison(walk, node, node.operator, left, right)
        return NOTHING if walk.is_present(node.left, node.right) else BOOLEAN
    if _can_be_ordered(left, right):
        return BOOLEAN
    _note_comparison(walk, node, node.operator, left, right)
    return NOTHING


def _is_misspelt(walk: Walk, operator: str, operand: Node, at: int) -> bool:
    """Whether what reads as a comparison with a unary test is an operator of another language, such as ``==``."""
    written = operator + (operand.operator if isinstance(operand, syntax.Bound) else "")
    if written not in _MEANT or not walk.source.startswith(written, at):
        return False
    walk.add(Note("syntax", at, written, _MEANT[written], certain=True))
    return True


def _can_be_equal(left: Type, right: Type) -> bool:
    """Whether ``=`` can give a boolean: values of one kind, or null on one side."""
    return not kinds_of(left) or not kinds_of(right) or bool(kinds_of(left) & kinds_of(right))


def _can_be_ordered(left: Type, right: Type) -> bool:
    return bool(kinds_of(left) & kinds_of(right) & ORDERED)


def _note_comparison(walk: Walk, node: Node, operator: str, left: Type, right: Type) -> None:
    if not kinds_of(left) or not kinds_of(right):
        return
    details = {"left": words(left), "right": words(right), "operator": operator}
    message = Phrase("This compares {left} with {right}: it is never true.", details)
    if kinds_of(left) == kinds_of(right):
        message = Phrase("“{operator}” gives nothing for {left}: it has no order.", details)
    walk.note("comparison", node, message)


def between(walk: Walk, node: syntax.Between) -> Type:
    """``value between low and high``; false as soon as one side says so."""
    value = walk.of(node.value)
    fits = False
    for end in (node.low, node.high):
        type_ = walk.of(end)
        if _can_be_ordered(type_, value):
            fits = True
        else:
            _note_comparison(walk, end, "between", value, type_)
    return BOOLEAN if fits else NOTHING


def contained(walk: Walk, node: syntax.In) -> Type:
    """``value in tests``."""
    value = walk.of(node.value)
    return _tested(walk, node.tests, value, walk.is_present(node.value))


def tests(walk: Walk, node: syntax.Tests) -> Type:
    """Unary tests of ``?``."""
    value, _ = walk.look_up("?")
    return _tested(walk, node.tests, value or ANY, True) if node.tests else BOOLEAN


def _tested(walk: Walk, nodes: tuple[Node, ...], value: Type, present: bool) -> Type:
    """Null only when every test is always null; a test that can never hold is noted."""
    possible = False
    with walk.knowing({"?": value}):
        for node in nodes:
            operand = node.operand if isinstance(node, syntax.Bound) else node
            type_ = walk.of(operand) if not isinstance(node, syntax.Bound) else _operand(walk, node)
            if _can_hold(walk, node, value, type_):
                possible = True
                continue
            _note_comparison(walk, node, "in", value, type_)
            possible = possible or not _never_false(walk, node, type_, present and walk.is_present(operand))
    return BOOLEAN if possible else NOTHING


def _operand(walk: Walk, node: syntax.Bound) -> Type:
    walk.types[id(node)] = RangeType(ANY)
    type_ = walk.of(node.operand)
    return ANY if _is_misspelt(walk, node.operator, node.operand, node.at) else type_


def _can_hold(walk: Walk, node: Node, value: Type, type_: Type) -> bool:
    if isinstance(node, syntax.Bound):
        return _can_be_equal(value, type_) if node.operator in ("=", "!=") else _can_be_ordered(value, type_)
    if walk.measures.mentions(node, "?"):
        return "boolean" in kinds_of(type_)
    return not kinds_of(value) or not kinds_of(type_) or any(_can_match(value, type_, one) for one in kinds_of(type_))


def _can_match(value: Type, test: Type, one: str) -> bool:
    """Whether a value can satisfy a test that is of this kind: lie in it, be one of its items, or be it."""
    kinds = kinds_of(value)
    if one in kinds or one == "boolean":
        return True
    if one == "list":
        inside = kinds_of(item_of(test))
        return bool(inside & (kinds | {"range"}))
    if one == "range":
        return not isinstance(test, RangeType) or bool(kinds_of(test.end) & kinds) or not kinds_of(test.end)
    return False


def _never_false(walk: Walk, node: Node, type_: Type, present: bool) -> bool:
    """Whether a test that never holds is null rather than false."""
    if isinstance(node, syntax.Bound) and node.operator not in ("=", "!="):
        return True
    if walk.measures.mentions(node, "?"):
        return True
    return present and "list" not in kinds_of(type_) and "range" not in kinds_of(type_)
