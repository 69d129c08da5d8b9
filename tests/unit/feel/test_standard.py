"""DMN 1.5 §10.3, section by section: the tables of ``standard/``, one expression and what it gives a line."""

from pathlib import Path

import pytest

from app.feel import FeelSyntaxError, expression
from tests.unit.feel.tables import reason, rows, shown

TABLES = sorted((Path(__file__).parent / "standard").glob("*.txt"))
CASES = [
    pytest.param(source, wanted, id=f"{table.stem}: {source}")
    for table in TABLES
    for source, wanted in rows(table.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("source", "wanted"), CASES)
def test_section(source: str, wanted: str) -> None:
    if wanted == "error":
        with pytest.raises(FeelSyntaxError):
            expression(source)
        return
    assert shown(source) == wanted


MISTAKES = [source for source, wanted in (case.values for case in CASES) if wanted == "null" and "null" not in source]


@pytest.mark.parametrize("source", MISTAKES)
def test_a_null_that_nobody_wrote_has_its_reason(source: str) -> None:
    assert reason(source)


def test_every_table_has_its_cases() -> None:
    assert len(TABLES) > 15
    assert all(rows(table.read_text(encoding="utf-8")) for table in TABLES)
    assert len({case.id for case in CASES}) == len(CASES)
