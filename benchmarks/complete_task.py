"""Completing a task by the API beside a bare route that commits the same: ``python -m benchmarks.complete_task``."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import orjson

from benchmarks import bare, desk, servers
from benchmarks.client import Client, Measured, Request, one_by_one, together

CLIENTS = 8
WARM = 40


@click.command()
@click.option("--requests", "number", default=600, help="Completions one by one, and as many with 8 clients.")
@click.option("--rounds", default=6, help="In how many turns the two take.")
@click.option("--port", default=8160, help="This port and the next one are used.")
@click.option("--threads", default=8, help="Threads of each server.")
def main(number: int, rounds: int, port: int, threads: int) -> None:
    """Prints both, one by one and with 8 clients, in one run, in turns."""
    with tempfile.TemporaryDirectory(prefix="escalade-bench-") as name:
        folder = Path(name)
        workplace = desk.settle(folder)
        cases = WARM + 2 * number
        with workplace.desk() as place:
            ids = desk.start_cases(place, cases)
        bare.fill(folder / "bare.db", cases)
        with (
            servers.running("escalade", folder, port, threads=threads),
            servers.running("plain", folder, port + 1, threads=threads),
        ):
            clients = [[Client(each, workplace.secret) for _ in range(CLIENTS)] for each in (port, port + 1)]
            sent = [_to_desk(ids), _to_bare(range(1, cases + 1))]
            _report(*_measure(clients, sent, number, rounds))


def _to_desk(ids: Sequence[int]) -> list[Request]:
    body = orjson.dumps({"values": desk.CHECKED})
    return [Request(f"/api/v1/tasks/{case_id}-1/completion", body, f"bench-{case_id}") for case_id in ids]


def _to_bare(ids: Sequence[int]) -> list[Request]:
    body = orjson.dumps({"values": desk.CHECKED})
    return [Request(f"/bare/{case_id}/1", body, f"bench-{case_id}") for case_id in ids]


def _measure(
    clients: list[list[Client]], sent: list[list[Request]], number: int, rounds: int
) -> tuple[list[Measured], list[Measured]]:
    """Both one by one, then both with all clients; the two servers take turns within each round."""
    for group, requests in zip(clients, sent, strict=True):
        together(group, requests[:WARM])
    alone, crowd = [Measured((), 0.0)] * 2, [Measured((), 0.0)] * 2
    share = number // rounds
    for turn in range(rounds):
        first = WARM + turn * share
        for which in (0, 1) if turn % 2 else (1, 0):
            alone[which] += one_by_one(clients[which][0], sent[which][first : first + share])
    for turn in range(rounds):
        first = WARM + number + turn * share
        for which in (0, 1) if turn % 2 else (1, 0):
            crowd[which] += together(clients[which], sent[which][first : first + share])
    return alone, crowd


def _report(alone: list[Measured], crowd: list[Measured]) -> None:
    click.echo(f"{'':28}{'desk':>12}{'bare route':>12}{'ratio':>8}  target")
    for name, found, target in (
        ("one client, p50 ms", [each.p50 for each in alone], "at most 3"),
        ("one client, p95 ms", [each.p95 for each in alone], ""),
        ("8 clients, p50 ms", [each.p50 for each in crowd], ""),
        ("8 clients, p95 ms", [each.p95 for each in crowd], ""),
        ("8 clients, completions/s", [each.rate for each in crowd], "at least 0.33"),
    ):
        click.echo(f"{name:28}{found[0]:12.2f}{found[1]:12.2f}{found[0] / found[1]:8.2f}  {target}")


if __name__ == "__main__":
    main()
