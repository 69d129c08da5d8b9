"""A person at the desk without a browser: opens pages, presses buttons, reads what is said (in English)."""

import html
import io
import re
from dataclasses import dataclass

from flask import Flask
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NEED = {
    "title": "Présentation de 14 h",
    "who": "self",
    "what": "Il faut ce logiciel avant la réunion.",
    "affected": "software",
    "impact": "one",
    "urgency": "now",
}
FORBIDDEN = ("Traceback", 'File "', "sqlalchemy", "werkzeug.")


@dataclass(frozen=True)
class Page:
    """What came back: the status, where it leads, the markup, and the words of its main part."""

    status: int
    location: str
    markup: str

    @property
    def words(self) -> str:
        main = self.markup.partition("<main")[2] or self.markup
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())

    def says(self, *sentences: str) -> "Page":
        for sentence in sentences:
            assert sentence in self.words, f"«{sentence}» is not in: {self.words[:2000]}"
        return self

    def hides(self, *sentences: str) -> "Page":
        for sentence in sentences:
            assert sentence not in self.words, f"«{sentence}» is in: {self.words[:2000]}"
        return self


class Visitor:
    """One of the demo's people, signed in."""

    def __init__(self, site: Flask, person: str) -> None:
        self.client = site.test_client()
        self.id = person
        self.token = TOKEN.findall(self.client.get("/login").text)[0]
        self.sends("/login/demo", person=person)
        self.token = TOKEN.findall(self.client.get("/me").text)[0]
        self.sends("/language", language="en")

    def opens(self, path: str, status: int = 200) -> Page:
        """A page at an address, with that status."""
        return _read(self.client.get(path), status)

    def sends(self, path: str, status: int = 303, **fields: object) -> Page:
        """Sends a form as a page of the desk does, with its token; a list sends a name several times."""
        return _read(self.client.post(path, data={"csrf_token": self.token} | fields), status)

    def attaches(self, path: str, name: str, content: bytes, status: int = 303, field: str = "file") -> Page:
        """Sends a file."""
        return self.sends(path, status, **{field: (io.BytesIO(content), name)})

    def asks(self, scenario: str = "urgent-software-install") -> str:
        """Makes a request; returns the address of its case."""
        return self.sends("/requests", _scenario=scenario, **NEED).location

    def task(self, name: str) -> str:
        """The address of the first task whose name begins so in the inbox."""
        page = self.opens("/").markup
        found = re.search(rf'href="(/tasks/[\d-]+)">{re.escape(html.escape(name))}', page)
        assert found, f"no task «{name}» waits for {self.id}"
        return found[1]

    def completes(self, name: str, **answers: object) -> Page:
        """Does a task; returns the page that says what happens next."""
        return self.opens(self.sends(f"{self.task(name)}/completion", **answers).location)


def _read(answer: TestResponse, status: int) -> Page:
    page = Page(answer.status_code, answer.location or "", answer.text if answer.mimetype.startswith("text/") else "")
    assert page.status == status, f"{page.status}: {page.words[:1000]}"
    assert not any(trace in page.markup for trace in FORBIDDEN)
    return page
