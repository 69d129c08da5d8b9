"""Regular expressions of XPath 3.1 (XPath Functions §5.6) that cannot hang."""

from app.feel.regular.patterns import Pattern, PatternError, compile_pattern

__all__ = ["Pattern", "PatternError", "compile_pattern"]
