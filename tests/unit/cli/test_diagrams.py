"""``check`` and ``trace`` on files that nobody made for us: drawings, odd encodings, hostile ones, awkward options."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli import diagrams, run
from app.cli.confined import TooMuch, confined
from tests.unit.engine.diagrams import (
    conditional,
    diagram,
    end,
    event,
    flow,
    job,
    message,
    node,
    process,
    script,
    signal,
    start,
    timer,
    user,
)

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "drawn-diagrams"
DRAWN = sorted(CORPUS.glob("*.bpmn"))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


class Files:
    """A folder of diagrams and the commands that look at them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def has(self, content: bytes, name: str = "p.bpmn") -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def check(self, *paths: str, code: int = 1) -> list[dict[str, Any]]:
        assert run(["check", *paths, "--json"]) == code
        found: list[dict[str, Any]] = json.loads(self.capsys.readouterr().out)
        return found

    def trace(self, *arguments: str) -> list[dict[str, Any]]:
        assert run(["trace", str(self.folder / "p.bpmn"), *arguments]) == 0, self.capsys.readouterr().err
        return [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def refused(self, *arguments: str, code: int = 3) -> str:
        assert run(["trace", str(self.folder / "p.bpmn"), *arguments]) == code
        written = self.capsys.readouterr()
        assert written.out == "" and "Traceback" not in written.err
        return written.err


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    return Files(tmp_path, capsys)


@pytest.mark.skipif(not DRAWN, reason="the drawn diagrams are not here")
@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_every_drawing_is_answered_within_its_limits(path: Path, files: Files) -> None:
    before = os.times()
    found = files.check(str(path))
    assert sum(os.times()[:4]) - sum(before[:4]) < 2
    assert {finding["rule"] for finding in found}.isdisjoint({"too-slow", "not-startable"})
    assert all(finding["element"] for finding in found)


@pytest.mark.skipif(not DRAWN, reason="the drawn diagrams are not here")
def test_a_drawing_is_not_run_but_answered(files: Files) -> None:
    files.has(DRAWN[0].read_bytes())
    assert "[not-executable]" in files.refused(code=1)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8"])
@pytest.mark.parametrize("prefix", ["bpmn:", "semantic:", ""])
@pytest.mark.parametrize("name", ["p.bpmn", "p.xml", "P.BPMN"])
def test_encodings_prefixes_and_extensions(encoding: str, prefix: str, name: str, files: Files) -> None:
    drawn = diagram(process("P", start(), node("serviceTask", "t"), end(), flows="s t e")).decode()
    declared = f"xmlns:{prefix}".rstrip(":")
    drawn = drawn.replace("xmlns:bpmn=", f"{declared}=").replace("bpmn:", prefix).replace('name="t"', 'name="Prüfen"')
    content = f'<?xml version="1.0" encoding="{encoding}"?>{drawn}'.encode(encoding)
    assert [(it["rule"], it["name"]) for it in files.check(files.has(content, name))] == [("job-type", "Prüfen")]


def test_findings_name_the_place_in_the_language_that_is_asked_for(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway = node("exclusiveGateway", "g").replace('name="g"', 'name="Genug?"')
    drawn = process("P", start(), gateway, user("a"), end(), flows="s g;g a e;g e")
    path = files.has(diagram(drawn))
    assert run(["check", path, "--language", "fr"]) == 1
    assert "g (Genug?): error: Le chemin vers «\u00a0a\u00a0»" in capsys.readouterr().out
    assert {finding["element"] for finding in files.check(path)} == {"g"}


def test_a_file_that_takes_too_much_is_named_and_the_others_are_answered(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hungry(given: dict[str, bytes]) -> list[Any]:
        return [b"x" * 10**9] if any("hostile" in path for path in given) else []

    good, hostile = files.has(diagram(), "good.bpmn"), files.has(b"", "hostile.bpmn")
    monkeypatch.setattr(diagrams, "_found_in", hungry)
    assert [(it["rule"], it["file"]) for it in files.check(good, hostile)] == [("too-slow", hostile)]
    assert [it["rule"] for it in files.check(hostile)] == ["too-slow"]


def test_work_is_stopped_that_takes_too_long_or_too_much() -> None:
    def endless() -> Iterator[str]:
        yield "begun"
        while True:
            pass

    lines = confined(endless, seconds=1, then=1)
    assert next(lines) == "begun"
    with pytest.raises(TooMuch):
        next(lines)
    with pytest.raises(TooMuch):
        list(confined(lambda: [len(b"x" * 10**9)]))


def test_a_file_that_ends_the_process_is_named(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(given: dict[str, bytes]) -> list[Any]:
        if any("hostile" in path for path in given):
            os._exit(7)
        return []

    good, hostile = files.has(diagram(), "good.bpmn"), files.has(b"", "hostile.bpmn")
    monkeypatch.setattr(diagrams, "_found_in", falls)
    assert [(it["rule"], it["file"]) for it in files.check(good, hostile)] == [("not-startable", hostile)]


def test_what_goes_wrong_in_the_other_process_is_said_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[str]:
        yield "begun"
        raise ZeroDivisionError("nothing to divide by")

    children: list[int] = []
    fork = os.fork

    def noted() -> int:
        child = fork()
        children.append(child)
        return child

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(RuntimeError, match="ZeroDivisionError: nothing to divide by"):
        list(confined(broken))
    lines = confined(broken)
    assert next(lines) == "begun"
    lines.close()  # type: ignore[attr-defined]
    assert len(children) == 2
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_a_trace_says_what_was_never_needed(files: Files) -> None:
    files.has(diagram(process("P", start(), user("u"), end(), flows="s u e")))
    told = ["u={a: 1}", "u={a: 2}"]
    *lines, last = files.trace(
        "--complete", told[0], "--complete", told[1], "--message", "m={}", "--signal", "x={}", "--wait", "PT1H"
    )
    assert {line["value"] for line in lines if line["event"] == "set"} == {1}
    assert last["state"] == "completed"
    assert last["unused"] == ["--complete u={a: 2}", "--message m={}", "--signal x={}", "--wait PT1H"]


def test_a_trace_says_what_it_waits_for(files: Files) -> None:
    catches = [
        node("intermediateCatchEvent", "m", event("message", "M")),
        node("intermediateCatchEvent", "x", event("signal", "X")),
        node("intermediateCatchEvent", "t", timer("PT2H")),
        node("intermediateCatchEvent", "c", conditional("=ok")),
    ]  # fmt: skip
    flows = "s f;f m e;f x e;f t e;f c e"
    drawn = process("P", start(), node("parallelGateway", "f"), *catches, end(), flows=flows)
    files.has(diagram(message("M", "go", "=n"), signal("X", "stop"), drawn))
    last = files.trace("--set", "n=7", "--message", "go:8={}", "--wait", "PT1H")[-1]
    assert last["state"] == "waiting" and last["unused"] == ["--message go:8={}", "--wait PT1H"]
    assert last["waits_for"] == [
        {"message": "go", "key": "7", "step": "m#1"},
        {"signal": "stop", "step": "x#1"},
        {"condition": "=ok", "step": "c#1"},
        {"timer": "t#1", "due_at": "2026-01-05T10:00:00.000Z"},
    ]
    given = ["--message", "go:7={}", "--signal", "stop={ok: true}", "--wait", "PT2H"]
    assert files.trace("--set", "n=7", *given)[-1]["state"] == "completed"


def test_a_trace_tells_incidents_and_what_was_sent(files: Files) -> None:
    throw = node("intermediateThrowEvent", "o", event("message", "M"))
    drawn = process("P", start(), throw, job("j"), script("t", "=1", "r"), end(), flows="s o j t e")
    broken = process(
        "Q",
        start("s2"),
        node("exclusiveGateway", "g"),
        end("e2"),
        flow("f", "g", "e2", "=1 = 2"),
        flow("f2", "g", "e2", "=n = 2"),
        flows="s2 g",
    )
    files.has(diagram(message("M", "bill"), drawn, broken))
    lines = files.trace("--complete", 'j={paid: "yes"}')
    assert {"message": "bill", "key": None}.items() <= next(it for it in lines if it["event"] == "sent").items()
    assert lines[-1]["state"] == "completed"
    lines = files.trace("--process", "Q")
    assert [line["element"] for line in lines if line["event"] == "incident"] == ["g"]
    assert (lines[-1]["state"], lines[-1]["incidents"]) == ("incident", ["g#1"])


def test_a_trace_writes_large_numbers_and_any_letter(files: Files) -> None:
    files.has(diagram(process("P", start(), end(), flows="s e")))
    last = files.trace("--set", "n=10**30", "--set", 'w="é 𝄞 \\n"', "--set", "d=0.1")[-1]
    assert last["variables"] == {"n": 10**30, "w": "é 𝄞 \n", "d": 0.1}


@pytest.mark.parametrize(
    ("trigger", "option", "given"),
    [
        (event("message", "M"), "--message", "order={n: 1}"),
        (event("message", "M"), "--message", "order:4711={n: 1}"),
        (event("signal", "X"), "--signal", "alarm={n: 1}"),
    ],
)
def test_a_message_or_signal_starts_the_process_that_it_starts(
    trigger: str, option: str, given: str, files: Files
) -> None:
    drawn = process("P", start("s", trigger), end("e"), flows="s e")
    files.has(diagram(message("M", "order"), signal("X", "alarm"), drawn))
    last = files.trace(option, given)[-1]
    assert (last["state"], last["variables"], last["unused"]) == ("completed", {"n": 1}, [])
    assert files.trace()[-1]["state"] == "completed"


def test_a_condition_that_is_not_true_starts_nothing(files: Files) -> None:
    condition = conditional("=n > 3")
    files.has(diagram(process("P", start("s", condition), end("e"), flows="s e")))
    assert "condition" in files.refused()
    assert files.trace("--set", "n=4")[-1]["state"] == "completed"


def test_elements_and_processes_go_by_id_or_name(files: Files) -> None:
    task = user("u").replace('name="u"', 'name="Look at it"')
    drawn = process("P", start(), task, end(), flows="s u e").replace('id="P"', 'id="P" name="The way"')
    files.has(diagram(drawn, process("Q", start("s2"), end("e2"), flows="s2 e2")))
    last = files.trace("--process", "The way", "--complete", "Look at it={seen: true}")[-1]
    assert last["variables"] == {"seen": True}
    assert files.trace("--process", "Q")[-1]["ended_at"] == "e2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--complete", "nobody={}"], "it has “u”"),
        (["--complete", "s={}"], "no task or job"),
        (["--complete", "twice={}"], "v1, v2"),
        (["--complete", "u=7"], "not a context"),
        (["--complete", "u=null"], "not a context"),
        (["--complete", "u={"], "line 1, column"),
        (["--complete", "u"], "name=value"),
        (["--complete", "={}"], "name=value"),
        (["--message", "m=[]"], "not a context"),
        (["--signal", "x"], "name=value"),
        (["--set", "n=1 +"], "--set n=1 +"),
        (["--wait", "4 hours"], "PT4H"),
        (["--wait", "P99999Y"], "PT4H"),
        (["--process", "R"], "there is “P”"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_runs(arguments: list[str], said: str, files: Files) -> None:
    twice = [user(name).replace(f'name="{name}"', 'name="twice"') for name in ("v1", "v2")]
    files.has(diagram(process("P", start(), user("u"), *twice, end(), flows="s u v1 v2 e")))
    assert said in files.refused(*arguments)


def test_a_diagram_that_a_check_refuses_is_answered_with_its_findings(files: Files) -> None:
    files.has(diagram(process("P", start(), node("serviceTask", "t"), end(), flows="s t e", executable=False)))
    said = files.refused(code=1)
    assert "[job-type]" in said and "[not-executable]" in said and "2 errors" in said
    files.has(b"<nothing")
    assert "[xml]" in files.refused(code=1)


def test_a_trace_of_what_has_no_process(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", files.has(b"", "empty.dmn")]) in (1, 3)
    assert "Traceback" not in capsys.readouterr().err


def test_a_trace_is_stopped_that_takes_too_much(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.has(diagram(process("P", start(), user("u"), end(), flows="s u e")))
    monkeypatch.setattr(diagrams, "traced", lambda *_: iter([b"x" * 10**9]))
    assert "256 MB" in files.refused()
