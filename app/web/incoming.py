"""Reading what a browser sent, with its bounds, before a command sees it."""

import secrets
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import get_timezone, gettext
from werkzeug.datastructures import FileStorage

from app.errors import InvalidInput

LONGEST_TEXT = 10_000
LONGEST_KEY = 64
OWN_FIELDS = frozenset({"csrf_token", "_key", "_revision", "_form", "_requester"})


def fields() -> dict[str, list[str]]:
    """The fields of the form that an owner wrote, without those that belong to the page."""
    sent = request.form.to_dict(flat=False)
    return {name: values for name, values in sent.items() if name not in OWN_FIELDS}


def text(name: str, *, required: bool = True, limit: int = LONGEST_TEXT) -> str:
    """One text field without the space around it. Raises :class:`InvalidInput` when it is missing or too long."""
    value = request.form.get(name, "").strip().replace("\r\n", "\n")
    if required and not value:
        raise InvalidInput(reason=gettext("the field «%(name)s» is empty", name=name))
    if len(value) > limit:
        reason = gettext(
            "the field «%(name)s» is %(length)s characters long and may have %(limit)s",
            name=name, length=len(value), limit=limit,
        )  # fmt: skip
        raise InvalidInput(reason=reason)
    return value


def number(name: str, default: int = 1, *, least: int = 1, most: int = 1_000_000) -> int:
    """A whole number from the address; what is not one counts as the default."""
    try:
        return min(max(int(request.args.get(name, default)), least), most)
    except ValueError:
        return default


def moment(name: str) -> datetime:
    """A ``datetime-local`` field, in the time zone of the desk."""
    try:
        local = datetime.fromisoformat(text(name, limit=40))
        zone = ZoneInfo(str(get_timezone()))
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(reason=gettext("the field «%(name)s» is not a date and time", name=name)) from error


def revision() -> int | None:
    """The revision of the case that the page showed."""
    sent = request.form.get("_revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def key() -> str | None:
    """The idempotency key that the page carried: sending it twice does it once."""
    return request.form.get("_key", "")[:LONGEST_KEY] or None


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_hex(16)


def upload(name: str) -> FileStorage:
    """The file that was chosen. Raises :class:`InvalidInput` when there is none."""
    file = request.files.get(name)
    if file is None or not file.filename:
        raise InvalidInput(reason=gettext("no file was chosen"))
    return file


def back_to(default: str) -> str:
    """Where to go next, as the page asked; only ever a path of this desk."""
    wish = request.values.get("next", "")
    safe = wish.startswith("/") and not wish.startswith(("//", "/\\")) and wish.isprintable()
    return wish if safe else default
