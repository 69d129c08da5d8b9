"""Writing for people and for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click
import orjson

COLUMN_LIMIT = 60


def as_json(value: object) -> None:
    """One JSON document on one line; moments are RFC 3339 in UTC."""
    try:
        written = orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z).decode()
    except orjson.JSONEncodeError:  # a number of FEEL that has more than 64 bits
        written = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))
    click.echo(written)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Rows under headings, in columns; *empty* is said when there are none."""
    lines = [[cell[:COLUMN_LIMIT] for cell in row] for row in rows]
    if not lines:
        click.echo(empty)
        return
    widths = [max(len(line[column]) for line in [headings, *lines]) for column in range(len(headings))]
    for line in [headings, *lines]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def moment(at: datetime | None) -> str:
    """A moment in the zone of this machine, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)
