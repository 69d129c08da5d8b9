"""Regions, values and boxes in FEEL: what a person can read, and write into a cell."""

from collections.abc import Sequence

from app.dmn.analysis.columns import Column
from app.dmn.analysis.domain import Domain, Region, Spans, without
from app.feel.reading import syntax
from app.feel.text import as_literal

MOST_PARTS = 6
_PLAIN = (syntax.Name, syntax.Path)


def condition(columns: Sequence[Column], box: Sequence[Spans]) -> str:
    """What holds inside a box, as a condition in FEEL; ``-`` when everything is inside."""
    parts = [
        _condition(column, column.domain, spans)
        for column, spans in zip(columns, box, strict=True)
        if spans and column.domain and spans != ((0, column.counted),)
    ]
    return " and ".join(parts) or "-"


def example(columns: Sequence[Column], box: Sequence[Spans]) -> str:
    """One value for each column inside a box."""
    told = [
        f"{_subject(column)} = {as_literal(column.domain.regions[spans[0][0]].value)}"
        for column, spans in zip(columns, box, strict=True)
        if column.domain and spans != column.domain.everything
    ]
    return ", ".join(told) or "-"


def _condition(column: Column, domain: Domain, spans: Spans) -> str:
    subject = _subject(column)
    if any(region.rest for low, high in spans for region in domain.regions[low:high]):
        excluded = _tests(domain, without(spans, column.counted))
        if len(excluded) == 1 and excluded[0].startswith("= "):
            return f"{subject} != {excluded[0][2:]}"
        return f"not({subject} in ({_listed(excluded)}))"
    tests = _tests(domain, spans)
    if len(tests) > 1:
        return f"{subject} in ({_listed(tests)})"
    return f"{subject} in {tests[0]}" if tests[0][0] in "[(" else f"{subject} {tests[0].removeprefix('? ')}"


def _subject(column: Column) -> str:
    """The expression of the column where it is a name; where it is a longer one, the words above the column."""
    return column.source if isinstance(column.tree, _PLAIN) else f"“{column.label}”"


def _listed(tests: Sequence[str]) -> str:
    told = [test.removeprefix("= ") for test in tests]
    return ", ".join([*told[:MOST_PARTS], "…"] if len(told) > MOST_PARTS else told)


def _tests(domain: Domain, spans: Spans) -> list[str]:
    """Unary tests for regions: one for each value, one for all that lie side by side on a line."""
    runs: list[list[int]] = []
    for low, high in spans:
        for at in range(low, high):
            if at > low and _side_by_side(domain.regions[at - 1], domain.regions[at]):
                runs[-1].append(at)
            else:
                runs.append([at])
    return [_test(domain.regions, run[0], run[-1]) for run in runs]


def _side_by_side(left: Region, right: Region) -> bool:
    return left.ordered and right.ordered and left.kind == right.kind


def _test(regions: Sequence[Region], first: int, last: int) -> str:
    low, high = regions[first], regions[last]
    if first == last and low.point:
        return f"= {as_literal(low.value)}"
    lowest = not (first and _side_by_side(regions[first - 1], low))
    highest = not (last + 1 < len(regions) and _side_by_side(high, regions[last + 1]))
    start, end = low.value if low.point else low.low, high.value if high.point else high.high
    if lowest and highest:
        return f"? instance of {low.kind}"
    if lowest:
        return f"{'<=' if high.point else '<'} {as_literal(end)}"
    if highest:
        return f"{'>=' if low.point else '>'} {as_literal(start)}"
    return f"{'[' if low.point else '('}{as_literal(start)}..{as_literal(end)}{']' if high.point else ')'}"
