"""Data of a case as text that a person can correct, and back: JSON, or plain text where that is unmistakable."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import request
from flask_babel import gettext

from app.errors import InvalidInput

PREFIX, NEW_NAME, NEW_VALUE = "data:", "_new_name", "_new_value"
STRUCTURED = ("{", "[", '"')


def as_text(value: Any) -> str:
    """A value for a text field: a text as it is unless it would be read as something else, all else as JSON."""
    if isinstance(value, str) and _read(value) == (True, value):
        return value
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def changed(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent and differs from what the page showed, and the value that was added under a new name.

    Raises :class:`InvalidInput` for what looks like JSON and is none.
    """
    sent = {name.removeprefix(PREFIX): text for name, text in request.form.items() if name.startswith(PREFIX)}
    values = {name: from_text(name, text) for name, text in sent.items() if text.strip()}
    different = {name: value for name, value in values.items() if name not in shown or not _same(shown[name], value)}
    new = request.form.get(NEW_NAME, "").strip()
    return different | ({new: from_text(new, request.form.get(NEW_VALUE, ""))} if new else {})


def from_text(name: str, text: str) -> Any:
    """The value that a person typed."""
    understood, value = _read(text.replace("\r\n", "\n").strip())
    if not understood:
        raise InvalidInput(reason=gettext("the value of «%(name)s» is not JSON", name=name))
    return value


def _read(text: str) -> tuple[bool, Any]:
    try:
        return True, orjson.loads(text)
    except orjson.JSONDecodeError:
        return not text.startswith(STRUCTURED), text


def _same(one: Any, other: Any) -> bool:
    """Whether they are the same data: 1 and true are not, nor are 1 and 1.0."""
    return orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(other, option=orjson.OPT_SORT_KEYS)
