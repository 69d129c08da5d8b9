"""Prepared statements give and take the values of the columns' types, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.store.desk import Desk
from app.store.statements import Prepared
from app.store.tables import Absence, Event, Group, Person

pytestmark = pytest.mark.store
MORNING = datetime(2026, 11, 23, 8, 0, 0, 250_000, UTC)
ADD = Prepared(insert(Absence).returning(Absence.id))
OF_PERSON = Prepared(
    select(Absence.id, Absence.begins, Absence.ends, Person.vip)
    .join(Person, Person.id == Absence.person_id)
    .where(Absence.person_id == bindparam("person"), Absence.begins <= bindparam("now"))
    .order_by(Absence.id)
)
CHANGE = Prepared(update(Absence).where(Absence.id == bindparam("of_absence")))
REMOVE = Prepared(delete(Absence).where(Absence.person_id == bindparam("person")))


def add(desk: Desk) -> int:
    values = {"person_id": "helene", "deputy_id": "lea", "begins": MORNING, "ends": MORNING}
    return int(ADD.value(desk.session, **values))


def test_rows_come_back_with_the_values_of_their_types(desk: Desk) -> None:
    first, second = add(desk), add(desk)
    rows = OF_PERSON.all(desk.session, person="helene", now=MORNING)
    assert [tuple(row) for row in rows] == [(first, MORNING, MORNING, True), (second, MORNING, MORNING, True)]
    found = OF_PERSON.first(desk.session, person="helene", now=MORNING)
    assert found is not None and found.begins == MORNING and found.vip is True
    assert OF_PERSON.first(desk.session, person="nobody", now=MORNING) is None
    assert OF_PERSON.value(desk.session, person="nobody", now=MORNING) is None


def test_an_update_sets_what_it_is_given(desk: Desk) -> None:
    absence, later = add(desk), MORNING.replace(hour=9)
    assert CHANGE.change(desk.session, of_absence=absence, ends=later) == 1
    assert CHANGE.change(desk.session, of_absence=absence, begins=MORNING, deputy_id="karim") == 1
    assert CHANGE.change(desk.session, of_absence=absence + 1, ends=later) == 0
    assert OF_PERSON.all(desk.session, person="helene", now=MORNING)[0].ends == later
    assert REMOVE.change(desk.session, person="helene") == 1


def test_each_row_is_written_and_bytes_stay_bytes(desk: Desk) -> None:
    event = {
        "type": "tried",
        "at": MORNING,
        "actor": "lea",
        "request": None,
        "payload_digest": b"\x00\xff",
        "digest": b"d",
    }
    rows = [event | {"stream": "try/1", "sequence": number} for number in (1, 2)]
    Prepared(insert(Event)).change_each(desk.session, rows)
    found = Prepared(select(Event.payload_digest, Event.request).where(Event.stream == bindparam("stream")))
    assert [tuple(row) for row in found.all(desk.session, stream="try/1")] == [(b"\x00\xff", None)] * 2


def test_the_drivers_errors_are_sqlalchemys(desk: Desk) -> None:
    twice = {"id": "twice", "name": "Deux fois", "name_en": "Twice", "role": False}
    statement = Prepared(insert(Group))
    statement.change(desk.session, **twice)
    with pytest.raises(IntegrityError):
        statement.change(desk.session, **twice)
    desk.session.rollback()
    assert desk.session.get(Group, "twice") is None


def test_a_parameter_that_is_missing_is_no_null(desk: Desk) -> None:
    with pytest.raises(TypeError, match="person"):
        OF_PERSON.all(desk.session, now=MORNING)
