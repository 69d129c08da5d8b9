"""Marks a test as the one that shows an element of BPMN running; ``docs/bpmn.md`` is made of these marks."""

import pytest


def shows(*elements: str) -> pytest.MarkDecorator:
    """*elements*: names of ``tests.unit.bpmn.elements``."""
    return pytest.mark.shows(*elements)
