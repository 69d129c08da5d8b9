"""A form in a line, a person who fills it in, and a program that sends it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.forms import FormDefinition, Submission, from_html, from_json, parse_form

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def document(*components: dict[str, Any], **root: Any) -> bytes:
    """A .form file; labels and ids are filled in."""
    full = [{"label": part.get("key", ""), "id": f"Field_{index}"} | part for index, part in enumerate(components)]
    base = {"type": "default", "id": "approve", "schemaVersion": 19, "components": full}
    return json.dumps(base | root).encode()


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 10:00 in Paris."""
    return NOW


@pytest.fixture
def write() -> Callable[..., bytes]:
    """Writes a .form file."""
    return document


@pytest.fixture
def form() -> Callable[..., FormDefinition]:
    """Parses a form of these components."""
    return lambda *components, **root: parse_form(document(*components, **root), "approve.form")


@pytest.fixture
def person_sends() -> Callable[..., Submission]:
    """Posts the form from a browser: one text or a list of texts a field."""

    def send(form: FormDefinition, variables: dict[str, Any] | None = None, /, **fields: Any) -> Submission:
        sent = {
            name.replace("__", "."): value if isinstance(value, list) else [value] for name, value in fields.items()
        }
        return from_html(form, sent, variables or {}, now=NOW)

    return send


@pytest.fixture
def program_sends() -> Callable[..., Submission]:
    """Posts JSON."""

    def send(form: FormDefinition, values: Any, variables: dict[str, Any] | None = None) -> Submission:
        return from_json(form, values, variables or {}, now=NOW)

    return send


@pytest.fixture
def codes() -> Callable[[Submission], dict[str, str]]:
    """What is wrong, by field."""
    return lambda submission: {name: error.code for name, error in submission.errors.items()}
