"""What is not built yet: tests that are known to fail, each with the missing feature. Strict: what works must leave."""

import pytest

MISSING: dict[str, str] = {
    "non-interrupting: error": "a check of what can be non-interrupting",
    "non-interrupting: compensation": "a check of what can be non-interrupting",
    "boundary event, non-interrupting: cancel": "a check of what can be non-interrupting",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for part, reason in MISSING.items():
            if part in item.nodeid and "tests/unit/bpmn" in item.nodeid:
                item.add_marker(pytest.mark.xfail(reason=reason))
                break
