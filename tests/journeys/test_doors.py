"""Which doors are open to whom, before anything is known of cases and tasks."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web import create_app
from app.web.access import RouteWithoutPolicy, guard, policy_of
from config import Config


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


def test_every_route_has_a_policy(site: Flask) -> None:
    assert all(policy_of(site, rule.endpoint) for rule in site.url_map.iter_rules())


def test_an_application_with_an_open_question_does_not_start() -> None:
    app = Flask("bare")
    app.add_url_rule("/secret", "secret", lambda: "secret")
    with pytest.raises(RouteWithoutPolicy, match="/secret"):
        guard(app)


def test_a_stranger_is_asked_to_sign_in_and_comes_back(visitor: FlaskClient) -> None:
    answer = visitor.get("/cases?state=running")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/cases?state%3Drunning"


def test_a_form_without_its_token_is_refused(visitor: FlaskClient) -> None:
    answer = visitor.post("/login/demo", data={"person": "helene"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_no_demo_login_outside_the_demonstration(database_url: str) -> None:
    config = replace(Config(database_url=database_url, session_secret="s" * 32), demo=False)
    client = create_app(config).test_client()
    assert "Hélène" not in client.get("/login").text


def test_pages_carry_the_headers_that_protect(visitor: FlaskClient) -> None:
    headers = visitor.get("/login").headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
