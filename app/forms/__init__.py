"""Forms: form-js JSON, read, shown and judged on the server by one definition (docs/forms.md)."""

from app.forms.catalogue import Catalogue, load_folder, load_forms
from app.forms.definition import Field, FormDefinition, Kind
from app.forms.errors import AnswersRefused, FieldError, FormRefused
from app.forms.parsing import check_form, fields_of, parse_form
from app.forms.scope import DEFAULT_ZONE
from app.forms.submission import Submission, from_html, from_json
from app.forms.view import FieldView, FormView, form_view

__all__ = [
    "DEFAULT_ZONE",
    "AnswersRefused",
    "Catalogue",
    "Field",
    "FieldError",
    "FieldView",
    "FormDefinition",
    "FormRefused",
    "FormView",
    "Kind",
    "Submission",
    "check_form",
    "fields_of",
    "form_view",
    "from_html",
    "from_json",
    "load_folder",
    "load_forms",
    "parse_form",
]
