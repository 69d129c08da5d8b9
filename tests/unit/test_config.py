"""Settings are read with their types, refused with a clear line each, and all of them are in the operator's guide."""

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from config import DEMO_PACE, Config, ConfigurationInvalid

GUIDE = Path(__file__).parents[2] / "docs" / "operator.md"
SECRET = "0123456789abcdef" * 2


def refusal(**environ: str) -> str:
    with pytest.raises(ConfigurationInvalid) as caught:
        Config.from_environment({f"ESCALADE_{name}": value for name, value in environ.items()})
    return str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    config = Config.from_environment({})
    assert (config.host, config.port, config.base_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert config.database_url.startswith("sqlite:///")
    assert (config.demo, config.pace, config.mail_configured, config.secure_cookies) == (False, 1.0, False, False)


def test_demo_makes_half_an_hour_pass_in_half_a_minute() -> None:
    assert 30 <= Config.from_environment({"ESCALADE_DEMO": "1"}).pace * 30 * 60 <= 60
    assert Config.from_environment({"ESCALADE_DEMO": "1", "ESCALADE_PACE": "1/2"}).pace == 0.5
    assert Config.from_environment({"ESCALADE_DEMO": "0"}).pace == 1.0 != DEMO_PACE


def test_addresses_follow_from_each_other() -> None:
    config = Config.from_environment(
        {
            "ESCALADE_BASE_URL": "https://desk.example/",
            "ESCALADE_DATABASE_URL": "postgres://desk@db/desk",
            "ESCALADE_WORKERS": "4",
        }
    )
    assert config.base_url == "https://desk.example"
    assert config.secure_cookies
    assert config.database_url == "postgresql+psycopg://desk@db/desk"


def test_each_problem_has_its_line() -> None:
    said = refusal(PORT="http", DEMO="maybe", PROT="80")
    assert said.splitlines()[1:] == [
        "  ESCALADE_PROT is not a setting",
        "  ESCALADE_DEMO must be 1 or 0, not 'maybe'",
        "  ESCALADE_PORT must be a whole number, not 'http'",
    ]


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"WORKERS": "2"}, "WORKERS"),
        ({"WORKERS": "0"}, "WORKERS"),
        ({"EMBEDDED_JOBS": "0"}, "EMBEDDED_JOBS"),
        ({"THREADS": "0"}, "THREADS"),
        ({"PORT": "70000"}, "PORT"),
        ({"PACE": "0"}, "PACE"),
        ({"PACE": "1/0"}, "PACE"),
        ({"LANGUAGE": "de"}, "LANGUAGE"),
        ({"TIME_ZONE": "Paris"}, "TIME_ZONE"),
        ({"TIME_ZONE": "../etc/passwd"}, "TIME_ZONE"),
        ({"MAIL_SECURITY": "ssl"}, "MAIL_SECURITY"),
        ({"MAIL_HOST": "mail.example"}, "MAIL_FROM"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ],
)
def test_senseless_settings_are_refused(environ: dict[str, str], name: str) -> None:
    assert f"ESCALADE_{name} must" in refusal(**environ)


def test_no_server_without_its_secret() -> None:
    for secret in ("", "short"):
        with pytest.raises(ConfigurationInvalid, match="ESCALADE_SESSION_SECRET is missing or shorter"):
            Config.from_environment({"ESCALADE_SESSION_SECRET": secret}).for_server()
    config = Config.from_environment({"ESCALADE_SESSION_SECRET": SECRET})
    assert config.for_server() is config


def test_demo_keeps_a_secret_of_its_own(tmp_path: Path) -> None:
    environ = {"ESCALADE_DEMO": "1", "ESCALADE_DATA_FOLDER": str(tmp_path / "new")}
    first, second = (Config.from_environment(environ).for_server().session_secret for _ in range(2))
    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "new" / "session-secret").stat().st_mode) == 0o600


def test_secrets_are_not_printed() -> None:
    said = repr(Config.from_environment({"ESCALADE_SESSION_SECRET": SECRET, "ESCALADE_MAIL_PASSWORD": "hunter2"}))
    assert SECRET not in said
    assert "hunter2" not in said


def test_the_guide_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `(ESCALADE_[A-Z_]+)`", GUIDE.read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(f"ESCALADE_{item.name.upper()}" for item in fields(Config))
