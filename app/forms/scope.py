"""What a form's FEEL expressions see: the case's variables with the form's own answers over them."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from app.feel import Expression, from_json, to_json
from app.forms.definition import Field, Flag, FormDefinition, Json
from app.forms.display import shown

DEFAULT_ZONE: tzinfo = ZoneInfo("Europe/Paris")


class Scope:
    """Evaluates the expressions of one form for one set of answers, at one moment."""

    def __init__(
        self,
        form: FormDefinition,
        variables: Mapping[str, Json],
        answers: Mapping[tuple[str, ...], Json],
        *,
        now: datetime,
        language: str,
        zone: tzinfo,
    ) -> None:
        data = overlay(variables, answers)
        self._context = {name: from_json(data[name]) for name in form.names if name in data}
        self.variables = variables
        self.now = now
        self.language = language
        self.zone = zone

    def value(self, expression: Expression) -> Json:
        """The result as plain JSON; null when the expression means nothing here."""
        return to_json(expression.evaluate(self._context, now=self.now))

    def value_for(self, field: Field, expression: Expression) -> Json:
        """The result where it judges *field*: the case's own value of that name counts, never the answer itself."""
        name = field.path[0]
        if name not in expression.variables:
            return self.value(expression)
        context = self._context | {name: from_json(self.variables.get(name))}
        return to_json(expression.evaluate(context, now=self.now))

    def true(self, flag: Flag) -> bool:
        """Whether it is true and not merely something."""
        return flag if isinstance(flag, bool) else self.value(flag) is True

    def show(self, expression: Expression) -> str:
        """The result as a person reads it."""
        return shown(self.value(expression), self.language, self.zone)


def overlay(variables: Mapping[str, Json], answers: Mapping[tuple[str, ...], Json]) -> dict[str, Json]:
    """The variables with the answers in their places; neither argument is changed."""
    data = dict(variables)
    for path, value in answers.items():
        inner: dict[str, Any] = data
        for name in path[:-1]:
            below = inner.get(name)
            inner[name] = dict(below) if isinstance(below, dict) else {}
            inner = inner[name]
        inner[path[-1]] = value
    return data


def lookup(data: Mapping[str, Json], path: tuple[str, ...]) -> Json:
    """The value at a path; null where there is none."""
    value: Json = data
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


class Settled:
    """Which fields are hidden and which are locked, once the answers have had their effect on each other."""

    def __init__(self, scope: Scope, hidden: frozenset[str], locked: frozenset[str]) -> None:
        self.scope = scope
        self.hidden = hidden
        self.locked = locked

    def open(self, field: Field) -> bool:
        """Whether a person may answer it."""
        return field.name not in self.hidden and field.name not in self.locked


MOST_ROUNDS = 8


def settle(
    form: FormDefinition,
    variables: Mapping[str, Json],
    answers: Mapping[str, Json],
    *,
    now: datetime,
    language: str,
    zone: tzinfo,
) -> Settled:
    """Applies the conditions until nothing changes.

    A hidden field counts as null, so that what it held cannot show another field. Conditions that never come to rest
    are stopped after eight rounds, the same way on every machine.
    """
    hidden: frozenset[str] = frozenset()
    locked = frozenset(field.name for field in form.fields if field.disabled or field.readonly is True)
    for _ in range(MOST_ROUNDS):
        given = {f.path: _answer(f, answers, hidden) for f in form.fields if f.name not in locked}
        scope = Scope(form, variables, given, now=now, language=language, zone=zone)
        if not form.changing:
            return Settled(scope, hidden, locked)
        now_hidden = frozenset(f.name for f in form.fields if any(scope.true(condition) for condition in f.hide))
        now_locked = frozenset(f.name for f in form.fields if f.disabled or scope.true(f.readonly))
        if (now_hidden, now_locked) == (hidden, locked):
            break
        hidden, locked = now_hidden, now_locked
    return Settled(scope, hidden, locked)


def _answer(field: Field, answers: Mapping[str, Json], hidden: frozenset[str]) -> Json:
    return None if field.name in hidden else answers.get(field.name)
