"""Mail over SMTP (RFC 5321): plain text with an HTML alternative. A link only opens a page; nothing acts on GET."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. ``security`` is none, starttls or tls."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class Letter:
    """A mail to one person; ``link`` is the page that it is about."""

    to: str
    subject: str
    text: str
    link: str
    message_id: str


def send(server: MailServer, letter: Letter) -> None:
    """Hands the letter over; smtplib's errors leave it to the job to try again.

    The message id is the same on each attempt, so that a receiver can drop a repetition.
    """
    with _connected(server) as connection:
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(_composed(server, letter))


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    return connection


def _composed(server: MailServer, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = server.sender, letter.to
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Message-ID"] = f"<{letter.message_id}@{server.sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{letter.text}\n\n{letter.link}\n")
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in letter.text.split("\n") if part.strip())
    link = escape(letter.link, quote=True)
    mail.add_alternative(f'<html><body>{paragraphs}<p><a href="{link}">{link}</a></p></body></html>', subtype="html")
    return mail
