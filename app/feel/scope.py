"""Names and their values during an evaluation."""

from collections.abc import Callable, Mapping

from app.feel.budget import Run
from app.feel.json_values import from_json

MISSING = object()


class Scope:
    """Values of some names, and the scope around it. Closures of the compiler take the innermost one."""

    __slots__ = ("parent", "raw", "run", "values")

    def __init__(self, values: Mapping[str, object], parent: "Scope | None", run: Run, raw: bool = False) -> None:
        self.values = values
        self.parent = parent
        self.run = run
        self.raw = raw

    def lookup(self, name: str) -> object:
        """The value of a name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return from_json(value) if scope.raw else value
            scope = scope.parent
        return MISSING

    def lookup_raw(self, name: str) -> tuple[object, bool]:
        """The value of a name without conversion, and whether it is a JSON value that is to be converted."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return value, scope.raw
            scope = scope.parent
        return MISSING, False


Closure = Callable[[Scope], object]
