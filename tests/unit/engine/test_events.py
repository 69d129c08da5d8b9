"""Timers, messages, errors, escalations: in the flow, on activities, as event subprocesses."""

import pytest

from app.engine import NotWaiting, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    diagram,
    end,
    error,
    event,
    io,
    job,
    message,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.play import MONDAY, Play, moves, play


def catch(identity: str, inner: str, **attributes: str) -> str:
    return node("intermediateCatchEvent", identity, inner, **attributes)


def throw(identity: str, inner: str) -> str:
    return node("intermediateThrowEvent", identity, inner)


@pytest.mark.parametrize(
    ("text", "measure", "hours"),
    [
        ("PT4H", "timeDuration", 4),
        ('="PT90M"', "timeDuration", 1.5),
        ('=duration("PT4H") * pace', "timeDuration", 2),
        ("P1M", "timeDuration", 24 * 30),
        ("2026-11-23T10:00:00+01:00", "timeDate", 1),
        ("2026-11-23T09:30:00", "timeDate", 1.5),
        ('=date and time("2026-11-23T10:00:00@Europe/Paris")', "timeDate", 1),
        ('=now() + duration("PT3H")', "timeDate", 3),
        ("-PT5M", "timeDuration", -5 / 60),
    ],
)
def test_timers_are_iso_literals_or_feel_and_count_from_the_given_moment(text, measure, hours):
    case = play(start(), catch("t", timer(text, measure)), user("u"), end(), flows="s t u e", pace=0.5)
    assert case.due == [("t", pytest.approx(hours))]
    assert case.waits(hours=hours - 0.01).moves == ()
    assert moves(case.waits(hours=0.02))[0] == "-t#1"


def test_a_timer_that_makes_no_sense_is_a_failure_that_can_be_repaired():
    case = play(start(), catch("t", timer("=wait")), end(), flows="s t e", wait="soon")
    assert case.failures == [("t#1", "timer")]
    case.retries("t#1", wait="PT1H")
    assert case.due == [("t", 1.0)]


def test_a_timer_does_not_fire_by_itself():
    parts = [start(), user("u"), boundary("b", "u", timer("PT1H")), user("late"), end()]
    case = play(*parts, flows="s u e;b late e")
    case.now = MONDAY.replace(hour=20)
    case.does("u#1")
    assert (case.state, case.due) == ("completed", [])


def test_an_interrupting_boundary_timer_cancels_its_task():
    case = play(start(), user("u"), boundary("b", "u", timer("PT1H")), user("late"), end(), flows="s u e;b late e")
    fired = case.waits(hours=1)
    assert moves(fired) == ["xu#1", "+b#1", "-b#1", "+late#1"]
    assert fired.closed == ("u#1",)
    assert (case.open, case.due) == (["late#1"], [])


def test_a_non_interrupting_boundary_cycle_fires_as_often_as_it_says():
    parts = [start(), user("u"), boundary("b", "u", timer("R3/PT1H", "timeCycle"), False), job("remind"), end()]
    case = play(*parts, flows="s u e;b remind")
    for hour in (1, 2, 3):
        assert case.due == [("b", float(hour))]
        case.waits(hours=1)
    assert (case.due, case.jobs, case.open) == ([], ["remind#1", "remind#2", "remind#3"], ["u#1"])


def test_a_cycle_without_end_catches_up_after_an_outage_in_order():
    parts = [
        start(),
        user("u"),
        boundary("b", "u", timer('="R/" + string(duration("PT2H") * pace)', "timeCycle"), False),
        node("task", "t"),
        end(),
    ]
    case = play(*parts, flows="s u e;b t", pace=0.5)
    fired = case.waits(hours=3.5)
    assert [move for move in moves(fired) if move.startswith("+t")] == ["+t#1", "+t#2", "+t#3"]
    assert case.due == [("b", 4.0)]


def test_due_timers_fire_in_the_order_of_their_dates():
    parts = [
        start(),
        user("u"),
        boundary("b2", "u", timer("PT2H"), False),
        boundary("b1", "u", timer("PT1H"), False),
        end("x"),
        end("y"),
        end(),
    ]
    case = play(*parts, flows="s u e;b1 x;b2 y")
    assert [move for move in moves(case.waits(hours=9)) if move[1] == "b"] == ["+b1#1", "-b1#1", "+b2#1", "-b2#1"]


def test_a_message_goes_to_one_receiver_only():
    parts = [
        start(),
        node("parallelGateway", "f"),
        catch("a", event("message", "m")),
        node("receiveTask", "b", messageRef="m"),
        user("x"),
        user("y"),
        end(),
    ]
    case = play(*parts, flows="s f a x e;f b y e", definitions=message("m", "go"))
    assert case.listens == ["go", "go"]
    case.gets("go", n=1)
    assert (case.listens, case.open) == (["go"], ["x#1"])
    case.gets("go")
    with pytest.raises(NotWaiting):
        case.gets("go")


def test_a_message_finds_its_receiver_by_key():
    parts = [
        start(),
        node("parallelGateway", "f"),
        catch("a", event("message", "ma")),
        catch("b", event("message", "mb")),
        user("x"),
        user("y"),
        end(),
    ]
    case = play(
        *parts,
        flows="s f a x e;f b y e",
        definitions=message("ma", "go", "=first") + message("mb", "go", "=second"),
        first=1,
        second="2",
    )
    with pytest.raises(NotWaiting):
        case.gets("go", key="3")
    case.gets("go", key="2")
    assert case.open == ["y#1"]


def test_a_thrown_message_reaches_a_waiting_step_of_the_case_or_is_handed_out():
    parts = [
        start(),
        node("parallelGateway", "f"),
        catch("a", event("message", "m")),
        user("x"),
        throw("t", event("message", "m")),
        throw("t2", event("message", "m")),
        end(),
    ]
    case = play(*parts, flows="s f a x e;f t t2 e", definitions=message("m", "go"))
    assert case.open == ["x#1"]
    assert [(sent.step, sent.message) for sent in case.advance.thrown] == [("t2#1", "go")]


def test_a_message_start_event():
    parts = [start(), start("ms", event("message", "m")), user("a"), user("b"), end()]
    assert play(*parts, flows="s a e;ms b e", definitions=message("m", "go")).open == ["a#1"]
    assert play(*parts, flows="s a e;ms b e", definitions=message("m", "go"), at="go").open == ["b#1"]


def test_a_boundary_message_carries_its_values():
    parts = [
        start(),
        user("u"),
        boundary("b", "u", event("message", "m"), False, io(outputs={"notes": "=text"})),
        job("j"),
        end(),
    ]
    case = play(*parts, flows="s u e;b j", definitions=message("m", "add"))
    case.gets("add", text="one", dropped=1)
    case.gets("add", text="two")
    assert (case.variables, case.jobs, case.open) == ({"notes": "two"}, ["j#1", "j#2"], ["u#1"])


def test_an_error_end_is_caught_on_the_border_of_its_subprocess():
    inside = subprocess("sub", start("s2"), user("u"), end("bad", event("error", "E")), flows="s2 u bad")
    parts = [
        start(),
        inside,
        boundary("b", "sub", event("error", "E")),
        boundary("other", "sub", event("error", "F")),
        user("ok"),
        user("caught"),
        end(),
    ]
    case = play(*parts, flows="s sub ok e;b caught e;other e", definitions=error("E", "e1") + error("F", "e2"))
    done = case.does("sub#1/u#1")
    assert moves(done) == ["-sub#1/u#1", "+sub#1/bad#1", "-sub#1/bad#1", "xsub#1", "+b#1", "-b#1", "+caught#1"]
    assert case.open == ["caught#1"]


def test_an_error_two_levels_down_runs_nothing_in_between():
    deep = subprocess("in", start("s3"), end("bad", event("error", "E")), flows="s3 bad")
    inside = subprocess("sub", start("s2"), deep, script("after", "=1", "ran"), end("e2"), flows="s2 in after e2")
    case = play(
        start(),
        inside,
        boundary("b", "sub", event("error")),
        user("caught"),
        end(),
        flows="s sub e;b caught e",
        definitions=error("E", "e1"),
    )
    assert (case.open, case.variables) == (["caught#1"], {})


def test_an_uncaught_error_is_a_failure_not_the_normal_path():
    inside = subprocess("sub", start("s2"), end("bad", event("error", "E")), flows="s2 bad")
    case = play(start(), inside, user("after"), end(), flows="s sub after e", definitions=error("E", "e1"))
    assert (case.failures, case.open, case.state) == ([("sub#1/bad#1", "e1")], [], "running")


def test_a_failed_job_is_caught_by_the_diagram_or_becomes_a_failure():
    parts = [start(), job("j"), boundary("b", "j", event("error", "E")), user("caught"), end()]
    drawn = {"flows": "s j e;b caught e", "definitions": error("E", "no-access")}
    case = play(*parts, **drawn)
    assert moves(case.fails("j#1", "no-access")) == ["xj#1", "+b#1", "-b#1", "+caught#1"]
    case = play(*parts, **drawn)
    failed = case.fails("j#1", "timeout")
    assert (moves(failed), failed.closed, case.failures, case.jobs) == (["!j#1"], ("j#1",), [("j#1", "timeout")], [])
    retried = case.retries("j#1", x=1)
    assert ([offered.step for offered in retried.jobs], case.failures, case.variables) == (["j#1"], [], {"x": 1})
    case.does("j#1")
    assert case.state == "completed"


def test_escalation_finds_the_nearest_catcher_and_the_thrower_goes_on():
    inside = subprocess(
        "sub", start("s2"), throw("t", event("escalation", "X")), user("u"), end("e2"), flows="s2 t u e2"
    )
    parts = [start(), inside, boundary("b", "sub", event("escalation", "X"), False), user("told"), end()]
    case = play(*parts, flows="s sub e;b told e", definitions=error("X", "x1", "escalation"))
    assert sorted(case.open) == ["sub#1/u#1", "told#1"]


def test_an_interrupting_escalation_stops_what_follows_the_throw():
    inside = subprocess(
        "sub", start("s2"), throw("t", event("escalation", "X")), user("u"), end("e2"), flows="s2 t u e2"
    )
    parts = [start(), inside, boundary("b", "sub", event("escalation", "X")), user("told"), end()]
    case = play(*parts, flows="s sub e;b told e", definitions=error("X", "x1", "escalation"))
    assert (case.open, case.tokens) == (["told#1"], ["told#1"])


def test_an_uncaught_escalation_changes_nothing():
    case = play(
        start(),
        throw("t", event("escalation", "X")),
        end("e", event("escalation", "X")),
        flows="s t e",
        definitions=error("X", "x1", "escalation"),
    )
    assert (case.state, case.ended_at) == ("completed", "e")


def test_terminate_ends_its_scope_only():
    inside = subprocess(
        "sub",
        start("s2"),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        end("t", event("terminate")),
        end("n"),
        flows="s2 f a t;f b n",
    )
    case = play(start(), inside, user("after"), end(), flows="s sub after e")
    done = case.does("sub#1/a#1")
    assert moves(done) == ["-sub#1/a#1", "+sub#1/t#1", "-sub#1/t#1", "xsub#1/b#1", "-sub#1", "+after#1"]


def test_a_boundary_event_on_a_task_that_does_not_wait_never_fires():
    case = play(
        start(), script("t", "=1", "x"), boundary("b", "t", timer("PT1H")), user("u"), end(), flows="s t u e;b e"
    )
    assert (case.open, case.due) == (["u#1"], [])


def test_links_join_a_throw_to_its_catch():
    link = '<bpmn:linkEventDefinition name="to-b"/>'
    case = play(start(), throw("t", link), catch("c", link), user("u"), end(), flows="s t;c u e")
    assert case.open == ["u#1"]


def event_subprocess(inner: str, interrupting: bool, *parts: str, flows: str) -> str:
    return subprocess(
        "es", start("es_s", inner, isInterrupting=str(interrupting).lower()), *parts, flows=flows, event=True
    )


def test_an_interrupting_event_subprocess_cancels_the_rest():
    inside = event_subprocess(event("message", "m"), True, user("w"), end("withdrawn"), flows="es_s w withdrawn")
    parts = [
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        end(),
        inside,
        boundary("bt", "a", timer("PT1H"), False),
        end("x"),
    ]
    case = play(*parts, flows="s f a e;f b e;bt x", definitions=message("m", "withdraw"))
    assert case.listens == ["withdraw"]
    done = case.gets("withdraw", reason="late")
    assert moves(done) == ["xa#1", "xb#1", "+es#1", "+es#1/es_s#1", "-es#1/es_s#1", "+es#1/w#1"]
    assert (case.due, case.listens, case.variables) == ([], [], {"reason": "late"})
    case.does("es#1/w#1")
    assert (case.state, case.ended_at) == ("completed", "withdrawn")


def test_a_non_interrupting_event_subprocess_runs_beside_the_rest_again_and_again():
    inside = event_subprocess(event("message", "m"), False, user("note"), end("noted"), flows="es_s note noted")
    case = play(start(), user("u"), end(), inside, flows="s u e", definitions=message("m", "add"))
    case.gets("add", n=1)
    case.gets("add", n=2)
    assert case.open == ["u#1", "es#1/note#1", "es#2/note#1"]
    case.does("u#1")
    assert (case.state, case.listens) == ("running", ["add"])
    case.does("es#1/note#1")
    case.does("es#2/note#1")
    assert (case.state, case.ended_at, case.listens) == ("completed", "e", [])


def test_a_timer_event_subprocess_does_not_hold_the_case_open():
    inside = event_subprocess(timer("R/PT1H", "timeCycle"), False, node("task", "t"), end("x"), flows="es_s t x")
    case = play(start(), user("u"), end(), inside, flows="s u e")
    case.waits(hours=2)
    assert case.due == [("es_s", 3.0)]
    assert [timer.step for timer in case.execution.timers] == ["es#3/es_s#1"]
    case.does("u#1")
    assert (case.state, case.due) == ("completed", [])


def test_error_and_escalation_event_subprocesses():
    for kind in ("error", "escalation"):
        inside = event_subprocess(event(kind, "X"), True, user("h"), end("handled"), flows="es_s h handled")
        sub = subprocess("sub", start("s2"), end("bad", event(kind, "X")), flows="s2 bad")
        case = play(
            start(), sub, user("after"), end(), inside, flows="s sub after e", definitions=error("X", "x1", kind)
        )
        assert case.open == ["es#1/h#1"], kind


def test_an_event_subprocess_inside_a_subprocess_ends_with_it():
    nested = event_subprocess(event("message", "m"), True, user("h"), end("x"), flows="es_s h x")
    sub = subprocess("sub", start("s2"), user("u"), end("e2"), nested, flows="s2 u e2")
    case = play(start(), sub, user("after"), end(), flows="s sub after e", definitions=message("m", "stop"))
    case.gets("stop")
    assert case.open == ["sub#1/es#1/h#1"]
    case.does("sub#1/es#1/h#1")
    assert (case.open, case.listens) == (["after#1"], [])


def test_event_subprocesses_do_not_change_the_shared_diagram():
    inside = event_subprocess(event("message", "m"), True, user("w"), end("withdrawn"), flows="es_s w withdrawn")
    bundle = compile_bundle(
        {"p.bpmn": diagram(message("m", "withdraw"), process("P", start(), user("u"), end(), inside, flows="s u e"))}
    )
    first = Play(bundle)
    first.gets("withdraw")
    second = Play(bundle)
    assert (second.open, second.tokens) == (["u#1"], ["u#1"])
