"""Moving a running case to another version: what each kind of token keeps, and what is refused, with its reason."""

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import Bundle, Execution, MigrationRefused, compile_bundle, migrate, problems
from tests.unit.engine.diagrams import (
    boundary,
    compensate,
    conditional,
    diagram,
    end,
    event,
    flow,
    io,
    job,
    loop,
    message,
    node,
    process,
    script,
    signal,
    start,
    subprocess,
    timer,
    undone_by,
    user,
    z,
)
from tests.unit.engine.play import MONDAY, Play, moves

WITHDRAW = message("M", "withdraw")


def bundle(*parts: str, flows: str, definitions: str = "", others: tuple[str, ...] = ()) -> Bundle:
    return compile_bundle({"p.bpmn": diagram(definitions, process("P", *parts, flows=flows), *others)})


class Moved(Play):
    """A case that was moved to another version in the middle of its play."""

    def __init__(self, case: Play, target: Bundle, plan: dict[str, str] | None = None) -> None:
        self.now, self.bundle = case.now, target
        before = case.execution.snapshot()
        migrated = migrate(case.execution, target, plan or {}, now=case.now)
        assert case.execution.snapshot() == before
        self.execution, self.advance, self.steps = migrated.execution, migrated.advance, migrated.steps


def reasons(case: Play, target: Bundle, plan: dict[str, str] | None = None) -> list[str]:
    return [str(each.said) for each in problems(case.execution, target, plan or {}, now=case.now)]


def catch(identity: str, inner: str) -> str:
    return node("intermediateCatchEvent", identity, inner)


def gateway(kind: str, identity: str) -> str:
    return node(f"{kind}Gateway", identity)


def plain(part: str, identity: str) -> Bundle:
    return bundle(start(), part, end(), flows=f"s {identity} e")


def failing(identity: str) -> str:
    """A task that cannot begin."""
    return node("userTask", identity, extension=z("userTask") + z("priorityDefinition", priority='="high"'))


# --- open tasks and jobs


def test_an_open_task_stays_open_and_what_comes_after_it_is_new():
    case = Play(bundle(start(), user("u"), end(), flows="s u e"))
    moved = Moved(case, bundle(start(), user("u"), user("more"), end(), flows="s u more e"))
    assert (moved.open, moved.steps, moved.advance.log) == (["u#1"], {}, ())
    assert moves(moved.does("u#1")) == ["-u#1", "+more#1"]


def test_a_task_with_another_id_is_the_same_open_task_under_a_new_name():
    case = Play(bundle(start(), user("u"), end(), flows="s u e"))
    moved = Moved(case, bundle(start(), user("w"), end(), flows="s w e"), {"u": "w"})
    assert (moved.open, moved.steps) == (["w#1"], {"u#1": "w#1"})
    assert moves(moved.does("w#1")) == ["-w#1", "+e#1", "-e#1"]
    assert moved.state == "completed"


def test_a_person_sees_the_new_form_and_keeps_deadline_and_candidates():
    terms = z("taskSchedule", dueDate="PT8H") + z("assignmentDefinition", candidateGroups="one")
    case = Play(bundle(start(), user("u", extension=terms), end(), flows="s u e"))
    case.now += timedelta(hours=2)
    changed = z("userTask") + z("formDefinition", formId="=form") + z("properties", z("property", name="k", value="v"))
    other = changed + z("taskSchedule", dueDate="PT1H") + z("assignmentDefinition", candidateGroups="two")
    target = bundle(start(), node("userTask", "u", extension=other), end(), flows="s u e")
    with pytest.raises(MigrationRefused, match="cannot be worked out for this case: ="):
        migrate(case.execution, plain(failing("u"), "u"), {}, now=case.now)
    moved = Moved(case, target)
    (task,) = moved.execution.tasks
    assert (task.form, task.properties, task.candidate_groups) == (None, {"k": "v"}, ("one",))
    assert task.due_at == MONDAY + timedelta(hours=8)


def test_a_job_is_done_as_the_new_version_wants_it():
    case = Play(bundle(start(), job("j", "notify", extension=io({"to": "=1"})), end(), flows="s j e"))
    moved = Moved(case, bundle(start(), job("j", "call"), end(), flows="s j e"))
    assert [(each.type, each.inputs) for each in moved.execution.jobs] == [("call", {"to": 1})]
    assert moves(moved.does("j#1"))[0] == "-j#1"


def test_a_failed_step_keeps_its_incident_and_can_be_tried_on_the_new_version():
    case = Play(plain(failing("c"), "c"))
    moved = Moved(case, plain(user("d"), "d"), {"c": "d"})
    assert (moved.failures, moved.steps) == ([("d#1", "number")], {"c#1": "d#1"})
    moved.retries("d#1")
    assert (moved.failures, moved.open) == ([], ["d#1"])


# --- listeners


def late(text: str, identity: str = "late", measure: str = "timeDuration") -> str:
    return boundary(identity, "u", timer(text, measure), interrupting=False)


def with_late(*boundaries: str) -> Bundle:
    ids = re.findall(r'boundaryEvent id="(\w+)"', "".join(boundaries))
    ends = [end(f"e_{each}") for each in ids]
    flows = "s u e" + "".join(f"; {each} e_{each}" for each in ids)
    return bundle(start(), user("u"), *boundaries, end(), *ends, flows=flows)


@pytest.mark.parametrize(
    ("before", "after", "plan", "due"),
    [
        ([late("PT4H")], [late("PT1H")], {}, [("late", 4.0)]),
        ([late("PT4H")], [late("PT4H", "later")], {"late": "later"}, [("later", 4.0)]),
        ([late("PT4H")], [late("PT4H", "later")], {}, [("later", 6.0)]),
        ([late("PT4H")], [], {}, []),
        ([], [late("PT4H")], {}, [("late", 6.0)]),
        ([late("PT1H")], [late("PT5H")], {}, []),
        ([late("R2/PT3H", measure="timeCycle")], [late("R9/PT1H", measure="timeCycle")], {}, [("late", 3.0)]),
    ],
    ids=["kept", "renamed", "replaced", "gone", "new", "fired before", "cycle"],
)
def test_deadlines_on_a_task(before, after, plan, due):
    case = Play(with_late(*before))
    case.waits(hours=2)
    moved = Moved(case, with_late(*after), plan)
    assert moved.due == due
    assert moved.open == ["u#1"]


def test_a_boundary_event_of_another_kind_replaces_the_old_one():
    case = Play(with_late(late("PT4H")))
    asked = boundary("late", "u", event("message", "M"))
    target = bundle(start(), user("u"), asked, end(), end("e2"), flows="s u e; late e2", definitions=WITHDRAW)
    moved = Moved(case, target)
    assert (moved.due, moved.listens) == ([], ["withdraw"])
    assert moves(moved.gets("withdraw"))[:2] == ["xu#1", "+late#2"]


def stopping(identity: str = "x", begin: str = "xs", name: str = "M") -> str:
    inner = start(begin, event("message", name))
    return subprocess(identity, inner, end(f"{begin}_e"), flows=f"{begin} {begin}_e", event=True)


@pytest.mark.parametrize(
    ("before", "after", "plan", "listens"),
    [
        ([], [stopping()], {}, ["withdraw"]),
        ([stopping()], [], {}, []),
        ([stopping()], [stopping("y", "ys")], {"x": "y"}, ["withdraw"]),
        ([stopping()], [stopping(name="N")], {}, ["stop"]),
    ],
    ids=["new", "gone", "renamed", "another message"],
)
def test_event_subprocesses(before, after, plan, listens):
    both = WITHDRAW + message("N", "stop")
    case = Play(bundle(start(), user("u"), *before, end(), flows="s u e", definitions=both))
    moved = Moved(case, bundle(start(), user("u"), *after, end(), flows="s u e", definitions=both), plan)
    assert moved.listens == listens
    for name in listens:
        assert "xu#1" in moves(moved.gets(name))
        assert moved.state == "completed"


def test_events_after_an_event_based_gateway():
    first = [catch("t", timer("PT4H")), catch("m", event("message", "M"))]
    flows = "s g t e; g m e"
    case = Play(bundle(start(), gateway("eventBased", "g"), *first, end(), flows=flows, definitions=WITHDRAW))
    case.waits(hours=1)
    then = [catch("t", timer("PT9H")), catch("t2", timer("PT2H"))]
    moved = Moved(case, bundle(start(), gateway("eventBased", "g"), *then, end(), flows="s g t e; g t2 e"))
    assert (moved.due, moved.listens) == ([("t2", 3.0), ("t", 4.0)], [])
    assert moves(moved.waits(hours=2))[:3] == ["-g#1", "+t2#1", "-t2#1"]


def test_what_a_token_waits_for_stays_what_it_was():
    keyed = message("M", "answer", key="=order")
    case = Play(bundle(start(), catch("m", event("message", "M")), end(), flows="s m e", definitions=keyed), order="7")
    renamed = message("M", "reply", key='="8"')
    moved = Moved(case, bundle(start(), catch("m", event("message", "M")), end(), flows="s m e", definitions=renamed))
    assert [(each.message, each.key) for each in moved.execution.subscriptions] == [("reply", "7")]


# --- scopes


def inside(task: str, sub: str = "sub", *more: str) -> Bundle:
    inner = subprocess(sub, start("s2"), user(task), *more, end("e2"), flows=f"s2 {task} e2")
    return bundle(start(), inner, end(), flows=f"s {sub} e")


def test_a_subprocess_and_what_is_inside_it():
    moved = Moved(Play(inside("u")), inside("w", "part"), {"sub": "part", "u": "w"})
    assert (moved.open, moved.tokens) == (["part#1/w#1"], ["part#1", "part#1/w#1"])
    assert moved.steps == {"sub#1": "part#1", "sub#1/u#1": "part#1/w#1"}
    assert moves(moved.does("part#1/w#1"))[-4:] == ["-part#1/e2#1", "-part#1", "+e#1", "-e#1"]


def calling(called: str, name: str = "Q", task: str = "u") -> Bundle:
    call = node("callActivity", "c", extension=z("calledElement", processId=called))
    other = process(name, start("s2"), user(task), end("e2"), flows=f"s2 {task} e2")
    return bundle(start(), call, end(), flows="s c e", others=(other,))


def test_a_called_process_can_get_another_id():
    case = Play(calling("Q"))
    assert reasons(case, calling("R", "R")) == ["The new version has no process Q that can run."]
    moved = Moved(case, calling("R", "R"), {"Q": "R"})
    assert moved.open == ["c#1/u#1"]
    moved.does("c#1/u#1")
    assert moved.state == "completed"


def many(identity: str, sequential: bool = False, **settings: str) -> Bundle:
    given = {"inputCollection": "=[1, 2, 3]", "inputElement": "item"} | settings
    return bundle(start(), user(identity, loop(sequential, **given)), end(), flows=f"s {identity} e")


@pytest.mark.parametrize("sequential", [False, True])
def test_instances_go_on_and_their_results_are_kept(sequential):
    results = {"outputCollection": "all", "outputElement": "=item * 10"}
    case = Play(many("u", sequential, **results))
    case.does("u#1/u#1")
    moved = Moved(case, many("w", sequential, **results | {"outputCollection": "found"}), {"u": "w"})
    assert moved.open == (["w#1/w#2"] if sequential else ["w#1/w#2", "w#1/w#3"])
    moved.does("w#1/w#2")
    moved.does("w#1/w#3")
    assert (moved.state, moved.variables) == ("completed", {"found": [10, 20, 30]})


def test_visits_of_two_elements_that_become_one_are_counted_on():
    two = bundle(start(), gateway("parallel", "g"), user("a"), user("b"), end(), flows="s g a e; g b e")
    moved = Moved(Play(two), bundle(start(), user("b"), end(), flows="s b e"), {"a": "b"})
    assert sorted(moved.open) == ["b#1", "b#2"]
    assert moved.steps == {"a#1": "b#2"}


def test_two_elements_that_change_places_do_not_share_a_name():
    two = bundle(start(), gateway("parallel", "g"), user("a"), user("b"), end(), flows="s g a e; g b e")
    moved = Moved(Play(two), two, {"a": "b", "b": "a"})
    assert moved.steps == {"a#1": "b#2", "b#1": "a#2"}
    assert moves(moved.does("b#2"))[0] == "-b#2"


# --- joins


def joined(*tasks: str, identity: str = "j", kind: str = "parallel") -> Bundle:
    flows = "; ".join(f"f {task} {identity}" for task in tasks)
    drawn = [user(task) for task in tasks]
    return bundle(
        start(), gateway("parallel", "f"), *drawn, gateway(kind, identity), end(), flows=f"s f; {flows}; {identity} e"
    )


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_a_join_knows_who_has_arrived(kind):
    case = Play(joined("a", "b", kind=kind))
    case.does("a#1")
    moved = Moved(case, joined("a", "b", identity="k", kind=kind), {"j": "k"})
    assert moved.open == ["b#1"]
    assert moves(moved.does("b#1")) == ["-b#1", "+k#1", "-k#1", "+e#1", "-e#1"]


def test_a_join_that_waits_for_nobody_any_more_goes_on_at_once():
    case = Play(joined("a", "b", "c"))
    case.does("a#1")
    case.does("b#1")
    fewer = joined("a", "b")
    assert reasons(case, fewer) == ["“c” is not in the new version."]
    moved = Moved(case, fewer, {"c": "b"})
    assert moves(moved.advance) == ["-j#1", "+e#1", "-e#1"]
    assert moved.open == ["b#2"]


def test_a_join_that_lost_an_arrived_flow_is_refused():
    case = Play(joined("a", "b"))
    case.does("a#1")
    said = ["A flow by which a token has arrived at “j” is not in the new version."]
    assert reasons(case, joined("c", "b")) == said
    assert reasons(case, joined("c", "b"), {"a": "c"}) == []
    assert reasons(case, joined("c", "b"), {"P_a_j": "P_c_j"}) == []
    assert reasons(case, joined("c", "b"), {"P_a_j": "P_b_j"}) == []


def rounds(identity: str) -> Bundle:
    again = f"<bpmn:standardLoopCharacteristics><bpmn:loopCondition>{'=more'}</bpmn:loopCondition>"
    inner = again + "</bpmn:standardLoopCharacteristics>"
    return bundle(start(), user(identity, inner), end(), flows=f"s {identity} e")


def test_the_rounds_of_a_loop_are_counted_on():
    case = Play(rounds("u"), more=True)
    case.does("u#1/u#1")
    moved = Moved(case, rounds("w"), {"u": "w"})
    assert moved.open == ["w#1/w#2"]
    moved.does("w#1/w#2")
    assert moved.open == ["w#1/w#3"]
    moved.does("w#1/w#3", more=False)
    assert moved.state == "completed"
    assert reasons(case, many("u")) == [LOOPS]


LOOPS = "“u” works in another way in the new version: repeated, triggered or done."


def adhoc(*tasks: str, ordering: str = "Sequential") -> Bundle:
    drawn = "".join(user(task) for task in tasks)
    sub = node("adHocSubProcess", "sub", drawn, ordering=ordering)
    return bundle(start(), sub, end(), flows="s sub e")


def test_what_waits_its_turn_in_an_ad_hoc_subprocess_waits_on():
    case = Play(adhoc("a", "b"))
    moved = Moved(case, adhoc("a", "c"), {"b": "c"})
    assert moved.open == ["sub#1/a#1"]
    moved.does("sub#1/a#1")
    assert moved.open == ["sub#1/c#1"]
    moved.does("sub#1/c#1")
    assert moved.state == "completed"
    assert reasons(case, adhoc("a", "b", ordering="Parallel")) == [LOOPS.replace("u", "sub", 1)]


def of_three(identity: str, *tasks: str) -> Bundle:
    condition = "<bpmn:activationCondition>=activationCount >= 2</bpmn:activationCondition>"
    parts = [gateway("parallel", "f"), *map(user, tasks), node("complexGateway", identity, condition), user("z")]
    flows = f"s f; {identity} z e; " + "; ".join(f"f {task} {identity}" for task in tasks)
    return bundle(start(), *parts, end(), flows=flows)


def test_a_complex_gateway_remembers_what_came_and_what_it_still_waits_for():
    case = Play(of_three("j", "a", "b", "c"))
    case.does("a#1")
    moved = Moved(case, of_three("k", "a", "b", "c"), {"j": "k"})
    assert moves(moved.does("b#1")) == ["-b#1", "+k#1", "-k#1", "+z#1"]
    again = Moved(moved, of_three("j", "a", "b", "c"), {"k": "j"})
    assert again.open == ["c#1", "z#1"]
    again.does("z#1")
    again.does("c#1")
    assert again.state == "completed"
    assert "has arrived at “j”" in reasons(case, of_three("j", "b", "c"))[0]


def in_numbers(needed: int) -> Bundle:
    counted = user("c").replace(" id=", f' startQuantity="{needed}" id=', 1)
    parts = [gateway("parallel", "f"), user("a"), user("b"), counted]
    return bundle(start(), *parts, end(), flows="s f a c e; f b c")


def test_an_activity_that_needs_fewer_tokens_in_the_new_version_begins_at_once():
    case = Play(in_numbers(2))
    case.does("a#1")
    assert Moved(case, in_numbers(3)).open == ["b#1"]
    moved = Moved(case, in_numbers(1))
    assert sorted(moved.open) == ["b#1", "c#1"]
    moved.does("b#1")
    assert sorted(moved.open) == ["c#1", "c#2"]


def calling_global(task: str) -> Bundle:
    form = z("userTask") + z("formDefinition", formId="form-a")
    call = node("callActivity", "c", extension=z("calledElement", processId=task))
    return bundle(start(), call, end(), flows="s c e", others=(node("globalUserTask", task, "", form),))


def test_a_global_task_that_is_called():
    case = Play(calling_global("G"))
    assert reasons(case, calling_global("H")) == ["The new version has no process G that can run."]
    moved = Moved(case, calling_global("H"), {"G": "H"})
    assert moved.open == ["c#1/H#1"]
    moved.does("c#1/H#1")
    assert moved.state == "completed"


# --- signals, conditions, compensation, pools


def test_a_signal_goes_by_its_new_name_and_a_new_condition_is_looked_at_at_once():
    listening = boundary("b", "u", event("signal", "S"), interrupting=False)
    case = Play(bundle(start(), user("u"), listening, end(), end("e2"), flows="s u e; b e2", definitions=ALARM), n=3)
    more = boundary("c", "u", conditional("=n > 2"), interrupting=False)
    drawn = [start(), user("u"), listening, more, user("w"), end(), end("e2")]
    alert = signal("S", "alert")
    moved = Moved(case, bundle(*drawn, flows="s u e; b e2; c w e", definitions=alert))
    assert (moved.listens_to, moved.open) == (["alert"], ["u#1", "w#1"])


ALARM = signal("S", "alarm")


def compensated(activity: str, *more: str, undone: bool = True) -> Bundle:
    handler = z("userTask")
    undo = [undone_by(activity, f"h_{activity}", "userTask", handler)] if undone else []
    parts = [start(), node("task", activity), user("u"), end("e", compensate()), *undo, *more]
    return bundle(*parts, flows=f"s {activity} u e")


def test_what_is_over_can_still_be_compensated():
    case = Play(compensated("a"))
    lost = ["“a” is over and could be compensated; the new version has no compensation for it."]
    assert reasons(case, compensated("b")) == lost
    assert reasons(case, compensated("a", undone=False)) == lost
    moved = Moved(case, compensated("b"), {"a": "b"})
    moved.does("u#1")
    assert moved.open == ["h_b#1"]
    moved.does("h_b#1")
    assert moved.state == "completed"


def test_a_compensation_that_is_under_way_goes_on():
    case = Play(compensated("a"))
    case.does("u#1")
    moved = Moved(case, compensated("b"), {"a": "b", "h_a": "h_b"})
    assert (moved.open, moved.steps["h_a#1"]) == (["h_b#1"], "h_b#1")
    moved.does("h_b#1")
    assert moved.state == "completed"


def test_what_completed_in_a_subprocess_is_compensated_under_its_new_names():
    def drawn(sub: str, activity: str) -> Bundle:
        undo = undone_by(activity, "h", "userTask", z("userTask"))
        inner = subprocess(sub, start("s2"), node("task", activity), end("e2"), undo, flows=f"s2 {activity} e2")
        return bundle(start(), inner, user("u"), end("e", compensate()), flows=f"s {sub} u e")

    case = Play(drawn("sub", "a"))
    assert len(reasons(case, drawn("part", "b"))) == 1
    moved = Moved(case, drawn("part", "b"), {"sub": "part", "a": "b"})
    moved.does("u#1")
    assert [step.rpartition("/")[2] for step in moved.open] == ["h#1"]


def pools(other: str = "Q", joined: bool = True) -> Bundle:
    asked = message("M", "ask") + message("N", "answered")
    sent = node("sendTask", "a", messageRef="M")
    own = process("P", start(), sent, catch("w", event("message", "N")), end(), flows="s a w e")
    begun = start("s2", event("message", "M"))
    theirs = process(other, begun, user("u"), node("sendTask", "b", messageRef="N"), end("e2"), flows="s2 u b e2")
    both = f'<bpmn:participant id="one" processRef="P"/><bpmn:participant id="two" processRef="{other}"/>'
    drawn = f'<bpmn:collaboration id="C">{both}</bpmn:collaboration>' if joined else ""
    return compile_bundle({"p.bpmn": diagram(asked, own, theirs, drawn)})


def test_the_other_pools_of_a_case_go_with_it():
    case = Play(pools())
    assert case.open == ["Q#1/u#1"]
    assert reasons(case, pools("R")) == [
        "“Q” is not in the new version.",
        "The new version has no process Q that can run.",
    ]
    assert reasons(case, pools(joined=False)) == ["“Q” is not in the new version."]
    moved = Moved(case, pools("R"), {"Q": "R"})
    assert moved.open == ["R#1/u#1"]
    moved.does("R#1/u#1")
    assert moved.state == "completed"


def test_an_event_that_needs_several_triggers_remembers_those_that_came():
    both = event("message", "M") + event("message", "N")
    names = message("M", "one") + message("N", "two")
    parallel = node("intermediateCatchEvent", "c", both, parallelMultiple="true")
    case = Play(bundle(start(), parallel, end(), flows="s c e", definitions=names))
    case.gets("one")
    renamed = parallel.replace('"c"', '"d"')
    moved = Moved(case, bundle(start(), renamed, end(), flows="s d e", definitions=names), {"c": "d"})
    assert moved.listens == ["two"]
    assert moves(moved.gets("two"))[0] == "-d#1"
    fewer = bundle(start(), catch("c", event("message", "M")), end(), flows="s c e", definitions=names)
    assert reasons(case, fewer) == ["“c” works in another way in the new version: repeated, triggered or done."]


# --- refusals


@pytest.mark.parametrize(
    ("before", "after", "plan", "said"),
    [
        (plain(user("u"), "u"), plain(user("w"), "w"), {}, ["“u” is not in the new version."]),
        (plain(user("u"), "u"), plain(job("u"), "u"), {}, ["“u” is another kind of element in the new version."]),
        (
            plain(user("u"), "u"),
            many("u"),
            {},
            ["“u” works in another way in the new version: repeated, triggered or done."],
        ),
        (
            plain(user("u"), "u"),
            inside("u"),
            {},
            ["“u” stands inside another process or subprocess in the new version."],
        ),
        (
            plain(catch("c", timer("PT1H")), "c"),
            bundle(start(), catch("c", event("message", "M")), end(), flows="s c e", definitions=WITHDRAW),
            {},
            ["“c” works in another way in the new version: repeated, triggered or done."],
        ),
        (
            plain(failing("c"), "c"),
            plain(user("u"), "u"),
            {},
            ["An incident is open at “c”, which is not in the new version."],
        ),
        (
            plain(user("u"), "u"),
            plain(user("u"), "u"),
            {"no": "u", "u": "nowhere"},
            [
                "The plan names no, which the case's version does not have.",
                "The plan names nowhere, which the new version does not have.",
                "“u” is not in the new version.",
            ],
        ),
        (
            inside("u"),
            plain(user("u"), "u"),
            {},
            [
                "“sub” is not in the new version.",
                "“u” stands inside another process or subprocess in the new version.",
            ],
        ),
        (
            plain(user("u"), "u"),
            compile_bundle({"q.bpmn": diagram(process("Q", start("qs"), end("qe"), flows="qs qe"))}),
            {},
            ["The new version has no process P that can run."],
        ),
        (
            calling("Q"),
            bundle(
                start(),
                node("callActivity", "c", extension=z("calledElement", processId="R")),
                end(),
                flows="s c e",
                others=(
                    process("Q", start("s2"), user("u"), end("e2"), flows="s2 u e2"),
                    process("R", start("s3"), end("e3"), flows="s3 e3"),
                ),
            ),
            {},
            ["“c” calls the process R in the new version, but the case is inside Q."],
        ),
    ],
    ids=["gone", "kind", "repeated", "level", "trigger", "incident", "plan", "subprocess", "process", "call"],
)
def test_a_token_that_would_stand_nowhere_is_refused_with_the_reason(before, after, plan, said):
    case = Play(before)
    assert reasons(case, after, plan) == said
    with pytest.raises(MigrationRefused) as refused:
        migrate(case.execution, after, plan, now=case.now)
    assert said[0] in str(refused.value)


def test_a_case_that_is_over_stays_where_it_ended():
    case = Play(plain(script("c", "=1", "x"), "c"))
    assert reasons(case, plain(script("c", "=2", "x"), "c")) == ["The case is over."]


# --- a version that differs in nothing but its ids

EVERYTHING = (
    start("a_s"),
    gateway("parallel", "a_f"),
    user("a_u"),
    boundary("a_late", "a_u", timer("PT5H"), interrupting=False),
    end("a_late_e"),
    subprocess("a_sub", start("a_s2"), user("a_w"), end("a_e2"), flows="a_s2 a_w a_e2"),
    user("a_m", loop(inputCollection="=[1, 2]", inputElement="item")),
    gateway("eventBased", "a_g"),
    catch("a_t", timer("PT6H")),
    catch("a_c", event("message", "a_M")),
    gateway("exclusive", "a_v"),
    gateway("parallel", "a_j"),
    end("a_e"),
    subprocess(
        "a_x",
        node("startEvent", "a_xs", event("message", "a_M2"), isInterrupting="false"),
        user("a_xu"),
        end("a_xe"),
        flows="a_xs a_xu a_xe",
        event=True,
    ),
    flow("a_named", "a_f", "a_u"),
)
FLOWS = "a_s a_f; a_u a_j; a_late a_late_e; a_f a_sub a_j; a_f a_m a_j; a_f a_g a_t a_v a_j; a_g a_c a_v; a_j a_e"
INPUTS = [
    lambda case: case.does("a_u#1"),
    lambda case: case.does("a_m#1/a_m#2"),
    lambda case: case.gets("ask"),
    lambda case: case.does("a_sub#1/a_w#1"),
    lambda case: case.waits(hours=7),
    lambda case: case.gets("ask"),
    lambda case: case.does("a_x#1/a_xu#1"),
    lambda case: case.does("a_m#1/a_m#1"),
    lambda case: case.does("a_x#2/a_xu#1"),
]


def everything() -> bytes:
    definitions = message("a_M", "answer") + message("a_M2", "ask")
    return diagram(definitions, process("P", *EVERYTHING, flows=FLOWS))


def renamed_id(text: str) -> str:
    return re.sub(r"\ba_", "b_", text)


@pytest.mark.parametrize("inputs_before", range(len(INPUTS)))
def test_a_version_with_other_ids_makes_the_same_moves(inputs_before):
    old = compile_bundle({"p.bpmn": everything()})
    new = compile_bundle({"p.bpmn": renamed_id(everything().decode()).replace("P_a_", "P_b_").encode()})
    plan = {each: renamed_id(each) for each in old.diagram.nodes}
    stays, goes = Play(old), Play(old)
    for act in INPUTS[:inputs_before]:
        act(stays)
        act(goes)
    moved = Renamed(Moved(goes, new, plan))
    assert moved.case.advance.log == ()
    for act in INPUTS[inputs_before:]:
        act(stays)
        act(moved)
        assert moves(moved.case.advance) == [renamed_id(each) for each in moves(stays.advance)]
        assert moved.case.due == [(renamed_id(each), hours) for each, hours in stays.due]
    assert (stays.state, moved.case.state) == ("completed", "completed")


class Renamed:
    """Plays the inputs of the old version on the new one."""

    def __init__(self, case: Moved) -> None:
        self.case = case

    def does(self, step: str) -> None:
        self.case.does(renamed_id(step))

    def gets(self, name: str) -> None:
        self.case.gets(name)

    def waits(self, hours: float) -> None:
        self.case.waits(hours=hours)


def test_there_and_back_is_the_case_as_it_was_except_for_its_counts():
    old, new = inside("u"), inside("w", "part")
    case = Play(old)
    there = Moved(case, new, {"sub": "part", "u": "w"})
    back = Moved(there, old, {"part": "sub", "w": "u"})
    assert back.open == ["sub#2/u#2"]
    assert Execution.restore(old, back.execution.snapshot()).tokens == (("sub#2", "sub"), ("sub#2/u#2", "u"))


# --- whatever the plan says

OLD = compile_bundle({"p.bpmn": everything()})
OTHERS = [
    OLD,
    compile_bundle({"p.bpmn": renamed_id(everything().decode()).encode()}),
    joined("a_u", "a_m"),
    inside("a_w", "a_sub"),
    pools(),
    compensated("a_u"),
]
IDS = sorted({identity for each in OTHERS for identity in (*each.diagram.nodes, *each.diagram.flows, *each.processes)})


@given(
    target=st.sampled_from(OTHERS),
    plan=st.dictionaries(st.sampled_from(IDS), st.sampled_from(IDS), max_size=8),
    whole=st.booleans(),
    inputs=st.integers(0, len(INPUTS)),
)
@settings(max_examples=150)
def test_a_plan_moves_the_case_or_is_refused_and_leaves_nothing_half(target, plan, whole, inputs):
    case = Play(OLD)
    for act in INPUTS[:inputs]:
        act(case)
    if whole:
        plan = {each: renamed_id(each) for each in OLD.diagram.nodes} | plan
    before = case.execution.snapshot()
    try:
        moved = migrate(case.execution, target, plan, now=case.now).execution
    except MigrationRefused as refused:
        assert refused.obstacles
        assert case.execution.snapshot() == before
        return
    steps = [step for step, _ in moved.tokens]
    assert len(steps) == len(set(steps))
    assert Execution.restore(target, moved.snapshot()).snapshot() == moved.snapshot()
    for _ in range(60):
        if moved.tasks:
            moved.complete(moved.tasks[0].step, {}, now=case.now)
        elif moved.timers:
            moved.fire_timers(now=moved.timers[0].due_at)
        else:
            break
