"""Reads the components that hold a value: key, options, rules and formats."""

import re
from collections.abc import Mapping
from typing import Any

import re2

from app.feel import Expression
from app.forms.definition import (
    MULTIPLE_CHOICE,
    SINGLE_CHOICE,
    Bound,
    Field,
    Files,
    Flag,
    Json,
    Kind,
    Moment,
    NumberFormat,
    Option,
    Options,
    Rules,
)
from app.forms.names import key_path
from app.forms.report import Report
from app.forms.text import Localised, plain

MOST_OPTIONS = 500
SUBTYPES = frozenset({"date", "time", "datetime"})
TIME_FORMS = frozenset({"utc_offset", "utc_normalized", "no_timezone"})
AUTOCOMPLETE = re.compile(r"[a-z][a-z0-9 -]{0,60}")
LARGEST_PATTERN_MEMORY = 1 << 20


def read_field(
    source: Mapping[str, Any],
    kind: Kind,
    place: str,
    *,
    path: tuple[str, ...],
    hide: tuple[Expression, ...],
    report: Report,
) -> Field | None:
    """The field of one component; none when its key cannot be used. What is wrong goes to *report*."""
    key = ".".join((*path, report.text(source, "key", place)))
    whole = key_path(key)
    if whole is None:
        report.add("form-key", place, key=key)
        return None
    appearance = report.mapping(source, "appearance", place)
    adorned = {"properties": source.get("properties"), **appearance}
    return Field(
        kind=kind,
        place=place,
        path=whole,
        hide=hide,
        label=_label(source, kind, place, report),
        description=report.words(source, "description", place),
        placeholder=report.words(source, "placeholder", place),
        prefix=report.words(adorned, "prefixAdorner", place, english_wanted=False),
        suffix=report.words(adorned, "suffixAdorner", place, english_wanted=False),
        readonly=_readonly(source, place, report),
        disabled=report.flag(source, "disabled", place),
        default=_default(source, place, report),
        rules=_rules(source, place, report),
        options=_options(source, place, report) if kind in SINGLE_CHOICE | MULTIPLE_CHOICE else Options(),
        number=_number(source, place, report) if kind is Kind.NUMBER else NumberFormat(),
        moment=_moment(source, place, report) if kind is Kind.DATETIME else Moment(),
        files=_files(source, place, report) if kind is Kind.FILEPICKER else Files(),
        autocomplete=_autocomplete(source, place, report),
    )


def _label(source: Mapping[str, Any], kind: Kind, place: str, report: Report) -> Localised:
    """form-js names the label of a date ``dateLabel`` and of a time ``timeLabel``."""
    own = "timeLabel" if source.get("subtype") == "time" else "dateLabel"
    if kind is not Kind.DATETIME or not source.get(own):
        return report.words(source, "label", place)
    properties = dict(report.mapping(source, "properties", place))
    properties.setdefault("label:en", properties.get(f"{own}:en"))
    return report.words({"label": source[own], "properties": properties}, "label", place)


def _readonly(source: Mapping[str, Any], place: str, report: Report) -> Flag:
    value = source.get("readonly", False)
    if isinstance(value, str):
        return report.feel(value, "readonly", place) or False
    return report.flag(source, "readonly", place)


def _default(source: Mapping[str, Any], place: str, report: Report) -> Json | Expression:
    value = source.get("defaultValue")
    if isinstance(value, str) and value.startswith("="):
        return report.feel(value, "defaultValue", place)
    return value


def _rules(source: Mapping[str, Any], place: str, report: Report) -> Rules:
    validate = report.mapping(source, "validate", place)
    pattern = report.text(validate, "pattern", place)
    contact = report.text(validate, "validationType", place)
    if contact not in ("", "custom", "email", "phone"):
        report.add("form-property", place, property="validationType", expected="email, phone or custom")
    wording = {"properties": source.get("properties"), **validate}
    message = report.words(wording, "patternErrorMessage", place, feel=False)
    return Rules(
        required=report.flag(validate, "required", place),
        min_length=_bound(validate, "minLength", place, report),
        max_length=_bound(validate, "maxLength", place, report),
        minimum=_bound(validate, "min", place, report),
        maximum=_bound(validate, "max", place, report),
        pattern=_pattern(pattern, place, report) if pattern else None,
        pattern_source=pattern,
        pattern_message=message if message.french.parts else None,
        contact=contact if contact in ("email", "phone") else "",
    )


def _bound(validate: Mapping[str, Any], name: str, place: str, report: Report) -> Bound:
    value = validate.get(name)
    if isinstance(value, str) and value.startswith("="):
        return report.feel(value, name, place)
    return report.decimal(validate, name, place)


def _pattern(pattern: str, place: str, report: Report) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = LARGEST_PATTERN_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        report.add("form-pattern", place, pattern=pattern, reason=text)
        return None


def _options(source: Mapping[str, Any], place: str, report: Report) -> Options:
    formula = report.text(source, "valuesExpression", place)
    if formula:
        return Options(expression=report.feel(formula, "valuesExpression", place))
    variable = report.text(source, "valuesKey", place)
    if variable:
        path = key_path(variable)
        if path is None:
            report.add("form-property", place, property="valuesKey", expected="the name of a variable")
        return Options(variable=path or ())
    static = _static(source, place, report)
    if not static:
        report.add("form-options", place)
    if len(static) > MOST_OPTIONS:
        report.add("form-options-many", place, limit=MOST_OPTIONS)
    return Options(static=static)


def _static(source: Mapping[str, Any], place: str, report: Report) -> tuple[Option, ...]:
    properties = report.mapping(source, "properties", place)
    options: dict[str, Option] = {}
    for item in report.items(source, "values", place):
        value = item.get("value")
        if not isinstance(value, str | int | float) or value == "":
            report.add("form-property", place, property="values", expected="a list of texts or numbers")
        elif str(value) in options:
            report.add("form-option-duplicate", place, value=value)
        else:
            label = report.text(item, "label", place) or str(value)
            options[str(value)] = Option(value, _option_label(label, value, properties, place, report))
    return tuple(options.values())


def _option_label(label: str, value: Json, properties: Mapping[str, Any], place: str, report: Report) -> Localised:
    wanted = f"option:{value}:en"
    english = report.text(properties, wanted, place)
    if not english:
        report.add("form-english", place, property=f"values: {value}", wanted=wanted)
    return Localised(plain(label), plain(english) if english else None)


def _number(source: Mapping[str, Any], place: str, report: Report) -> NumberFormat:
    digits = report.decimal(source, "decimalDigits", place)
    if digits is not None and (digits < 0 or digits != int(digits)):
        report.add("form-property", place, property="decimalDigits", expected="a number of digits")
    increment = report.decimal(source, "increment", place)
    if increment is not None and increment <= 0:
        report.add("form-property", place, property="increment", expected="a number above 0")
        increment = None
    as_text = report.flag(source, "serializeToString", place)
    return NumberFormat(None if digits is None else int(digits), increment, as_text)


def _moment(source: Mapping[str, Any], place: str, report: Report) -> Moment:
    subtype = report.text(source, "subtype", place) or "date"
    form = report.text(source, "timeSerializingFormat", place) or "utc_offset"
    if subtype not in SUBTYPES:
        report.add("form-property", place, property="subtype", expected="date, time or datetime")
    if form not in TIME_FORMS:
        report.add("form-property", place, property="timeSerializingFormat", expected=" or ".join(sorted(TIME_FORMS)))
    return Moment(subtype, form, report.flag(source, "disallowPassedDates", place))


def _files(source: Mapping[str, Any], place: str, report: Report) -> Files:
    return Files(report.text(source, "accept", place), report.flag(source, "multiple", place))


def _autocomplete(source: Mapping[str, Any], place: str, report: Report) -> str:
    token = report.text(report.mapping(source, "properties", place), "autocomplete", place)
    return token if AUTOCOMPLETE.fullmatch(token) else "off"
