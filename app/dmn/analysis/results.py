"""What is wrong with the outputs of a table, as far as they are constants (DMN 1.5 §8.2.10, §8.2.11)."""

from collections.abc import Callable, Iterator

from app.dmn.analysis.cells import UNKNOWN
from app.dmn.analysis.columns import kind_of
from app.dmn.analysis.grid import Grid, Row
from app.dmn.analysis.wording import literal
from app.dmn.findings import Finding, finding
from app.dmn.places import Places, column_label
from app.dmn.xml import Element, children, text_of
from app.feel.budget import Run
from app.feel.builtins.statistics import maximum, minimum, total

_AGGREGATIONS: dict[str, Callable[[Run, list[object]], object]] = {
    "COLLECT SUM": total,
    "COLLECT MIN": minimum,
    "COLLECT MAX": maximum,
}


def check_results(grid: Grid, places: Places) -> Iterator[Finding]:
    """Everything found in the outputs, rule by rule."""
    if grid.policy in ("PRIORITY", "OUTPUT ORDER") and not any(grid.outputs.ranks):
        yield finding("output-values", places.of(grid.element), policy=grid.policy)
    columns = children(grid.element, "output")
    for at, column in enumerate(columns):
        yield from _of_default(grid, at, column, places)
    for row in grid.rows:
        entries = children(row.element, "outputEntry")
        for at, (entry, value) in enumerate(zip(entries, row.results, strict=True)):
            rule = "output-dash" if text_of(entry) == "-" else _fault(grid, at, value)
            if rule:
                told = {"value": literal(value), "type": kind_of(grid.outputs.types[at]) or ""}
                yield finding(rule, places.of(entry), rule=row.number, column=column_label(columns[at]), **told)
    yield from _aggregated(grid, places)


def _fault(grid: Grid, at: int, value: object) -> str | None:
    """Why a constant becomes null when its rule matches."""
    if value is UNKNOWN or value is None:
        return None
    fitted = grid.outputs.fit(at, value)
    if fitted is None:
        return "output-type"
    return None if grid.policy in _AGGREGATIONS or _is_allowed(grid, at, fitted) else "output-not-allowed"


def _is_allowed(grid: Grid, at: int, value: object) -> bool:
    allowed = grid.allowed[at]
    return allowed is None or not allowed.parts or allowed.holds(value)


def _of_default(grid: Grid, at: int, column: Element, places: Places) -> Iterator[Finding]:
    value = grid.defaults[at]
    if value is not UNKNOWN and value is not None and not _is_allowed(grid, at, value):
        told = {"value": literal(value), "column": column_label(column)}
        yield finding("default-not-allowed", places.of(column), **told)


def _aggregated(grid: Grid, places: Places) -> Iterator[Finding]:
    """Results that the aggregation of a COLLECT table turns to null, alone or together with the first one."""
    aggregate = _AGGREGATIONS.get(grid.policy)
    if aggregate is None:
        return
    for at in range(len(grid.outputs.names)):
        known = [(row, grid.outputs.fit(at, row.results[at])) for row in grid.rows if row.results[at] is not UNKNOWN]
        values = [value for _, value in known if value is not None]
        for row, value in known:
            if value is not None and aggregate(Run(), [values[0], value]) is None:
                yield _unusable(grid, row, value, places)


def _unusable(grid: Grid, row: Row, value: object, places: Places) -> Finding:
    aggregation = grid.policy.removeprefix("COLLECT ")
    return finding(
        "aggregation", places.of(row.element), rule=row.number, value=literal(value), aggregation=aggregation
    )
