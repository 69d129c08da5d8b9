"""Checks the FEEL of a form: what can never give what is needed there, and names that are nearly known.

Only before deployment: a form that is in use is not stopped by what is found later.
"""

from collections.abc import Iterator, Mapping

from app.feel import Declared, Expression, check
from app.feel.checking.lattice import of_kinds
from app.feel.types import ANY
from app.forms.definition import MULTIPLE_CHOICE, Block, Component, Field, FormDefinition, Kind, walk
from app.forms.report import Report
from app.forms.text import Localised

_BOOLEAN: Declared = "boolean"
_LIST: Declared = "list<Any>"
_TYPES: Mapping[Kind, str] = {
    **dict.fromkeys((Kind.TEXTFIELD, Kind.TEXTAREA, Kind.DATETIME), "string"),
    **dict.fromkeys(MULTIPLE_CHOICE, "list<Any>"),
    Kind.CHECKBOX: "boolean",
}
"""As JSON has them: a date is a text; a choice or a number can be a text or a number."""
_NUMBER: Declared = of_kinds(("number", "string"))
Use = tuple[str, Expression, Declared | None]


def field_types(form: FormDefinition) -> dict[str, Declared]:
    """The variables that the form's fields set, with their types where these are certain."""
    answered = (field for field in form.fields if field.readonly is not True and not field.disabled)
    return {field.path[0]: _TYPES.get(field.kind, ANY) if len(field.path) == 1 else ANY for field in answered}


def check_expressions(form: FormDefinition, report: Report, variables: Mapping[str, Declared]) -> None:
    """Adds what is wrong with the form's expressions; *variables* are those that are set elsewhere."""
    names = {**variables, **field_types(form)} if variables else field_types(form)
    for component in walk(form.components):
        for name, expression, wanted in _uses(component):
            for finding in check(expression.source, names, wanted, others=True):
                rule = "form-feel-wrong" if finding.severity == "error" else "form-feel-doubtful"
                report.add(rule, component.place, property=name, reason=finding.placed)


def _uses(component: Component) -> Iterator[Use]:
    yield from (("conditional.hide", condition, _BOOLEAN) for condition in component.hide)
    yield from _of_words("label", component.label)
    if isinstance(component, Block):
        yield from _of_words("text", component.text)
    if isinstance(component, Field):
        yield from _of_field(component)


def _of_field(field: Field) -> Iterator[Use]:
    words = {
        "description": field.description,
        "placeholder": field.placeholder,
        "prefixAdorner": field.prefix,
        "suffixAdorner": field.suffix,
    }
    for name, localised in words.items():
        yield from _of_words(name, localised)
    rules = field.rules
    settings: Mapping[str, tuple[object, Declared | None]] = {
        "readonly": (field.readonly, _BOOLEAN),
        "defaultValue": (field.default, None),
        "valuesExpression": (field.options.expression, _LIST),
        "minLength": (rules.min_length, _NUMBER),
        "maxLength": (rules.max_length, _NUMBER),
        "min": (rules.minimum, _NUMBER),
        "max": (rules.maximum, _NUMBER),
    }
    for name, (setting, wanted) in settings.items():
        if isinstance(setting, Expression):
            yield name, setting, wanted


def _of_words(name: str, words: Localised) -> Iterator[Use]:
    yield from ((name, expression, None) for expression in words.french.expressions)
    if words.english is not None:
        yield from ((f"{name}:en", expression, None) for expression in words.english.expressions)
