"""What is wrong with the rules of a table: gaps, overlaps, rules that never match (DMN 1.5 §8.2.11)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.dmn.analysis.cells import UNKNOWN
from app.dmn.analysis.columns import Column, Reach, kind_of
from app.dmn.analysis.coverage import Coverage, Steps, TooLarge, boxes, count, members
from app.dmn.analysis.dependence import are_independent
from app.dmn.analysis.domain import clipped, common
from app.dmn.analysis.grid import Grid, Row
from app.dmn.analysis.outputs import alike
from app.dmn.analysis.overlaps import count_pairs, crossings, pairs
from app.dmn.analysis.wording import condition, example
from app.dmn.findings import Finding, Place, finding
from app.dmn.places import Places
from app.feel.text import as_literal
from app.feel.values import kind

MOST_GAPS, MOST_OVERLAPS, MOST_NAMED = 5, 10, 5
_NULL_WITHOUT_MATCH = frozenset(("UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT SUM", "COLLECT MIN", "COLLECT MAX"))
_REPEATS_COUNT = frozenset(("ANY", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "COLLECT SUM", "COLLECT COUNT"))


class RuleCheck:
    """Checks the rules of one table. What needs too many steps is left out, and a finding says so."""

    def __init__(self, grid: Grid, places: Places) -> None:
        self._grid = grid
        self._places = places
        self._table = places.of(grid.element)
        self._certain = [[reach.certain for reach in row.reaches] for row in grid.rows]
        self._possible = [[reach.possible for reach in row.reaches] for row in grid.rows]

    def findings(self) -> Iterator[Finding]:
        """Everything found, cell by cell, then rule by rule, then for the table."""
        if not self._grid.rows:
            yield finding("no-rules", self._table)
            return
        for row in self._grid.rows:
            yield from self._of_cells(row)
        yield from self._duplicates()
        too_large = False
        for part in (self._overlaps, self._hidden, self._gaps):
            try:
                yield from part(Steps())
            except TooLarge:
                too_large = True
        if too_large:
            yield finding("too-large", self._table)

    def _of_cells(self, row: Row) -> Iterator[Finding]:
        for column, reach in zip(self._grid.columns, row.reaches, strict=True):
            rule = _fault(column, reach)
            if rule:
                told = {"column": column.label, "source": reach.cell.source, "type": column.type_name}
                yield finding(rule, self._at(row, column), rule=row.number, **told)
                continue
            for value in reach.cell.values:
                if not column.admits(value):
                    told = {"column": column.label, "value": as_literal(value)}
                    yield finding("not-allowed", self._at(row, column), rule=row.number, **told)

    def _duplicates(self) -> Iterator[Finding]:
        """Repeated rules where no other finding says so."""
        if self._grid.policy not in _REPEATS_COUNT:
            return
        first: dict[tuple[object, ...], Row] = {}
        for row in self._grid.rows:
            if UNKNOWN in row.results:
                continue
            key = (*(reach.cell.source for reach in row.reaches), *map(repr, row.results))
            if first.setdefault(key, row) is not row:
                yield finding("duplicate", self._at(row), rule=row.number, first=first[key].number)

    def _overlaps(self, steps: Steps) -> Iterator[Finding]:
        if self._grid.policy not in ("UNIQUE", "ANY"):
            return
        found = crossings(self._certain, self._certain, steps)
        if self._grid.policy == "ANY":
            found = self._conflicts(found)
        rule = "overlap" if self._grid.policy == "UNIQUE" else "overlap-any"
        if not are_independent(self._grid.columns):
            rule += "-possible"
        for first, second in islice(pairs(found), MOST_OVERLAPS):
            yield self._overlap(rule, first, second)
        rest = count_pairs(found) - MOST_OVERLAPS
        if rest > 0:
            yield finding("overlaps-more", self._table, count=rest)

    def _overlap(self, rule: str, first: int, second: int) -> Finding:
        shared = [common(a, b) for a, b in zip(self._certain[first], self._certain[second], strict=True)]
        place = replace(self._at(self._grid.rows[second]), rules=(first + 1, second + 1))
        told = example(self._grid.columns, shared)
        return finding(rule, place, first=first + 1, second=second + 1, example=told)

    def _conflicts(self, found: Sequence[int]) -> list[int]:
        """Only the rules whose results are known to differ."""
        known, same = 0, dict[str, int]()
        keys = [
            " ".join(alike(output.fit(value)) for output, value in zip(self._grid.outputs, row.results, strict=True))
            for row in self._grid.rows
        ]
        for number, row in enumerate(self._grid.rows):
            if UNKNOWN not in row.results:
                known |= 1 << number
                same[keys[number]] = same.get(keys[number], 0) | 1 << number
        return [
            rules & known & ~same[key] if known >> number & 1 else 0
            for number, (rules, key) in enumerate(zip(found, keys, strict=True))
        ]

    def _hidden(self, steps: Steps) -> Iterator[Finding]:
        """Rules that never decide, because others that come before them match whenever they do."""
        ranks = self._ranks()
        if ranks is None:
            return
        sizes = [len(column.domain.regions) if column.domain else 1 for column in self._grid.columns]
        coverage = Coverage(self._certain, sizes, steps)
        crossed = crossings(self._possible, self._certain, steps)
        rule = "hidden" if self._grid.policy == "FIRST" else "outranked"
        before = _before(ranks)
        for row, box in zip(self._grid.rows, self._possible, strict=True):
            others = crossed[row.number - 1] & before[row.number - 1]
            if all(box) and others and coverage.covers(box, others):
                named = [str(number + 1) for number in islice(members(others), MOST_NAMED + 1)]
                told = ", ".join([*named[:MOST_NAMED], "…"] if len(named) > MOST_NAMED else named)
                yield finding(rule, self._at(row), rule=row.number, rules=told)

    def _ranks(self) -> list[tuple[int, ...] | None] | None:
        """How early each rule decides (None: not known beforehand); None when no rule hides another."""
        if self._grid.policy == "FIRST":
            return [() for _ in self._grid.rows]
        ranked = [(at, output) for at, output in enumerate(self._grid.outputs) if output.is_ranked]
        known = all(output.is_ranked or output.allowed is None for output in self._grid.outputs)
        if self._grid.policy != "PRIORITY" or not ranked or not known:
            return None
        return [
            None if UNKNOWN in row.results else tuple(output.rank(output.fit(row.results[at])) for at, output in ranked)
            for row in self._grid.rows
        ]

    def _gaps(self, steps: Steps) -> Iterator[Finding]:
        if self._grid.policy not in _NULL_WITHOUT_MATCH or any(output.has_default for output in self._grid.outputs):
            return
        columns = self._grid.columns
        sizes = [column.counted for column in columns]
        rows = [[clipped(spans, size) for spans, size in zip(box, sizes, strict=True)] for box in self._possible]
        found = Coverage(rows, sizes, steps).gaps()
        for box in islice(boxes(found, len(columns)), MOST_GAPS):
            yield finding("gap", self._table, condition=condition(columns, box))
        rest = count(found) - MOST_GAPS
        if rest > 0:
            yield finding("gaps-more", self._table, count=rest)

    def _at(self, row: Row, column: Column | None = None) -> Place:
        place = self._places.of(row.element)
        return replace(place, column=column.label) if column else place


def _fault(column: Column, reach: Reach) -> str | None:
    """Why a cell holds for no value of its column; None when it holds for one, or when that is not known."""
    if reach.possible or column.domain is None or not column.domain.regions:
        return None
    wanted = kind_of(column.type)
    if wanted and reach.cell.points and all(kind(point) not in (wanted, "null") for point in reach.cell.points):
        return "never-kind"
    if reach.cell.values and not any(column.admits(value) for value in reach.cell.values):
        return "never-allowed"
    return "never"


def _before(ranks: Sequence[tuple[int, ...] | None]) -> list[int]:
    """For each rule those that decide before it: of smaller rank, or of the same rank and further up."""
    found = [0] * len(ranks)
    before = 0
    known = [(rank, number) for number, rank in enumerate(ranks) if rank is not None]
    for _, number in sorted(known):
        found[number] = before
        before |= 1 << number
    return found
