"""Declaring a route of the API together with its place in the OpenAPI document."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response

View = TypeVar("View", bound=Callable[..., Response])
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
OPERATIONS: list["Operation"] = []


@dataclass(frozen=True)
class Operation:
    """One method of one address: what it reads, what it answers and which errors belong to it."""

    id: str
    method: str
    rule: str
    tag: str
    summary: str
    description: str
    body: type | None
    query: type | None
    answer: type | None
    status: int
    repeatable: bool
    errors: tuple[int, ...]
    multipart: bool

    @property
    def path(self) -> str:
        """The address as OpenAPI writes it: ``/cases/{case_id}``."""
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.rule)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The names in the address with their JSON types."""
        found = re.findall(r"<(?:(\w+):)?(\w+)>", self.rule)
        return tuple((name, "integer" if converter == "int" else "string") for converter, name in found)


def operation(
    method: str,
    rule: str,
    *,
    answer: type | None = None,
    status: int = 200,
    body: type | None = None,
    query: type | None = None,
    repeatable: bool = False,
    errors: tuple[int, ...] = (),
    multipart: bool = False,
) -> Callable[[View], View]:
    """Registers a view under *rule*; ``repeatable`` means that it takes an Idempotency-Key."""

    def register(view: View) -> View:
        summary, _, description = (inspect.getdoc(view) or "").partition("\n\n")
        tag = rule.split("/")[1].split(".")[0]
        OPERATIONS.append(
            Operation(
                id=view.__name__, method=method, rule=rule, tag=tag, summary=" ".join(summary.split()).rstrip("."),
                description=" ".join(description.split()), body=body, query=query, answer=answer, status=status,
                repeatable=repeatable, errors=errors, multipart=multipart,
            )
        )  # fmt: skip
        blueprint.add_url_rule(rule, view.__name__, view, methods=[method])
        return view

    return register


def answered(value: object, status: int = 200, *, location: str | None = None) -> Response:
    """A frozen dataclass as JSON; moments are RFC 3339 in UTC."""
    body = orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)
    response = Response(body, status, content_type="application/json")
    if location:
        response.headers["Location"] = location
    return response


def done() -> Response:
    """The answer when there is nothing to say."""
    return Response(status=204)


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not written as JSON")
