"""What can be said of types before anything is evaluated: which kinds of values, what two have in common, their names.

A static type is an upper bound: what an expression gives is null or one of its values (DMN 1.5 §10.3.2.9). Null alone
means that it never gives a value, Any that nothing is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.errors import Phrase, either
from app.feel.budget import Run
from app.feel.types import ANY, AnyType, ContextType, FunctionType, ListType, NullType, RangeType, SimpleType, Type
from app.feel.values import WORDS, kind

NOTHING = NullType()
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DAYS = SimpleType("days and time duration")
MONTHS = SimpleType("years and months duration")
WIDEST = 200
"""Parts of an inferred type that are kept; what has more is only known by its kind."""
KINDS = frozenset(WORDS)
ORDERED = KINDS - {"boolean", "list", "context", "range", "function"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Values of several kinds, where the lattice of the standard has no type but Any for them."""

    kinds: frozenset[str]

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is of one of the kinds."""
        return kind(value) in self.kinds


def kinds_of(type_: Type) -> frozenset[str]:
    """The kinds of values that a type has: all of them where that is not known."""
    type_ = plain(type_)
    if isinstance(type_, NullType):
        return frozenset()
    if isinstance(type_, SimpleType):
        return frozenset((type_.name,))
    if isinstance(type_, OneOf):
        return type_.kinds
    found = next((name for class_, name in _STRUCTURED.items() if isinstance(type_, class_)), None)
    return frozenset((found,)) if found else KINDS


_STRUCTURED: Mapping[type, str] = {
    ListType: "list",
    ContextType: "context",
    RangeType: "range",
    FunctionType: "function",
}


def plain(type_: Type) -> Type:
    """The type without the tests that its values have to satisfy besides (a model's allowed values)."""
    while (base := getattr(type_, "base", None)) is not None:
        type_ = base
    return type_


def of_kinds(kinds: Iterable[str]) -> Type:
    """The type of all values of some kinds."""
    known = frozenset(kinds)
    if not known:
        return NOTHING
    if len(known) > 1:
        return ANY if known == KINDS else OneOf(known)
    name = next(iter(known))
    return ListType(ANY) if name == "list" else SimpleType(name)


def join(left: Type, right: Type) -> Type:
    """The smallest type that has the values of both."""
    left, right = plain(left), plain(right)
    if left is right or isinstance(right, NullType):
        return left
    if isinstance(left, NullType):
        return right
    if isinstance(left, ListType) and isinstance(right, ListType):
        return ListType(join(left.item, right.item))
    if isinstance(left, RangeType) and isinstance(right, RangeType):
        return RangeType(join(left.end, right.end))
    if isinstance(left, ContextType) and isinstance(right, ContextType):
        return _join_contexts(left, right)
    return of_kinds(kinds_of(left) | kinds_of(right))


def _join_contexts(left: ContextType, right: ContextType) -> ContextType:
    shared = {name: join(type_, right.fields[name]) for name, type_ in left.fields.items() if name in right.fields}
    return ContextType(shared, left.closed and right.closed and left.fields.keys() == right.fields.keys())


def join_all(types: Iterable[Type]) -> Type:
    """The smallest type that has the values of all; Null when there are none."""
    joined: Type = NOTHING
    for type_ in types:
        joined = join(joined, type_)
    return joined


def bounded(type_: Type) -> Type:
    """The type, or only its kind when it has very many parts: what is known stays small, whatever is written."""
    return type_ if _parts(type_, WIDEST) > 0 else of_kinds(kinds_of(type_))


def _parts(type_: Type, left: int) -> int:
    """How many of *left* parts a type leaves over."""
    inside: Iterable[Type] = ()
    if isinstance(type_, ContextType):
        inside = type_.fields.values()
    elif isinstance(type_, FunctionType):
        inside = (*type_.parameters, type_.result)
    elif isinstance(type_, ListType):
        inside = (type_.item,)
    elif isinstance(type_, RangeType):
        inside = (type_.end,)
    left -= 1
    for part in inside:
        if left <= 0:
            break
        left = _parts(part, left)
    return left


def meet(left: Type, right: Type) -> bool:
    """Whether a value that is not null can be of both types."""
    return bool(kinds_of(left) & kinds_of(right))


def words(type_: Type) -> object:
    """The name of a type as one says it: ``a number``, ``a list``, ``a date or a date and time``."""
    if isinstance(plain(type_), AnyType):
        return Phrase("a value")
    return either(*(WORDS[name] for name in WORDS if name in kinds_of(type_))) if kinds_of(type_) else Phrase("null")
