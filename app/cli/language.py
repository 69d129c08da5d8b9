"""Sentences in the language of the terminal: French where the locale is French, English otherwise."""

import os
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
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
    """The compiled catalogue, or the one that it is made of when no server has compiled that since it was changed."""
    source = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return Translations.load(str(CATALOGUES), [language])
    written = BytesIO()
    with source.open("rb") as file:
        write_mo(written, read_po(file, locale=language))
    written.seek(0)
    return Translations(written)
