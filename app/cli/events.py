"""Commands for what comes from outside any case: send, signal, and what waits for them."""

from collections.abc import Iterator

import click

from app.cases.locked import reference
from app.cases.messages import publish_message
from app.cases.outside import Awaited, Starter, awaited, starters_of_desk
from app.cases.signals import broadcast_signal
from app.cli.opening import acting, opened
from app.cli.output import as_json, moment, table
from app.cli.values import json_object
from app.cli.work import json_output, key_option

sender = click.option("--as", "person", metavar="PERSON", help="Who sends; the desk itself when nobody is named.")
brings = click.option("--values", default="{}", metavar="JSON", help="What it brings: JSON, @file or -.")


@click.command()
@click.argument("message")
@click.option("--to", "correlation", metavar="KEY", help="The correlation key.")
@brings
@sender
@key_option
@json_output
def send(message: str, correlation: str | None, values: str, person: str | None, key: str | None, json: bool) -> None:
    """Send MESSAGE to the one case that waits for it, or that it starts."""
    brought = json_object(values, place="--values")
    with opened() as desk:
        published = publish_message(
            acting(desk, person), desk, message=message, key=correlation, values=brought, channel="cli",
            idempotency_key=key,
        )  # fmt: skip
    if json:
        as_json(published)
        return
    case = published.reference or "A case that you may not see"
    click.echo(f"{case} {'was started' if published.outcome == 'started' else 'has the message'}.")


@click.command()
@click.argument("signal")
@brings
@sender
@key_option
@json_output
def signal(signal: str, values: str, person: str | None, key: str | None, json: bool) -> None:
    """Send SIGNAL to every case that listens, and start the cases that it starts."""
    brought = json_object(values, place="--values")
    with opened() as desk:
        sent = broadcast_signal(
            acting(desk, person), desk, signal=signal, values=brought, channel="cli", idempotency_key=key
        )
    if json:
        as_json(sent)
        return
    click.echo(f"The signal goes to {sent.cases} running cases and starts {sent.starts}.")


@click.command()
@json_output
def waiting(json: bool) -> None:
    """List what cases wait for from outside, and what starts cases: messages, signals, timers."""
    with opened() as desk:
        starts, waits = starters_of_desk(desk.session), awaited(desk.session)
    if json:
        as_json({"starts": starts, "waits": waits})
        return
    table(["STARTS", "BY", "NAME", "NEXT", "FOR"], _starts(starts), empty="Nothing starts a case from outside.")
    click.echo()
    table(["WAITS FOR", "NAME", "KEY", "CASES", "FIRST", "SINCE"], _waits(waits), empty="No case waits.")


def _starts(starts: tuple[Starter, ...]) -> Iterator[list[str]]:
    for it in starts:
        yield [it.definition, it.kind, it.name, moment(it.due_at), it.requester or ""]


def _waits(waits: tuple[Awaited, ...]) -> Iterator[list[str]]:
    for it in waits:
        yield [it.kind, it.name, it.key or "", str(it.cases), reference(it.first_case), moment(it.since)]
