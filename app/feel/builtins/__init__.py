"""The built-in functions (DMN 1.5 §10.3.4) and those that feel-scala adds, by name."""

from app.feel.builtins import (  # noqa: F401
    contexts,
    conversion,
    extensions,
    lists,
    moments,
    numeric,
    patterns,
    ranges,
    statistics,
    strings,
)
from app.feel.builtins.registry import BUILTINS, Builtin

__all__ = ["BUILTINS", "Builtin"]
