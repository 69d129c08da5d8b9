"""Values that are written on a command line or in a file."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import orjson

SIZE_LIMIT = 1_000_000


def assignments(texts: Iterable[str]) -> dict[str, str]:
    """``name=text`` pairs; the text is read later. Raises click's usage error."""
    pairs = [text.partition("=") for text in texts]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise click.UsageError(f'"{name}" is not written as name=value. Nothing was changed.')
    return {name: value for name, _, value in pairs}


def json_assignments(texts: Iterable[str]) -> dict[str, Any]:
    """``name=JSON`` pairs; what is not JSON is taken as text, so that ``--set who=Claire`` works without quotes."""
    return {name: _json_or_text(value) for name, value in assignments(texts).items()}


def json_object(text: str, *, place: str) -> dict[str, Any]:
    """A JSON object; ``@file`` reads it from a file, ``-`` from standard input. Raises click's usage error."""
    try:
        value = orjson.loads(_content(text))
    except orjson.JSONDecodeError as error:
        raise click.UsageError(f"{place} is not JSON: {error}. Nothing was changed.") from error
    except OSError as error:
        raise click.UsageError(f"{place} cannot be read: {error.strerror}. Nothing was changed.") from error
    if not isinstance(value, dict):
        raise click.UsageError(f'{place} must be a JSON object such as {{"answer": "yes"}}. Nothing was changed.')
    return value


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The base with the changes; ``a.b=…`` changes a member of ``a``."""
    result = dict(base)
    for name, value in changes.items():
        first, dot, rest = name.partition(".")
        inner = result.get(first)
        result[first] = merged(inner if isinstance(inner, dict) else {}, {rest: value}) if dot else value
    return result


def _content(text: str) -> bytes:
    if text == "-":
        return sys.stdin.buffer.read(SIZE_LIMIT)
    if text.startswith("@"):
        return Path(text[1:]).read_bytes()
    return text.encode()


def _json_or_text(value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value
