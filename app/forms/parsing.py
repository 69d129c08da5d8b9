"""Reads form-js JSON into a :class:`FormDefinition`, or says what is wrong and where."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from app.engine.model import Finding
from app.feel import Declared, Expression
from app.forms.check_expressions import check_expressions, field_types
from app.forms.definition import Block, Component, Field, FormDefinition, Group, Kind, walk
from app.forms.errors import FormRefused
from app.forms.fields import read_field
from app.forms.names import FORM_ID
from app.forms.report import Report
from app.forms.text import Localised

LARGEST = 200 * 1024
SCHEMA_VERSION = 19
DEEPEST = 8
LONGEST = 300
RESERVED = frozenset({"case", "requester", "pace"})


def parse_form(document: bytes, file: str = "form") -> FormDefinition:
    """The form of a ``.form`` file. Raises :class:`FormRefused` with every finding when it cannot be used."""
    form, findings = read_form(document, file)
    if form is None:
        raise FormRefused(findings)
    return form


def check_form(
    document: bytes, file: str = "form", variables: Mapping[str, Declared] | None = None
) -> tuple[Finding, ...]:
    """What is wrong with a ``.form`` file, warnings included; never raises on bad input.

    *variables* are those that are set elsewhere: names that are much like one of them, or of a field, are doubted.
    """
    report = Report(file)
    form = _read(document, file, report)
    if form is not None:
        check_expressions(form, report, variables or {})
    return report.errors_first


def fields_of(document: bytes) -> frozenset[str]:
    """The names of the variables that the fields of a ``.form`` file set; none when it cannot be read."""
    form = _read(document, "form", Report("form"))
    return frozenset(field_types(form)) if form is not None else frozenset()


def read_form(document: bytes, file: str = "form") -> tuple[FormDefinition | None, tuple[Finding, ...]]:
    """The form, or none when a finding is an error, and the findings."""
    report = Report(file)
    form = _read(document, file, report)
    return (None if report.refused else form), report.errors_first


def _read(document: bytes, file: str, report: Report) -> FormDefinition | None:
    root = _root(document, report)
    return _form(root, file, report) if root is not None else None


def _root(document: bytes, report: Report) -> Mapping[str, Any] | None:
    if len(document) > LARGEST:
        report.add("form-too-large", limit=f"{LARGEST // 1024} KB")
        return None
    try:
        root = orjson.loads(document)
    except orjson.JSONDecodeError as error:
        report.add("form-not-json", reason=error)
        return None
    if not isinstance(root, dict) or root.get("type", "default") != "default":
        report.add("form-not-a-form", reason="the outermost object is not of type “default”")
        return None
    return root


def _form(root: Mapping[str, Any], file: str, report: Report) -> FormDefinition:
    _check_version(root, report)
    identifier = report.text(root, "id", "id")
    if not FORM_ID.fullmatch(identifier):
        report.add("form-id", "id", id=identifier)
    components = _Reader(report).components(root, path=(), hide=(), depth=0)
    fields = tuple(component for component in walk(components) if isinstance(component, Field))
    _check_keys(fields, report)
    return FormDefinition(identifier, file, components, fields, frozenset(_names(components)))


def _check_version(root: Mapping[str, Any], report: Report) -> None:
    version = root.get("schemaVersion", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        report.add("form-version", "schemaVersion", version=version, known=SCHEMA_VERSION)


class _Reader:
    """Reads components one after the other and stops at the largest number of them."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._count = 0

    def components(
        self, source: Mapping[str, Any], *, path: tuple[str, ...], hide: tuple[Expression, ...], depth: int
    ) -> tuple[Component, ...]:
        if depth > DEEPEST:
            self._report.add("form-too-deep", limit=DEEPEST)
            return ()
        found: list[Component] = []
        for index, item in enumerate(self._report.items(source, "components", _place(source, depth))):
            self._count += 1
            if self._count > LONGEST:
                self._report.add("form-too-long", limit=LONGEST)
                break
            component = self._component(item, index, path=path, hide=hide, depth=depth)
            found += [component] if component else []
        return tuple(found)

    def _component(
        self,
        source: Mapping[str, Any],
        index: int,
        *,
        path: tuple[str, ...],
        hide: tuple[Expression, ...],
        depth: int,
    ) -> Component | None:
        place = _place(source, index)
        name = source.get("type")
        if name == "button" and source.get("action", "submit") in ("submit", "reset"):
            return None
        if not isinstance(name, str) or name not in set(Kind):
            self._report.add("form-component-unknown", place, type=name, known=", ".join(Kind))
            return None
        kind = Kind(name)
        hide = hide + self._hide(source, place)
        if kind is Kind.GROUP:
            return self._group(source, place, path=path, hide=hide, depth=depth)
        if kind in (Kind.TEXT, Kind.SEPARATOR, Kind.SPACER):
            text = self._report.words(source, "text", place) if kind is Kind.TEXT else Localised()
            return Block(kind=kind, place=place, label=Localised(), hide=hide, text=text)
        return read_field(source, kind, place, path=path, hide=hide, report=self._report)

    def _group(
        self,
        source: Mapping[str, Any],
        place: str,
        *,
        path: tuple[str, ...],
        hide: tuple[Expression, ...],
        depth: int,
    ) -> Group:
        inner = tuple(part for part in self._report.text(source, "path", place).split(".") if part)
        components = self.components(source, path=path + inner, hide=hide, depth=depth + 1)
        label = self._report.words(source, "label", place)
        return Group(kind=Kind.GROUP, place=place, label=label, hide=hide, components=components)

    def _hide(self, source: Mapping[str, Any], place: str) -> tuple[Expression, ...]:
        conditional = self._report.mapping(source, "conditional", place)
        condition = self._report.text(conditional, "hide", place)
        read = self._report.feel(condition, "conditional.hide", place) if condition.strip() else None
        return (read,) if read else ()


def _place(source: Mapping[str, Any], index: int) -> str:
    for name in ("key", "id", "path"):
        value = source.get(name)
        if isinstance(value, str) and value:
            return value[:100]
    return f"components[{index}]"


def _check_keys(fields: tuple[Field, ...], report: Report) -> None:
    seen: set[tuple[str, ...]] = set()
    inner: set[tuple[str, ...]] = set()
    for field in fields:
        above = {field.path[:length] for length in range(1, len(field.path))}
        if field.path in seen or field.path in inner or above & seen:
            report.add("form-key-duplicate", field.place, key=field.name)
        seen.add(field.path)
        inner |= above
        if field.path[0] in RESERVED and field.readonly is not True and not field.disabled:
            report.add("form-key-reserved", field.place, key=field.name)


def _names(components: tuple[Component, ...]) -> Iterator[str]:
    for component in walk(components):
        for part in expressions_of(component):
            yield from part.variables


def expressions_of(component: Component) -> Iterator[Expression]:
    """Every FEEL expression of a component."""
    yield from component.hide
    yield from component.label.expressions
    if isinstance(component, Block):
        yield from component.text.expressions
    if isinstance(component, Field):
        for words in (component.description, component.placeholder, component.prefix, component.suffix):
            yield from words.expressions
        rules = component.rules
        settings = (component.readonly, component.default, component.options.expression, rules.min_length,
                    rules.max_length, rules.minimum, rules.maximum)  # fmt: skip
        yield from (setting for setting in settings if isinstance(setting, Expression))
