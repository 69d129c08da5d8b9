"""Functions of feel-scala that the DMN standard does not have; the bpmn.io editors offer them."""

import json
import re
from base64 import b64encode
from decimal import Decimal
from uuid import UUID

from app.errors import Phrase
from app.feel.budget import Run
from app.feel.builtins.lists import marked
from app.feel.builtins.registry import builtin
from app.feel.comparison import MAX_DEPTH
from app.feel.errors import NESTING, FeelBudgetExceeded
from app.feel.json_values import from_json, to_json
from app.feel.numbers import CONTEXT

Items = list[object]
_BRACKETS = re.compile(r'[\[{\]}]|"(?:[^"\\]|\\.)*"?', re.DOTALL)
_LEVELS = {"[": 1, "{": 1, "]": -1, "}": -1}
_RANDOM_BITS = 53


@builtin("get or else", "value: any, default: any", extension=True)
def get_or_else(run: Run, value: object, default: object) -> object:
    """The value, or the default when it is null."""
    return default if value is None else value


@builtin("is defined", "value: any", extension=True)
def is_defined(run: Run, value: object) -> object:
    """Whether the value is not null; a name or entry that does not exist is null too."""
    return value is not None


@builtin("is blank", "string: string", extension=True)
def is_blank(run: Run, string: str) -> object:
    """Whether a text has nothing but white space."""
    run.reads(string)
    return not string.strip()


@builtin("is empty", "list: list", extension=True)
def is_empty(run: Run, items: Items) -> object:
    """Whether a list has no items."""
    return not items


@builtin("trim", "string: string", extension=True)
def trim(run: Run, string: str) -> object:
    """A text without white space at its ends."""
    return run.text(string.strip())


@builtin("to base64", "value: string", extension=True)
def to_base64(run: Run, value: str) -> object:
    """The UTF-8 of a text in Base64 (RFC 4648 §4)."""
    run.check_text(len(value) * 4 // 3)
    return run.text(b64encode(value.encode("utf-8", "replace")).decode())


@builtin("uuid", "", extension=True)
def uuid(run: Run) -> object:
    """A UUID of version 4 (RFC 9562 §5.4); its bits follow from the clock and the seed of the evaluation."""
    return str(UUID(int=run.random_bits(128), version=4))


@builtin("random number", "", extension=True)
def random_number(run: Run) -> object:
    """A number from 0 to below 1; it follows from the clock and the seed of the evaluation."""
    return CONTEXT.divide(Decimal(run.random_bits(_RANDOM_BITS)), Decimal(2**_RANDOM_BITS))


@builtin("duplicate values", "list: list", extension=True)
def duplicate_values(run: Run, items: Items) -> object:
    """Each item that comes more than once, once, in the order in which they come first."""
    repeated = [item for item, again in marked(run, items) if again]
    first = [item for item, again in marked(run, items) if not again]
    return [item for item, again in marked(run, [*repeated, *first])[len(repeated) :] if again]


@builtin("partition", "list: list, size: number", extension=True)
def partition(run: Run, items: Items, size: Decimal) -> object:
    """The list in lists of at most *size* items."""
    length = int(min(size, Decimal(len(items) + 1)))
    if length < 1:
        return run.null("the size is at least 1")
    run.spend(3 * (1 + len(items) // length))
    return run.items([items[start : start + length] for start in range(0, len(items), length)])


@builtin("assert", "value: any, condition: any, cause: string?", extension=True)
def assert_condition(run: Run, value: object, condition: object, cause: str | None = None) -> object:
    """The value when the condition is true, else null with the cause as its reason."""
    if condition is True:
        return value
    asserted = Phrase("the condition of assert is not true")
    return run.null(asserted if cause is None else Phrase("{reason}", {"reason": cause[:300]}))


@builtin("fromAi", "value: any, description: any?, type: any?, schema: any?, options: any?", extension=True)
def from_ai(run: Run, value: object, *about: object) -> object:
    """The value as it is; the rest tells modelling tools where it comes from."""
    return value


@builtin("to json", "value: any", extension=True)
def json_of(run: Run, value: object) -> object:
    """The value as JSON text."""
    return run.text(json.dumps(to_json(value, run), ensure_ascii=False, separators=(",", ":")))


@builtin("from json", "value: string", extension=True)
def value_of_json(run: Run, text: str) -> object:
    """The value of JSON text; null when it is none."""
    run.spend(len(text) >> 2)
    _check_levels(text)
    try:
        return from_json(json.loads(text, parse_int=_integer), run)
    except ValueError:
        return run.null("the text is not JSON")


def _check_levels(text: str) -> None:
    """Refuse JSON that is nested too deep, whether or not it is JSON otherwise."""
    level = 0
    for bracket in _BRACKETS.findall(text):
        level += _LEVELS.get(bracket, 0)
        if level > MAX_DEPTH:
            raise FeelBudgetExceeded(NESTING, MAX_DEPTH)


def _integer(text: str) -> int:
    if len(text) > 40:
        raise ValueError(text[:40])
    return int(text)
