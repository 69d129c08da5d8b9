"""Mail, received by a real SMTP server on loopback."""

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from app.jobs.registry import job_kinds
from app.jobs.tasks import mail_sender
from app.notifications.mail import Letter, MailServer, send
from app.notifications.notify import notify
from app.notifications.queries import notifications
from app.store.desk import Desk
from tests.conftest import CollectingDeferrer


class Mailbox:
    """Keeps what is delivered, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuses:
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer("127.0.0.1", port, "none", "", "", "desk@escalade.example")
    controller.stop()


LETTER = Letter("lea@escalade.example", "E-7 : prêt", "Bonjour <Léa>,\nc'est prêt.", "http://desk/cases/7?a&b", "n-1")


def test_a_letter_arrives_as_text_and_html(server: MailServer, mailbox: Mailbox) -> None:
    send(server, LETTER)
    (mail,) = mailbox.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == ("lea@escalade.example", server.sender, "E-7 : prêt")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().splitlines() == ["Bonjour <Léa>,", "c'est prêt.", "", "http://desk/cases/7?a&b"]
    assert "<p>Bonjour &lt;Léa&gt;,</p>" in html.get_content()
    assert '<a href="http://desk/cases/7?a&amp;b">' in html.get_content()


def test_a_repetition_can_be_recognised(server: MailServer, mailbox: Mailbox) -> None:
    send(server, LETTER)
    send(server, LETTER)
    assert [mail["Message-ID"] for mail in mailbox.mails] == ["<n-1@escalade.example>"] * 2
    assert mailbox.mails[0]["Auto-Submitted"] == "auto-generated"


def test_nobody_adds_a_header_through_a_subject(server: MailServer, mailbox: Mailbox) -> None:
    send(server, replace(LETTER, subject="Hello\r\nBcc: everybody@escalade.example"))
    assert mailbox.mails[0]["Subject"] == "Hello Bcc: everybody@escalade.example"
    assert mailbox.mails[0]["Bcc"] is None


def test_a_refusal_is_left_to_the_next_attempt(server: MailServer, mailbox: Mailbox) -> None:
    mailbox.refuses = True
    with pytest.raises(smtplib.SMTPException):
        send(server, LETTER)
    mailbox.refuses = False
    send(server, LETTER)
    assert len(mailbox.mails) == 1


def test_without_encryption_where_it_is_demanded_nothing_is_sent(server: MailServer, mailbox: Mailbox) -> None:
    with pytest.raises(smtplib.SMTPNotSupportedError):
        send(replace(server, security="starttls", user="desk", password="secret"), LETTER)
    assert mailbox.mails == []


def test_a_message_is_mailed_with_a_link_to_its_case(
    desk: Desk, session: Session, deferred: CollectingDeferrer, server: MailServer, mailbox: Mailbox
) -> None:
    settings = replace(desk.settings, mail=True, base_url="https://desk.example")
    desk = replace(desk, settings=settings)
    notify(desk, case_id=7, step="s", inputs={"to": "lea", "subject": "Prêt", "text": "Voilà."})
    (message,) = notifications(session, "lea")
    (job,) = deferred.named("send_mail")
    assert job.arguments == {"notification_id": message.id}
    mail_sender(server)(desk, **job.arguments)
    body = mailbox.mails[0].get_body(("plain",))
    assert body is not None and "https://desk.example/cases/7" in body.get_content()
    assert mailbox.mails[0]["To"] == "lea@escalade.example"


def test_without_a_mail_server_nothing_is_mailed(desk: Desk, deferred: CollectingDeferrer) -> None:
    notify(desk, case_id=7, step="s", inputs={"to": "lea", "subject": "Prêt", "text": "Voilà."})
    assert deferred.named("send_mail") == []
    assert "send_mail" not in job_kinds(None)


def test_mail_about_a_message_that_is_gone_is_dropped(desk: Desk, server: MailServer, mailbox: Mailbox) -> None:
    mail_sender(server)(desk, notification_id=12345)
    assert mailbox.mails == []
