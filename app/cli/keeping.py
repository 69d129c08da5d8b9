"""Commands that keep the desk safe: a backup, and a check of the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import make_url, select

from app.cases.locked import reference
from app.cases.queries import verify_case
from app.cli.opening import configuration, opened
from app.cli.output import as_json, moment, table
from app.cli.work import case_number, json_output
from app.errors import EscaladeError
from app.jobs.failures import failed_jobs, retry_failed
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


@click.group()
def jobs() -> None:
    """Background work that failed for good: list it, try it again."""


@jobs.command("list")
@json_output
def list_jobs(json: bool) -> None:
    """List the jobs that were given up, the oldest first, with their last error."""
    with opened() as desk:
        found = failed_jobs(desk.session)
    if json:
        as_json(found)
        return
    rows = [
        [str(job.id), job.name, moment(job.since), str(job.attempts), _on_one_line(job.arguments), job.error]
        for job in found
    ]
    headings = ["ID", "JOB", "SINCE", "ATTEMPTS", "ABOUT", "LAST ERROR"]
    table(headings, rows, empty="No job was given up.")


@jobs.command("retry")
@click.argument("job", type=int, required=False)
@click.option("--all", "every", is_flag=True, help="Every job that was given up.")
def retry(job: int | None, every: bool) -> None:
    """Try JOB (its ID in the list) again, from its first attempt; once its cause is repaired."""
    if (job is None) == (not every):
        raise click.UsageError("Name one job by its ID, or all with --all. Nothing was changed.")
    with opened() as desk:
        ids = [found.id for found in failed_jobs(desk.session)] if job is None else [job]
        for job_id in ids:
            retry_failed(desk, job_id=job_id)
    click.echo(f"{len(ids)} jobs are tried again now; see the list in a moment.")


def _on_one_line(arguments: dict[str, object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


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
        as_json({reference(case_id): result for case_id, result in found.items()})
    else:
        for case_id, result in broken.items():
            click.echo(f"{reference(case_id)} is NOT intact: event {result.first_bad} of {result.events} was changed.")
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
