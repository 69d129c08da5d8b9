"""Commands that repair cases: incidents, retry, correct, move, end. Each change takes a reason."""

from collections.abc import Sequence

import click
import orjson

from app.cases import repair
from app.cases.commands import Sent
from app.cases.incidents import incidents_of_case, open_incidents
from app.cases.repair_views import IncidentPage, IncidentRow
from app.cli.opening import acting, opened
from app.cli.output import as_json, moment, table
from app.cli.values import json_assignments
from app.cli.work import case_number, json_output, key_option

reason_option = click.option("--reason", required=True, help="Why; it is kept in the history.")
actor_option = click.option(
    "--as", "person", metavar="PERSON", help="Who does it; the desk itself when nobody is named."
)
data_option = click.option(
    "--set", "values", multiple=True, metavar="NAME=JSON", help="Data that is corrected by it; repeatable."
)
revision_option = click.option(
    "--revision", type=int, metavar="N", help="The step number on which this was decided; refused when it has moved."
)


@click.command()
@click.argument("case", required=False)
@click.option("--page", type=click.IntRange(1, 10_000), default=1, help="Which page of all open incidents.")
@actor_option
@json_output
def incidents(case: str | None, page: int, person: str | None, json: bool) -> None:
    """List the steps that failed and wait to be repaired; those of CASE with the data that they see."""
    with opened() as desk:
        actor = acting(desk, person)
        if case:
            found = incidents_of_case(desk.session, actor, case_number(case))
            _tell_all(found, json)
            return
        listed = open_incidents(desk.session, actor, page=page)
    if json:
        as_json(listed)
        return
    headings = ["CASE", "STEP", "SINCE", "CODE", "WHAT HAPPENED"]
    table(headings, [_line(row) for row in listed.rows], empty="Nothing stands still.")


@click.command()
@click.argument("case")
@click.argument("step")
@data_option
@reason_option
@revision_option
@actor_option
@key_option
def retry(
    case: str, step: str, values: tuple[str, ...], reason: str, revision: int | None, person: str | None,
    key: str | None,
) -> None:  # fmt: skip
    """Try the failed STEP of CASE again, as `incidents` names it."""
    with opened() as desk:
        sent = repair.retry_step(
            acting(desk, person), desk, case_id=case_number(case), step=step, values=json_assignments(values),
            reason=reason, revision=revision, idempotency_key=key,
        )  # fmt: skip
    _done(sent)


@click.command()
@click.argument("case")
@data_option
@click.option("--step", default="", metavar="STEP", help="A step whose own data it is; the case's when left out.")
@reason_option
@revision_option
@actor_option
@key_option
def correct(
    case: str, values: tuple[str, ...], step: str, reason: str, revision: int | None, person: str | None,
    key: str | None,
) -> None:  # fmt: skip
    """Correct data of CASE without trying anything again."""
    with opened() as desk:
        sent = repair.correct_data(
            acting(desk, person), desk, case_id=case_number(case), values=json_assignments(values), step=step,
            reason=reason, revision=revision, idempotency_key=key,
        )  # fmt: skip
    _done(sent)


@click.command()
@click.argument("case")
@click.option("--cancel", multiple=True, metavar="STEP", help="A step that is left, with all inside it; repeatable.")
@click.option("--start", multiple=True, metavar="ELEMENT", help="Where to go on: an element, or a flow; repeatable.")
@data_option
@reason_option
@revision_option
@actor_option
@key_option
def move(
    case: str, cancel: tuple[str, ...], start: tuple[str, ...], values: tuple[str, ...], reason: str,
    revision: int | None, person: str | None, key: str | None,
) -> None:  # fmt: skip
    """Move CASE: cancel steps and go on at other elements of its diagram.

    At a gateway that joins several ways, name the sequence flow by which to arrive.
    """
    with opened() as desk:
        sent = repair.move_token(
            acting(desk, person), desk, case_id=case_number(case), cancel=cancel, start=start,
            values=json_assignments(values), reason=reason, revision=revision, idempotency_key=key,
        )  # fmt: skip
    _done(sent)


@click.command()
@click.argument("case")
@reason_option
@revision_option
@actor_option
@key_option
def end(case: str, reason: str, revision: int | None, person: str | None, key: str | None) -> None:
    """End CASE, which cannot go on: its tasks close, its deadlines pass no more."""
    with opened() as desk:
        sent = repair.end_case(
            acting(desk, person), desk, case_id=case_number(case), reason=reason, revision=revision,
            idempotency_key=key,
        )  # fmt: skip
    _done(sent)


def _line(row: IncidentRow) -> list[str]:
    return [row.case.reference, row.step, moment(row.opened_at), row.code, row.message.partition("\n")[0]]


def _tell_all(found: Sequence[IncidentPage], json: bool) -> None:
    if json:
        as_json(found)
    elif not found:
        click.echo("Nothing stands still.")
    else:
        for page in found:
            _tell(page)


def _tell(page: IncidentPage) -> None:
    row = page.incident
    click.echo(f"{row.case.reference}  {row.step}  since {moment(row.opened_at)}, step {page.revision} of the case")
    click.echo(f"  {row.code}: {row.message}")
    for name, value in page.data.items():
        click.echo(f"  {'*' if name in page.own else ' '} {name} = {orjson.dumps(value).decode()}")


def _done(sent: Sent) -> None:
    click.echo(f"E-{sent.case_id:06d} is {sent.state}, step {sent.revision}.")
