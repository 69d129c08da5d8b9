"""Request bodies, query parameters and answers as frozen dataclasses, and the JSON Schema that each of them is.

A field's ``metadata`` holds JSON Schema keywords (``minLength``, ``enum``, ``description`` …): the document and the
checks in :mod:`app.web.api.reading` read the same ones.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]
PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
}


def about(description: str, **keywords: Any) -> dict[str, Any]:
    """The ``metadata`` of a request's field: its meaning and its JSON Schema keywords."""
    return {"description": description, **keywords}


@cache
def hints(shape: type) -> dict[str, Any]:
    """The types of a dataclass' fields."""
    return get_type_hints(shape)


def required(declaration: Field[Any]) -> bool:
    """Whether a field has to be sent."""
    return declaration.default is MISSING and declaration.default_factory is MISSING


def schema_of(shape: type, *, answer: bool) -> Schema:
    """The JSON Schema of a dataclass; in an *answer* every member is always there."""
    names = [declaration.name for declaration in fields(shape) if answer or required(declaration)]
    properties = {
        declaration.name: {**schema_of_type(hints(shape)[declaration.name]), **_keywords(declaration)}
        for declaration in fields(shape)
    }
    schema = {"type": "object", "properties": properties, "required": names, "additionalProperties": False}
    return {"description": " ".join((shape.__doc__ or "").split()), **schema}


def schema_of_type(hint: Any) -> Schema:
    """The JSON Schema of a field's type; a dataclass is referred to by its name."""
    if hint in PLAIN:
        return dict(PLAIN[hint])
    if is_dataclass(hint):
        return {"$ref": f"#/components/schemas/{name_of(hint)}"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _either(arguments)
    if origin is tuple:
        return _several(arguments)
    if origin is list:
        return {"type": "array", "items": schema_of_type(arguments[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of_type(arguments[1])}
    raise TypeError(f"{hint} has no JSON Schema")


def name_of(shape: Any) -> str:
    """The name of a dataclass in the document."""
    return str(shape.__name__)


def shapes_in(shape: Any) -> set[type]:
    """The dataclass itself and every dataclass that it holds, directly or not."""
    found: set[type] = set()
    waiting = [shape]
    while waiting:
        hint = waiting.pop()
        if is_dataclass(hint) and hint not in found:
            found.add(hint)  # type: ignore[arg-type]
            waiting.extend(hints(hint).values())  # type: ignore[arg-type]
        waiting.extend(argument for argument in get_args(hint) if argument is not Ellipsis)
    return found


def _keywords(declaration: Field[Any]) -> Schema:
    keywords = dict(declaration.metadata)
    if declaration.metadata and not required(declaration) and declaration.default is not None:
        keywords["default"] = declaration.default
    return keywords


def _either(choices: tuple[Any, ...]) -> Schema:
    schemas = [schema_of_type(choice) for choice in choices]
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}


def _several(arguments: tuple[Any, ...]) -> Schema:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": schema_of_type(arguments[0])}
    places = [schema_of_type(argument) for argument in arguments]
    return {"type": "array", "prefixItems": places, "minItems": len(places), "maxItems": len(places)}
