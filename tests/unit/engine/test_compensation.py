"""Compensation and transactions (BPMN 2.0.2 §13.5.5, §13.3.5): what was done is undone, last first."""

import pytest

from app.engine import MoveKind, check_bundle
from tests.unit.engine.diagrams import (
    boundary,
    compensate,
    diagram,
    end,
    event,
    io,
    loop,
    node,
    process,
    script,
    start,
    subprocess,
    timer,
    undone_by,
    user,
    z,
)
from tests.unit.engine.play import Play, moves, play


def undo(host: str, name: str) -> str:
    """A handler that notes its name in ``log``."""
    noted = z("script", expression=f'=concatenate(log, ["{name}"])', resultVariable="log")
    return undone_by(host, f"h_{host}", extension=noted)


def throw(identity: str, inner: str) -> str:
    return node("intermediateThrowEvent", identity, inner)


def run(*parts: str, flows: str, **variables: object) -> Play:
    return play(*parts, flows=flows, log=[], **variables)


def log(case: Play) -> object:
    return case.variables["log"]


def test_what_completed_is_compensated_last_first_and_only_once():
    parts = [start(), user("a"), user("b"), user("c"), throw("t", compensate()), throw("t2", compensate()), end()]
    parts += [undo("a", "A"), undo("b", "B"), undo("c", "C")]
    case = run(*parts, flows="s a b t t2 c e")
    case.does("a#1")
    case.does("b#1")
    assert (log(case), case.open) == (["B", "A"], ["c#1"])


def test_one_activity_can_be_named():
    parts = [start(), user("a"), user("b"), end("e", compensate("a")), undo("a", "A"), undo("b", "B")]
    case = run(*parts, flows="s a b e")
    case.does("a#1")
    case.does("b#1")
    assert (log(case), case.state) == (["A"], "completed")


def test_what_was_cancelled_or_never_ran_is_not_compensated():
    parts = [start(), user("a"), boundary("x", "a", timer("PT1H")), throw("t", compensate()), end()]
    case = run(*parts, undo("a", "A"), flows="s a e;x t e")
    case.waits(hours=1)
    assert (log(case), case.state) == ([], "completed")


@pytest.mark.parametrize(("wait", "open_now"), [(True, ["h_a#1"]), (False, ["h_a#1", "after#1"])])
def test_the_event_waits_for_the_handlers_or_not(wait, open_now):
    parts = [start(), node("task", "a"), throw("t", compensate(wait=wait)), user("after"), end()]
    case = play(*parts, undone_by("a", "h_a", "userTask"), flows="s a t after e")
    assert sorted(case.open) == sorted(open_now)
    case.does("h_a#1")
    assert case.open == ["after#1"]


def test_every_round_of_a_loop_is_compensated():
    items = loop(sequential=True, inputCollection="=[1, 2, 3]", inputElement="n")
    handler = undone_by("a", "h", extension=z("script", expression="=concatenate(log, [n])", resultVariable="log"))
    parts = [start(), node("task", "a", items), end("e", compensate()), handler]
    assert log(run(*parts, flows="s a e")) == [3, 2, 1]


def test_a_handler_sees_the_variables_that_the_activity_had():
    handler = undone_by("a", "h", extension=z("script", expression="=concatenate(log, [amount])", resultVariable="log"))
    parts = [start(), node("task", "a", extension=io({"amount": "=n"})), script("later", "=7", "n")]
    case = run(*parts, end("e", compensate()), handler, flows="s a later e", n=5)
    assert log(case) == [5]


def test_a_completed_subprocess_is_compensated_by_what_completed_in_it():
    sub = subprocess(
        "sub",
        start("s2"),
        node("task", "a"),
        node("task", "b"),
        end("e2"),
        undo("a", "A"),
        undo("b", "B"),
        flows="s2 a b e2",
    )
    case = run(start(), sub, user("u"), end("e", compensate()), flows="s sub u e")
    case.does("u#1")
    assert (log(case), case.state) == (["B", "A"], "completed")


def test_a_subprocess_with_a_handler_of_its_own_is_compensated_by_it_alone():
    sub = subprocess("sub", start("s2"), node("task", "a"), end("e2"), undo("a", "A"), flows="s2 a e2")
    case = run(start(), sub, undo("sub", "SUB"), end("e", compensate()), flows="s sub e")
    assert log(case) == ["SUB"]


def test_a_compensation_event_subprocess_decides_what_is_undone():
    inner = subprocess(
        "es",
        start("s3", compensate()),
        script("note", '=concatenate(log, ["ES"])', "log"),
        end("e3", compensate("a")),
        flows="s3 note e3",
        event=True,
    )
    sub = subprocess(
        "sub",
        start("s2"),
        node("task", "a"),
        node("task", "b"),
        end("e2"),
        undo("a", "A"),
        undo("b", "B"),
        inner,
        flows="s2 a b e2",
    )
    case = run(start(), sub, end("e", compensate()), flows="s sub e")
    assert (log(case), case.state) == (["ES", "A"], "completed")


def test_an_event_subprocess_can_compensate_the_scope_around_it():
    inner = subprocess("es", start("s3", event("escalation")), end("e3", compensate()), flows="s3 e3", event=True)
    parts = [
        start(),
        node("task", "a"),
        user("u"),
        node("endEvent", "e", event("escalation", "x")),
        undo("a", "A"),
        inner,
    ]
    case = play(*parts, flows="s a u e", definitions='<bpmn:escalation id="x" escalationCode="X"/>', log=[])
    case.does("u#1")
    assert (log(case), case.state) == (["A"], "completed")


# --- transactions


def transaction(*parts: str, flows: str) -> str:
    return subprocess("tx", *parts, flows=flows, tag="transaction")


def test_a_cancelled_transaction_cancels_compensates_and_leaves_by_its_cancel_event():
    tx = transaction(
        start("s2"),
        node("parallelGateway", "f"),
        node("task", "a"),
        user("u"),
        user("other"),
        end("e2"),
        end("stop", event("cancel")),
        undo("a", "A"),
        flows="s2 f a u stop;f other e2",
    )
    case = run(start(), tx, boundary("b", "tx", event("cancel")), user("x"), end(), flows="s tx e;b x e")
    advance = case.does("tx#1/u#1")
    assert [move for move in moves(advance, MoveKind.CANCELLED)] == ["xtx#1/other#1", "xtx#1"]
    assert (log(case), case.open) == (["A"], ["x#1"])


def test_what_completed_in_an_open_subprocess_of_the_transaction_is_compensated_too():
    inner = subprocess("in", start("s3"), node("task", "a"), user("u"), end("e3"), undo("a", "A"), flows="s3 a u e3")
    tx = transaction(
        start("s2"), node("parallelGateway", "f"), inner, user("no"), end("e2"), end("stop", event("cancel")),
        flows="s2 f in e2;f no stop",
    )  # fmt: skip
    case = run(start(), tx, boundary("b", "tx", event("cancel")), user("x"), end(), flows="s tx e;b x e")
    case.does("tx#1/no#1")
    assert (log(case), case.open) == (["A"], ["x#1"])


def test_a_completed_transaction_goes_on_normally_and_can_be_compensated_later():
    tx = transaction(start("s2"), node("task", "a"), end("e2"), undo("a", "A"), flows="s2 a e2")
    case = run(start(), tx, user("u"), end("e", compensate()), flows="s tx u e")
    assert case.open == ["u#1"]
    case.does("u#1")
    assert log(case) == ["A"]


# --- what is refused

STOP = end("x", event("cancel"))


def rules(*parts: str, flows: str = "") -> list[tuple[str, str | None]]:
    found = check_bundle({"p.bpmn": diagram(process("P", *parts, flows=flows))})
    return [(finding.rule, finding.element) for finding in found]


@pytest.mark.parametrize(
    ("parts", "flows", "finding"),
    [
        ([start(), user("a"), boundary("b", "a", compensate()), end()], "s a e", ("compensation-handler", "b")),
        ([start(), user("a"), user("h", isForCompensation="true"), end()], "s a e", ("compensation-alone", "h")),
        ([start(), user("a"), undone_by("a", "h"), end()], "s a h e", ("compensation-alone", "h")),
        ([start(), user("a"), end("e", compensate("a"))], "s a e", ("compensation-target", "e")),
        ([start(), end("e", event("cancel"))], "s e", ("cancel-outside", "e")),
        ([start(), user("a"), boundary("b", "a", event("cancel")), end()], "s a e;b e", ("cancel-outside", "b")),
        (
            [start(), transaction(start("s2"), end("x", event("cancel")), flows="s2 x"), end()],
            "s tx e",
            ("cancel-uncaught", "tx"),
        ),
    ],
)
def test_what_cannot_work_is_refused(parts, flows, finding):
    assert finding in rules(*parts, flows=flows)
