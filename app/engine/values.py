"""Plain JSON values: copied where they enter and leave the engine, so that nobody shares a list with a case."""

from collections.abc import Mapping
from math import isfinite

from app.engine.errors import ValueRefused
from app.engine.model import Json

DEPTH = 60


def copied(value: Json, name: str = "the value", depth: int = DEPTH) -> Json:
    """A deep copy. ValueRefused when something in it is not JSON, or it is nested deeper than :data:`DEPTH`."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _storable(value, name)
    if isinstance(value, float):
        return _finite(value, name)
    if depth == 0:
        raise ValueRefused(name=name, reason=f"it is nested deeper than {DEPTH} levels")
    if isinstance(value, Mapping):
        return {_key(key, name): copied(part, name, depth - 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [copied(part, name, depth - 1) for part in value]
    raise ValueRefused(name=name, reason=f"a {type(value).__name__} is not JSON")


def copied_variables(values: Mapping[str, Json]) -> dict[str, Json]:
    """A deep copy of named values."""
    return {_key(name, "a variable"): copied(value, name) for name, value in values.items()}


def placed(old: Json, path: list[str], value: Json) -> Json:
    """*old* with *value* at *path* inside it; contexts on the way are made (Camunda 8: nested mapping targets)."""
    if not path:
        return value
    base = dict(old) if isinstance(old, Mapping) else {}
    base[path[0]] = placed(base.get(path[0]), path[1:], value)
    return base


def _finite(value: float, name: str) -> float:
    """JSON has no other numbers: one would be saved as null (RFC 8259 §6)."""
    if not isfinite(value):
        raise ValueRefused(name=name, reason="it is no finite number")
    return value


def _storable(value: str, name: str) -> str:
    """Half a surrogate pair cannot be written (RFC 8259 §8.2), and not every database keeps a zero character."""
    if "\0" in value or not (value.isascii() or _encodable(value)):
        raise ValueRefused(name=name, reason="a text in it has a character that cannot be stored")
    return value


def _encodable(value: str) -> bool:
    try:
        return bool(value.encode())
    except UnicodeEncodeError:
        return False


def _key(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise ValueRefused(name=name, reason="a key is not text")
    return _storable(key, name)
