"""Every event that throws: in the flow and at the end."""

import pytest

from tests.unit.bpmn.cases import Case, case
from tests.unit.bpmn.events import DEFINITIONS, END, KINDS, THROW, compensable, name
from tests.unit.bpmn.shows import shows
from tests.unit.engine.diagrams import boundary, end, event, node, start, subprocess, user

SENT = ("none", "message", "signal", "multiple")


def sent(played: Case) -> tuple[list[str], list[str]]:
    """The messages and signals that left the case in its last advance."""
    return [thrown.message for thrown in played.advance.thrown], [thrown.signal for thrown in played.advance.signals]


@shows(*(name(THROW, kind) for kind in SENT))
@pytest.mark.parametrize("kind", SENT)
def test_a_throw_event_sends_and_goes_on(kind: str) -> None:
    throw = node("intermediateThrowEvent", "t", KINDS[kind])
    played = case(start(), throw, user("u"), end(), flows="s t u e", definitions=DEFINITIONS)
    assert sent(played) == _expected(kind)
    assert played.open == ["u#1"]


@shows(*(name(END, kind) for kind in SENT))
@pytest.mark.parametrize("kind", SENT)
def test_an_end_event_sends_and_ends(kind: str) -> None:
    played = case(start(), end("e", KINDS[kind]), flows="s e", definitions=DEFINITIONS)
    assert sent(played) == _expected(kind)
    assert (played.state, played.ended_at) == ("completed", "e")


@pytest.mark.parametrize("place", ["t", "e"])
def test_what_is_sent_reaches_those_that_wait_in_the_case(place: str) -> None:
    """One message, one receiver; a signal reaches all."""
    catches = [node("intermediateCatchEvent", f"c{n}", KINDS["message"]) for n in (1, 2)]
    hears = [node("intermediateCatchEvent", f"h{n}", KINDS["signal"]) for n in (1, 2)]
    throws = node("intermediateThrowEvent", "t", KINDS["multiple"]) if place == "t" else ""
    ends = end("e", KINDS["multiple"] if place == "e" else "")
    parts = [start(), node("parallelGateway", "f"), user("w"), *catches, *hears, throws, ends, end("o")]
    users = [user(f"u{n}") for n in range(1, 5)]
    flows = f"s f w {'t e' if throws else 'e'};f c1 u1 o;f c2 u2;f h1 u3;f h2 u4"
    played = case(*parts, *users, flows=flows, definitions=DEFINITIONS)
    played.does("w#1")
    assert len(played.elements & {"u1", "u2"}) == 1
    assert {"u3", "u4"} <= played.elements


@pytest.mark.parametrize("kind", ["message", "signal"])
@pytest.mark.parametrize("sooner", ["f t o;f a b c x", "f a b c x;f t o"])
def test_what_is_sent_does_not_miss_who_is_on_the_way_to_wait_for_it(kind: str, sooner: str) -> None:
    """Which of two parallel branches is drawn first, or is shorter, makes no difference."""
    throw, catch = (node(f"intermediate{side}Event", side[0].lower(), KINDS[kind]) for side in ("Throw", "Catch"))
    longer = [node("task", "a"), node("task", "b")]
    parts = [start(), node("parallelGateway", "f"), throw, *longer, catch, user("x"), end("o")]
    played = case(*parts, flows=f"s f;{sooner}", definitions=DEFINITIONS)
    assert played.open == ["x#1"]


@shows(name(END, "error"), name(END, "escalation"))
@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_end_event_throws_to_the_nearest_that_catches(kind: str) -> None:
    inner = subprocess("inner", start("is"), end("ie", KINDS[kind]), flows="is ie")
    outer = subprocess("outer", start("os"), inner, user("not"), end("oe"), flows="os inner not oe")
    parts = [start(), outer, boundary("b", "outer", KINDS[kind]), user("x"), end()]
    assert case(*parts, flows="s outer e;b x", definitions=DEFINITIONS).elements == {"x"}


def test_an_error_that_nothing_catches_is_an_incident() -> None:
    played = case(start(), end("e", KINDS["error"]), flows="s e", definitions=DEFINITIONS)
    assert ([step for step, _ in played.failures], played.state) == (["e#1"], "running")


def test_an_escalation_that_nothing_catches_is_forgotten() -> None:
    played = case(start(), end("e", KINDS["escalation"]), flows="s e", definitions=DEFINITIONS)
    assert (played.failures, played.state) == ([], "completed")


@shows(name(THROW, "escalation"))
def test_a_throw_event_escalates_and_goes_on() -> None:
    throw = node("intermediateThrowEvent", "t", KINDS["escalation"])
    inside = subprocess("sub", start("ss"), throw, user("i"), end("se"), flows="ss t i se")
    parts = [start(), inside, boundary("b", "sub", KINDS["escalation"], False), user("x"), end()]
    assert case(*parts, flows="s sub e;b x", definitions=DEFINITIONS).elements == {"i", "x"}


@shows(name(END, "compensation"))
def test_a_compensation_end_event_undoes_what_is_done() -> None:
    played = case(start(), compensable("u", "h"), end("e", event("compensate")), flows="s u e")
    assert (played.variables["undone"], played.state) == ("h", "completed")


@shows(name(END, "terminate"))
def test_a_terminate_end_event_ends_everything_around_it_and_no_more() -> None:
    ends = end("te", KINDS["terminate"])
    inside = subprocess("sub", start("ss"), node("parallelGateway", "f"), user("i"), user("k"), ends, end("se"),
                        flows="ss f i te;f k se")  # fmt: skip
    played = case(start(), inside, user("x"), end(), flows="s sub x e")
    played.does("sub#1/i#1")
    assert played.open == ["x#1"]


def _expected(kind: str) -> tuple[list[str], list[str]]:
    messages = ["go"] if kind in ("message", "multiple") else []
    return messages, ["go"] if kind in ("signal", "multiple") else []
