"""Functions with regular expressions (DMN 1.5 §10.3.4.3: matches, replace, split)."""

from app.errors import Phrase
from app.feel.budget import Run
from app.feel.builtins.registry import builtin
from app.feel.regular import Pattern, PatternError, compile_pattern


@builtin("matches", "input: string, pattern: string, flags: string|null?")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    """Whether a pattern is found in a text."""
    compiled = _compiled(run, pattern, flags)
    return compiled.found_in(run, text) if compiled else None


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string|null?")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    """A text with everything that a pattern finds replaced; ``$1`` is a group."""
    compiled = _compiled(run, pattern, flags)
    return compiled.replaced(run, text, replacement) if compiled else None


@builtin("split", "string: string, delimiter: string")
def split(run: Run, string: str, delimiter: str) -> object:
    """The parts of a text between what a pattern finds."""
    compiled = _compiled(run, delimiter, None)
    parts = compiled.split(run, string) if compiled else None
    return None if parts is None else run.items(list(parts))


@builtin("extract", "input: string, pattern: string", extension=True)
def extract(run: Run, text: str, pattern: str) -> object:
    """Everything that a pattern finds in a text."""
    compiled = _compiled(run, pattern, None)
    return run.items(list(compiled.found(run, text))) if compiled else None


def _compiled(run: Run, pattern: str, flags: str | None) -> Pattern | None:
    try:
        return compile_pattern(run, pattern, flags or "")
    except PatternError as problem:
        run.null(Phrase("{reason}", {"reason": str(problem)[:300]}))
        return None
