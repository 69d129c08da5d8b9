"""The ``notify`` operator: what a send or service task of this type does.

Inputs: ``to`` (a person's id or a list), ``group`` (a group's id or a list), ``subject``, ``text`` and, for people who
read English, ``subject_en`` and ``text_en``.
"""

from collections.abc import Mapping
from typing import Any

from app.errors import EscaladeError
from app.identity.directory import members
from app.notifications.commands import Message, leave_messages
from app.store.desk import Desk


class NobodyToNotify(EscaladeError):
    """The message «{subject}» names nobody who can receive it. Nothing was sent. Correct «to» or «group» and retry."""

    status = 422


def notify(desk: Desk, *, case_id: int, step: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves the message for everybody named; done twice for one step, the second changes nothing."""
    subject, text = str(inputs.get("subject") or ""), str(inputs.get("text") or "")
    people = set(_ids(inputs.get("to"))) | members(desk.session, _ids(inputs.get("group")))
    if not people:
        raise NobodyToNotify(subject=subject)
    message = Message(subject, text, str(inputs.get("subject_en") or subject), str(inputs.get("text_en") or text))
    leave_messages(desk, case_id=case_id, occasion=step, people=people, message=message)
    return {}


def _ids(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value]) if item]
