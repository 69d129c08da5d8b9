"""Whatever is sent to whatever address by whomever: a clear refusal, no trace of a stack, nothing stored.

The addresses come from the application itself, so that a new route is tried from its first day.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.identity.actor import SYSTEM
from app.identity.tokens import create_token
from app.store.desk import Desk
from tests.counting import row_counts
from tests.journeys.conftest import Enter
from tests.journeys.visitor import FORBIDDEN

HUGE = "9" * 20
NUMBERS = ("1", "0", str(2**31), HUGE)
WORDS = ("1-1", f"{HUGE}-1", "x" * 300, "a%00b", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A5%E2%80%AE", "'%3B--")
QUERIES = (
    "",
    f"?page=-1&q=E-{HUGE}&case={HUGE}",
    "?q=a%00b&whose=x&order=y&state=z&priority=P9&page=1e9",
    "?next=//evil.example&q=%25_",
)
FORMS = (
    {},
    {"reason": "a\x00b", "text": "a\x00b", "person": "a\x00b", "name": "\x00", "answer": "\x00"},
    {
        "reason": "x" * 20_000,
        "text": "x" * 20_000,
        "person": HUGE,
        "deputy": "nobody",
        "begins": "9999-99-99",
        "ends": "x",
    },
    {
        "_scenario": "nothing",
        "_revision": HUGE,
        "_key": "k" * 500,
        "begins": "0001-01-01T00:00",
        "ends": "9999-12-31T23:59",
    },
)
BODIES = (
    b"",
    b"null",
    b"[]",
    b"\xff\xfe",
    b'{"values": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    b'{"scenario": "intake", "values": {"title": ' + b"[" * 1_000 + b"]" * 1_000 + b"}}",
    b'{"values": {"answer": "a\\u0000b"}, "text": "a\\u0000b", "scenario": "a\\u0000b", "message": "a\\u0000b"}',
    b'{"scenario": 1, "values": [], "message": {}, "text": null, "files": "x", "reason": 1e999}',
    b'{"expression": "' + b"(" * 15_000 + b'", "expected": "list<list<", "unary_tests": true}',
    b'{"expression": "' + b"1 < a or " * 2_000 + b'1", "names": {"a\\" b": "Any", "": "string"}, "input": "nothing"}',
    b'{"scenario": "intake", "values": {"title": "' + b"x" * 30_000 + b'"}, "text": "\\ud800"}',
)
LOOKS = [(query, dict[str, Any]()) for query in QUERIES]
Attempt = tuple[str, str, dict[str, Any]]
LEAVES = ("sessions.", "static")  # they end the session; the sign-in page has tests of its own

pytestmark = [pytest.mark.usefixtures("deployed"), pytest.mark.store]


def addresses(rule: Rule) -> Iterator[str]:
    """The rule with hostile values in the places of its arguments."""
    kinds = [NUMBERS if converter == "int" else WORDS for converter in _converters(rule)]
    template = "".join("{}" if place else text for place, text in rule._trace[1:])
    yield from (template.lstrip("|").format(*values) for values in islice(product(*kinds), 12))


def _converters(rule: Rule) -> list[str]:
    return ["int" if isinstance(rule._converters[name], IntegerConverter) else "text"
            for place, name in rule._trace if place and name in rule._converters]  # fmt: skip


def fault(answer: TestResponse, api: bool) -> str:
    """What is wrong with an answer, or nothing."""
    text = answer.text if answer.mimetype.startswith("text/") or "json" in answer.mimetype else ""
    if answer.status_code >= 500 or any(trace in text for trace in FORBIDDEN):
        return f"{answer.status_code}: {text[:300]}"
    expected = "application/problem+json" if api else "text/html"
    return (
        f"{answer.status_code} as {answer.mimetype}"
        if answer.status_code >= 400 and answer.mimetype != expected
        else ""
    )


def rules(site: Flask, *, api: bool) -> Iterator[tuple[Rule, str]]:
    for rule in site.url_map.iter_rules():
        if rule.endpoint.startswith("api.") == api and not rule.endpoint.startswith(LEAVES):
            yield from ((rule, method) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}))


def faults(client: FlaskClient, database: Engine, attempts: Sequence[Attempt], *, api: bool) -> list[str]:
    """What is wrong with the answers, a line each; what was refused must have stored nothing."""
    found, before = list[str](), row_counts(database)
    for method, address, options in attempts:
        answer = client.open(address, method=method, **options)
        after = row_counts(database)
        wrong = fault(answer, api) or ("stored" if answer.status_code >= 400 and after != before else "")
        found += [f"{method} {address} {str(options)[:120]} -> {wrong}"] if wrong else []
        before = after
    return found


@pytest.mark.parametrize("person", ["helene", "lea", "catherine", "mathilde", "samuel", None])
def test_every_page_refuses_in_words(site: Flask, enter: Enter, database: Engine, person: str | None) -> None:
    enter("helene").asks()
    visitor = enter(person) if person else None
    client, token = (visitor.client, visitor.token) if visitor else (site.test_client(), "")
    forms = [("", {"data": form | {"csrf_token": token}}) for form in FORMS]
    attempts = [
        (method, address + query, options)
        for rule, method in rules(site, api=False)
        for address in addresses(rule)
        for query, options in (forms if method == "POST" else LOOKS)
    ]
    assert len(attempts) > 300
    assert faults(client, database, attempts, api=False)[:10] == []


@pytest.mark.parametrize("person", ["lea", "samuel", None])
def test_every_address_of_the_api_refuses_as_a_problem(
    site: Flask, desk: Desk, enter: Enter, database: Engine, person: str | None
) -> None:
    enter("helene").asks()
    secret = create_token(SYSTEM, desk, name="hostile", person_id=person).secret if person else "esc_nothing"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    bodies = [("", {"data": body}) for body in BODIES]
    attempts = [
        (method, address + query, options | {"headers": headers})
        for rule, method in rules(site, api=True)
        for address in addresses(rule)
        for query, options in (LOOKS if method == "GET" else bodies)
    ]
    assert len(attempts) > 200
    assert faults(site.test_client(), database, attempts, api=True)[:10] == []
