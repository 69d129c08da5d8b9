"""The documents say what is true: links lead somewhere; commands, settings and the glossary's names exist."""

import importlib
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import click
import pytest

from app.cli import cli
from config import PREFIX, Config

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"run\.py ([a-z][a-z-]*)((?: [^`\n]*)?)")
SETTING = re.compile(rf"\b{PREFIX}([A-Z][A-Z_]*[A-Z])\b")


def links(document: Path) -> Iterable[Path]:
    """What the document points to inside the project."""
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("#"):
            yield (document.parent / target.partition("#")[0]).resolve()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert [str(target) for target in links(document) if not target.exists()] == []


def test_every_document_is_found_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for target in links(here):
            waiting += sorted(target.glob("*.md")) if target.is_dir() else [target] if target.suffix == ".md" else []
    assert [document.name for document in DOCUMENTS if document not in seen] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_command_and_its_options_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    wrong = []
    for name, rest in COMMAND.findall(text):
        command = cli.get_command(click.Context(cli), name)
        if command is None:
            wrong.append(name)
            continue
        below = getattr(command, "commands", {}).get(rest.strip().partition(" ")[0], command)
        known = {option for each in below.params for option in each.opts}
        wrong += [f"{name} {option}" for option in re.findall(r"(?<!\S)--[a-z-]+", rest) if option not in known]
    assert wrong == []


def test_the_settings_are_those_of_the_configuration() -> None:
    known = {field.name.upper() for field in fields(Config)}
    for document in DOCUMENTS:
        assert set(SETTING.findall(document.read_text(encoding="utf-8"))) - known == set()
    table = re.findall(
        rf"^\| `{PREFIX}(\w+)` \|", (ROOT / "docs" / "operator.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(table) == known


def glossary() -> list[str]:
    """The names in the code of the glossary's table."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return re.findall(r"^\|[^|]+\|[^|]+\| `([\w.:]+)` \|", text, re.MULTILINE)


@pytest.mark.parametrize("name", glossary())
def test_the_glossary_names_what_exists(name: str) -> None:
    module, _, member = name.partition(":")
    assert not member or hasattr(importlib.import_module(module), member)


def test_the_glossary_is_read() -> None:
    assert len(glossary()) > 20
