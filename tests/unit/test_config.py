"""The settings: documented, checked at the start, and no secret made up outside the demonstration."""

from dataclasses import fields
from pathlib import Path

import pytest

from config import PREFIX, Config, ConfigurationInvalid

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operator.md"


def test_every_setting_is_in_the_operators_guide() -> None:
    text = DOCS.read_text()
    assert [item.name for item in fields(Config) if f"`{PREFIX}{item.name.upper()}`" not in text] == []


def test_a_server_needs_its_secret_outside_the_demonstration(tmp_path: Path) -> None:
    environment = {"ESCALADE_DATA_FOLDER": str(tmp_path)}
    with pytest.raises(ConfigurationInvalid, match="ESCALADE_SESSION_SECRET"):
        Config.from_environment(environment).for_server()
    demo = Config.from_environment(environment | {"ESCALADE_DEMO": "1"}).for_server()
    assert len(demo.session_secret) >= 32
    assert (tmp_path / "session-secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "x"), ("PORT", "0"), ("PACE", "-1"), ("LANGUAGE", "de"), ("WORKERS", "2"), ("PROT", "1")]
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationInvalid, match=PREFIX + name):
        Config.from_environment({PREFIX + name: value})
