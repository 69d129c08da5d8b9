"""What is wrong with the outputs of a table, as far as they are constants (DMN 1.5 §8.2.10, §8.2.11)."""

from collections.abc import Callable, Iterator

from app.dmn.analysis.cells import UNKNOWN
from app.dmn.analysis.grid import Grid, Row
from app.dmn.analysis.outputs import Output
from app.dmn.findings import Finding, finding
from app.dmn.places import Places
from app.dmn.xml import children, text_of
from app.feel.budget import Run
from app.feel.builtins.statistics import maximum, minimum, total
from app.feel.text import as_literal

_AGGREGATIONS: dict[str, Callable[[Run, list[object]], object]] = {
    "COLLECT SUM": total,
    "COLLECT MIN": minimum,
    "COLLECT MAX": maximum,
}


def check_results(grid: Grid, places: Places) -> Iterator[Finding]:
    """Everything found in the outputs: of the table, then rule by rule."""
    if grid.policy in ("PRIORITY", "OUTPUT ORDER") and all(output.allowed is None for output in grid.outputs):
        yield finding("output-values", places.of(grid.element), policy=grid.policy)
    for output in grid.outputs:
        default = output.default
        if default is not UNKNOWN and default is not None and not output.allows(default):
            told = {"value": as_literal(default), "column": output.label}
            yield finding("default-not-allowed", places.of(output.element), **told)
    for row in grid.rows:
        yield from _of_row(grid, row, places)
    yield from _aggregated(grid, places)


def _of_row(grid: Grid, row: Row, places: Places) -> Iterator[Finding]:
    entries = children(row.element, "outputEntry")
    for output, entry, value in zip(grid.outputs, entries, row.results, strict=True):
        rule = "output-dash" if text_of(entry) == "-" else _fault(grid.policy, output, value)
        if rule:
            told = {"value": as_literal(value), "type": output.type_name, "column": output.label}
            yield finding(rule, places.of(entry), rule=row.number, **told)


def _fault(policy: str, output: Output, value: object) -> str | None:
    """Why a constant becomes null when its rule matches. Aggregations do not look at the output values."""
    if value is UNKNOWN or value is None:
        return None
    fitted = output.fit(value)
    if fitted is None:
        return "output-type"
    aggregated = policy in _AGGREGATIONS or policy == "COLLECT COUNT"
    return None if aggregated or output.allows(fitted) else "output-not-allowed"


def _aggregated(grid: Grid, places: Places) -> Iterator[Finding]:
    """Results that the aggregation of a COLLECT table turns to null, alone or together with the first one."""
    aggregate = _AGGREGATIONS.get(grid.policy)
    for at, output in enumerate(grid.outputs if aggregate else ()):
        known = [(row, output.fit(row.results[at])) for row in grid.rows if row.results[at] is not UNKNOWN]
        values = [value for _, value in known if value is not None]
        for row, value in known:
            if value is not None and aggregate and aggregate(Run(), [values[0], value]) is None:
                told = {"value": as_literal(value), "aggregation": grid.policy.removeprefix("COLLECT ")}
                yield finding("aggregation", places.of(row.element), rule=row.number, **told)
