"""French first, English beside it: the person's language, then the cookie, then what the browser asks for."""

from io import BytesIO
from pathlib import Path
from typing import TypeVar

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request, session
from flask_babel import Babel, get_locale

from app.web.signed_in import current_actor

LANGUAGES = ("fr", "en")
T = TypeVar("T")
COOKIE = "language"
TRANSLATIONS = Path(__file__).parent / "translations"
babel = Babel()


def speak(app: Flask, *, default: str, zone: str) -> None:
    """Sets up translations, and dates in *zone*. *default* is for whoever asks for neither language."""
    compile_catalogues(TRANSLATIONS)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, default_locale=default, default_timezone=zone, locale_selector=chosen)


def language() -> str:
    """The language of this request: ``fr`` or ``en``."""
    return str(get_locale() or "fr")[:2]


def in_language(french: T, english: T) -> T:
    """What an owner wrote, in the reader's language where it is there in that language."""
    return english if english and language() == "en" else french or english


def chosen() -> str | None:
    """What the reader chose in this session, on this browser, in their profile, or in their browser's settings."""
    actor = current_actor()
    wishes = (session.get("language"), request.cookies.get(COOKIE), actor.language if actor else None)
    for wish in wishes:
        if wish in LANGUAGES:
            return str(wish)
    return request.accept_languages.best_match(LANGUAGES)


def compile_catalogues(folder: Path) -> None:
    """Writes ``messages.mo`` beside each catalogue that is newer than it; the compiled file is not kept in git."""
    for source in folder.glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled = BytesIO()
        with source.open("rb") as file:
            write_mo(compiled, read_po(file, locale=source.parts[-3]))
        swap = target.with_suffix(".mo.new")
        swap.write_bytes(compiled.getvalue())
        swap.replace(target)
