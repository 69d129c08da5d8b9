"""Reading what a program sent: a JSON body or a query string becomes a declared dataclass, or every fault is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import orjson
from flask import Request

from app.errors import EscaladeError
from app.web.api.shapes import hints, required

T = TypeVar("T")
BODY_LIMIT = 1_000_000
DEPLOYMENT_LIMIT = 20_000_000
DEPTH = 100
KEY_LIMIT = 64
SIMPLE: dict[Any, str] = {str: "a text", int: "a whole number", bool: "true or false"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one member. ``template`` is English and the key of the French catalogue."""

    code: str
    template: str
    details: Mapping[str, object]

    def message(self, template: str | None = None) -> str:
        """The sentence for a person; *template* is a translation of ``template``."""
        return (template or self.template).format_map(self.details)


class RequestRefused(EscaladeError):
    """The request cannot be used as it is: {reason}. Nothing was changed. Correct it and send it again."""

    status = 400

    def __init__(self, errors: Mapping[str, Fault]) -> None:
        super().__init__(reason="; ".join(f"{name}: {fault.message()}" for name, fault in errors.items()))
        self.errors = errors


class MalformedJson(EscaladeError):
    """The body is not a JSON object: {reason}. Nothing was changed. Correct it and send it again."""

    status = 400


class UnsupportedMediaType(EscaladeError):
    """The body is of the kind «{sent}»; here it must be {accepted}. Nothing was changed. Correct Content-Type."""

    status = 415


class InvalidIdempotencyKey(EscaladeError):
    """The Idempotency-Key must be 1 to 64 visible ASCII characters. Nothing was changed. Send a UUID."""

    status = 400


MESSAGES = {
    "missing": "This member is needed.",
    "unknown": "There is no member of this name.",
    "type": "This must be {expected}.",
    "too-long": "This is longer than {limit} characters.",
    "too-short": "This must not be empty.",
    "too-small": "This must be at least {limit}.",
    "too-large": "This must be at most {limit}.",
    "choice": "This must be one of: {choices}.",
    "too-many": "This has more than {limit} members.",
    "feel-type": "This is not a type of FEEL such as number, list<string> or date and time.",
    "base64": "This is not the content of a file in base64.",
}


def read_json(request: Request, shape: type[T], *, limit: int = BODY_LIMIT) -> T:
    """The JSON body as *shape*. Raises the 400, 413 and 415 errors of this module and of werkzeug."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(sent=request.mimetype, accepted="application/json")
    request.max_content_length = limit
    try:
        sent = orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise MalformedJson(reason=str(error)) from error
    if not isinstance(sent, dict):
        raise MalformedJson(reason="it is not an object")
    return checked(bearable(sent), shape)


def read_query(request: Request, shape: type[T]) -> T:
    """The query string as *shape*; a parameter that is not declared, or sent twice, is refused."""
    arguments = request.args.to_dict(flat=False)
    return checked(bearable({name: _from_text(values, shape, name) for name, values in arguments.items()}), shape)


def bearable(sent: dict[str, Any]) -> dict[str, Any]:
    """The same object, if no text in it holds U+0000 (PostgreSQL keeps none) and it nests no deeper than DEPTH.

    Raises :class:`MalformedJson`.
    """
    waiting: list[tuple[Any, int]] = [(sent, 1)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, str) and "\x00" in part:
            raise MalformedJson(reason="a text holds U+0000")
        if isinstance(part, dict | list) and depth > DEPTH:
            raise MalformedJson(reason=f"it nests deeper than {DEPTH} levels")
        inside = [*part.keys(), *part.values()] if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting += [(each, depth + 1) for each in inside]
    return sent


def read_key(request: Request) -> str | None:
    """The Idempotency-Key, with or without the quotes of a structured field (RFC 9651 §3.3.3)."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    key = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    if not 1 <= len(key) <= KEY_LIMIT or not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidIdempotencyKey()
    return key


def checked(sent: Mapping[str, Any], shape: type[T]) -> T:
    """An instance of *shape* with the members that were sent. Raises :class:`RequestRefused` with every fault."""
    errors = dict(_faults(sent, shape))
    if errors:
        raise RequestRefused(errors)
    return shape(**sent)


def _faults(sent: Mapping[str, Any], shape: Any) -> Iterable[tuple[str, Fault]]:
    known = {declaration.name: declaration for declaration in fields(shape)}
    for name in sent.keys() - known.keys():
        yield name, _fault("unknown")
    for name, declaration in known.items():
        if name in sent:
            fault = _fault_of(sent[name], hints(shape)[name], declaration.metadata)
            if fault:
                yield name, fault
        elif required(declaration):
            yield name, _fault("missing")


def _fault_of(value: Any, hint: Any, keywords: Mapping[str, Any]) -> Fault | None:
    if get_origin(hint) in (Union, UnionType):
        choices = [choice for choice in get_args(hint) if choice is not NoneType]
        return None if value is None else _fault_of(value, choices[0], keywords)
    if hint in SIMPLE:
        return _fault_of_simple(value, hint, keywords)
    if get_origin(hint) is tuple:
        several = isinstance(value, list) and all(type(each) is get_args(hint)[0] for each in value)
        return None if several else _fault("type", expected="a list of texts")
    if get_origin(hint) is dict:
        return _fault_of_object(value, get_args(hint)[1])
    if get_origin(hint) is list:
        return _fault_of_list(value, get_args(hint)[0])
    return None


def _fault_of_simple(value: Any, hint: Any, keywords: Mapping[str, Any]) -> Fault | None:
    if type(value) is not hint:
        return _fault("type", expected=SIMPLE[hint])
    if "enum" in keywords and value not in keywords["enum"]:
        return _fault("choice", choices=", ".join(keywords["enum"]))
    if hint is str and len(value) > keywords.get("maxLength", BODY_LIMIT):
        return _fault("too-long", limit=keywords["maxLength"])
    if hint is str and len(value.strip()) < keywords.get("minLength", 0):
        return _fault("too-short")
    if hint is int and value < keywords.get("minimum", value):
        return _fault("too-small", limit=keywords["minimum"])
    if hint is int and value > keywords.get("maximum", value):
        return _fault("too-large", limit=keywords["maximum"])
    return None


def _fault_of_object(value: Any, hint: Any) -> Fault | None:
    if not isinstance(value, dict):
        return _fault("type", expected="an object")
    if hint in SIMPLE and not all(type(member) is hint for member in value.values()):
        return _fault("type", expected=f"an object whose members are {SIMPLE[hint]}")
    return None


def _fault_of_list(value: Any, hint: Any) -> Fault | None:
    if not isinstance(value, list):
        return _fault("type", expected="a list")
    if hint in SIMPLE and not all(type(member) is hint for member in value):
        return _fault("type", expected=f"a list whose members are {SIMPLE[hint]}")
    return None


def _from_text(values: list[str], shape: type, name: str) -> Any:
    """A parameter as its declared type where the text allows it; what does not fit is left for the check to name."""
    if len(values) > 1:
        return values
    hint = hints(shape).get(name, str)
    if hint is int and values[0].isascii() and values[0].isdigit() and len(values[0]) < 10:
        return int(values[0])
    if hint is bool and values[0] in ("true", "false"):
        return values[0] == "true"
    return values[0]


def _fault(code: str, **details: object) -> Fault:
    return Fault(code, MESSAGES[code], details)
