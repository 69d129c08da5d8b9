"""Commands that do the desk's work: deploy, start, tasks, complete, show."""

from pathlib import Path
from typing import Any

import click

from app.cases.commands import start_case
from app.cases.queries import case_history, case_page
from app.cases.views import CasePage, HistoryEntry, InboxRow
from app.cli.language import say, terminal_language
from app.cli.opening import acting, opened
from app.cli.output import as_json, moment, table
from app.cli.values import json_assignments, json_object, merged
from app.definitions.commands import deploy as deploy_files
from app.definitions.commands import read_folder
from app.errors import NotFound
from app.tasks.commands import complete_task
from app.tasks.queries import inbox
from app.tasks.views import InboxFilter

SUFFIXES = {".bpmn", ".dmn", ".form"}
as_person = click.option("--as", "person", required=True, metavar="PERSON", help="Who does it (a person's id).")
json_output = click.option("--json", "json", is_flag=True, help="Write JSON for programs.")
key_option = click.option("--key", metavar="KEY", help="An idempotency key: the same key again does nothing twice.")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@click.option("--reason", required=True, help="Why; it is kept in the history.")
@click.option("--as", "person", metavar="PERSON", help="Who deploys; the desk itself when nobody is named.")
@json_output
def deploy(paths: tuple[Path, ...], reason: str, person: str | None, json: bool) -> None:
    """Deploy diagrams, decisions and forms.

    A PATH is a file or a folder; without one, workflows/ and forms/ are deployed. What has not changed makes no new
    version.
    """
    with opened() as desk:
        made = deploy_files(acting(desk, person), desk, files=deployable(paths), reason=reason)
    if json:
        as_json(made)
        return
    for version in made:
        click.echo(f"{version.key}  version {version.number}  {version.name}")
    click.echo(f"{len(made)} new versions." if made else "Nothing has changed; no new version was made.")


@click.command()
@click.argument("scenario")
@as_person
@click.option("--set", "values", multiple=True, metavar="NAME=JSON", help="An answer of the start form; repeatable.")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False), help="A JSON file with the answers.")
@click.option("--title", help="What the case is called.")
@click.option("--for", "requester", metavar="PERSON", help="For whom, when not for oneself.")
@key_option
@json_output
def start(
    scenario: str, person: str, values: tuple[str, ...], file: str | None, title: str | None, requester: str | None,
    key: str | None, json: bool,
) -> None:  # fmt: skip
    """Start a case of SCENARIO, such as intake."""
    sent = merged(json_object(f"@{file}", place=file) if file else {}, json_assignments(values))
    with opened() as desk:
        started = start_case(
            acting(desk, person), desk, scenario=scenario, values=sent, title=title, requester_id=requester,
            channel="cli", idempotency_key=key,
        )  # fmt: skip
    if json:
        as_json(started)
        return
    click.echo(f"{started.reference} is open. Tasks: {', '.join(started.open_tasks) or 'none'}")


@click.command()
@as_person
@click.option("--whose", type=click.Choice(["all", "mine", "groups"]), default="all", help="Whose tasks.")
@json_output
def tasks(person: str, whose: str, json: bool) -> None:
    """List the tasks that a person may do, most urgent first."""
    with opened() as desk:
        found = inbox(desk.session, acting(desk, person), InboxFilter(whose=whose, page_size=200), now=desk.now())
    if json:
        as_json(found.rows)
        return
    table(["TASK", "DUE", "PRIORITY", "CASE", "WHAT"], map(_line, found.rows), empty=f"No task waits for {person}.")
    if found.total > len(found.rows):
        click.echo(f"… and {found.total - len(found.rows)} more.")


@click.command()
@click.argument("task")
@as_person
@click.option("--values", default="{}", metavar="JSON", help="The form's answers: JSON, @file or - for standard input.")
@key_option
@json_output
def complete(task: str, person: str, values: str, key: str | None, json: bool) -> None:
    """Complete TASK with the answers of its form."""
    sent = json_object(values, place="--values")
    with opened() as desk:
        completion = complete_task(
            acting(desk, person), desk, task_id=task, values=sent, idempotency_key=key, channel="cli"
        )
    if json:
        as_json(completion)
        return
    following = ", ".join(f"{row.id} {_named(row.name, row.name_en)}" for row in completion.next_tasks)
    click.echo(f"{task} is done. {completion.reference} is {completion.state}. Next: {following or 'nothing'}")


@click.command()
@click.argument("case")
@click.option("--history", is_flag=True, help="Everything that happened, oldest first.")
@click.option("--as", "person", metavar="PERSON", help="Who looks; the desk itself when nobody is named.")
@json_output
def show(case: str, history: bool, person: str | None, json: bool) -> None:
    """Show where CASE (12 or E-000012) stands."""
    with opened() as desk:
        actor, case_id = acting(desk, person), case_number(case)
        found: Any = (
            case_history(desk.session, actor, case_id)
            if history
            else case_page(desk.session, actor, case_id, now=desk.now())
        )
    if json:
        as_json(found)
    elif history:
        _tell_history(found)
    else:
        _tell_case(found)


def case_number(text: str) -> int:
    """The id of a case from its number or reference. Raises :class:`NotFound`."""
    digits = text.upper().removeprefix("E-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise NotFound(what=f"The case «{text}»")
    return int(digits)


def deployable(paths: tuple[Path, ...]) -> dict[str, bytes]:
    """The files of the paths by their place in a bundle; everything of the project's two folders without a path."""
    if not paths:
        return read_folder(Path("workflows"), Path("forms"))
    found = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*")))]
    return {_place(file): file.read_bytes() for file in found if file.suffix in SUFFIXES}


def _place(file: Path) -> str:
    """``workflows/<folder>/<file>``, so that a file sent alone replaces the deployed one."""
    if file.suffix == ".form":
        return f"forms/{file.name}"
    return f"workflows/{file.resolve().parent.name}/{file.name}"


def _line(row: InboxRow) -> list[str]:
    return [row.id, moment(row.due_at), row.case.priority, row.case.reference, _named(row.name, row.name_en)]


def _named(french: str, english: str) -> str:
    return french if terminal_language() == "fr" else english or french


def _tell_case(page: CasePage) -> None:
    summary = page.summary
    click.echo(f"{summary.reference}  {summary.title}")
    click.echo(f"{_named(summary.scenario_name, summary.scenario_name_en)}, version {summary.version_number}")
    click.echo(f"{summary.state} {summary.outcome}".rstrip() + f", {summary.priority}, for {summary.requester.name}")
    click.echo(f"opened {moment(summary.opened_at)}, due {moment(summary.due_at) or 'never'}, step {page.revision}")
    for row in page.open_tasks:
        click.echo(f"  task {row.id}  {_named(row.name, row.name_en)}  due {moment(row.due_at) or 'never'}")
    for timer in page.timers:
        click.echo(f"  timer {_named(timer.name, timer.name_en) or timer.element}  at {moment(timer.due_at)}")
    for incident in page.incidents:
        click.echo(f"  incident at {incident.name or incident.element}: {incident.message}")


def _tell_history(entries: tuple[HistoryEntry, ...]) -> None:
    for entry in entries:
        sentence = say(entry.sentence, entry.details)
        click.echo(f"{entry.sequence:>4}  {moment(entry.at)}  {entry.actor.name}: {sentence}")
        for value in entry.sent:
            click.echo(f"        {_named(value.label, value.label_en) or value.key}: {value.value}")
