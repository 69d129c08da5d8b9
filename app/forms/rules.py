"""Whether an answer that could be read is also allowed: required, long enough, in range, offered."""

from decimal import Decimal

from app.feel import Expression
from app.forms.answers import TEXTS, Moments, empty, number_of
from app.forms.contact import is_email, is_phone
from app.forms.definition import MULTIPLE_CHOICE, SINGLE_CHOICE, Bound, Field, Json, Kind
from app.forms.errors import FieldError, error
from app.forms.moments import is_past
from app.forms.options import chosen, options_of
from app.forms.scope import Scope


def broken_rule(field: Field, value: Json, scope: Scope) -> FieldError | None:
    """The first rule that the value breaks, if any."""
    if _is_empty(field, value):
        return _missing(field) if field.rules.required else None
    if field.kind in TEXTS:
        return _text(field, value, scope)
    if field.kind is Kind.NUMBER:
        return _number(field, value, scope)
    if field.kind in SINGLE_CHOICE:
        return None if chosen(value, options_of(field, scope)) else error("not-offered")
    if field.kind in MULTIPLE_CHOICE:
        return _several(field, value, scope)
    if field.kind is Kind.DATETIME:
        return _moment(field, value, Moments(scope.now, scope.zone))
    return None


def _is_empty(field: Field, value: Json) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or bool(value == empty(field))


def _missing(field: Field) -> FieldError:
    return error("checked" if field.kind is Kind.CHECKBOX else "required")


def _text(field: Field, value: str, scope: Scope) -> FieldError | None:
    rules, length = field.rules, len(value)
    shortest, longest = _limit(field, rules.min_length, scope), _limit(field, rules.max_length, scope)
    if shortest is not None and length < shortest:
        return error("too-short", length=length, minimum=shortest)
    if longest is not None and length > longest:
        return error("too-long", length=length, maximum=longest)
    if rules.pattern is not None and not rules.pattern.search(value):
        return _pattern(field, scope)
    if rules.contact == "email" and not is_email(value):
        return error("email")
    if rules.contact == "phone" and not is_phone(value):
        return error("phone")
    return None


def _pattern(field: Field, scope: Scope) -> FieldError:
    own = field.rules.pattern_message
    if own is None:
        return error("pattern", pattern=field.rules.pattern_source)
    return error("owner", message=own.in_language(scope.language).render(scope.show))


def _number(field: Field, value: Json, scope: Scope) -> FieldError | None:
    number = number_of(value)
    if number is None:
        return error("not-number")
    least, most = _limit(field, field.rules.minimum, scope), _limit(field, field.rules.maximum, scope)
    if least is not None and number < least:
        return error("too-small", minimum=least)
    if most is not None and number > most:
        return error("too-big", maximum=most)
    return _digits(field, number) or _step(field, number)


def _digits(field: Field, number: Decimal) -> FieldError | None:
    digits = field.number.digits
    exponent = number.normalize().as_tuple().exponent
    if digits is None or not isinstance(exponent, int) or -exponent <= digits:
        return None
    return error("digits", digits=digits) if digits else error("not-integer")


def _step(field: Field, number: Decimal) -> FieldError | None:
    increment = field.number.increment
    if increment is None or number % increment == 0:
        return None
    below = number - number % increment
    return error("step", increment=increment, below=below, above=below + increment)


def _several(field: Field, values: list[Json], scope: Scope) -> FieldError | None:
    options = options_of(field, scope)
    picked = [chosen(value, options) for value in values]
    if None in picked:
        return error("not-offered")
    return error("twice") if len({id(option) for option in picked}) < len(values) else None


def _moment(field: Field, value: str, at: Moments) -> FieldError | None:
    past = field.moment.past_refused and is_past(value, field.moment, now=at.now, zone=at.zone)
    return error("past") if past else None


def _limit(field: Field, bound: Bound, scope: Scope) -> Decimal | None:
    return number_of(scope.value_for(field, bound)) if isinstance(bound, Expression) else bound
