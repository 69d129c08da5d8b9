"""The inputs that are kept, and new ones: nothing but errors of FEEL and DMN leaves, and verdicts repeat."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.cases import KINDS, Case, case_of, read_corpus, seed_of
from tests.fuzz.oracle import Broken, examine

PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_the_corpus_that_is_kept(part: int) -> None:
    for case in read_corpus()[part::PARTS]:
        try:
            examine(case)
        except Exception as problem:
            raise AssertionError(f"{case}: {problem}") from problem


@pytest.mark.parametrize("kind", KINDS)
def test_new_inputs(kind: str) -> None:
    @settings(max_examples=150, deadline=None)
    @given(st.binary(min_size=4, max_size=300))
    def examined(data: bytes) -> None:
        examine(case_of(b"\x01" + data, (kind,)))

    examined()


def test_the_corpus_reaches_all_kinds_and_stays_small() -> None:
    cases = read_corpus()
    assert {case.kind for case in cases} == set(KINDS)
    assert len(cases) == len(set(cases)) <= 2_000


@pytest.mark.parametrize(
    "case", [Case("expression", "1 + é\ud800", 513), Case("tests", "> 1"), Case("pattern", "a*", 8)]
)
def test_a_case_survives_as_bytes(case: Case) -> None:
    assert case_of(seed_of(case)) == case


def test_a_mistake_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.feel.evaluation.Expression.variables", frozenset())
    with pytest.raises(Broken, match="names are read"):
        examine(Case("expression", "a + 1"))
