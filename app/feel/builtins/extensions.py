"""Functions of feel-scala that the DMN standard does not have; the bpmn.io editors offer them."""

import json
from decimal import Decimal

from app.feel.budget import Run
from app.feel.builtins.lists import marked
from app.feel.builtins.registry import builtin
from app.feel.json_values import from_json, to_json

Items = list[object]


@builtin("get or else", "value: any, default: any", extension=True)
def get_or_else(run: Run, value: object, default: object) -> object:
    """The value, or the default when it is null."""
    return default if value is None else value


@builtin("is defined", "value: any", extension=True)
def is_defined(run: Run, value: object) -> object:
    """Whether the value is not null."""
    return value is not None


@builtin("is blank", "string: string", extension=True)
def is_blank(run: Run, string: str) -> object:
    """Whether a text has nothing but white space."""
    return not string.strip()


@builtin("is empty", "list: list", extension=True)
def is_empty(run: Run, items: Items) -> object:
    """Whether a list has no items."""
    return not items


@builtin("trim", "string: string", extension=True)
def trim(run: Run, string: str) -> object:
    """A text without white space at its ends."""
    return run.text(string.strip())


@builtin("duplicate values", "list: list", extension=True)
def duplicate_values(run: Run, items: Items) -> object:
    """Each item that comes more than once, once."""
    repeated = [item for item, again in marked(run, items) if again]
    return [item for item, again in marked(run, repeated) if not again]


@builtin("partition", "list: list, size: number", extension=True)
def partition(run: Run, items: Items, size: Decimal) -> object:
    """The list in lists of at most *size* items."""
    length = int(min(size, Decimal(len(items) + 1)))
    if length < 1:
        return run.null("the size is at least 1")
    return run.items([items[start : start + length] for start in range(0, len(items), length)])


@builtin("assert", "value: any, condition: any", extension=True)
def assert_condition(run: Run, value: object, condition: object) -> object:
    """The value when the condition is true, else null."""
    return value if condition is True else run.null("the condition of assert is not true")


@builtin("to json", "value: any", extension=True)
def json_of(run: Run, value: object) -> object:
    """The value as JSON text."""
    run.spend(1)
    return run.text(json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":")))


@builtin("from json", "value: string", extension=True)
def value_of_json(run: Run, text: str) -> object:
    """The value of JSON text; null when it is none."""
    run.spend(len(text) >> 3)
    try:
        return from_json(json.loads(text, parse_int=_integer))
    except (ValueError, RecursionError):
        return run.null("the text is not JSON")


def _integer(text: str) -> int:
    if len(text) > 40:
        raise ValueError(text[:40])
    return int(text)
