"""Commands that look at diagrams without a desk: check, trace, test-scenarios, dmn-tck."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app.cli.confined import MEGABYTES, SECONDS, Stopped, TooMuch, confined
from app.cli.language import say, terminal_language
from app.cli.output import as_json
from app.definitions.checks import check_files
from app.engine import check_bundle
from app.engine.findings import Report
from app.engine.guard import entry_of, finding_of, start_each
from app.engine.model import Finding, Severity
from app.engine.trace import trace as traced
from app.engine.trace_inputs import Script
from app.errors import EscaladeError

SUFFIXES = {".bpmn", ".dmn", ".form"}
FILE_LIMIT = 5_000_000
FILES_A_SECOND = 10
TRACE_SECONDS = 60
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
    findings = findings_of(read_files(files))
    spoken = language or terminal_language()
    if json:
        as_json([_told(finding, spoken) for finding in findings])
    else:
        _tell(findings, spoken)
    return 1 if _errors(findings) else 0


@click.command()
@files_argument
@click.option("--set", "values", multiple=True, metavar="NAME=FEEL", help="A variable at the start; repeatable.")
@click.option("--complete", "completions", multiple=True, metavar="ELEMENT=FEEL", help="What a task is sent, in turn.")
@click.option("--message", "messages", multiple=True, metavar="NAME[:KEY]=FEEL", help="A message, in turn.")
@click.option("--signal", "signals", multiple=True, metavar="NAME=FEEL", help="A signal, in turn.")
@click.option("--wait", "waits", multiple=True, metavar="DURATION", help="Time that passes, such as PT4H; repeatable.")
@click.option("--process", help="Which process runs; the one that no other calls when not said.")
def trace(
    files: tuple[Path, ...], values: tuple[str, ...], completions: tuple[str, ...], messages: tuple[str, ...],
    signals: tuple[str, ...], waits: tuple[str, ...], process: str | None,
) -> int:  # fmt: skip
    """Run a diagram with a simulated clock and write what happens, a JSON line for each thing.

    Called diagrams and decisions are further FILEs. Tasks and jobs are completed in the order in which they open. A
    diagram that a check would refuse is not run: its errors are written to standard error and it exits with 1.
    """
    models = _models(read_files(files))
    script = Script(values, completions, messages, signals, waits, process)
    for line in confined(lambda: _checked_trace(models, script), then=TRACE_SECONDS):
        if isinstance(line, list):
            _tell([finding_of(entry) for entry in line], terminal_language(), error=True)
            return 1
        as_json(line)
    return 0


def read_files(paths: tuple[Path, ...]) -> dict[str, bytes]:
    """The content of files, and of the deployable files in folders, by path. Raises :class:`FileNotReadable`."""
    try:
        return {path.as_posix(): _content(path) for path in _files_of(paths)}
    except OSError as error:
        raise FileNotReadable(path=error.filename, reason=error.strerror) from error


def findings_of(files: dict[str, bytes]) -> list[Finding]:
    """The findings of the files, made where a hostile one does no harm; one that takes too much is found to."""
    try:
        return _found_confined(files)
    except Stopped as error:
        if len(files) == 1:
            return _stopped(files, error)
    hostile = {path: content for path, content in files.items() if _is_hostile(path, content)}
    if not hostile:
        return _stopped(files, TooMuch())
    found = [finding for path, content in hostile.items() for finding in findings_of({path: content})]
    rest = {path: content for path, content in files.items() if path not in hostile}
    return [*found, *(findings_of(rest) if rest else ())]


def _is_hostile(path: str, content: bytes) -> bool:
    """Whether the file alone stops who looks at it."""
    try:
        _found_confined({path: content})
    except Stopped:
        return True
    return False


def _stopped(files: dict[str, bytes], error: Stopped) -> list[Finding]:
    report = Report()
    for path in files:
        if isinstance(error, TooMuch):
            report.add("too-slow", path, seconds=SECONDS, megabytes=MEGABYTES)
        else:
            report.add("not-startable", path)
    return list(report)


def _found_confined(files: dict[str, bytes]) -> list[Finding]:
    seconds = SECONDS + len(files) // FILES_A_SECOND
    return [finding_of(entry) for entry in confined(lambda: map(entry_of, _found_in(files)), seconds=seconds)]


def _found_in(files: dict[str, bytes]) -> list[Finding]:
    """Checks; forms that a diagram names are only missed when forms were given. What has no error is started."""
    with_forms = any(path.endswith(".form") for path in files)
    findings = check_files(files) if with_forms else check_bundle(files)
    if not _errors(findings):
        start_each(_models(files))
    return findings


def _checked_trace(models: dict[str, bytes], script: Script) -> Iterator[Any]:
    """The lines of a trace, or a list of the findings that stop it."""
    errors = _errors(check_bundle(models))
    if errors:
        yield [entry_of(finding) for finding in errors]
    else:
        yield from traced(models, script)


def _models(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.endswith(".form")}


def _errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]


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
        "name": finding.name,
        "message": say(finding.message, finding.details, language=language),
        "remedy": say(finding.remedy, finding.details, language=language),
    }


def _tell(findings: list[Finding], language: str, *, error: bool = False) -> None:
    for finding in _by_element(findings):
        told = _told(finding, language)
        named = f"{finding.element} ({finding.name})" if finding.name else finding.element
        place = f"{finding.file}: {named}" if named else finding.file
        source = f"{finding.rule}; {finding.section}" if finding.section else finding.rule
        words = f"{place}: {finding.severity}: {told['message']} {told['remedy']} [{source}]"
        click.echo(words, err=error)
    errors = len(_errors(findings))
    click.echo(f"{errors} errors, {len(findings) - errors} warnings.", err=error)


def _by_element(findings: list[Finding]) -> list[Finding]:
    """What is said of one element together."""
    places: dict[tuple[str, str | None], int] = {}
    for finding in findings:
        places.setdefault((finding.file, finding.element), len(places))
    return sorted(findings, key=lambda finding: places[finding.file, finding.element])


@click.command("dmn-tck")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def dmn_tck(directory: Path) -> int:
    """Run the DMN Technology Compatibility Kit's cases below DIRECTORY. Exits with 1 when one fails."""
    from app.dmn.tck import main

    return main([str(directory)])
