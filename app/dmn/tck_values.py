"""Values in the test cases of the DMN Technology Compatibility Kit, and whether a result is the expected one."""

from collections.abc import Callable
from decimal import Decimal

from app.dmn.xml import Element, below
from app.feel.comparison import equal
from app.feel.durations import parse_duration
from app.feel.numbers import parse_number
from app.feel.temporal_text import parse_date, parse_date_time, parse_time

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("0.00000001")
_RELATIVE = Decimal("1E-15")


def read_value(node: Element) -> object:
    """The FEEL value of a node: one value, a list, or a context of components."""
    for value in below(node, "value"):
        return _simple(value)
    for items in below(node, "list"):
        return None if _is_nil(items) else [read_value(item) for item in below(items, "item")]
    components = below(node, "component")
    return {part.get("name") or "": read_value(part) for part in components} if components else None


def same(expected: object, got: object) -> bool:
    """Whether a result is the expected one; numbers may differ by what the kit's own runner lets through."""
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return abs(expected - got) <= max(_TOLERANCE, abs(expected) * _RELATIVE)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    return equal(expected, got) is True


def shown(value: object) -> str:
    """A value as a line of the report has it."""
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(entry)}" for key, entry in value.items()) + "}"
    return "null" if value is None else f"“{value}”" if isinstance(value, str) else str(value)


def _simple(value: Element) -> object:
    text = "".join(value.itertext())
    if _is_nil(value):
        return None
    read = _READERS.get((value.get(f"{_XSI}type") or "string").rpartition(":")[2])
    return read(text.strip()) if read else text


def _is_nil(node: Element) -> bool:
    return node.get(f"{_XSI}nil") in ("true", "1")


def _number(text: str) -> Decimal | None:
    number = parse_number(text)
    return number if number is not None and number.is_finite() else None


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long", "short", "byte"), _number),
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), parse_duration),
    "boolean": lambda text: text in ("true", "1"),
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
}
