"""Signals reach all, conditions when they become true, events with several triggers, and the ways to begin."""

import pytest

from app.engine import ProcessNotFound, compile_bundle
from tests.unit.engine.diagrams import (
    boundary,
    conditional,
    diagram,
    end,
    error,
    event,
    message,
    node,
    process,
    script,
    signal,
    start,
    subprocess,
    timer,
    user,
)
from tests.unit.engine.play import Play, moves, play

ALARM = signal("al", "alarm")
SIGNAL = event("signal", "al")


def catch(identity: str, inner: str, **attributes: str) -> str:
    return node("intermediateCatchEvent", identity, inner, **attributes)


def throw(identity: str, inner: str) -> str:
    return node("intermediateThrowEvent", identity, inner)


# --- signals


def test_a_signal_thrown_in_the_case_reaches_everything_that_listens_and_the_desk_learns_of_it():
    parts = [
        start(),
        node("parallelGateway", "f"),
        catch("a", SIGNAL),
        catch("b", SIGNAL),
        user("u"),
        throw("t", SIGNAL),
        user("x"),
        user("y"),
        end(),
    ]
    case = play(*parts, flows="s f a x e;f b y e;f u t e", definitions=ALARM)
    assert case.listens_to == ["alarm", "alarm"]
    advance = case.does("u#1")
    assert case.open == ["x#1", "y#1"]
    assert [(thrown.element, thrown.signal) for thrown in advance.signals] == [("t", "alarm")]


def test_a_signal_from_outside_with_values_and_one_that_nothing_hears():
    case = play(start(), catch("a", SIGNAL), user("x"), end(), flows="s a x e", definitions=ALARM)
    assert case.hears("other").moves == ()
    case.hears("alarm", level=3)
    assert (case.open, case.variables["level"]) == (["x#1"], 3)


def test_a_signal_end_event_interrupts_the_activity_around_it():
    sub = subprocess("sub", start("s2"), end("e2", SIGNAL), flows="s2 e2")
    parts = [start(), sub, boundary("b", "sub", SIGNAL), user("after"), user("normal"), end()]
    case = play(*parts, flows="s sub normal e;b after e", definitions=ALARM)
    assert case.open == ["after#1"]


def test_a_non_interrupting_signal_boundary_hears_again():
    parts = [start(), user("u"), boundary("b", "u", SIGNAL, False), user("x"), end()]
    case = play(*parts, flows="s u e;b x e", definitions=ALARM)
    case.hears("alarm")
    case.hears("alarm")
    assert case.open == ["u#1", "x#1", "x#2"]


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_an_event_subprocess_starts_by_a_signal(interrupting):
    inner = subprocess(
        "es", start("s2", SIGNAL, isInterrupting=interrupting), user("x"), end("e2"), flows="s2 x e2", event=True
    )
    case = play(start(), user("u"), end(), inner, flows="s u e", definitions=ALARM)
    case.hears("alarm")
    assert case.open == (["es#1/x#1"] if interrupting == "true" else ["u#1", "es#1/x#1"])


def test_a_signal_name_may_be_feel():
    parts = [start(), catch("a", SIGNAL), user("x"), end()]
    case = play(*parts, flows="s a x e", definitions=signal("al", "=&quot;site-&quot; + site"), site="lyon")
    assert case.listens_to == ["site-lyon"]
    case.hears("site-lyon")
    assert case.open == ["x#1"]


def test_the_code_of_an_error_that_is_thrown_may_be_feel():
    sub = subprocess("sub", start("s2"), end("e2", event("error", "x")), flows="s2 e2")
    parts = [start(), sub, boundary("b", "sub", event("error", "y")), user("late"), end()]
    drawn = error("x", "=concatenate([why])[1]") + error("y", "LATE")
    assert play(*parts, flows="s sub e;b late e", definitions=drawn, why="LATE").open == ["late#1"]
    assert play(*parts, flows="s sub e;b late e", definitions=drawn, why="OTHER").failures == [("sub#1/e2#1", "OTHER")]
    assert play(*parts, flows="s sub e;b late e", definitions=drawn, why=1).failures == [("sub#1/e2#1", "name")]


# --- conditions


def test_a_condition_that_holds_already_goes_on_at_once():
    case = play(start(), catch("c", conditional("=n > 1")), user("x"), end(), flows="s c x e", n=2)
    assert case.open == ["x#1"]


def test_a_condition_takes_place_when_a_variable_makes_it_true():
    parts = [start(), node("parallelGateway", "f"), catch("c", conditional("=n > 1")), user("u"), user("x"), end()]
    case = play(*parts, flows="s f c x e;f u e", n=0)
    assert case.open == ["u#1"]
    case.does("u#1", n=5)
    assert case.open == ["x#1"]


def test_a_value_that_lasts_one_step_only_is_seen():
    parts = [
        start(),
        node("parallelGateway", "f"),
        catch("c", conditional("=n > 1")),
        user("u"),
        script("up", "=5", "n"),
        script("down", "=0", "n"),
        user("x"),
        end(),
    ]
    case = play(*parts, flows="s f c x e;f u up down e", n=0)
    case.does("u#1")
    assert (case.open, case.variables["n"]) == (["x#1"], 0)


def test_a_non_interrupting_condition_must_become_false_before_it_takes_place_again():
    parts = [start(), user("u"), boundary("b", "u", conditional("=n > 1"), False), user("x"), end()]
    parts += [node("parallelGateway", "f"), user("a"), user("c"), user("d")]
    case = play(*parts, flows="s f u e;f a c d e;b x e", n=0)
    for step, number, open_now in [("a#1", 5, 1), ("c#1", 6, 1), ("d#1", 0, 1)]:
        case.does(step, n=number)
        assert len([step for step in case.open if step.startswith("x")]) == open_now
    case.does("x#1", n=9)
    assert case.open == ["u#1", "x#2"]


def test_a_condition_that_is_no_condition_is_a_failure_that_can_be_repaired():
    parts = [start(), user("u"), boundary("b", "u", conditional("=n + 1")), user("x"), end()]
    case = play(*parts, flows="s u e;b x e", n=1)
    assert case.failures == [("b#1", "condition")]
    case.retries("b#1", n=None)
    assert (case.failures, case.open) == ([], ["u#1"])


def test_an_event_subprocess_starts_by_a_condition():
    inner = subprocess("es", start("s2", conditional("=stop")), user("x"), end("e2"), flows="s2 x e2", event=True)
    case = play(start(), user("u"), user("v"), end(), inner, flows="s u v e", stop=False)
    case.does("u#1", stop=True)
    assert case.open == ["es#1/x#1"]


# --- several triggers


def test_the_first_of_several_triggers_is_enough():
    parts = [start(), catch("c", SIGNAL + timer("PT1H")), user("x"), end()]
    case = play(*parts, flows="s c x e", definitions=ALARM)
    assert (case.listens_to, case.due) == (["alarm"], [("c", 1.0)])
    case.waits(hours=1)
    assert (case.open, case.listens_to, case.due) == (["x#1"], [], [])


def test_a_parallel_multiple_event_needs_all_in_any_order():
    parts = [
        start(),
        catch("c", SIGNAL + event("message", "m") + timer("PT1H"), parallelMultiple="true"),
        user("x"),
        end(),
    ]
    case = play(*parts, flows="s c x e", definitions=ALARM + message("m", "go"))
    case.gets("go", a=1)
    assert (case.open, case.listens) == ([], [])
    case.waits(hours=2)
    assert case.open == []
    case.hears("alarm", b=2)
    assert (case.open, case.variables) == (["x#1"], {"a": 1, "b": 2})


def test_a_non_interrupting_multiple_boundary_keeps_what_has_not_happened():
    triggers = SIGNAL + timer("R/PT1H", "timeCycle")
    parts = [start(), user("u"), boundary("b", "u", triggers, False), user("x"), end()]
    case = play(*parts, flows="s u e;b x e", definitions=ALARM)
    case.waits(minutes=30)
    case.hears("alarm")
    assert case.due == [("b", 1.0)]
    case.waits(minutes=31)
    assert (case.open, case.due, case.listens_to) == (["u#1", "x#1", "x#2"], [("b", 2.0)], ["alarm"])


def test_a_throw_event_throws_everything():
    parts = [start(), throw("t", SIGNAL + event("message", "m")), end()]
    case = play(*parts, flows="s t e", definitions=ALARM + message("m", "go"))
    assert [thrown.message for thrown in case.advance.thrown] == ["go"]
    assert [thrown.signal for thrown in case.advance.signals] == ["alarm"]


def test_an_event_definition_can_be_referred_to():
    shared = (
        '<bpmn:timerEventDefinition id="hour"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    )
    parts = [start(), catch("c", "<bpmn:eventDefinitionRef>hour</bpmn:eventDefinitionRef>"), user("x"), end()]
    case = play(*parts, flows="s c x e", definitions=shared)
    assert case.due == [("c", 1.0)]


def test_an_event_gateway_takes_the_soonest_of_several_timers():
    parts = [
        start(),
        node("eventBasedGateway", "g"),
        catch("a", timer("PT2H")),
        catch("b", timer("PT1H")),
        catch("c", SIGNAL),
        user("x"),
        user("y"),
        end(),
    ]
    case = play(*parts, flows="s g a x e;g b y e;g c e", definitions=ALARM)
    case.waits(hours=1)
    assert (case.open, case.due, case.listens_to) == (["y#1"], [], [])


# --- beginning


def starting(*parts: str, flows: str, definitions: str = ""):
    return compile_bundle({"p.bpmn": diagram(definitions, process("P", *parts, flows=flows))})


def test_a_process_begins_at_the_start_event_that_is_named():
    parts = [start("s"), start("s2", SIGNAL), start("s3"), user("x"), user("y"), end()]
    bundle = starting(*parts, flows="s x e;s2 y e;s3 y", definitions=ALARM)
    assert Play(bundle).open == ["x#1"]
    assert Play(bundle, by={"at": "s3"}).open == ["y#1"]
    with pytest.raises(ProcessNotFound):
        Play(bundle, by={"at": "x"})


def test_a_process_begins_by_a_signal_and_says_so():
    bundle = starting(start("s2", SIGNAL), user("y"), end(), flows="s2 y e", definitions=ALARM)
    assert bundle.processes["P"].signal_starts == ("alarm",)
    assert Play(bundle, by={"signal": "alarm"}).open == ["y#1"]
    with pytest.raises(ProcessNotFound):
        Play(bundle, by={"signal": "other"})


def test_a_process_tells_its_timer_starts():
    bundle = starting(start("s2", timer("R/PT24H", "timeCycle")), user("y"), end(), flows="s2 y e")
    assert [(it.element, it.measure, it.text) for it in bundle.processes["P"].timer_starts] == [
        ("s2", "timeCycle", "R/PT24H")
    ]


def test_a_conditional_start_needs_its_condition():
    bundle = starting(start("s", conditional("=vip")), user("x"), end(), flows="s x e")
    assert Play(bundle, vip=True).open == ["x#1"]
    with pytest.raises(ProcessNotFound):
        Play(bundle, vip=False)


def test_a_parallel_multiple_start_waits_for_the_rest():
    triggers = SIGNAL + event("message", "m")
    bundle = starting(
        start("s", triggers, parallelMultiple="true"),
        user("x"),
        end(),
        flows="s x e",
        definitions=ALARM + message("m", "go"),
    )
    case = Play(bundle, at="go")
    assert (case.open, case.listens_to) == ([], ["alarm"])
    case.hears("alarm")
    assert case.open == ["x#1"]


def test_without_a_start_event_everything_begins_that_no_flow_leads_to():
    case = play(user("a"), user("b"), user("c"), flows="a c")
    assert case.open == ["a#1", "b#1"]


def test_a_receive_task_can_start_a_process():
    bundle = starting(
        node("receiveTask", "r", messageRef="m", instantiate="true"),
        user("x"),
        flows="r x",
        definitions=message("m", "go"),
    )
    assert bundle.processes["P"].message_starts == ("go",)
    assert Play(bundle, at="go").open == ["x#1"]


@pytest.mark.parametrize(("kind", "waiting"), [("Exclusive", []), ("Parallel", ["stay"])])
def test_an_event_gateway_can_start_a_process(kind, waiting):
    bundle = starting(
        node("eventBasedGateway", "g", instantiate="true", eventGatewayType=kind),
        catch("a", event("message", "m")),
        catch("b", event("message", "n")),
        user("x"),
        user("y"),
        flows="g a x;g b y",
        definitions=message("m", "go") + message("n", "stay"),
    )
    assert bundle.processes["P"].message_starts == ("go", "stay")
    case = Play(bundle, at="go")
    assert (case.open, case.listens) == (["x#1"], waiting)


# --- pools


def pools(*parts: str, flows: str, answering: str, definitions: str, joined: str = "") -> Play:
    participants = '<bpmn:participant id="one" processRef="P"/><bpmn:participant id="two" processRef="Q"/>'
    collaboration = f'<bpmn:collaboration id="C">{participants}{joined}</bpmn:collaboration>'
    drawn = diagram(definitions, process("P", *parts, flows=flows), answering, collaboration)
    return Play(compile_bundle({"p.bpmn": drawn}))


def test_pools_exchange_messages_inside_one_case_each_with_its_own_variables():
    answering = process(
        "Q",
        start("q1", event("message", "ask")),
        script("double", "=n * 2", "n"),
        node("sendTask", "answer", extension="", messageRef="reply"),
        end("q2"),
        flows="q1 double answer q2",
    )
    asks = node(
        "intermediateThrowEvent",
        "t",
        event("message", "ask"),
        '<zeebe:ioMapping><zeebe:input source="=4" target="n"/></zeebe:ioMapping>',
    )
    case = pools(
        start(),
        asks,
        catch("c", event("message", "reply")),
        user("x"),
        end(),
        flows="s t c x e",
        answering=answering,
        definitions=message("ask", "ask") + message("reply", "reply"),
    )
    assert (case.open, case.variables) == (["x#1"], {})
    assert "+Q#1/double#1" in moves(case.advance)
    case.does("x#1")
    assert (case.state, case.ended_at) == ("completed", "e")


def test_a_case_is_over_when_all_its_pools_are():
    answering = process("Q", start("q1", event("message", "ask")), user("x"), end("q2"), flows="q1 x q2")
    case = pools(
        start(), throw("t", event("message", "ask")), end(), flows="s t e", answering=answering,
        definitions=message("ask", "ask"),
    )  # fmt: skip
    assert (case.state, case.open) == ("running", ["Q#1/x#1"])
    case.does("Q#1/x#1")
    assert case.state == "completed"


def test_a_message_follows_its_message_flow():
    answering = process(
        "Q", start("q1", event("message", "ask")), catch("w", event("message", "m")), end("q2"), flows="q1 w q2"
    )
    case = pools(
        start(),
        node("parallelGateway", "f"),
        throw("t", event("message", "ask")),
        catch("own", event("message", "m")),
        user("u"),
        throw("t2", event("message", "m")),
        end(),
        flows="s f t e;f own e;f u t2 e",
        answering=answering,
        definitions=message("ask", "ask") + message("m", "m"),
        joined='<bpmn:messageFlow id="mf" sourceRef="t2" targetRef="two"/>',
    )
    assert case.listens == ["m", "m"]
    advance = case.does("u#1")
    assert "-Q#1/w#1" in moves(advance)
    assert case.listens == ["m"]
