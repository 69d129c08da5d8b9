"""Commands that keep the desk safe: a backup, and a check of the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import make_url, select

from app.cases.queries import verify_case
from app.cli.opening import configuration, opened
from app.cli.output import as_json
from app.cli.work import case_number, json_output
from app.errors import EscaladeError
from app.store.tables import Case

PAGES_AT_ONCE = 1_000


class BackupNeedsPgDump(EscaladeError):
    """The desk's database is PostgreSQL, which has its own tool. Nothing was written. Use: pg_dump --format=custom --file={path} {database}"""  # noqa: E501

    status = 400


class BackupNotWritten(EscaladeError):
    """The backup could not be written to {path}: {reason}. The desk's data is untouched. Choose another place."""


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path) -> None:
    """Copy the whole database to PATH while the desk runs (SQLite); an existing file is not overwritten."""
    config = configuration()
    url = make_url(config.database_url)
    if not config.on_sqlite or url.database is None:
        raise BackupNeedsPgDump(path=path, database=url.database)
    if path.exists():
        raise BackupNotWritten(path=path, reason="there is a file of this name already")
    _copy(Path(url.database), path)
    click.echo(f"{path}: {path.stat().st_size} bytes, checked.")


@click.command()
@click.argument("case", required=False)
@json_output
def verify(case: str | None, json: bool) -> int:
    """Compute the history's chain of digests again: of CASE, or of every case. Exits with 1 when one is broken."""
    with opened() as desk:
        ids = [case_number(case)] if case else list(desk.session.scalars(select(Case.id).order_by(Case.id)))
        found = {case_id: verify_case(desk.session, case_id) for case_id in ids}
    broken = {case_id: result for case_id, result in found.items() if not result.intact}
    if json:
        as_json({f"E-{case_id:06d}": result for case_id, result in found.items()})
    else:
        for case_id, result in broken.items():
            click.echo(f"E-{case_id:06d} is NOT intact: event {result.first_bad} of {result.events} was changed.")
        events = sum(result.events for result in found.values())
        click.echo(f"{len(found) - len(broken)} of {len(found)} cases are intact ({events} events).")
    return 1 if broken else 0


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup: one consistent moment, writers go on meanwhile. A broken copy is removed."""
    try:
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
            origin.backup(copy, pages=PAGES_AT_ONCE)
            verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    except (sqlite3.Error, OSError) as error:
        target.unlink(missing_ok=True)
        raise BackupNotWritten(path=target, reason=str(error)) from error
    if verdict != "ok":
        target.unlink()
        raise BackupNotWritten(path=target, reason=f"the copy is damaged ({verdict})")
