"""What was sent with a form, under the labels that the person saw."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.cases.views import FieldValue
from app.definitions.library import form_of
from app.engine import Bundle
from app.errors import NotFound
from app.forms import Field, FormDefinition
from app.forms.definition import Option
from app.forms.text import Localised


class Labels:
    """The forms of one version, for reading what was sent on it."""

    def __init__(self, session: Session, version_id: str) -> None:
        self._session = session
        self._version_id = version_id

    def sent(self, payload: Mapping[str, Any], bundle: Bundle) -> tuple[FieldValue, ...]:
        """The values of an event in the order of its form; without a form, by name."""
        values = payload.get("values")
        if "variables" in payload:
            return self.request(payload, bundle)
        return self._labelled(payload.get("form"), values) if isinstance(values, Mapping) else ()

    def request(self, payload: Mapping[str, Any], bundle: Bundle) -> tuple[FieldValue, ...]:
        """What was asked when the case was opened."""
        process = bundle.processes.get(str(payload.get("scenario")))
        form = process.properties.get("start-form") if process else None
        return self._labelled(form, payload["variables"].get("request") or {})

    def _labelled(self, form_id: str | None, values: Mapping[str, Any]) -> tuple[FieldValue, ...]:
        form = self._form(form_id)
        known = tuple(_of_form(form, values)) if form else ()
        names = {field.key.split(".")[0] for field in known}
        rest = (FieldValue(name, name, name, value, value) for name, value in values.items() if name not in names)
        return (*known, *rest)

    def _form(self, form_id: str | None) -> FormDefinition | None:
        if form_id is None:
            return None
        try:
            return form_of(self._session, self._version_id, form_id)
        except NotFound:
            return None


def _of_form(form: FormDefinition, values: Mapping[str, Any]) -> Iterator[FieldValue]:
    for field in form.fields:
        found, value = _at(values, field.path)
        if found:
            label, label_en = _words(field.label)
            yield FieldValue(field.name, label or field.name, label_en or field.name, *_shown(field, value))


def _at(values: Any, path: tuple[str, ...]) -> tuple[bool, Any]:
    for name in path:
        if not isinstance(values, Mapping) or name not in values:
            return False, None
        values = values[name]
    return True, values


def _shown(field: Field, value: Any) -> tuple[Any, Any]:
    """The value in French and in English: the words of a choice rather than its code."""
    if isinstance(value, list):
        pairs = [_shown(field, item) for item in value]
        return [french for french, _ in pairs], [english for _, english in pairs]
    option = next((option for option in field.options.static if option.value == value), None)
    return _option_words(option) if option else (value, value)


def _option_words(option: Option) -> tuple[str, str]:
    return _words(option.label)


def _words(text: Localised) -> tuple[str, str]:
    """Both languages of a label; expressions in it are left out, for they were about another moment."""
    french = text.french.render(lambda expression: "…")
    return french, text.english.render(lambda expression: "…") if text.english else french
