"""Dataclasses as JSON Schema: what the document says is what is checked and what is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

shapes, reading = import_module("app.web.api.shapes"), import_module("app.web.api.reading")
about = shapes.about


@dataclass(frozen=True)
class Inner:
    """Inside."""

    at: datetime | None


@dataclass(frozen=True)
class Outer:
    """Outside."""

    inner: tuple[Inner, ...]
    pair: tuple[str, int]
    values: Mapping[str, Any]
    number: float


@dataclass(frozen=True)
class Sent:
    """What is sent."""

    name: str = field(metadata=about("A name.", minLength=1, maxLength=5))
    count: int = field(default=1, metadata=about("A count.", minimum=1, maximum=9))
    kind: str | None = field(default=None, metadata=about("A kind.", enum=["a", "b"]))
    sure: bool = field(default=False, metadata=about("Sure?"))
    values: dict[str, Any] | None = field(default=None, metadata=about("Anything."))


def test_answers_refer_to_the_dataclasses_that_they_hold() -> None:
    assert shapes.shapes_in(Outer) == {Outer, Inner}
    schema = shapes.schema_of(Outer, answer=True)
    assert schema["properties"]["inner"] == {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}}
    assert schema["properties"]["pair"]["prefixItems"] == [{"type": "string"}, {"type": "integer"}]
    assert schema["required"] == ["inner", "pair", "values", "number"]


def test_answers_are_written_as_their_schema_says() -> None:
    written = import_module("app.web.api.operations")
    from flask import Flask

    with Flask(__name__).test_request_context():
        moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
        body = written.answered(Outer((Inner(moment), Inner(None)), ("a", 1), {"x": [1]}, 0.5)).json
    schema = shapes.schema_of(Outer, answer=True)
    schema["components"] = {"schemas": {"Inner": shapes.schema_of(Inner, answer=True)}}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)
    assert body["inner"][0]["at"] == "2026-11-23T08:00:00Z"


def test_a_type_without_a_schema_is_found_when_the_document_is_made() -> None:
    with pytest.raises(TypeError, match="complex"):
        shapes.schema_of_type(complex)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.floats(allow_nan=False),
    st.text(max_size=7),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.lists(st.integers(), max_size=2),
)
NAMES = st.sampled_from(["name", "count", "kind", "sure", "values", "other"])


@given(st.dictionaries(NAMES, VALUES))
def test_a_body_is_taken_exactly_when_the_published_schema_takes_it(body: dict[str, Any]) -> None:
    validator = Draft202012Validator(shapes.schema_of(Sent, answer=False))
    blank = isinstance(body.get("name"), str) and not body["name"].strip()
    whole = any(isinstance(body.get(name), float) for name in ("count",))
    null = "kind" in body and body["kind"] is None
    try:
        reading.checked(body, Sent)
        taken = True
    except reading.RequestRefused:
        taken = False
    if not (blank or whole or null):
        assert taken == validator.is_valid(body)
