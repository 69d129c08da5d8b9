"""Messages inside the desk: who gets them, in which language, once, and how they are read."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.identity.actor import Actor
from app.identity.directory import actor_for
from app.notifications.commands import mark_read
from app.notifications.notify import NobodyToNotify, notify
from app.notifications.queries import PAGE_SIZE, notifications, unread_count
from app.store.desk import Desk
from app.store.tables import Person
from app.time import SimulatedClock

TEXT = {"subject": "E-000007 : prêt", "text": "C'est prêt.", "subject_en": "E-000007: ready", "text_en": "It is ready."}


def send(desk: Desk, step: str = "Task_Tell#1", case_id: int = 7, **inputs: object) -> None:
    notify(desk, case_id=case_id, step=step, inputs=TEXT | inputs)


def subjects(session: Session, person: str) -> list[str]:
    return [message.subject for message in notifications(session, person)]


def person(desk: Desk, person_id: str) -> Actor:
    return actor_for(desk.session, person_id, now=desk.now())


def test_a_person_is_told(desk: Desk, session: Session) -> None:
    send(desk, to="helene")
    (message,) = notifications(session, "helene")
    assert (message.case_id, message.text, message.at, message.read_at) == (7, "C'est prêt.", desk.now(), None)
    assert subjects(session, "olivier") == []


def test_people_and_groups_are_told_once_each(desk: Desk, session: Session) -> None:
    send(desk, to=["helene", "lea"], group=["service-desk", "cio"])
    told = {each for each in ("helene", "lea", "karim", "antoine", "marc") if unread_count(session, each)}
    assert told == {"helene", "lea", "karim", "antoine"}
    assert unread_count(session, "lea") == 1


def test_each_reads_their_own_language(desk: Desk, session: Session) -> None:
    send(desk, to=["jonas", "lea"])
    assert (subjects(session, "jonas"), subjects(session, "lea")) == (["E-000007: ready"], ["E-000007 : prêt"])


def test_one_language_does_for_both(desk: Desk, session: Session) -> None:
    notify(desk, case_id=7, step="s", inputs={"to": "jonas", "subject": "Prêt", "text": "Voilà"})
    assert subjects(session, "jonas") == ["Prêt"]


def test_done_twice_for_one_step_it_is_told_once(desk: Desk, session: Session) -> None:
    send(desk, to="helene")
    send(desk, to=["helene", "lea"])
    assert (unread_count(session, "helene"), unread_count(session, "lea")) == (1, 1)


def test_another_round_or_case_is_told_again_however_long_its_step_is(desk: Desk, session: Session) -> None:
    step = "Call_Ladder#1/" * 20 + "Task_Tell#"
    for case_id, turn in ((7, 1), (7, 2), (8, 1)):
        send(desk, step=f"{step}{turn}", case_id=case_id, to="helene")
    assert unread_count(session, "helene") == 3


def test_who_has_left_is_not_told(desk: Desk, session: Session) -> None:
    karim = session.get(Person, "karim")
    assert karim is not None
    karim.active = False
    session.commit()
    send(desk, group="service-desk", to="karim")
    assert (unread_count(session, "karim"), unread_count(session, "lea")) == (0, 1)


@pytest.mark.parametrize("inputs", [{}, {"to": None}, {"to": [], "group": "no-such-group"}])
def test_a_message_to_nobody_is_refused(desk: Desk, inputs: dict[str, object]) -> None:
    with pytest.raises(NobodyToNotify, match="E-000007 : prêt"):
        send(desk, **inputs)


def test_a_long_message_is_cut(desk: Desk, session: Session) -> None:
    send(desk, to="helene", subject="s" * 300, text="t" * 30_000)
    (message,) = notifications(session, "helene")
    assert (len(message.subject), len(message.text)) == (200, 20_000)


def test_reading_makes_no_message_new_for_the_reader_alone(desk: Desk, session: Session) -> None:
    send(desk, to=["helene", "lea"])
    mark_read(person(desk, "helene"), desk)
    assert (unread_count(session, "helene"), unread_count(session, "lea")) == (0, 1)
    assert notifications(session, "helene")[0].read_at == desk.now()


def test_the_newest_come_first_page_by_page(desk: Desk, session: Session, clock: SimulatedClock) -> None:
    for number in range(PAGE_SIZE + 2):
        send(desk, step=str(number), to="helene", subject=f"n{number}")
        clock.advance(timedelta(seconds=1))
    first, second = notifications(session, "helene"), notifications(session, "helene", 2)
    assert (first[0].subject, len(first), [m.subject for m in second]) == (f"n{PAGE_SIZE + 1}", PAGE_SIZE, ["n1", "n0"])
