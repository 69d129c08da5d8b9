"""Diagrams that are made to take too much: each is refused or comes to rest, and a process that takes more is ended.

The first tests look at what becomes of such files, in this process; the others at the process that can be killed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine import Execution, check_bundle, compile_bundle
from app.engine.guard import compile_in_child
from tests.unit.engine.diagrams import diagram, end, flow, io, loop, node, process, script, start, subprocess, user, z
from tests.unit.engine.play import MONDAY

WIDE = loop(inputCollection="=for i in 1..5000 return i", inputElement="i")
BOMB = "=count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)"


def chained(*parts: str) -> bytes:
    """A process whose *parts*, named t0, t1, …, follow each other."""
    names = " ".join(f"t{number}" for number in range(len(parts)))
    return diagram(process("P", start(), *parts, end(), flows=f"s {names} e"))


def parallel(number: int, expression: str) -> bytes:
    """*number* scripts side by side."""
    names = [f"t{each}" for each in range(number)]
    scripts = [script(name, expression, name) for name in names]
    flows = "s g;" + ";".join(f"g {name} e" for name in names)
    return diagram(process("P", start(), node("parallelGateway", "g"), *scripts, end(), flows=flows))


def nested(levels: int, marked: str = "") -> bytes:
    """Subprocesses in one another."""
    inside, name = script("t", "=1", "x", inner=marked), "t"
    for level in range(levels):
        parts = [start(f"s{level}"), inside, end(f"e{level}")]
        inside = subprocess(f"u{level}", *parts, flows=f"s{level} {name} e{level}", inner=marked)
        name = f"u{level}"
    return diagram(process("P", start(), inside, end(), flows=f"s {name} e"))


def forks(number: int) -> bytes:
    """Three-way forks that no gateway joins: 3, 9, 27, … tokens."""
    parts, flows, last = [start(), end()], [], "s"
    for each in range(number):
        tasks = [f"{letter}{each}" for letter in "abc"]
        parts += [
            node("parallelGateway", f"g{each}"),
            *(node("task", name) for name in tasks),
            node("task", f"m{each}"),
        ]
        flows += [f"{last} g{each}", *(f"g{each} {name} m{each}" for name in tasks)]
        last = f"m{each}"
    return diagram(process("P", *parts, flows=";".join([*flows, f"{last} e"])))


def calls(called: str, marked: str = "") -> bytes:
    """A process that calls itself twice, in parallel."""
    both = [node("callActivity", name, marked, z("calledElement", processId=called)) for name in ("c", "d")]
    return diagram(process("P", start(), *both, end(), flows="s c e;s d e"))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "49 subprocesses in one another": (nested(49), "completed"),
    "60 subprocesses in one another": (nested(60), "too-deep"),
    "240 subprocesses in one another": (nested(240), "too-large"),
    "2,000 subprocesses in one another": (nested(2_000), "xml"),
    "90,000 attributes": (
        diagram(process("P", start(), node("task", "t", **{f"a{n}": "" for n in range(90_000)}), end(), flows="s t e")),
        "too-large",
    ),
    "a megabyte of flows": (
        diagram(process("P", start(), end(), *(flow(f"f{n}", "s", "e") for n in range(14_000)))),
        "too-large",
    ),
    "2,001 flows": (
        diagram(process("P", start(), end(), *(flow(f"f{n}", "s", "e") for n in range(2_001)))),
        "too-large",
    ),
    "ten three-way forks": (forks(10), "explosion"),
    "six three-way forks": (forks(6), "completed"),
    "strings that double": (
        chained(script("t0", '="0123456789"', "x"), *(script(f"t{n}", "=x + x", "x") for n in range(1, 60))),
        "expression",
    ),
    "lists that multiply": (
        chained(script("t0", "=[1, 2]", "x"), *(script(f"t{n}", "=concatenate(x, x, x)", "x") for n in range(1, 55))),
        "expression",
    ),
    "lists in lists": (
        chained(script("t0", "=[1, 2]", "x"), *(script(f"t{n}", "=[x, x, x, x]", "x") for n in range(1, 55))),
        "expression",
    ),
    "a hundred thousand brackets": (chained(script("t0", "=" + "(" * 100_000 + ")" * 100_000, "x")), "expression"),
    "a sum of 200,000": (chained(script("t0", "=" + "+".join(["1"] * 200_000), "x")), "expression"),
    "FEEL that would count to a thousand million": (chained(script("t0", BOMB, "x")), "expression"),
    "5,000 instances": (nested(0, WIDE), "completed"),
    "5,000 times 5,000 instances": (nested(1, WIDE), "too-many-steps"),
    "5,000 instances four levels deep": (nested(3, WIDE), "too-many-steps"),
    "a process that calls itself": (calls("P"), "recursion"),
    "a process that calls what FEEL names: itself": (calls('="P"'), "too-many-steps"),
    "5,000 calls of itself, each": (calls('="P"', WIDE), "too-many-steps"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_diagram_is_refused_or_comes_to_rest(name: str) -> None:
    content, expected = HOSTILE[name]
    files = {"p.bpmn": content}
    refused = {finding.rule for finding in check_bundle(files) if finding.severity == "error"}
    if refused:
        outcome = refused
    else:
        execution, advance = Execution.start(compile_bundle(files), "P", {}, now=MONDAY)
        outcome = {failure.code for failure in advance.failures} or {str(execution.state)}
    assert expected in outcome


def test_an_upload_that_is_good_or_bad_is_answered_by_its_findings() -> None:
    good = diagram(process("P", start(), user("u"), end(), flows="s u e"))
    assert compile_in_child({"p.bpmn": good}) == []
    assert [finding.rule for finding in compile_in_child({"p.bpmn": b"<x/>"})] == ["not-bpmn"]


GREEDY: dict[str, tuple[Callable[[], bytes], dict[str, int]]] = {
    "computing at the start": (lambda: parallel(240, BOMB), {"seconds": 0}),
    "memory at the start": (
        lambda: chained(user("t0", WIDE, io({"list": "=for i in 1..900 return i"}))),
        {"seconds": 30, "megabytes": 8},
    ),
    "memory while it is read": (
        lambda: chained(*(script(f"t{n}", "=[1, 2]", "x") for n in range(400))),
        {"megabytes": 0},
    ),
}


@pytest.mark.parametrize("name", GREEDY)
def test_a_process_that_takes_too_much_is_ended_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    greedy, limits = GREEDY[name]
    before = set(tmp_path.parent.iterdir()), children()
    found = compile_in_child({"p.bpmn": greedy()}, **limits)
    assert [(finding.rule, finding.severity, finding.file) for finding in found] == [("too-slow", "error", "p.bpmn")]
    assert (set(tmp_path.parent.iterdir()), children()) == before


def children() -> set[str]:
    """The processes that this one has started and that still are there."""
    lists = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for each in lists for child in each.read_text().split()}


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("=for a in 1..9000 return a", "too-much-work"),
        ("=if x = null then (for a in 1..9000 return a) else x", "too-much-work"),
        ("=now()", "too-many-steps"),
    ],
)
def test_what_a_person_sets_going_cannot_stall_the_desk_either(expression: str, code: str) -> None:
    """The first start of such a loop is harmless, so no check before deployment ends it."""
    parts = [start(), user("u"), node("exclusiveGateway", "m"), script("t", expression, "x")]
    back, on = flow("back", "g", "m"), flow("on", "g", "e", "=done = true")
    drawn = process("P", *parts, node("exclusiveGateway", "g", default="back"), end(), back, on, flows="s u m t g")
    execution, _ = Execution.start(compile_bundle({"p.bpmn": diagram(drawn)}), "P", {}, now=MONDAY)
    advance = execution.complete("u#1", {}, now=MONDAY)
    assert [failure.code for failure in advance.failures] == [code]
    rounds = sum(move.element == "t" for move in advance.moves)
    assert (rounds < 1_000) == (code == "too-much-work")
