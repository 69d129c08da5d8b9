"""What the built-in functions give, before they are called: a type, or a rule that makes it of the types of arguments.

Every built-in function is in the table; null is always possible besides.
"""

from collections.abc import Callable, Mapping, Sequence

from app.feel.checking.lattice import (
    BOOLEAN,
    DAYS,
    MONTHS,
    NUMBER,
    ORDERED,
    STRING,
    join,
    join_all,
    kinds_of,
    of_kinds,
    plain,
)
from app.feel.types import ANY, ContextType, ListType, SimpleType, Type

Rule = Callable[[Sequence[Type]], Type]
_DATE = SimpleType("date")
_MOMENT = SimpleType("date and time")
_CONTEXT = SimpleType("context")
_DURATIONS = frozenset((DAYS.name, MONTHS.name))
_SUMMABLE = _DURATIONS | {"number"}
_ENTRY = ContextType({"key": STRING, "value": ANY}, closed=True)


def result_of(name: str, arguments: Sequence[Type]) -> Type:
    """The type that a built-in function gives for arguments of these types, in the order of its parameters."""
    found = RESULTS[name]
    return found(arguments) if callable(found) else found


def item_of(type_: Type) -> Type:
    """The type of the items of what is a list, or counts as a list of one item."""
    type_ = plain(type_)
    if isinstance(type_, ListType):
        return type_.item
    return ANY if "list" in kinds_of(type_) else type_


def fitting(type_: Type, kinds: frozenset[str]) -> Type:
    """The part of a type that is of some kinds, also as the one item of a list (DMN 1.5 §10.3.2.9.4)."""
    own = kinds_of(type_)
    inside = kinds_of(item_of(type_)) if "list" in own else frozenset[str]()
    return of_kinds((own | inside) & kinds)


def _items(arguments: Sequence[Type]) -> Type:
    """The items of one list, or several values."""
    return item_of(arguments[0]) if len(arguments) == 1 else join_all(arguments)


def _items_that_are(kinds: frozenset[str]) -> Rule:
    return lambda arguments: of_kinds(kinds_of(_items(arguments)) & kinds)


def _same_list(arguments: Sequence[Type]) -> Type:
    return ListType(item_of(arguments[0]))


def _list_with(arguments: Sequence[Type]) -> Type:
    """The list with the last argument among its items."""
    return ListType(join(item_of(arguments[0]), arguments[-1]))


def _appended(arguments: Sequence[Type]) -> Type:
    return ListType(join_all((item_of(arguments[0]), *arguments[1:])))


def _concatenated(arguments: Sequence[Type]) -> Type:
    if len(arguments) > 1:
        return ListType(join_all(map(item_of, arguments)))
    return ListType(item_of(item_of(arguments[0])))


def _flat(arguments: Sequence[Type]) -> Type:
    item = item_of(arguments[0])
    return ListType(ANY if "list" in kinds_of(item) else item)


def _negated(arguments: Sequence[Type]) -> Type:
    return fitting(arguments[0], frozenset(("boolean",)))


def _each(names: str, result: Type | Rule) -> Mapping[str, Type | Rule]:
    return dict.fromkeys((name.strip() for name in names.split(",")), result)


RESULTS: Mapping[str, Type | Rule] = {
    **_each("string, substring, upper case, lower case, substring before, substring after, string join", STRING),
    **_each("replace, trim, day of week, month of year, to json, to base64, uuid", STRING),
    **_each("number, string length, count, decimal, floor, ceiling, round up, round down, round half up", NUMBER),
    **_each("round half down, modulo, sqrt, log, exp, day of year, week of year, random number", NUMBER),
    **_each("contains, starts with, ends with, matches, list contains, all, any, odd, even, is", BOOLEAN),
    **_each("and, or, is defined, is blank, is empty", BOOLEAN),
    **_each("before, after, meets, met by, overlaps, overlaps before", BOOLEAN),
    **_each("overlaps after, finishes, finished by, includes, during, starts, started by, coincides", BOOLEAN),
    **_each("date, today, last day of month", _DATE),
    **_each("date and time, now", _MOMENT),
    **_each("split, extract", ListType(STRING)),
    **_each("index of, mode", ListType(NUMBER)),
    **_each("context, context put, context merge, put, put all", _CONTEXT),
    **_each("product, median, stddev", _items_that_are(frozenset(("number",)))),
    **_each("sum, mean", _items_that_are(_SUMMABLE)),
    **_each("min, max", _items_that_are(ORDERED)),
    **_each("sublist, remove, reverse, distinct values, sort, duplicate values", _same_list),
    **_each("insert before, list replace", _list_with),
    **_each("concatenate, union", _concatenated),
    **_each("get value, from json", ANY),
    "append": _appended,
    "flatten": _flat,
    "partition": lambda arguments: ListType(_same_list(arguments)),
    "get entries": ListType(_ENTRY),
    "get or else": lambda arguments: join(arguments[0], arguments[1]),
    **_each("assert, fromAi", lambda arguments: arguments[0]),
    "abs": lambda arguments: fitting(arguments[0], _SUMMABLE),
    "not": _negated,
    "time": SimpleType("time"),
    "duration": of_kinds(_DURATIONS),
    "years and months duration": MONTHS,
    "range": of_kinds(("range",)),
}
