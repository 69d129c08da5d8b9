"""What the history keeps is what was said, numbers that no machine word holds included."""

import pytest

from app.history.log import NewEvent, append_last, read, verify
from app.store.desk import Desk

pytestmark = pytest.mark.store


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 2**64 - 1, 2**64, 10**30, -(10**30), 0.1, 1e300])
def test_a_number_comes_back_as_it_was(desk: Desk, number: float) -> None:
    payload = {"b": [number, "é", "1234567890123456789012"], "a": None}
    desk.commit(lambda: append_last(desk.session, "x", at=desk.now(), event=NewEvent("x_done", "lea", payload)))
    (event,) = read(desk.session, "x")
    assert event.payload == payload and type(event.payload["b"][0]) is type(number)
    assert verify(desk.session, "x").intact
