"""String functions and ``not`` (DMN 1.5 §10.3.4.2 and §10.3.4.3)."""

from decimal import Decimal

from app.feel.budget import Run
from app.feel.builtins.registry import builtin, number


@builtin("not", "negand: boolean|null")
def negation(run: Run, negand: bool | None) -> object:
    """The opposite of a boolean; null for null, which is not known."""
    return None if negand is None else not negand


@builtin("substring", "string: string, start position: number, length: number|null?")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> object:
    """A part of a text from a position (1 first, -1 last)."""
    position, count = int(start), len(string) if length is None else int(length)
    if position == 0 or abs(position) > len(string) or count < 1:
        return (
            "" if position != 0 and count >= 0 and abs(position) > len(string) else run.null("no such part of the text")
        )
    begin = position - 1 if position > 0 else len(string) + position
    return run.text(string[begin : begin + count])


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> object:
    """Characters of a text."""
    return number(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> object:
    """A text in capitals."""
    run.check_text(len(string))
    run.spend(len(string) >> 5)
    return run.text(string.upper())


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> object:
    """A text in small letters."""
    run.spend(len(string) >> 5)
    return run.text(string.lower())


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> object:
    """The text before another text; empty when that is not in it."""
    run.reads(string)
    before, found, _ = string.partition(match) if match else ("", "", "")
    return run.text(before) if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> object:
    """The text behind another text; empty when that is not in it."""
    run.reads(string)
    return run.text(string.partition(match)[2] if match else string)


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> object:
    """Whether a text has another one in it."""
    run.reads(string)
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> object:
    """Whether a text begins with another one."""
    run.reads(match)
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> object:
    """Whether a text ends with another one."""
    run.reads(match)
    return string.endswith(match)


@builtin("string join", "list: list, delimiter: string|null?")
def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    """Texts one behind the other, a delimiter between them; nulls are left out."""
    run.spend(len(items) >> 2)
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        return run.null("string join takes texts")
    found = [str(item) for item in texts]
    run.check_text(sum(len(item) + len(delimiter or "") for item in found))
    return run.text((delimiter or "").join(found))


@builtin("string join", "list: list, delimiter: string|null, prefix: string|null, suffix: string|null", extension=True)
def string_join_between(
    run: Run, items: list[object], delimiter: str | None, prefix: str | None, suffix: str | None
) -> object:
    """The same between a text in front and one behind."""
    joined = string_join(run, items, delimiter)
    return run.text((prefix or "") + joined + (suffix or "")) if isinstance(joined, str) else None
