"""Names and their values during an evaluation."""

from collections.abc import Callable, Mapping

from app.feel.budget import Run
from app.feel.json_values import from_json

MISSING = object()


class Scope:
    """Values of some names, and the scope around it. Closures of the compiler take the innermost one.

    A *raw* scope has JSON values, which are converted when they are first looked up.
    """

    __slots__ = ("_converted", "parent", "raw", "run", "values")

    def __init__(self, values: Mapping[str, object], parent: "Scope | None", run: Run, raw: bool = False) -> None:
        self.values = values
        self.parent = parent
        self.run = run
        self.raw = raw
        if raw:
            self._converted: dict[str, object] = {}

    def lookup(self, name: str) -> object:
        """The value of a name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.values.get(name, MISSING)
            if value is not MISSING:
                return scope._convert(name, value) if scope.raw else value
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

    def _convert(self, name: str, value: object) -> object:
        found = self._converted.get(name, MISSING)
        if found is MISSING:
            found = self._converted[name] = from_json(value, self.run)
        return found


Closure = Callable[[Scope], object]
