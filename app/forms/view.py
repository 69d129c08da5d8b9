"""What a page shows of a form: plain values in the form's order, ready for the template ``forms/form.html``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from markupsafe import Markup

from app.feel import Expression
from app.forms.answers import empty
from app.forms.definition import (
    MULTIPLE_CHOICE,
    SINGLE_CHOICE,
    Block,
    Component,
    Field,
    FormDefinition,
    Group,
    Json,
    Kind,
)
from app.forms.display import shown
from app.forms.errors import FieldError
from app.forms.moments import for_control
from app.forms.options import chosen, options_of, token
from app.forms.scope import DEFAULT_ZONE, Scope, Settled, lookup, settle
from app.forms.text import Localised, markdown

NOTHING = Markup()


@dataclass(frozen=True)
class OptionView:
    """One choice: ``token`` is the value of its control."""

    token: str
    label: str
    selected: bool
    html_id: str


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """One component. ``value`` is the text of its control, ``display`` the value as a person reads it.

    ``kind`` is a :class:`app.forms.definition.Kind`; ``children`` are the components of a group; ``html`` the words of
    a text, already safe.
    """

    kind: Kind
    html_id: str
    hidden: bool = False
    name: str = ""
    label: str = ""
    description: str = ""
    placeholder: str = ""
    prefix: str = ""
    suffix: str = ""
    value: str = ""
    display: str = ""
    checked: bool = False
    options: tuple[OptionView, ...] = ()
    required: bool = False
    readonly: bool = False
    error: FieldError | None = None
    input_type: str = "text"
    input_mode: str = ""
    autocomplete: str = "off"
    accept: str = ""
    multiple: bool = False
    files: tuple[str, ...] = ()
    html: Markup = NOTHING
    children: tuple["FieldView", ...] = ()

    @property
    def described_by(self) -> str:
        """The ids of the description and the error, for ``aria-describedby``."""
        parts = [f"{self.html_id}-hint"] if self.description else []
        return " ".join([*parts, f"{self.html_id}-error"] if self.error else parts)


@dataclass(frozen=True)
class FormView:
    """A form as it is shown now. ``others`` are errors of names that the form does not show."""

    id: str
    fields: tuple[FieldView, ...]
    others: Mapping[str, FieldError] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The names of the fields that can be answered on this page, for the control ``_shown``."""
        return " ".join(view.name for view in self.answerable)

    @property
    def answerable(self) -> Iterator[FieldView]:
        """The visible fields that take an answer, in order."""
        return (view for view in _flat(self.fields) if view.name and not view.readonly)

    @property
    def wrong(self) -> tuple[FieldView, ...]:
        """The visible fields with an error, in order."""
        return tuple(view for view in self.answerable if view.error)

    @property
    def has_files(self) -> bool:
        """Whether the page's form must be sent as ``multipart/form-data``."""
        return any(view.kind is Kind.FILEPICKER for view in self.answerable)


def form_view(
    form: FormDefinition,
    variables: Mapping[str, Json],
    *,
    now: datetime,
    language: str = "fr",
    zone: tzinfo = DEFAULT_ZONE,
    entered: Mapping[str, Json] | None = None,
    errors: Mapping[str, FieldError] | None = None,
) -> FormView:
    """The form with what was entered (a submission's or a draft's ``entered``) over variables over default values."""
    errors = errors or {}
    answers = _current(form, variables, entered or {}, now=now, language=language, zone=zone)
    settled = settle(form, variables, answers, now=now, language=language, zone=zone)
    builder = _Builder(settled, answers, errors)
    view = FormView(form.id, tuple(builder.component(part, f"c{index}") for index, part in enumerate(form.components)))
    visible = {item.name for item in view.wrong}
    return replace(view, others={name: error for name, error in errors.items() if name not in visible})


def _current(
    form: FormDefinition,
    variables: Mapping[str, Json],
    entered: Mapping[str, Json],
    *,
    now: datetime,
    language: str,
    zone: tzinfo,
) -> dict[str, Json]:
    """The value of each field: form-js binds a field to the variable of the same key, then to its default value."""
    scope = Scope(form, variables, {}, now=now, language=language, zone=zone)
    answers: dict[str, Json] = {}
    for item in form.fields:
        value = entered[item.name] if item.name in entered else lookup(variables, item.path)
        if value is None and item.name not in entered:
            value = scope.value(item.default) if isinstance(item.default, Expression) else item.default
        answers[item.name] = empty(item) if value is None else value
    return answers


class _Builder:
    """Makes the views of one form."""

    def __init__(self, settled: Settled, answers: Mapping[str, Json], errors: Mapping[str, FieldError]) -> None:
        self._settled = settled
        self._scope = settled.scope
        self._answers = answers
        self._errors = errors

    def component(self, part: Component, place: str) -> FieldView:
        """The view of one component; *place* makes the id of one that has no key."""
        if isinstance(part, Field):
            return self._field(part)
        hidden = any(self._scope.true(condition) for condition in part.hide)
        base = FieldView(kind=part.kind, html_id=f"f-{place}", hidden=hidden)
        if hidden:
            return base
        if isinstance(part, Group):
            children = tuple(self.component(child, f"{place}-{index}") for index, child in enumerate(part.components))
            return replace(base, label=self._words(part.label), children=children)
        text = part.text.in_language(self._scope.language) if isinstance(part, Block) else None
        return replace(base, html=markdown(text, self._scope.show)) if text else base

    def _field(self, item: Field) -> FieldView:
        view = FieldView(kind=item.kind, html_id="f-" + item.name.replace(".", "-"), name=item.name)
        if item.name in self._settled.hidden:
            return replace(view, hidden=True)
        view = replace(
            view,
            label=self._words(item.label),
            description=self._words(item.description),
            placeholder=self._words(item.placeholder),
            prefix=self._words(item.prefix),
            suffix=self._words(item.suffix),
            required=item.rules.required,
            autocomplete=item.autocomplete,
            readonly=item.name in self._settled.locked,
            error=self._errors.get(item.name),
        )
        return self._filled(view, item, self._answers[item.name])

    def _filled(self, view: FieldView, item: Field, value: Json) -> FieldView:
        display = shown(value, self._scope.language, self._scope.zone)
        if item.kind in SINGLE_CHOICE | MULTIPLE_CHOICE:
            return self._choice(view, item, value)
        if item.kind is Kind.CHECKBOX:
            return replace(view, checked=value is True, display=display)
        if item.kind is Kind.FILEPICKER:
            held = tuple(str(reference) for reference in value) if isinstance(value, list) else ()
            return replace(view, files=held, accept=item.files.accept, multiple=item.files.multiple)
        control, mode = _control_kind(item)
        text = self._control(item, value)
        return replace(view, display=display, value=text, input_type=control, input_mode=mode)

    def _control(self, item: Field, value: Json) -> str:
        if item.kind is Kind.DATETIME and isinstance(value, str):
            return for_control(value, item.moment, self._scope.zone)
        if item.kind is Kind.NUMBER and not isinstance(value, str):
            return shown(value, self._scope.language, self._scope.zone)
        return value if isinstance(value, str) else "" if value is None else token(value)

    def _choice(self, view: FieldView, item: Field, value: Json) -> FieldView:
        values = value if isinstance(value, list) else [value]
        options = options_of(item, self._scope)
        picked = [option for option in (chosen(one, options) for one in values) if option]
        views = tuple(
            OptionView(token(option.value), self._words(option.label), option in picked, f"{view.html_id}-{index}")
            for index, option in enumerate(options)
        )
        return replace(view, options=views, display=", ".join(self._words(option.label) for option in picked))

    def _words(self, words: Localised) -> str:
        return words.in_language(self._scope.language).render(self._scope.show)


_DATE_CONTROLS = {"date": "date", "time": "time", "datetime": "datetime-local"}
_CONTACT_CONTROLS = {"email": ("email", "email"), "phone": ("tel", "tel")}


def _control_kind(item: Field) -> tuple[str, str]:
    """The type and the keyboard of the browser's control."""
    if item.kind is Kind.DATETIME:
        return _DATE_CONTROLS[item.moment.subtype], ""
    if item.kind is Kind.NUMBER:
        return "text", "numeric" if item.number.digits == 0 else "decimal"
    return _CONTACT_CONTROLS.get(item.rules.contact, ("text", ""))


def _flat(fields: tuple[FieldView, ...]) -> Iterator[FieldView]:
    for view in fields:
        if not view.hidden:
            yield view
            yield from _flat(view.children)
