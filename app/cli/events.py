"""Commands for what comes from outside any case: send, signal, and what waits for them."""

from collections.abc import Iterator

import click

from app.cases.locked import reference
from app.cases.outside import Awaited, Kept, Starter, awaited, kept_messages, starters_of_desk
from app.cases.publishing import LONGEST, Published, publish_message
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
@click.option("--ttl", type=click.IntRange(0, LONGEST), default=0, help="Seconds to keep it while nobody waits.")
@brings
@sender
@key_option
@json_output
def send(
    message: str, correlation: str | None, ttl: int, values: str, person: str | None, key: str | None, json: bool
) -> None:  # fmt: skip
    """Send MESSAGE to the one case that waits for it, or that it starts."""
    brought = json_object(values, place="--values")
    with opened() as desk:
        published = publish_message(
            acting(desk, person), desk, message=message, key=correlation, values=brought, ttl=ttl,
            channel="cli", idempotency_key=key,
        )  # fmt: skip
    if json:
        as_json(published)
        return
    click.echo(_became(published))


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
    """List what cases wait for from outside, what starts cases, and messages that are kept for somebody."""
    with opened() as desk:
        starts, waits, kept = starters_of_desk(desk.session), awaited(desk.session), kept_messages(desk.session)
    if json:
        as_json({"starts": starts, "waits": waits, "kept": kept})
        return
    table(["STARTS", "BY", "NAME", "NEXT", "FOR"], _starts(starts), empty="Nothing starts a case from outside.")
    click.echo()
    table(["WAITS FOR", "NAME", "KEY", "CASES", "FIRST", "SINCE"], _waits(waits), empty="No case waits.")
    click.echo()
    table(["KEPT MESSAGE", "KEY", "FROM", "SINCE", "UNTIL"], _kept(kept), empty="No message is kept.")


def _became(published: Published) -> str:
    """What became of a message, in a sentence."""
    case = published.reference or "A case that you may not see"
    sentences = {
        "started": f"{case} was started.",
        "delivered": f"{case} has the message.",
        "kept": "Nobody waits yet; the message is kept.",
        "lost": "Nobody waited in time; the message was delivered to nobody.",
    }
    return sentences[published.outcome]


def _starts(starts: tuple[Starter, ...]) -> Iterator[list[str]]:
    for it in starts:
        yield [it.definition, it.kind, it.name, moment(it.due_at), it.requester or ""]


def _waits(waits: tuple[Awaited, ...]) -> Iterator[list[str]]:
    for it in waits:
        yield [it.kind, it.name, it.key or "", str(it.cases), reference(it.first_case), moment(it.since)]


def _kept(kept: tuple[Kept, ...]) -> Iterator[list[str]]:
    for it in kept:
        sender = "outside" if it.sender is None else reference(it.sender)
        yield [it.name, it.key or "", sender, moment(it.since), moment(it.until)]
