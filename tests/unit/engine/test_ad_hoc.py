"""Ad-hoc subprocesses (BPMN 2.0.2 §13.3.5)."""

import pytest

from app.engine import check_bundle
from tests.unit.engine.diagrams import (
    boundary,
    chain,
    diagram,
    end,
    escape,
    event,
    job,
    loop,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    user,
    z,
)
from tests.unit.engine.play import Play, moves, play


def ad_hoc(*parts: str, flows: str = "", condition: str = "", extension: str = "", **attributes: str) -> str:
    written = f"<bpmn:completionCondition>{escape(condition)}</bpmn:completionCondition>" if condition else ""
    return node("adHocSubProcess", "h", "".join(parts) + chain(flows, "h") + written, extension, **attributes)


def around(part: str, *more: str, flows: str = "", **values: object) -> Play:
    return play(start(), part, *more, user("z"), end(), flows="s h z e;" + flows, **values)


def test_everything_is_offered_at_once_and_done_in_any_order():
    case = around(ad_hoc(user("a"), user("b"), user("c")))
    assert case.open == ["h#1/a#1", "h#1/b#1", "h#1/c#1"]
    case.does("h#1/c#1")
    case.does("h#1/a#1", x=1)
    assert case.open == ["h#1/b#1"]
    assert moves(case.does("h#1/b#1")) == ["-h#1/b#1", "-h#1", "+z#1"]
    assert case.variables == {"x": 1}


def test_sequential_means_one_at_a_time_in_document_order():
    case = around(ad_hoc(user("a"), user("b"), user("c"), ordering="Sequential"))
    for name in "abc":
        assert case.open == [f"h#1/{name}#1"]
        assert case.tokens == ["h#1", f"h#1/{name}#1"]
        case.does(f"h#1/{name}#1")
    assert case.open == ["z#1"]


def test_sequential_scripts_run_one_after_the_other():
    parts = [script(name, f'=log + "{name}"', "log") for name in "abc"]
    case = around(ad_hoc(*parts, ordering="Sequential"), log="")
    assert (case.variables, case.open) == ({"log": "abc"}, ["z#1"])


def test_flows_inside_lead_from_one_activity_to_the_next():
    parts = (user("a"), node("parallelGateway", "f"), user("b"), user("c"), user("d"))
    case = around(ad_hoc(*parts, flows="a f b;f c"))
    assert case.open == ["h#1/a#1", "h#1/d#1"]
    case.does("h#1/a#1")
    assert case.open == ["h#1/d#1", "h#1/b#1", "h#1/c#1"]
    case = around(ad_hoc(*parts, flows="a f b;f c", ordering="Sequential"))
    order = []
    while case.open != ["z#1"]:
        order += case.open
        case.does(case.open[0])
    assert order == ["h#1/a#1", "h#1/d#1", "h#1/b#1", "h#1/c#1"]


def test_when_the_condition_is_true_the_rest_is_cancelled():
    case = around(ad_hoc(user("a"), user("b"), user("c"), condition="=enough"))
    case.does("h#1/a#1", enough=False)
    assert moves(case.does("h#1/b#1", enough=True)) == ["-h#1/b#1", "xh#1/c#1", "-h#1", "+z#1"]


def test_without_cancelling_what_runs_is_done_but_nothing_new_begins():
    inside = ad_hoc(user("a"), user("b"), user("c"), flows="b c", condition="=enough", cancelRemainingInstances="false")
    case = around(inside)
    case.does("h#1/a#1", enough=True)
    assert case.open == ["h#1/b#1"]
    assert moves(case.does("h#1/b#1", enough=False)) == ["-h#1/b#1", "-h#1", "+z#1"]


@pytest.mark.parametrize("ordering", ["Sequential", "Parallel"])
def test_nothing_more_begins_after_the_condition_is_true(ordering):
    parts = [script(name, f'=log + "{name}"', "log") for name in "abc"]
    case = around(ad_hoc(*parts, condition="=string length(log) >= 2", ordering=ordering), log="")
    assert (case.variables, case.open) == ({"log": "ab"}, ["z#1"])


def test_all_is_offered_again_while_the_condition_is_not_true():
    case = around(ad_hoc(user("a"), user("b"), condition="=found = 2"), found=0)
    case.does("h#1/a#1")
    case.does("h#1/b#1", found=1)
    assert case.open == ["h#1/a#2", "h#1/b#2"]
    assert moves(case.does("h#1/a#2", found=2))[-1] == "+z#1"
    case = around(ad_hoc(user("a"), user("b"), condition="=found = 2", ordering="Sequential"), found=0)
    case.does("h#1/a#1")
    case.does("h#1/b#1")
    assert case.open == ["h#1/a#2"]


def test_the_diagram_chooses_what_to_begin_with():
    chosen = z("adHoc", activeElementsCollection="=wanted")
    inside = ad_hoc(user("a"), user("b"), user("c"), flows="b c", extension=chosen)
    assert around(inside, wanted=["c", "a"]).open == ["h#1/c#1", "h#1/a#1"]
    assert around(inside, wanted=[]).open == ["z#1"]
    for wrong in (None, "a", ["x"], [1], ["z"]):
        case = around(inside, wanted=wrong)
        assert case.failures == [("h#1", "ad-hoc")]
        case.retries("h#1", wanted=["b"])
        assert case.open == ["h#1/b#1"]
        case.does("h#1/b#1")
        assert case.open == ["h#1/c#1"]


def test_a_condition_that_is_no_boolean_fails_the_activity_that_was_done():
    case = around(ad_hoc(user("a"), user("b"), condition="=enough"))
    case.does("h#1/a#1", enough="perhaps")
    assert case.failures == [("h#1/a#1", "condition")]
    case.retries("h#1/a#1", enough=True)
    assert case.open == ["z#1"]


def test_boundary_events_inside_and_on_it():
    inside = ad_hoc(user("a"), user("b"), boundary("i", "a", timer("PT1H")), user("late"), flows="i late")
    case = around(inside, boundary("o", "h", timer("PT5H")), user("y"), flows="o y e")
    case.waits(hours=1)
    assert case.open == ["h#1/b#1", "h#1/late#1"]
    case.waits(hours=4)
    assert case.open == ["y#1"]
    case = around(inside.replace('name="h"', 'name="h" ordering="Sequential"'))
    case.waits(hours=1)
    assert sorted(case.open) == ["h#1/late#1"] or case.open == ["h#1/b#1"]
    case.does(case.open[0])
    case.does(case.open[0])
    assert case.open == ["z#1"]


def test_events_and_event_subprocesses_inside():
    catch = node("intermediateCatchEvent", "t", timer("PT1H"))
    case = around(ad_hoc(user("a"), catch, user("b"), flows="a t b", ordering="Sequential"))
    case.does("h#1/a#1")
    case.waits(hours=1)
    assert case.open == ["h#1/b#1"]
    late = subprocess("ev", start("es", timer("PT1H")), user("eu"), end("ee"), flows="es eu ee", event=True)
    case = around(ad_hoc(user("a"), user("b"), late, condition="=false"))
    case.waits(hours=1)
    assert case.open == ["h#1/ev#1/eu#1"]
    case.does("h#1/ev#1/eu#1")
    assert case.open == ["z#1"]


def test_loops_around_it_and_in_it():
    each = loop(inputCollection="=[1, 2]", inputElement="n")
    case = around(ad_hoc(each, user("a"), user("b")))
    assert case.open == ["h#1/h#1/a#1", "h#1/h#1/b#1", "h#1/h#2/a#1", "h#1/h#2/b#1"]
    for step in case.open:
        case.does(step)
    assert case.open == ["z#1"]
    case = around(ad_hoc(user("a", each), user("b"), ordering="Sequential", condition="=done"))
    assert case.open == ["h#1/a#1/a#1", "h#1/a#1/a#2"]
    case.does("h#1/a#1/a#1", done=True)
    assert case.open == ["h#1/a#1/a#2"]
    case.does("h#1/a#1/a#2")
    assert case.open == ["z#1"]


def test_an_error_inside_is_caught_on_it():
    inside = ad_hoc(job("a"), job("b"))
    case = around(inside, boundary("o", "h", event("error")), user("y"), flows="o y e")
    case.fails("h#1/b#1", "broken")
    assert case.tokens == ["y#1"]


@pytest.mark.parametrize(
    ("part", "finding"),
    [
        (ad_hoc(), ("ad-hoc-empty", "h")),
        (ad_hoc(node("parallelGateway", "g"), user("a"), flows="g a"), ("ad-hoc-empty", "h")),
        (ad_hoc(start("s2"), user("a"), user("b"), flows="s2 a"), ("ad-hoc-event", "s2")),
        (ad_hoc(user("a"), end("e2"), flows="a e2"), ("ad-hoc-event", "e2")),
        (ad_hoc(user("a"), condition="=1 +"), ("expression", "h")),
        (ad_hoc(user("a"), condition="=1"), ("expression-wrong", "h")),
        (ad_hoc(user("a"), extension=z("adHoc", activeElementsCollection="=1")), ("expression-wrong", "h")),
        (ad_hoc(user("a"), extension=z("adHoc", outputCollection="all")), ("attribute-ignored", "h")),
        (ad_hoc(user("a"), extension=z("taskDefinition", type="agent")), ("extension-misplaced", "h")),
        (ad_hoc(user("a"), ordering="random"), ("attribute-ignored", "h")),
        (ad_hoc(user("a"), triggeredByEvent="true"), ("attribute-ignored", "h")),
        (ad_hoc(script("a", "=1"), condition="=x"), ("tight-loop", "h")),
        (ad_hoc(script("a", "=1"), condition="=false"), ("endless-loop", "h")),
    ],
)
def test_what_is_found_before_it_runs(part, finding):
    content = diagram(process("P", start(), part, user("z"), end(), flows="s h z e"))
    assert finding in [(it.rule, it.element) for it in check_bundle({"p.bpmn": content})]


def test_a_circle_through_it_waits_when_an_activity_must_be_done():
    def rules(part: str) -> list[str]:
        body = process("P", start(), node("exclusiveGateway", "m"), part, flows="s m h m")
        return [found.rule for found in check_bundle({"p.bpmn": diagram(body)})]

    assert "endless-loop" not in rules(ad_hoc(user("a"), script("b", "=1")))
    assert "endless-loop" in rules(ad_hoc(user("a"), script("b", "=1"), condition="=true"))
    assert "endless-loop" in rules(ad_hoc(user("a"), extension=z("adHoc", activeElementsCollection="=x")))
