"""What the desk says to a person or to a program has its French, with the same placeholders and one typography."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import app
from app.cases import story
from app.dmn import findings as dmn_findings
from app.engine.findings import RULES
from app.errors import EscaladeError
from app.forms import errors as form_errors
from app.forms import report as form_report
from app.tasks import queries
from app.web.api import reading

ROOT = Path(app.__file__).parent.parent
PO = ROOT / "app/web/translations/fr/LC_MESSAGES/messages.po"
# What is wrong with the program itself is said to who writes it.
ENGLISH_ON_PURPOSE = ("app.web.access",)
MERELY_FILLED = {"{reason}", "{problem} {hint}", "{one}, {others}"}
# Phrases made of a sentence that is in another table already, and the class itself.
NOT_LITERAL = {
    "app/errors.py",
    "app/engine/model.py",
    "app/cli/language.py",
    "app/dmn/findings.py",
    "app/dmn/environment.py",
    "app/feel/budget.py",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}(?!\})")
NO_BREAK = "\u00a0\u202f"


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def errors(root: type[EscaladeError] = EscaladeError) -> Iterator[type[EscaladeError]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith("app."):
            yield kind
        yield from errors(kind)


def sentences_of_errors() -> set[str]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    spoken = (kind for kind in errors() if not kind.__module__.startswith(ENGLISH_ON_PURPOSE))
    return {kind.template.fget(kind.__new__(kind)) for kind in spoken} - MERELY_FILLED  # type: ignore[attr-defined]


def sentences_of_tables() -> set[str]:
    found = {text for rule in RULES.values() for text in (rule.message, rule.remedy)}
    found |= {text for rule in dmn_findings.RULES.values() for text in (rule.message, rule.remedy)}
    found |= {dmn_findings.DID_YOU_MEAN}
    found |= {text for _, message, remedy in form_report.RULES.values() for text in (message, remedy)}
    found |= {*form_errors.MESSAGES.values(), *reading.MESSAGES.values(), *story.SENTENCES.values(), story.ERASED}
    return found | {queries.NOT_YOURS, queries.TAKEN, queries.SAME_PERSON}


def extracted() -> set[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def phrases() -> set[str]:
    """What is translated inside a sentence: the first argument of every ``Phrase(…)`` and ``run.null(…)``."""
    found: set[str] = set()
    for file in (ROOT / "app").rglob("*.py"):
        with file.open("rb") as source:
            found |= {str(message) for _, message, _, _ in extract("python", source, {"Phrase": None, "null": None})}
    return found - MERELY_FILLED


@pytest.mark.parametrize("source", [extracted, phrases, sentences_of_errors, sentences_of_tables])
def test_every_sentence_has_its_french(source) -> None:
    french = catalogue()
    needed = source()
    assert needed
    missing = [text for text in sorted(needed) if not (found := french.get(text)) or found.fuzzy or not found.string]
    assert missing == []


def test_every_phrase_is_written_where_it_is_said() -> None:
    """A template that is put together elsewhere would be missed by the test above."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "app").rglob("*.py")
        if file.relative_to(ROOT).as_posix() not in NOT_LITERAL
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Phrase"
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert hidden == []


def test_no_reason_for_null_is_put_together_before_somebody_reads_it() -> None:
    early = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "app").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "null"
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
        if not (isinstance(call.args[0], ast.Call) and ast.unparse(call.args[0].func) == "Phrase")
    ]
    assert early == []


def test_no_entry_is_empty_or_fuzzy() -> None:
    assert [message.id for message in entries() if message.fuzzy or not all(forms(message.string))] == []


def test_placeholders_agree() -> None:
    wrong = [
        message.id
        for message in entries()
        for french in forms(message.string)
        if placeholders(french) != placeholders(forms(message.id)[-1])
    ]
    assert wrong == []


def test_french_typography_is_uniform() -> None:
    """A no-break space stands before ; : ! ? and inside « »."""
    loose = re.compile(rf"(?<![{NO_BREAK}])»|«(?![{NO_BREAK}])| [;:!?](?=\s|$)|(?<=\w)[;:!?](?=\s|$)")
    texts = (french for message in entries() for french in forms(message.string))
    wrong = [french for french in texts if loose.search(french.replace("Authorization: Bearer", ""))]
    assert wrong == []


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
