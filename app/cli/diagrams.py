"""Commands that look at diagrams without a desk: check, trace, test-scenarios, dmn-tck."""

from collections.abc import Iterator
from pathlib import Path

import click

from app.cli.language import say, terminal_language
from app.cli.output import as_json
from app.definitions.checks import check_files
from app.engine import check_bundle
from app.engine.model import Finding, Severity
from app.engine.trace import Script
from app.engine.trace import trace as traced
from app.errors import EscaladeError

SUFFIXES = {".bpmn", ".dmn", ".form"}
FILE_LIMIT = 5_000_000
files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")


class FileNotReadable(EscaladeError):
    """The file {path} cannot be read: {reason}. Nothing was done. Correct the path and try again."""

    status = 404


@click.command()
@files_argument
@click.option("--json", "json", is_flag=True, help="Write the findings as a JSON list.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="The language; the terminal's when not said.")
def check(files: tuple[Path, ...], json: bool, language: str | None) -> int:
    """Check diagrams, decisions and forms as a deployment would.

    A FILE may be a folder. The forms that a diagram names are looked for when a form is among the files. Exits with 1
    when an error was found; warnings alone are fine.
    """
    findings = found_in(read_files(files))
    spoken = language or terminal_language()
    if json:
        as_json([_told(finding, spoken) for finding in findings])
    else:
        _tell(findings, spoken)
    return 1 if any(finding.severity is Severity.ERROR for finding in findings) else 0


@click.command()
@files_argument
@click.option("--set", "values", multiple=True, metavar="NAME=FEEL", help="A variable at the start; repeatable.")
@click.option("--complete", "completions", multiple=True, metavar="ELEMENT=FEEL", help="What a task is sent, in turn.")
@click.option("--message", "messages", multiple=True, metavar="NAME[:KEY]=FEEL", help="A message, in turn.")
@click.option("--wait", "waits", multiple=True, metavar="DURATION", help="Time that passes, such as PT4H; repeatable.")
@click.option("--process", help="Which process runs; the one that no other calls when not said.")
def trace(
    files: tuple[Path, ...], values: tuple[str, ...], completions: tuple[str, ...], messages: tuple[str, ...],
    waits: tuple[str, ...], process: str | None,
) -> None:  # fmt: skip
    """Run a diagram with a simulated clock and write what happens, a JSON line for each thing.

    Called diagrams and decisions are further FILEs. Tasks and jobs are completed in the order in which they open.
    """
    models = {path: content for path, content in read_files(files).items() if not path.endswith(".form")}
    script = Script(values=values, completions=completions, messages=messages, waits=waits, process=process)
    for line in traced(models, script):
        as_json(line)


def read_files(paths: tuple[Path, ...]) -> dict[str, bytes]:
    """The content of files, and of the deployable files in folders, by path. Raises :class:`FileNotReadable`."""
    try:
        return {path.as_posix(): _content(path) for path in _files_of(paths)}
    except OSError as error:
        raise FileNotReadable(path=error.filename, reason=error.strerror) from error


def found_in(files: dict[str, bytes]) -> list[Finding]:
    """The findings of the files; forms that a diagram names are only missed when forms were given."""
    if any(path.endswith(".form") for path in files):
        return check_files(files)
    return check_bundle(files)


def _files_of(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.suffix in SUFFIXES)
        else:
            yield path


def _content(path: Path) -> bytes:
    """At most the limit and one byte more: the check then says that the file is too large."""
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)


def _told(finding: Finding, language: str) -> dict[str, str | None]:
    return {
        "rule": finding.rule,
        "section": finding.section,
        "severity": str(finding.severity),
        "file": finding.file,
        "element": finding.element,
        "message": say(finding.message, finding.details, language=language),
        "remedy": say(finding.remedy, finding.details, language=language),
    }


def _tell(findings: list[Finding], language: str) -> None:
    for finding in findings:
        told = _told(finding, language)
        place = f"{finding.file}: {finding.element}" if finding.element else finding.file
        source = f"{finding.rule}; {finding.section}" if finding.section else finding.rule
        click.echo(f"{place}: {finding.severity}: {told['message']} {told['remedy']} [{source}]")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(f"{errors} errors, {len(findings) - errors} warnings.")


@click.command("dmn-tck")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def dmn_tck(directory: Path) -> int:
    """Run the DMN Technology Compatibility Kit's cases below DIRECTORY. Exits with 1 when one fails."""
    from app.dmn.tck import main

    return main([str(directory)])
