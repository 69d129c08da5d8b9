"""FEEL types: whether a value is of a type, and making a value fit one (DMN 1.5 §10.3.2.9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.feel.budget import Run
from app.feel.reading.syntax import TypeName
from app.feel.temporal import Date, DateTime, Time
from app.feel.values import Function, Range, kind

_NAMES = {
    "date time": "date and time",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
SIMPLE = frozenset(
    (
        *("number", "string", "boolean", "date", "time", "date and time", "context", "list", "function", "range"),
        *("days and time duration", "years and months duration"),
    )
)


class Type(Protocol):
    """A type of FEEL or of a model."""

    def holds(self, value: object, run: Run) -> bool:
        """Whether a value that is not null is of the type; the work counts as that of *run*."""


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any: every value."""

    def holds(self, value: object, run: Run) -> bool:
        """Always."""
        return value is not None


@dataclass(frozen=True, slots=True)
class NullType:
    """Null: only null."""

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is null."""
        return value is None


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A kind of values, such as number."""

    name: str

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is of the kind."""
        return kind(value) == self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """list<item>"""

    item: Type

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is a list of such items."""
        if not isinstance(value, list):
            return False
        run.spend(1 + (len(value) >> 1))
        return all(item is None or self.item.holds(item, run) for item in value)


@dataclass(frozen=True, slots=True)
class RangeType:
    """range<end>"""

    end: Type

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is a range between such ends."""
        if not isinstance(value, Range):
            return False
        return all(end is None or self.end.holds(end, run) for end in (value.low, value.high))


@dataclass(frozen=True, slots=True)
class ContextType:
    """context<name: type, …>; ``closed`` when it is certain that there are no other entries."""

    fields: Mapping[str, Type]
    closed: bool = field(default=False, compare=False)

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is a context that has these entries with such values."""
        if not isinstance(value, dict):
            return False
        run.spend(1 + (len(self.fields) >> 1))
        return all(
            name in value and (value[name] is None or type_.holds(value[name], run))
            for name, type_ in self.fields.items()
        )


@dataclass(frozen=True, slots=True)
class FunctionType:
    """function<parameter, …> -> result; ``names`` of the parameters where the definition is known."""

    parameters: tuple[Type, ...]
    result: Type
    names: tuple[str, ...] | None = field(default=None, compare=False)

    def holds(self, value: object, run: Run) -> bool:
        """Whether the value is a function that conforms: same number of parameters, known types alike."""
        if kind(value) != "function":
            return False
        if not isinstance(value, Function):
            return True
        signature = value.signature
        return signature.conforms(self, run) if isinstance(signature, FunctionType) else False

    def conforms(self, target: "FunctionType", run: Run) -> bool:
        """Whether a function of this type may stand where one of *target* is wanted."""
        if len(self.parameters) != len(target.parameters) or not conforms(self.result, target.result, run):
            return False
        pairs = zip(target.parameters, self.parameters, strict=True)
        return all(conforms(wanted, own, run) for wanted, own in pairs)


ANY = AnyType()


def conforms(source: Type, target: Type, run: Run) -> bool:
    """Whether every value of *source* is one of *target* (DMN 1.5 §10.3.2.9.2); the work counts as that of *run*."""
    run.spend(1)
    if isinstance(target, AnyType) or source is target or isinstance(source, NullType):
        return True
    if isinstance(source, ListType) and isinstance(target, ListType):
        return conforms(source.item, target.item, run)
    if isinstance(source, RangeType) and isinstance(target, RangeType):
        return conforms(source.end, target.end, run)
    if isinstance(source, ContextType) and isinstance(target, ContextType):
        return all(
            name in source.fields and conforms(source.fields[name], want, run) for name, want in target.fields.items()
        )
    if isinstance(source, FunctionType) and isinstance(target, FunctionType):
        return source.conforms(target, run)
    return isinstance(source, SimpleType) and source == target


def resolve(written: TypeName | None, types: Mapping[str, Type]) -> Type | None:
    """The type that a written one names; None when there is no such type."""
    if written is None or written.name in ("Any", "any"):
        return ANY
    if not written.parts:
        return named_type(written.name, types)
    parts = [resolve(part, types) for part in written.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if written.name == "list":
        return ListType(known[0])
    if written.name == "range":
        return RangeType(known[0])
    if written.name == "context":
        return ContextType(dict(zip(written.fields, known, strict=True)))
    return FunctionType(tuple(known[:-1]), known[-1])


def named_type(name: str, types: Mapping[str, Type]) -> Type | None:
    """The type of a name without parts; None when there is no such type."""
    if name in types:
        return types[name]
    name = _NAMES.get(name, name)
    if name in ("Any", "any"):
        return ANY
    if name in ("Null", "null"):
        return NullType()
    if name == "list":
        return ListType(ANY)
    return SimpleType(name) if name in SIMPLE else None


def coercer(type_: Type | None) -> Callable[[object, Run], object] | None:
    """What makes a value fit a type; None when every value fits."""
    if type_ is None or isinstance(type_, AnyType):
        return None
    return lambda value, run: coerce(value, type_, run)


def coerce(value: object, type_: Type, run: Run) -> object:
    """The value as the type wants it (singleton lists and dates converted, DMN 1.5 §10.3.2.9.4), or null."""
    if value is None or type_.holds(value, run):
        return value
    if isinstance(value, list) and len(value) == 1 and type_.holds(value[0], run):
        return value[0]
    if isinstance(value, Date):
        midnight = DateTime(value, Time(0, 0))
        if type_.holds(midnight, run):
            return midnight
    return [value] if type_.holds([value], run) else None
