"""Sentences in the language of the terminal: French where the locale is French, English otherwise."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from app.errors import Phrase

CATALOGUES = Path(__file__).parent.parent / "web" / "translations"


def say(template: str, details: Mapping[str, object], *, language: str | None = None) -> str:
    """An English template as a sentence; a detail that is missing stays readable."""
    return Phrase(template, details).spoken(_catalogue(language or terminal_language()).gettext)


def terminal_language() -> str:
    """``fr`` or ``en``, from LC_ALL, LC_MESSAGES and LANG in this order (POSIX §8.2)."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "fr" if locale.lower().startswith("fr") else "en"


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(CATALOGUES), [language]) if language == "fr" else NullTranslations()
