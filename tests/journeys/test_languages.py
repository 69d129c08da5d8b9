"""A French page says nothing in English: no text of the catalogue stands there untranslated."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.journeys.conftest import Enter
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.usefixtures("deployed")
CATALOGUE = Path(__file__).resolve().parents[2] / "app" / "web" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
WORDS = re.compile(r"\b(?:the|is|was|are|has|have|been|must|your|you|with|and|missing|at most)\b")
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
PATHS = (
    "/", "/?whose=mine", "/cases", "/cases/1", "/cases/1/history", "/cases/2", "/cases/2/history", "/requests",
    "/catalogue",
    "/requests/new", "/requests/new?scenario=vip-smartphone", "/notifications", "/diagrams",
    "/diagrams/urgent-software-install/1", "/diagrams/urgent-software-install/1/forms/qualify-install", "/me",
    "/tasks/1-2", "/tasks/2-1", "/tasks/1-1", "/cases/99", "/nowhere",
)  # fmt: skip


def english() -> list[str]:
    """The longest piece between the placeholders of each message that French says otherwise."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="fr") if isinstance(message.id, str) and message.string]
    pieces = [max(PLACE.split(message.id), key=len).strip() for message in messages if message.id != message.string]
    return [piece for piece in pieces if " " in piece and len(piece) > 10]


@pytest.mark.parametrize("person", ["helene", "lea", "nathalie", "antoine", "catherine", "mathilde", "samuel"])
def test_french_pages_are_french(enter: Enter, person: str) -> None:
    case, lea = enter("helene").asks(), enter("lea")
    lea.completes("Check the need", urgent="yes", software="Présenteur 7", source="site de l'éditeur")
    lea.sends(f"{case}/comments", text="Vu.")
    enter("paul").asks("intake")
    visitor = enter(person)
    visitor.sends("/language", language="fr")
    pages = {path: visitor.client.get(path).text for path in PATHS} | refusals(visitor)
    texts = {
        path: " ".join(
            re.sub(r"<script.*?</script>|<table class=\"changes\">.*?</table>|<[^>]+>", " ", page, flags=re.S).split()
        )
        for path, page in pages.items()
    }
    found = [f"{path}: {piece}" for piece in english() for path, text in texts.items() if piece in text]
    found += [
        f"{path}: …{text[max(0, it.start() - 60) : it.end() + 40]}…"
        for path, text in texts.items()
        for it in WORDS.finditer(text)
    ]
    assert found == []


def test_an_english_page_would_be_noticed(enter: Enter) -> None:
    page = enter("lea").opens("/").words
    assert [piece for piece in english() if piece in page] and WORDS.search(page)


def refusals(visitor: Visitor) -> dict[str, str]:
    """What is said when something that was sent cannot be done."""
    attempts: dict[str, dict[str, str]] = {
        "/cases/1/comments": {"text": ""},
        "/cases/1/withdrawal": {"reason": ""},
        "/cases/1/information": {"text": "x" * 11_000},
        "/cases/1/messages/revoke": {},
        "/cases/1/cancellation": {"reason": ""},
        "/cases/1/files": {},
        "/tasks/1-1/completion": {"urgent": "no"},
        "/tasks/1-2/completion": {"answer": "maybe"},
        "/tasks/1-2/delegation": {"person": "nobody", "reason": ""},
        "/tasks/2-1/completion": {},
        "/tasks/2-1/release": {},
        "/requests": {"_scenario": "intake", "title": ""},
        "/me/absences": {"deputy": "nobody", "begins": "x", "ends": "y"},
        "/me/tokens": {"name": ""},
        "/login": {"person": "lea", "password": "wrong"},
    }
    token = {"csrf_token": visitor.token}
    answers = {path: visitor.client.post(path, data=sent | token) for path, sent in attempts.items()}
    return {f"POST {path}": answer.text for path, answer in answers.items() if answer.status_code >= 400}
