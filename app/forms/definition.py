"""What a form is: form-js JSON (schema version 19 at most) as frozen values, parsed once and shared.

:mod:`app.forms.parsing` makes these; :mod:`app.forms.submission` and :mod:`app.forms.view` read them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.feel import Expression
from app.forms.text import Localised

Json = Any
Flag = bool | Expression
Bound = Decimal | Expression | None


class Kind(StrEnum):
    """The form-js component types that the desk knows, by their name in the JSON."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    TAGLIST = "taglist"
    DATETIME = "datetime"
    FILEPICKER = "filepicker"
    TEXT = "text"
    GROUP = "group"
    SEPARATOR = "separator"
    SPACER = "spacer"


SINGLE_CHOICE = frozenset({Kind.RADIO, Kind.SELECT})
MULTIPLE_CHOICE = frozenset({Kind.CHECKLIST, Kind.TAGLIST})
WITH_VALUE = frozenset(Kind) - {Kind.TEXT, Kind.GROUP, Kind.SEPARATOR, Kind.SPACER}


@dataclass(frozen=True, kw_only=True)
class Component:
    """Anything on a form. ``place`` names it in messages; it is hidden when one of ``hide`` is true."""

    kind: Kind
    place: str
    label: Localised
    hide: tuple[Expression, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Block(Component):
    """Text (Markdown), a separator or a spacer: shown, never sent."""

    text: Localised


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Components under one legend."""

    components: tuple[Component, ...]


@dataclass(frozen=True)
class Option:
    """One choice of a list: ``value`` is what is stored."""

    value: Json
    label: Localised


@dataclass(frozen=True)
class Options:
    """Where the choices come from: written in the form, a variable's list, or a FEEL expression."""

    static: tuple[Option, ...] = ()
    variable: tuple[str, ...] = ()
    expression: Expression | None = None

    @property
    def dynamic(self) -> bool:
        """Whether the choices depend on the case."""
        return bool(self.variable) or self.expression is not None


@dataclass(frozen=True)
class Rules:
    """form-js ``validate``: what a value must satisfy. ``pattern`` is a compiled RE2 expression, searched anywhere."""

    required: bool = False
    min_length: Bound = None
    max_length: Bound = None
    minimum: Bound = None
    maximum: Bound = None
    pattern: Any = None
    pattern_source: str = ""
    pattern_message: Localised | None = None
    contact: str = ""


@dataclass(frozen=True)
class NumberFormat:
    """How a number is written: digits after the point, the step between allowed values, stored as text or not."""

    digits: int | None = None
    increment: Decimal | None = None
    as_text: bool = False


@dataclass(frozen=True)
class Moment:
    """A ``datetime`` field: ``subtype`` date, time or datetime; ``form`` is form-js' ``timeSerializingFormat``."""

    subtype: str = "date"
    form: str = "utc_offset"
    past_refused: bool = False


@dataclass(frozen=True)
class Files:
    """A ``filepicker``: the file name endings or media types it takes, and whether it takes several files."""

    accept: str = ""
    multiple: bool = False


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """A component with a value. ``path`` is its key (``a.b`` is ``("a", "b")``), ``name`` the same with dots."""

    path: tuple[str, ...]
    description: Localised
    placeholder: Localised
    prefix: Localised
    suffix: Localised
    readonly: Flag = False
    disabled: bool = False
    default: Json = None
    rules: Rules = Rules()
    options: Options = Options()
    number: NumberFormat = NumberFormat()
    moment: Moment = Moment()
    files: Files = Files()
    autocomplete: str = "off"

    @property
    def name(self) -> str:
        """The key as one text: the name of the HTML control."""
        return ".".join(self.path)


@dataclass(frozen=True)
class FormDefinition:
    """A parsed form. ``names`` are the top-level variables that its FEEL expressions read."""

    id: str
    file: str
    components: tuple[Component, ...]
    fields: tuple[Field, ...]
    names: frozenset[str]

    @property
    def changing(self) -> bool:
        """Whether an answer can show, hide, lock or change other fields."""
        return any(field.hide or not isinstance(field.readonly, bool) for field in self.fields)


def walk(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component in the order of the form, groups before what they hold."""
    for component in components:
        yield component
        if isinstance(component, Group):
            yield from walk(component.components)
