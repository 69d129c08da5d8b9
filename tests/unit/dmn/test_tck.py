"""The cases of the DMN Technology Compatibility Kit that are at hand."""

from pathlib import Path

import pytest

from app.dmn.tck import run

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "dmn-tck"
IN_JAVA = {"boxed_001", *(f"literal_{number:03d}" for number in (1, 2, 5, 6, 7, 10, 11, 12)), "varargs_001"}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the TCK is not beside the repository")
def test_conformance() -> None:
    results = list(run(CORPUS))
    failed = [result for result in results if not result.passed]
    assert len(results) > 1500
    assert {result.file for result in failed} <= {"0076-feel-external-java-test-01.xml"}
    assert {result.case.split()[0] for result in failed} <= IN_JAVA
