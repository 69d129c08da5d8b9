"""Values as people read them: numbers, dates and yes or no in their language."""

import json
import re
from datetime import date, datetime, time, tzinfo
from typing import Any

from babel.dates import format_date, format_datetime, format_time

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_WORDS = {True: {"fr": "oui", "en": "yes"}, False: {"fr": "non", "en": "no"}}
LONGEST = 20_000


def shown(value: Any, language: str, zone: tzinfo) -> str:
    """The value as text in French or English; moments in *zone*, nothing for null."""
    language = "en" if language.startswith("en") else "fr"
    if value is None:
        return ""
    if isinstance(value, bool):
        return _WORDS[value][language]
    if isinstance(value, int | float):
        return str(value) if language == "en" else str(value).replace(".", ",")
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ", ".join(shown(item, language, zone) for item in value)
    if isinstance(value, str):
        return (_moment(value, language, zone) or value)[:LONGEST]
    return compact(value)[:LONGEST]


def compact(value: Any) -> str:
    """JSON on one line, the same for equal values; an ellipsis for what is nested too deeply to be read."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return "…"


def _moment(text: str, language: str, zone: tzinfo) -> str | None:
    """The text as a date, a time or both when it is one in ISO 8601."""
    locale = "en_GB" if language == "en" else "fr_FR"
    try:
        if _DATE.fullmatch(text):
            return format_date(date.fromisoformat(text), "long", locale=locale)
        if _MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            local = moment.astimezone(zone) if moment.tzinfo else moment
            return format_datetime(local, _PATTERNS[language], tzinfo=local.tzinfo, locale=locale)
        if _TIME.fullmatch(text):
            return format_time(time.fromisoformat(text).replace(tzinfo=None), "short", locale=locale)
    except (ValueError, OverflowError):
        return None
    return None


_PATTERNS = {"fr": "d MMMM y 'à' HH:mm", "en": "d MMMM y 'at' HH:mm"}
