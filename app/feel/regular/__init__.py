"""Regular expressions of XPath 3.1 (XPath Functions §5.6) that cannot hang."""

from app.feel.regular.patterns import Pattern, compile_pattern
from app.feel.regular.syntax import PatternError

__all__ = ["Pattern", "PatternError", "compile_pattern"]
