"""What was sent, judged by the form it was sent for. The same rules hold for a browser and for a program."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Protocol, runtime_checkable

from app.errors import InvalidInput
from app.forms.answers import LARGEST_NUMBER, UNSTORABLE, Moments, empty, from_control, read
from app.forms.definition import Field, FormDefinition, Json, Option
from app.forms.errors import AnswersRefused, FieldError, error
from app.forms.options import from_token, options_of
from app.forms.rules import broken_rule
from app.forms.scope import DEFAULT_ZONE, Settled, overlay, settle

SHOWN = "_shown"
TECHNICAL = frozenset({"csrf_token"})
MOST_UNKNOWN = 20


@runtime_checkable
class MultiDict(Protocol):
    """What a web framework calls a form: names with one or more texts."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


@dataclass(frozen=True)
class Submission:
    """The outcome. ``values`` is what to store (nested JSON); ``errors`` are by field name, in the form's order.

    ``entered`` is what was typed, by field name, for showing the form again or for a draft: also what is wrong.
    """

    values: dict[str, Json]
    errors: Mapping[str, FieldError]
    entered: Mapping[str, Json]

    @property
    def ok(self) -> bool:
        """Whether everything can be stored."""
        return not self.errors

    def accepted(self) -> dict[str, Json]:
        """The values; raises :class:`AnswersRefused` when there is an error."""
        if self.errors:
            raise AnswersRefused(self.errors)
        return self.values


def from_html(
    form: FormDefinition,
    submitted: MultiDict | Mapping[str, Sequence[str]],
    variables: Mapping[str, Json],
    *,
    now: datetime,
    language: str = "fr",
    zone: tzinfo = DEFAULT_ZONE,
) -> Submission:
    """Judges a posted HTML form. Names that start with ``_`` and ``csrf_token`` are the page's own and are ignored.

    Fields that are hidden or locked with these answers are ignored too: a browser may have shown them a moment ago.
    A field that these answers opened, and that the page had not shown (``_shown``), is asked for first.
    """
    sent = dict(submitted.lists()) if isinstance(submitted, MultiDict) else dict(submitted)
    shown = frozenset(" ".join(sent.get(SHOWN, ())).split())
    known = {field.name for field in form.fields}
    unknown = [name for name in sent if name not in known and name[:1] != "_" and name not in TECHNICAL]
    raw = {field.name: from_control(field, sent.get(field.name, ())) for field in form.fields}
    judge = _Judge(form, variables, Moments(now, zone), language)
    settled = judge.settled(raw, tokens=True)
    asked = [field for field in form.fields if settled.open(field)]
    revealed = frozenset(field.name for field in asked if shown and field.name not in shown)
    return judge.outcome(settled, asked, unknown=unknown, revealed=revealed, given=(shown or known) | sent.keys())


def from_json(
    form: FormDefinition,
    submitted: object,
    variables: Mapping[str, Json],
    *,
    now: datetime,
    language: str = "fr",
    zone: tzinfo = DEFAULT_ZONE,
) -> Submission:
    """Judges the JSON object that a program sent: right types, and no name that the form does not ask for now.

    Raises :class:`InvalidInput` when it is not an object.
    """
    if not isinstance(submitted, Mapping):
        raise InvalidInput(reason="a JSON object with the form's fields is expected")
    raw, unknown = _by_field(form, submitted)
    judge = _Judge(form, variables, Moments(now, zone), language)
    settled = judge.settled(raw)
    asked = [field for field in form.fields if settled.open(field)]
    return judge.outcome(settled, asked, unknown=unknown, refused=_not_asked(form, raw, settled), given=raw.keys())


class _Judge:
    """Reads the answers of one submission once and collects what is wrong with them."""

    def __init__(self, form: FormDefinition, variables: Mapping[str, Json], at: Moments, language: str) -> None:
        self._form = form
        self._variables = variables
        self._at = at
        self._language = language
        self._raw: Mapping[str, Any] = {}
        self._answers: dict[str, Json | FieldError] = {}

    def settled(self, raw: Mapping[str, Any], *, tokens: bool = False) -> Settled:
        """The effect of the answers on each other. With *tokens*, choices are the texts of HTML controls."""
        self._raw = raw
        for field in self._form.fields:
            given = raw.get(field.name)
            self._answers[field.name] = given if isinstance(given, FieldError) else read(field, given, self._at)
        settled = self._settle()
        dynamic = [field for field in self._form.fields if tokens and field.options.dynamic]
        for field in dynamic:
            self._answers[field.name] = _untokened(self._answers[field.name], options_of(field, settled.scope))
        return self._settle() if dynamic else settled

    def _settle(self) -> Settled:
        answers = {field.name: self._clean(field) for field in self._form.fields}
        return settle(
            self._form, self._variables, answers, now=self._at.now, language=self._language, zone=self._at.zone
        )

    def _clean(self, field: Field) -> Json:
        value = self._answers[field.name]
        return empty(field) if isinstance(value, FieldError) else value

    def outcome(
        self,
        settled: Settled,
        asked: Sequence[Field],
        *,
        given: Set[str],
        unknown: Sequence[str] = (),
        revealed: Set[str] = frozenset(),
        refused: Mapping[str, FieldError] | None = None,
    ) -> Submission:
        """Every answer that was asked for against its rules."""
        errors: dict[str, FieldError] = dict(refused or {})
        values: dict[tuple[str, ...], Json] = {}
        for field in asked:
            value = self._answers[field.name]
            wrong = value if isinstance(value, FieldError) else broken_rule(field, value, settled.scope)
            if wrong is None and field.name in revealed:
                wrong = error("revealed")
            if wrong is None:
                values[field.path] = value
            else:
                errors[field.name] = wrong
        for name in unknown[:MOST_UNKNOWN]:
            errors[_clipped(name)] = error("unknown")
        return Submission(overlay({}, values), errors, self._entered(given))

    def _entered(self, given: Set[str]) -> dict[str, Json]:
        answers = ((field.name, self._answers[field.name]) for field in self._form.fields if field.name in given)
        return {
            name: _storable(self._raw.get(name) if isinstance(value, FieldError) else value) for name, value in answers
        }


def _untokened(value: Json | FieldError, options: Sequence[Option]) -> Json | FieldError:
    if isinstance(value, list):
        return [_untokened(item, options) for item in value]
    return from_token(options, value) if isinstance(value, str) else value


def _not_asked(form: FormDefinition, raw: Mapping[str, Json], settled: Settled) -> dict[str, FieldError]:
    return {
        field.name: error("hidden" if field.name in settled.hidden else "locked")
        for field in form.fields
        if field.name in raw and not settled.open(field)
    }


def _by_field(form: FormDefinition, submitted: Mapping[Any, Json]) -> tuple[dict[str, Json], list[str]]:
    """The answers by field name, and the names that lead to no field."""
    fields = {field.path for field in form.fields}
    above = {path[:length] for path in fields for length in range(1, len(path))}
    found: dict[str, Json] = {}
    unknown: list[str] = []
    level: list[tuple[tuple[str, ...], Any]] = [((str(name),), value) for name, value in submitted.items()]
    for path, value in level:
        if path in fields:
            found[".".join(path)] = value
        elif path in above and isinstance(value, Mapping):
            level.extend(((*path, str(name)), below) for name, below in value.items())
        else:
            unknown.append(".".join(path))
    return found, unknown


def _storable(raw: Json | FieldError) -> Json:
    """What was typed, so that it can be kept and shown again."""
    if isinstance(raw, str):
        return UNSTORABLE.sub("\ufffd", raw)
    if isinstance(raw, list):
        return [_storable(item) for item in raw if isinstance(item, str | int | float)]
    return raw if isinstance(raw, int | float) and abs(raw) <= LARGEST_NUMBER else None


def _clipped(name: str) -> str:
    return UNSTORABLE.sub("\ufffd", name)[:100]
