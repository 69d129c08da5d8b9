"""Which inputs are worth keeping: those that reach a step in the code that no shorter one reaches."""

import sys
from collections.abc import Iterable
from types import CodeType, FrameType

from tests.fuzz.cases import Case
from tests.fuzz.oracle import examine

Step = tuple[CodeType, int, int]
"""From one line of a function to another."""


def worth_keeping(cases: Iterable[Case]) -> list[Case]:
    """The short inputs that together reach everything that all of them reach."""
    reached: set[Step] = set()
    kept = []
    for case in sorted(set(cases), key=lambda case: (len(case.text), case.text, case.number)):
        steps = _steps_of(case)
        if not steps <= reached:
            reached |= steps
            kept.append(case)
    return kept


def _steps_of(case: Case) -> set[Step]:
    found: set[Step] = set()

    def enter(frame: FrameType, event: str, argument: object) -> object:
        if "/app/feel/" not in frame.f_code.co_filename and "/app/dmn/" not in frame.f_code.co_filename:
            return None
        last = 0

        def step(inner: FrameType, what: str, result: object) -> object:
            nonlocal last
            found.add((inner.f_code, last, inner.f_lineno))
            last = inner.f_lineno
            return step

        return step

    sys.settrace(enter)
    try:
        examine(case)
    finally:
        sys.settrace(None)
    return found
