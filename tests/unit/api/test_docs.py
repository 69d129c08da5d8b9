"""docs/api.md names every address and every error of the API."""

import importlib
import inspect
from pathlib import Path

import pytest

from app.errors import EscaladeError

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_address_is_in_the_docs() -> None:
    importlib.import_module("app.web.api.definitions")
    operations = importlib.import_module("app.web.api.operations").OPERATIONS
    assert operations
    assert [each.id for each in operations if f"| `{each.method} {each.path}` |" not in TEXT] == []


@pytest.mark.parametrize("module", ["problems", "reading"])
def test_every_error_is_in_the_docs(module: str) -> None:
    found = vars(importlib.import_module(f"app.web.api.{module}")).values()
    errors = [thing for thing in found if inspect.isclass(thing) and issubclass(thing, EscaladeError)]
    own = [error for error in errors if error is not EscaladeError]
    assert own
    assert [error.__name__ for error in own if f"`{error.code.fget(error.__new__(error))}`" not in TEXT] == []
