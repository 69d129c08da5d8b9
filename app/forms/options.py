"""The choices of a list: written in the form, or taken from the case's variables."""

from collections.abc import Iterable, Sequence

from app.forms.definition import Field, Json, Option
from app.forms.display import compact
from app.forms.fields import MOST_OPTIONS
from app.forms.scope import Scope, lookup
from app.forms.text import Localised, plain


def options_of(field: Field, scope: Scope) -> tuple[Option, ...]:
    """What can be chosen now, at most 500; choices that are not understood are left out. No answer offers itself."""
    options = field.options
    if not options.dynamic:
        return options.static
    if options.expression:
        found = scope.value_for(field, options.expression)
    else:
        found = lookup(scope.variables, options.variable)
    return tuple(_options(found[:MOST_OPTIONS])) if isinstance(found, list) else ()


def chosen(value: Json, options: Iterable[Option]) -> Option | None:
    """The option of that very value: ``1``, ``"1"`` and ``true`` are three."""
    return next((option for option in options if _same(option.value, value)), None)


def token(value: Json) -> str:
    """The value as the text of an HTML control."""
    return value if isinstance(value, str) else compact(value)


def from_token(options: Sequence[Option], text: str) -> Json:
    """The value whose control has that text; the text itself when there is none."""
    return next((option.value for option in options if token(option.value) == text), text)


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and bool(one == other)


def _options(found: Sequence[Json]) -> Iterable[Option]:
    for item in found:
        if isinstance(item, dict) and "value" in item:
            yield Option(item["value"], _label(item))
        elif isinstance(item, str | int | float):
            yield Option(item, Localised(plain(token(item))))


def _label(item: dict[str, Json]) -> Localised:
    label = item.get("label")
    english = item.get("label:en")
    text = label if isinstance(label, str) and label else token(item["value"])
    return Localised(plain(text), plain(english) if isinstance(english, str) and english else None)
