"""One answer: from what a browser or a program sent to the JSON value that is stored, or what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from app.forms.definition import MULTIPLE_CHOICE, SINGLE_CHOICE, Field, Json, Kind
from app.forms.errors import FieldError, error
from app.forms.moments import read_moment
from app.forms.options import from_token

LONGEST_TEXT = 20_000
LARGEST_NUMBER = 2**53 - 1
MOST_ITEMS = 500
TEXTS = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_FILE = re.compile(r"[\w.:-]{1,200}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile(r"[\s  ]+")


@dataclass(frozen=True)
class Moments:
    """When and where answers are read."""

    now: datetime
    zone: tzinfo


def from_control(field: Field, sent: Sequence[str]) -> Json | FieldError:
    """What an HTML control sent, as JSON that :func:`read` judges; text that means nothing stays text."""
    if field.kind in MULTIPLE_CHOICE:
        return [from_token(field.options.static, token) for token in sent if token != ""]
    if field.kind is Kind.FILEPICKER:
        return [reference for reference in sent if reference != ""]
    if len(sent) > 1:
        return error("one")
    text = sent[0] if sent else ""
    if field.kind is Kind.CHECKBOX:
        return _LOGICAL.get(text, text)
    if field.kind is Kind.NUMBER:
        return _number_from_text(text)
    if field.kind in SINGLE_CHOICE:
        return from_token(field.options.static, text) if text else None
    return text.strip() if field.kind is not Kind.TEXTAREA else text.replace("\r\n", "\n")


_LOGICAL: Mapping[str, bool] = {"": False, "false": False, "off": False, "true": True, "on": True, "1": True}


def _number_from_text(text: str) -> Json:
    """A number as people write it: a decimal comma and spaces between thousands are understood."""
    compact = _SPACES.sub("", text)
    if not _NUMBER.fullmatch(compact) or len(compact) > 60:
        return text
    return _plain_number(Decimal(compact.replace(",", ".")))


def _plain_number(number: Decimal) -> int | float:
    if abs(number) > LARGEST_NUMBER:
        return float(number)
    return int(number) if number == number.to_integral_value() else float(number)


def read(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    """The value to store, empty as form-js has it: ``""``, null, false or ``[]``. Rules are applied afterwards."""
    return _READERS[field.kind](field, raw, at)


def empty(field: Field) -> Json:
    """The value of a field that was not answered."""
    if field.kind in TEXTS:
        return ""
    if field.kind is Kind.CHECKBOX:
        return False
    return [] if field.kind in MULTIPLE_CHOICE or field.kind is Kind.FILEPICKER else None


def _text(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        return error("not-text")
    if len(raw) > LONGEST_TEXT:
        return error("too-long", length=len(raw), maximum=LONGEST_TEXT)
    if UNSTORABLE.search(raw):
        return error("characters")
    if field.kind is Kind.TEXTFIELD and ("\n" in raw or "\r" in raw):
        return error("one-line")
    return raw


def _number(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    if raw is None or raw == "":
        return None
    if field.number.as_text and isinstance(raw, str):
        raw = _number_from_text(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return error("not-number")
    if not abs(raw) <= LARGEST_NUMBER:
        return error("range")
    number = int(raw) if isinstance(raw, int) or raw.is_integer() else raw
    return _as_text(number) if field.number.as_text else number


def _as_text(number: int | float) -> str:
    return format(Decimal(str(number)), "f")


def _logical(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    if raw is None:
        return False
    return raw if isinstance(raw, bool) else error("not-boolean")


def _one(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    return None if raw == "" else raw


def _several(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    if raw is None:
        return []
    return raw if isinstance(raw, list) and len(raw) <= MOST_ITEMS else error("not-list")


def _moment(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    if raw is None or raw == "":
        return None
    text = raw if isinstance(raw, str) and len(raw) <= 40 else "?"
    return read_moment(text, field.moment, now=at.now, zone=at.zone)


def _files(field: Field, raw: Json, at: Moments) -> Json | FieldError:
    items = [] if raw is None or raw == "" else [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        return error("not-file")
    if not all(isinstance(item, str) and _FILE.fullmatch(item) for item in items):
        return error("not-file")
    if len(items) > 1 and not field.files.multiple:
        return error("one-file")
    return items if len(set(items)) == len(items) else error("twice")


Reader = Callable[[Field, Any, Moments], Json | FieldError]
_READERS: Mapping[Kind, Reader] = {
    Kind.TEXTFIELD: _text,
    Kind.TEXTAREA: _text,
    Kind.NUMBER: _number,
    Kind.CHECKBOX: _logical,
    Kind.RADIO: _one,
    Kind.SELECT: _one,
    Kind.CHECKLIST: _several,
    Kind.TAGLIST: _several,
    Kind.DATETIME: _moment,
    Kind.FILEPICKER: _files,
}


def number_of(value: Json) -> Decimal | None:
    """The value as an exact number, if it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
