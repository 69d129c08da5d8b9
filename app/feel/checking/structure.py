"""Types of conditionals, loops, lists, contexts, paths, filters and ranges (DMN 1.5 §10.3.2.5 to §10.3.2.11)."""

from collections.abc import Mapping
from decimal import Decimal

from app.errors import Phrase
from app.feel.builtins.results import item_of
from app.feel.checking.lattice import (
    BOOLEAN,
    DAYS,
    NOTHING,
    NUMBER,
    ORDERED,
    STRING,
    join,
    join_all,
    kinds_of,
    of_kinds,
    words,
)
from app.feel.checking.walk import Note, Walk
from app.feel.numbers import is_integer
from app.feel.reading import syntax
from app.feel.types import ANY, SIMPLE, ContextType, ListType, RangeType, SimpleType, Type, resolve

_DATE: Mapping[str, Type] = dict.fromkeys(("year", "month", "day", "weekday"), NUMBER)
_TIME: Mapping[str, Type] = {
    **dict.fromkeys(("hour", "minute", "second"), NUMBER),
    "time offset": DAYS,
    "timezone": STRING,
}
PROPERTIES: Mapping[str, Mapping[str, Type]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": {**_DATE, **_TIME},
    "days and time duration": dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    "years and months duration": dict.fromkeys(("years", "months"), NUMBER),
    "range": {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}
_STEPS = frozenset(("number", "date"))


def conditional(walk: Walk, node: syntax.If) -> Type:
    """``if``: what both branches give."""
    condition = walk.of(node.condition)
    if _is_no_boolean(condition):
        message = Phrase("The condition of “if” is {found}, never a boolean: only “else” counts.", _found(condition))
        walk.note("condition", node.condition, message)
    result = join(walk.of(node.positive), walk.of(node.negative))
    if walk.is_present(node.positive, node.negative):
        walk.mark_present(node)
    return result


def _is_no_boolean(type_: Type) -> bool:
    return bool(kinds_of(type_)) and "boolean" not in kinds_of(type_)


def _found(type_: Type) -> dict[str, object]:
    return {"found": words(type_)}


def instance_of(walk: Walk, node: syntax.InstanceOf) -> Type:
    """``value instance of type``. A type that is not known here can be one of a model."""
    walk.of(node.value)
    if resolve(node.type, {}) is None and not node.type.parts:
        message = Phrase("There is no type “{name}” in FEEL.", {"name": node.type.name})
        walk.add(Note("unknown-type", node.type.at, node.type.name, message, tuple(SIMPLE), doubtful=True))
    return BOOLEAN


def for_loop(walk: Walk, node: syntax.For) -> Type:
    """``for … return``."""
    return _loop(walk, node, 0)


def quantified(walk: Walk, node: syntax.Quantified) -> Type:
    """``some`` and ``every``."""
    return _loop(walk, node, 0)


def _loop(walk: Walk, node: syntax.For | syntax.Quantified, position: int) -> Type:
    if position == len(node.iterators):
        return _body(walk, node)
    iterator = node.iterators[position]
    item = _item(walk, iterator)
    with walk.knowing({iterator.name: item or ANY}):
        result = _loop(walk, node, position + 1)
    return NOTHING if item is None and position == 0 else result


def _body(walk: Walk, node: syntax.For | syntax.Quantified) -> Type:
    if isinstance(node, syntax.Quantified):
        condition = walk.of(node.condition)
        if _is_no_boolean(condition):
            message = Phrase("What stands behind “satisfies” is {found}, never a boolean.", _found(condition))
            walk.note("condition", node.condition, message)
        return BOOLEAN
    if not walk.measures.mentions(node.body, "partial"):
        return ListType(walk.of(node.body))
    with walk.knowing({"partial": ListType(ANY)}):
        return ListType(walk.of(node.body))


def _item(walk: Walk, iterator: syntax.Iterator) -> Type | None:
    """The type of what a loop goes through; None when there is nothing to go through."""
    source = walk.of(iterator.source)
    if iterator.end is not None:
        ends = kinds_of(source) & walk.kinds(iterator.end) & _STEPS
        if not ends:
            _note_steps(walk, iterator, source)
        return of_kinds(ends) if ends else None
    if not kinds_of(source):
        return None
    if kinds_of(source) == {"range"}:
        ends = kinds_of(source.end) & _STEPS if isinstance(source, RangeType) else _STEPS
        if not ends:
            _note_steps(walk, iterator, source)
        return of_kinds(ends) if ends else None
    return ANY if "range" in kinds_of(source) else item_of(source)


def _note_steps(walk: Walk, iterator: syntax.Iterator, found: Type) -> None:
    message = Phrase("A loop counts numbers or dates from one to the other; this is {found}.", {"found": words(found)})
    walk.note("loop", iterator.source, message)


def list_of(walk: Walk, node: syntax.ListOf) -> Type:
    """``[a, b]``."""
    walk.mark_present(node)
    return ListType(join_all([walk.of(item) for item in node.items]))


def context_of(walk: Walk, node: syntax.ContextOf) -> Type:
    """``{a: 1, b: a + 1}``: an entry sees those before it, a function that is called later also the others."""
    fields: dict[str, Type] = {}
    twice = ""
    with walk.knowing({}) as frame:
        frame.later = {key for key, _ in node.entries}
        for key, value in node.entries:
            twice = key if key in fields else twice
            fields[key] = frame.types[key] = walk.of(value)
            frame.later.discard(key)
    if len(fields) < len(node.entries):
        message = Phrase("The context has two entries “{name}”: it is always null.", {"name": twice})
        walk.note("always-null", node, message)
        return NOTHING
    walk.mark_present(node)
    return ContextType(fields, closed=True)


def path(walk: Walk, node: syntax.Path) -> Type:
    """``source.name``."""
    return _member(walk, node, walk.of(node.source))


def _member(walk: Walk, node: syntax.Path, source: Type) -> Type:
    if isinstance(source, ListType):
        return ListType(_member(walk, node, source.item))
    if isinstance(source, ContextType):
        return _entry(walk, node, source)
    kinds = kinds_of(source)
    if kinds & {"context", "list"} or not kinds:
        return ANY if kinds else NOTHING
    found = [PROPERTIES[one][node.name] for one in kinds if node.name in PROPERTIES.get(one, ())]
    if not found:
        _note_member(walk, node, source, tuple(name for one in kinds for name in PROPERTIES.get(one, ())))
    if isinstance(source, RangeType) and node.name in ("start", "end"):
        return source.end
    return join_all(found)


def _entry(walk: Walk, node: syntax.Path, source: ContextType) -> Type:
    if node.name in source.fields:
        return source.fields[node.name]
    if source.fields or source.closed:
        _note_member(walk, node, source, tuple(source.fields))
    return NOTHING if source.closed else ANY


def _note_member(walk: Walk, node: syntax.Path, source: Type, known: tuple[str, ...]) -> None:
    details = {"found": words(source), "name": node.name}
    message = Phrase("There is no “{name}” in {found}.", details)
    if isinstance(source, ContextType):
        message = Phrase("The context has no entry “{name}”.", details)
    elif kinds_of(source) == {"string"} and node.name in {**_DATE, **_TIME}:
        hint = Phrase("Make a date of the string first: date(…) or date and time(…).")
        message = Phrase("{problem} {hint}", {"problem": message, "hint": hint})
    doubtful = walk.open and isinstance(source, ContextType) and not source.closed
    walk.add(Note("unknown-member", _name_at(walk, node), node.name, message, known, doubtful=doubtful))


def _name_at(walk: Walk, node: syntax.Path) -> int:
    """Behind the dot and the space after it."""
    rest = walk.source[node.at + 1 :]
    return node.at + 1 + len(rest) - len(rest.lstrip())


def filtered(walk: Walk, node: syntax.Filter) -> Type:
    """``source[position]`` gives an item, ``source[condition]`` a list; any other value counts as a list of one.

    A position that turns out to be null is no position: it gives an empty list.
    """
    source = walk.of(node.source)
    item = item_of(source)
    with walk.knowing_item(item):
        condition = walk.of(node.condition)
    if not kinds_of(source):
        return NOTHING
    kinds = kinds_of(condition)
    if kinds == {"number"} and walk.is_present(node.condition):
        return _at_position(walk, node, item)
    if kinds and not kinds & {"number", "boolean"}:
        message = Phrase("A filter is a condition or a position; this is {found}.", {"found": words(condition)})
        walk.note("filter", node.condition, message)
    return join(ListType(item), item) if "number" in kinds else ListType(item)


def _at_position(walk: Walk, node: syntax.Filter, item: Type) -> Type:
    position = node.condition.value if isinstance(node.condition, syntax.Literal) else None
    if isinstance(position, Decimal) and (position == 0 or not is_integer(position)):
        details = {"position": str(position)}
        message = Phrase("There is no item {position}: positions count from 1, or from -1 at the end.", details)
        walk.note("filter", node.condition, message)
        return NOTHING
    return item


def range_of(walk: Walk, node: syntax.RangeOf) -> Type:
    """``[low..high]``; an end may be null."""
    low, high = walk.of(node.low), walk.of(node.high)
    ends = kinds_of(low) & kinds_of(high) & ORDERED
    if ends or not kinds_of(low) or not kinds_of(high):
        return RangeType(of_kinds(ends) if ends else join(low, high))
    message = Phrase("There is no range from {low} to {high}.", {"low": words(low), "high": words(high)})
    walk.note("operator", node, message)
    return NOTHING if walk.is_present(node.low, node.high) else SimpleType("range")


def bound(walk: Walk, node: syntax.Bound) -> Type:
    """``(< 5)`` as a value: a range with one end."""
    type_ = walk.of(node.operand)
    if node.operator in ("=", "!="):
        return RangeType(type_)
    ends = kinds_of(type_) & ORDERED
    if not ends and kinds_of(type_):
        details = {"left": words(type_), "operator": node.operator}
        walk.note("operator", node, Phrase("“{operator}” gives nothing for {left}: it has no order.", details))
    return RangeType(of_kinds(ends)) if ends else NOTHING
