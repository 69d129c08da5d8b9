"""``docs/bpmn.md`` is true: it is current, complete, and each row does what it says."""

from collections import Counter

import pytest

from app.engine import check_bundle
from tests.unit.bpmn.elements import Element, elements, in_the_schema
from tests.unit.bpmn.table import DOCUMENT, ROOT, answer, document, shown_by_tests

SCENARIOS = ROOT / "workflows"
ALL = list(elements())
SHOWN = shown_by_tests()


def test_the_page_is_current() -> None:
    message = "docs/bpmn.md is not current: python -m tests.unit.bpmn.table"
    assert DOCUMENT.read_text(encoding="utf-8") == document(), message


def test_every_element_of_the_schema_has_a_row() -> None:
    assert in_the_schema() - {name for element in ALL for name in element.covers} == set()


def test_rows_have_names_of_their_own_and_tests_name_only_rows() -> None:
    names = Counter(element.name for element in ALL)
    assert [name for name, times in names.items() if times > 1] == []
    assert set(SHOWN) - set(names) == set()


@pytest.mark.parametrize("element", ALL, ids=lambda element: element.name)
def test_each_row_runs_and_is_shown_or_is_refused_in_words(element: Element) -> None:
    found = answer(element, SHOWN)
    assert found.kind == ("runs" if element.name in SHOWN else "refused") or found.kind == "noted"
    assert bool(found.said) is not bool(found.shown_by)
    assert element.in_bpmn or found.kind == "refused"


def test_the_scenarios_use_nothing_that_is_refused_or_has_no_effect() -> None:
    files = {path.name: path.read_bytes() for path in sorted(SCENARIOS.glob("*/*")) if path.suffix in (".bpmn", ".dmn")}
    assert len(files) > 6
    assert check_bundle(files) == []
