"""Files of a case: which are accepted, and keeping them."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import func, select

from app.cases.locked import LockedCase
from app.cases.running import Cause, record_remark
from app.cases.views import AttachmentView
from app.errors import EscaladeError, InvalidInput, TooLarge
from app.identity.actor import Actor
from app.identity.directory import person_ref
from app.store.desk import Desk, DeskSettings
from app.store.tables import Attachment

ACCEPTED_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


class FileRefused(EscaladeError):
    """Files of the kind «{kind}» are not accepted. Nothing was stored. Send a document, an image or an archive."""

    status = 415


@dataclass(frozen=True)
class NewFile:
    """A file that may be stored. Its ``id`` is what the answers of a form call it by."""

    id: str
    name: str
    media_type: str
    content: bytes


def new_file(settings: DeskSettings, *, name: str, media_type: str, content: bytes) -> NewFile:
    """Looks at a file. Its kind is told by its name; the browser's word for it (*media_type*) only names a refused one.

    Raises :class:`FileRefused` and :class:`~app.errors.TooLarge`.
    """
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if kind not in ACCEPTED_TYPES:
        raise FileRefused(kind=kind or media_type)
    if not content:
        raise InvalidInput(reason="the file is empty")
    if len(content) > settings.attachment_limit:
        raise TooLarge(what="The file", limit=_megabytes(settings.attachment_limit))
    return NewFile(secrets.token_hex(8), _file_name(name), ACCEPTED_TYPES[kind], content)


def store_file(
    actor: Actor, desk: Desk, row: LockedCase, file: NewFile, *, task_id: str | None = None
) -> AttachmentView:
    """Keeps the file with a case that the caller has locked, and records it. Raises :class:`~app.errors.TooLarge`."""
    stored = desk.session.scalar(select(func.sum(Attachment.size)).where(Attachment.case_id == row.id)) or 0
    if stored + len(file.content) > desk.settings.case_attachments_limit:
        raise TooLarge(what="All files of the case", limit=_megabytes(desk.settings.case_attachments_limit))
    attachment = Attachment(
        id=file.id,
        case_id=row.id,
        task_id=task_id,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
        added_by=actor.id,
        added_at=desk.now(),
        content=file.content,
    )
    desk.session.add(attachment)
    payload = {"file": file.id, "name": file.name, "size": attachment.size, "sha256": attachment.digest}
    record_remark(desk, row, Cause("file_attached", actor.id, payload))
    who = person_ref(desk.session, actor.id)
    return AttachmentView(file.id, file.name, file.media_type, attachment.size, who, attachment.added_at)


def _file_name(name: str) -> str:
    """The last part of whatever path the browser sent, without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[-200:] or "file"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:g} MB"
