"""In which language a program is answered: Accept-Language, else the language of the person whose token it is."""

from collections.abc import Mapping

from flask import g, request
from flask_babel import force_locale

from app.web.language import LANGUAGES
from app.web.words import filled


def language() -> str:
    """``fr`` or ``en``; French, the desk's first language, when nothing says otherwise."""
    asked = request.accept_languages.best_match(LANGUAGES) if request.accept_languages else None
    return asked or g.get("api_language", "fr")


def say(template: str, details: Mapping[str, object]) -> str:
    """An English template as a sentence in the program's language."""
    with force_locale(language()):
        return filled(template, details)
