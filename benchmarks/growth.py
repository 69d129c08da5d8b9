"""What a case leaves in the database, and whether a full database is slower: ``python -m benchmarks.growth``."""

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

import click

from app.cases.queries import list_cases
from app.cases.views import CaseFilter
from app.tasks.queries import inbox
from app.tasks.views import InboxFilter
from benchmarks import desk
from benchmarks.desk import Workplace

LIMIT_KB = 12
FIRST_COPY = 1_000_001
NAMES = ("complete a task", "start a case", "inbox", "my cases", "all cases")
Pair = tuple[list[float], list[float]]
COPIED = (
    ("escalation_case", "id"),
    ("case_participant", "case_id"),
    ("event", "stream"),
    ("event_payload", "stream"),
)


@click.command()
@click.option("--cases", default=200, help="Cases completed in order to measure growth.")
@click.option("--finished", default=100_000, help="Finished cases in the full database.")
@click.option("--completions", default=200, help="Completions timed on each database.")
def main(cases: int, finished: int, completions: int) -> None:
    """Prints the growth of a completed case, and times with and without finished cases."""
    with tempfile.TemporaryDirectory(prefix="escalade-bench-") as name:
        empty, full = (_place(Path(name) / each) for each in ("empty", "full"))
        grown = _growth(empty, cases)
        click.echo(f"growth of a completed case of two user tasks: {grown / 1000:.1f} KB (target: at most {LIMIT_KB})")
        _finish(full, 1)
        begun = time.perf_counter()
        copy_finished(full.database, finished)
        click.echo(f"filled with {finished} finished cases in {time.perf_counter() - begun:.0f} s, "
                   f"{full.database.stat().st_size / 1e6:.0f} MB")
        _compare(empty, full, completions)


def copy_finished(database: Path, number: int) -> None:
    """Adds *number* copies of the last finished case, asked for by everybody in turn: rows as the desk writes them.

    The copies' digests are those of the original, so only their size and place are real: they are never verified.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN IMMEDIATE")
        original = connection.execute("SELECT max(id) FROM escalation_case WHERE state = 'completed'").fetchone()[0]
        people = [row[0] for row in connection.execute("SELECT id FROM person ORDER BY id")]
        connection.execute("CREATE TEMP TABLE number (id INTEGER PRIMARY KEY, requester TEXT)")
        connection.executemany(
            "INSERT INTO number VALUES (?, ?)",
            ((FIRST_COPY + place, people[place % len(people)]) for place in range(number)),
        )
        for table, key in COPIED:
            _copy_rows(connection, table, key, original)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _place(folder: Path) -> Workplace:
    folder.mkdir()
    return desk.settle(folder)


def _growth(workplace: Workplace, number: int) -> float:
    """Bytes of database that each completed case added."""
    _finish(workplace, 20)
    before = _size(workplace.database)
    _finish(workplace, number)
    return (_size(workplace.database) - before) / number


def _finish(workplace: Workplace, number: int) -> None:
    with workplace.desk() as place:
        technician = desk.person(place, desk.TECHNICIAN)
        for case_id in desk.start_cases(place, number):
            desk.complete(place, technician, case_id, 1)
            desk.complete(place, technician, case_id, 2)


def _size(database: Path) -> int:
    """Bytes in use: pages that SQLite has freed for its next rows are not counted."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, free, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in
                             ("page_count", "freelist_count", "page_size"))
    return int((pages - free) * size)


def _copy_rows(connection: sqlite3.Connection, table: str, key: str, original: int) -> None:
    """Every row of the original case once for each number; what is named after the case gets the number's name."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    chosen = [_new_value(column, key) for column in columns]
    found = f"case/{original}" if key == "stream" else original
    connection.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} "
        f"FROM number CROSS JOIN {table} t WHERE t.{key} = ? ORDER BY number.id",
        (found,),
    )


def _new_value(column: str, key: str) -> str:
    if column == key:
        return "'case/' || number.id" if key == "stream" else "number.id"
    if column == "candidate":
        return f"replace(t.candidate, 'person:{desk.REQUESTER}', 'person:' || number.requester)"
    return {"request": "NULL", "requester_id": "number.requester"}.get(column, f"t.{column}")


def _compare(empty: Workplace, full: Workplace, completions: int) -> None:
    """The same work on both databases in turns."""
    places = (empty, full)
    cases = []
    for workplace in places:
        with workplace.desk() as place:
            cases.append(desk.start_cases(place, completions + 20))
    times: dict[str, Pair] = {name: ([], []) for name in NAMES}
    for turn in range(completions + 20):
        for which in (0, 1) if turn % 2 else (1, 0):
            _time_all(places[which], cases[which][turn], which, times)
    click.echo(f"{'p50 in ms':20}{'empty':>10}{'full':>10}{'ratio':>8}  target: at most 1.20")
    for name, (without, with_them) in times.items():
        first, second = median(without[20:]) * 1000, median(with_them[20:]) * 1000
        click.echo(f"{name:20}{first:10.2f}{second:10.2f}{second / first:8.2f}")


def _time_all(workplace: Workplace, case_id: int, which: int, times: dict[str, Pair]) -> None:
    with workplace.desk() as place:
        technician, requester = desk.person(place, desk.TECHNICIAN), desk.person(place, desk.REQUESTER)
        works = {
            "complete a task": lambda: desk.complete(place, technician, case_id, 1),
            "start a case": lambda: desk.start_cases(place, 1),
            "inbox": lambda: inbox(place.session, technician, InboxFilter(), now=place.now()),
            "my cases": lambda: list_cases(place.session, requester, CaseFilter(), now=place.now()),
            "all cases": lambda: list_cases(place.session, technician, CaseFilter(whose="all"), now=place.now()),
        }
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            times[name][which].append(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
