"""Built-in functions: how they are declared, and how arguments find their parameters (DMN 1.5 §10.3.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.errors import listed
from app.feel.budget import Run
from app.feel.values import kind, named_kind

Implementation = Callable[..., object]
MOMENTS = ("date", "date and time")
MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter: the kinds it takes (empty: all), whether null may be given, whether it may be left out."""

    name: str
    kinds: frozenset[str]
    nullable: bool
    optional: bool

    def fit(self, value: object) -> object:
        """The value as this parameter takes it (singleton lists converted), or MISFIT."""
        if value is None:
            return None if self.nullable else MISFIT
        if not self.kinds or kind(value) in self.kinds:
            return value
        if isinstance(value, list) and len(value) == 1 and kind(value[0]) in self.kinds:
            return value[0]
        return [value] if "list" in self.kinds else MISFIT


MISFIT = object()


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a function."""

    slots: tuple[Slot, ...]
    variadic: bool
    implementation: Implementation
    extension: bool = False

    def bind(self, positional: Sequence[object], named: Mapping[str, object] | None) -> list[object] | None:
        """The arguments for the implementation, or None when these do not fit."""
        if named is not None:
            return self._bind_named(named)
        if self.variadic:
            return list(positional) if len(positional) > 1 else None
        if not self._needed <= len(positional) <= len(self.slots):
            return None
        return self._fit(zip(self.slots, positional, strict=False))

    def takes(self, positional: int, names: Sequence[str]) -> bool:
        """Whether so many arguments, or arguments of these names, are ever taken."""
        if names:
            return self._fits_names(names)
        return positional > 1 if self.variadic else self._needed <= positional <= len(self.slots)

    @property
    def signature(self) -> str:
        """The parameters as they are written."""
        names = (f"[{slot.name}]" if slot.optional else slot.name for slot in self.slots)
        return "(several values)" if self.variadic else f"({', '.join(names)})"

    @property
    def _needed(self) -> int:
        return sum(not slot.optional for slot in self.slots)

    def _fits_names(self, names: Sequence[str]) -> bool:
        known = {slot.name for slot in self.slots}
        required = {slot.name for slot in self.slots if not slot.optional}
        return not self.variadic and required <= set(names) <= known

    def _bind_named(self, named: Mapping[str, object]) -> list[object] | None:
        if not self._fits_names(list(named)):
            return None
        names = [slot.name for slot in self.slots]
        last = max((names.index(name) for name in named), default=-1)
        return self._fit((slot, named.get(slot.name, _LEFT_OUT)) for slot in self.slots[: last + 1])

    @staticmethod
    def _fit(pairs) -> list[object] | None:  # type: ignore[no-untyped-def]
        arguments = [None if value is _LEFT_OUT else slot.fit(value) for slot, value in pairs]
        return None if any(argument is MISFIT for argument in arguments) else arguments


_LEFT_OUT = object()


@dataclass(slots=True)
class Builtin:
    """A built-in function with its overloads."""

    name: str
    overloads: list[Overload] = field(default_factory=list)

    @property
    def extension(self) -> bool:
        """Whether the DMN standard does not have the function; of a standard one single overloads may be extensions."""
        return all(overload.extension for overload in self.overloads)

    def invoke(self, run: Run, positional: Sequence[object], named: Mapping[str, object] | None) -> object:
        """The result; null with a reason when no overload takes these arguments."""
        run.spend(1)
        for overload in self.overloads:
            arguments = overload.bind(positional, named)
            if arguments is not None:
                return overload.implementation(run, *arguments)
        given = list(named.values() if named else positional)[:MOST_TOLD]
        return run.null("{name} does not take ({given})", name=self.name, given=listed(*map(named_kind, given)))


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, *signatures: str, extension: bool = False) -> Callable[[Implementation], Implementation]:
    """Declare a built-in function.

    A signature is ``name: kind, name: kind|kind, name: any``. ``?`` behind it: may be left out; ``null`` among the
    kinds: null may be given; ``moment``: a date or a date and time; ``...``: two or more values of any kind.
    ``extension`` marks what the DMN standard does not have.
    """

    def declare(implementation: Implementation) -> Implementation:
        known = BUILTINS.setdefault(name, Builtin(name))
        for signature in signatures:
            known.overloads.append(_overload(signature, implementation, extension))
        return implementation

    return declare


def _overload(signature: str, implementation: Implementation, extension: bool) -> Overload:
    if signature == "...":
        return Overload((), True, lambda run, *values: implementation(run, list(values)), extension)
    slots = tuple(_slot(part) for part in signature.split(", ")) if signature else ()
    return Overload(slots, False, implementation, extension)


def _slot(text: str) -> Slot:
    name, _, kinds = text.partition(": ")
    optional = kinds.endswith("?")
    found = frozenset(_expand(kinds.removesuffix("?").split("|")))
    if "any" in found:
        return Slot(name, frozenset(), True, optional)
    return Slot(name, found - {"null"}, "null" in found, optional)


def _expand(kinds: list[str]) -> list[str]:
    return [expanded for one in kinds for expanded in (MOMENTS if one == "moment" else _SHORT.get(one, (one,)))]


_SHORT: dict[str, tuple[str, ...]] = {
    "days": ("days and time duration",),
    "months": ("years and months duration",),
    "duration": ("days and time duration", "years and months duration"),
}


def number(value: int) -> Decimal:
    """A count as a FEEL number."""
    return Decimal(value)
