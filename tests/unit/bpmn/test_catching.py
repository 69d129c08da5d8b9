"""Every event that waits: in the flow, on the boundary of an activity, at the start of a process or subprocess."""

import pytest

from app.engine import ProcessNotFound
from tests.unit.bpmn.cases import Case, begin, case, compiled, drawn
from tests.unit.bpmn.events import (
    ALLOWED,
    ANYWHERE,
    CATCH,
    DEFINITIONS,
    INTERRUPTING,
    INTERRUPTING_START,
    KINDS,
    NON_INTERRUPTING,
    PARALLEL_START,
    START,
    TIMERS,
    compensable,
    flags,
    name,
    names,
    smallest,
    transaction,
)
from tests.unit.bpmn.shows import shows
from tests.unit.engine.diagrams import boundary, end, event, node, script, start, subprocess, user

HOST = ("error", "escalation", "compensation", "cancel")


def happens(played: Case, kind: str) -> None:
    """Makes the event of that kind happen. A condition becomes true when the task ``w`` sets ``ready``."""
    if kind in ("message", "multiple"):
        played.gets("go")
    elif kind in TIMERS:
        played.waits(hours=1)
    elif kind == "conditional":
        played.does("w#1", ready=True)
    elif kind == "signal":
        played.hears("go")
    else:
        assert kind == "parallel multiple"
        played.gets("go")
        assert "x" not in played.elements
        played.hears("go")


def beside(*parts: str, flows: str) -> Case:
    """A case in which *parts* run from the gateway ``f`` beside the user task ``w``."""
    fork = node("parallelGateway", "f")
    return case(start(), fork, user("w"), end("we"), *parts, flows=f"s f w we;{flows}", definitions=DEFINITIONS)


@shows(*names(CATCH, "link"))
@pytest.mark.parametrize("kind", [kind for kind in ALLOWED[CATCH] if kind != "link"])
def test_a_catch_event_holds_the_token_until_it_happens(kind: str) -> None:
    catch = node("intermediateCatchEvent", "c", KINDS[kind], **flags(kind))
    played = beside(catch, user("x"), end(), flows="f c x e")
    assert played.elements == {"w"}
    happens(played, kind)
    assert "x" in played.elements
    assert (played.listens, played.signals, played.due) == ([], [], [])


@shows(name(CATCH, "link"), "intermediate throw event: link")
def test_a_link_goes_on_at_the_catch_event_of_its_name() -> None:
    throws = [node("intermediateThrowEvent", f"t{n}", KINDS["link"]) for n in (1, 2)]
    catch = node("intermediateCatchEvent", "c", KINDS["link"])
    parts = [start(), node("parallelGateway", "f"), *throws, catch, user("x"), end()]
    played = case(*parts, flows="s f t1;f t2;c x e")
    assert played.open == ["x#1", "x#2"]


@shows("event-based gateway")
@pytest.mark.parametrize("kind", ANYWHERE)
def test_after_an_event_based_gateway_the_first_event_decides(kind: str) -> None:
    catch = node("intermediateCatchEvent", "c", KINDS[kind], **flags(kind))
    other = node("intermediateCatchEvent", "r", event("message", "other"))
    definitions = DEFINITIONS + '<bpmn:message id="other" name="other"/>'
    parts = [start(), node("parallelGateway", "f"), user("w"), end("we"), node("eventBasedGateway", "g")]
    played = case(*parts, catch, other, user("x"), user("y"), end(), definitions=definitions,
                  flows="s f w we;f g c x e;g r y")  # fmt: skip
    happens(played, kind)
    assert "x" in played.elements
    assert "other" not in played.listens


def test_after_an_event_based_gateway_receive_tasks_can_wait_instead_of_events() -> None:
    tasks = [node("receiveTask", f"r{name}", messageRef=name) for name in ("m", "m2")]
    definitions = DEFINITIONS + '<bpmn:message id="m2" name="come"/>'
    parts = [start(), node("eventBasedGateway", "g"), *tasks, user("x"), user("y"), end()]
    played = case(*parts, flows="s g rm x e;g rm2 y e", definitions=definitions)
    assert played.listens == ["go", "come"]
    played.gets("come")
    assert (played.elements, played.listens) == ({"y"}, [])


@shows(*names(INTERRUPTING, *HOST))
@pytest.mark.parametrize("kind", ANYWHERE)
def test_an_interrupting_boundary_event_takes_the_place_of_its_activity(kind: str) -> None:
    played = beside(user("u"), _bound("b", "u", kind), user("x"), end(), flows="f u e;b x")
    assert "u" in played.elements
    happens(played, kind)
    assert "x" in played.elements
    assert "u" not in played.elements
    assert (played.listens, played.signals, played.due) == ([], [], [])


@shows(*names(NON_INTERRUPTING, "escalation"))
@pytest.mark.parametrize("kind", ANYWHERE)
def test_a_non_interrupting_boundary_event_runs_beside_its_activity(kind: str) -> None:
    played = beside(user("u"), _bound("b", "u", kind, interrupting=False), user("x"), end(), flows="f u e;b x")
    happens(played, kind)
    assert {"u", "x"} <= played.elements
    played.does("u#1")
    assert (played.listens, played.signals, played.due) == ([], [], [])


@shows(name(INTERRUPTING, "error"), name(INTERRUPTING, "escalation"))
@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_is_thrown_inside_is_caught_at_the_boundary(kind: str) -> None:
    inside = subprocess("sub", start("ss"), user("i"), end("se", KINDS[kind]), flows="ss i se")
    parts = [start(), inside, boundary("b", "sub", KINDS[kind]), user("x"), user("after"), end()]
    played = case(*parts, flows="s sub after e;b x", definitions=DEFINITIONS)
    played.does("sub#1/i#1")
    assert played.open == ["x#1"]


@shows(name(NON_INTERRUPTING, "escalation"))
def test_an_escalation_is_noticed_while_the_activity_goes_on() -> None:
    throw = node("intermediateThrowEvent", "t", KINDS["escalation"])
    inside = subprocess("sub", start("ss"), throw, user("i"), end("se"), flows="ss t i se")
    parts = [start(), inside, boundary("b", "sub", KINDS["escalation"], False), user("x"), user("after"), end()]
    played = case(*parts, flows="s sub after e;b x", definitions=DEFINITIONS)
    assert played.elements == {"i", "x"}
    played.does("sub#1/i#1")
    assert played.elements == {"x", "after"}


@shows(name(INTERRUPTING, "cancel"), "end event: cancel", "transaction")
def test_a_cancelled_transaction_is_undone_and_left_by_its_boundary_event() -> None:
    inside = transaction("t", compensable("u", "h"), cancelled=True, flows="ts u te")
    parts = [start(), inside, boundary("b", "t", event("cancel")), user("x"), user("after"), end()]
    played = case(*parts, flows="s t after e;b x")
    assert played.open == ["x#1"]
    assert played.variables["undone"] == "h"


@shows(name(INTERRUPTING, "compensation"), "intermediate throw event: compensation", "compensation handler")
def test_a_compensation_boundary_event_leads_to_the_handler_of_what_is_done() -> None:
    throw = node("intermediateThrowEvent", "t", event("compensate"))
    parts = [start(), compensable("u", "h"), compensable("never", "g"), throw, user("x"), end()]
    played = case(*parts, node("exclusiveGateway", "o"), flows="s u t x e;o never")
    assert (played.variables["undone"], played.open) == ("h", ["x#1"])


@shows(*names(INTERRUPTING_START, *HOST))
@pytest.mark.parametrize("kind", ANYWHERE)
def test_an_interrupting_event_subprocess_takes_the_place_of_what_it_is_in(kind: str) -> None:
    played = _with_event_subprocess(kind, interrupting=True)
    happens(played, kind)
    assert "x" in played.elements
    assert "u" not in played.elements
    played.does("sub#1/v#1/x#1")
    assert "after" in played.elements


@shows(*names(PARALLEL_START, "escalation"), "event subprocess")
@pytest.mark.parametrize("kind", ANYWHERE)
def test_a_non_interrupting_event_subprocess_runs_beside(kind: str) -> None:
    played = _with_event_subprocess(kind, interrupting=False)
    happens(played, kind)
    assert {"u", "x"} <= played.elements
    played.does("sub#1/u#1")
    assert "after" not in played.elements
    played.does("sub#1/v#1/x#1")
    assert "after" in played.elements


@shows(name(INTERRUPTING_START, "error"), name(INTERRUPTING_START, "escalation"))
@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_event_subprocess_handles_what_is_thrown_beside_it(kind: str) -> None:
    played = _thrown_beside(kind, end("se", KINDS[kind]), "ss i se", interrupting=True)
    played.does("sub#1/i#1")
    assert played.elements == {"x"}


@shows(name(PARALLEL_START, "escalation"))
def test_an_event_subprocess_handles_an_escalation_without_interrupting() -> None:
    throw = node("intermediateThrowEvent", "t", KINDS["escalation"])
    played = _thrown_beside("escalation", throw + user("k") + end("se"), "ss i t k se", interrupting=False)
    played.does("sub#1/i#1")
    assert played.elements == {"k", "x"}


@shows(name(INTERRUPTING_START, "compensation"))
def test_a_compensation_event_subprocess_undoes_its_subprocess_later() -> None:
    undo = subprocess("v", start("vs", event("compensate")), script("undo", '="all"', "undone"), end("ve"),
                      flows="vs undo ve", event=True)  # fmt: skip
    inside = subprocess("sub", start("ss"), node("task", "u"), end("se"), undo, flows="ss u se")
    throw = node("intermediateThrowEvent", "t", event("compensate"))
    played = case(start(), inside, user("w"), throw, user("x"), end(), flows="s sub w t x e")
    assert "undone" not in played.variables
    played.does("w#1")
    assert (played.variables["undone"], played.open) == ("all", ["x#1"])


@shows(name(START, "none"), name(START, "message"), name(START, "signal"), name(START, "multiple"))
@pytest.mark.parametrize(
    ("kind", "begun"),
    [
        ("none", {}),
        ("message", {"message": "go"}),
        ("signal", {"signal": "go"}),
        ("multiple", {"message": "go"}),
        ("multiple", {"signal": "go"}),
    ],
)
def test_a_process_begins_at_its_start_event(kind: str, begun: dict[str, str]) -> None:
    assert begin(smallest(START, kind), begun).elements == {"u"}


@shows(*(name(START, kind) for kind in TIMERS))
@pytest.mark.parametrize("kind", TIMERS)
def test_a_process_says_by_which_timers_it_begins(kind: str) -> None:
    (timer,) = compiled(smallest(START, kind)).processes["P"].timer_starts
    assert (timer.element, f"timer ({timer.measure.removeprefix('time').lower()})") == ("s", kind)
    assert begin(smallest(START, kind), {"at": "s"}).elements == {"u"}


@shows(name(START, "conditional"))
def test_a_case_begins_at_a_start_event_whose_condition_is_true() -> None:
    assert begin(smallest(START, "conditional"), ready=True).elements == {"u"}
    with pytest.raises(ProcessNotFound):
        begin(smallest(START, "conditional"), ready=False)
    parts = [start("a"), start("b", KINDS["conditional"]), user("u"), user("v"), end()]
    assert begin(drawn(*parts, flows="a u e;b v e"), {"at": "b"}, ready=True).elements == {"v"}


@shows(name(START, "parallel multiple"))
def test_a_parallel_multiple_start_event_waits_for_the_rest() -> None:
    played = begin(smallest(START, "parallel multiple"), {"message": "go"})
    assert (played.elements, played.signals) == (set(), ["go"])
    played.hears("go")
    assert played.elements == {"u"}


def test_one_of_several_start_events_begins_a_case() -> None:
    parts = [start("a"), start("b", event("message", "m")), user("u"), user("v"), end()]
    content = drawn(*parts, flows="a u e;b v e", definitions=DEFINITIONS)
    assert begin(content).elements == {"u"}
    assert begin(content, {"message": "go"}).elements == {"v"}


def _bound(identity: str, host: str, kind: str, interrupting: bool = True) -> str:
    written = boundary(identity, host, KINDS[kind], interrupting)
    several = "".join(f' {attribute}="{value}"' for attribute, value in flags(kind).items())
    return written.replace("<bpmn:boundaryEvent", f"<bpmn:boundaryEvent{several}")


def _with_event_subprocess(kind: str, interrupting: bool) -> Case:
    begins = start("vs", KINDS[kind], isInterrupting=str(interrupting).lower(), **flags(kind))
    handler = subprocess("v", begins, user("x"), end("ve"), flows="vs x ve", event=True)
    inside = subprocess("sub", start("ss"), user("u"), end("se"), handler, flows="ss u se")
    return beside(inside, user("after"), end(), flows="f sub after e")


def _thrown_beside(kind: str, rest: str, flows: str, interrupting: bool) -> Case:
    begins = start("vs", KINDS[kind], isInterrupting=str(interrupting).lower())
    handler = subprocess("v", begins, user("x"), end("ve"), flows="vs x ve", event=True)
    inside = subprocess("sub", start("ss"), user("i"), rest, handler, flows=flows)
    return case(start(), inside, end(), flows="s sub e", definitions=DEFINITIONS)
