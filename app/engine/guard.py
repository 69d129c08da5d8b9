"""Checks, compiles and starts diagrams of strangers in a process of its own that is killed when it takes too much.

``python -m app.engine.guard`` is such a process: it reads one JSON document and writes one. It cannot be asked to take
more, leaves no files, and whoever waits for it holds no lock.
"""

import base64
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from app.engine.bundle import check_bundle, compile_bundle
from app.engine.execution import Execution
from app.engine.findings import Report, as_detail
from app.engine.model import Finding, Severity
from app.errors import from_json, to_json
from app.time import from_iso

GRACE = 20
"""Seconds for starting Python and for a machine that is busy; the limit itself counts seconds of computing."""
ANY_DAY = from_iso("2026-01-01T00:00:00Z")
EXHAUSTED = 3
"""The exit code of a child that could get no more memory."""
STOPPED = frozenset({EXHAUSTED, -signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL})
ROOT = Path(__file__).parents[2]


def compile_in_child(
    files: Mapping[str, bytes],
    forms: Collection[str] | None = None,
    groups: Collection[str] | None = None,
    *,
    seconds: int = 2,
    megabytes: int = 256,
) -> list[Finding]:
    """The findings of the files; one of them an error when loading and starting them was more than the limits allow."""
    order = {
        "files": encoded(files),
        "forms": None if forms is None else sorted(forms),
        "groups": None if groups is None else sorted(groups),
        "seconds": seconds,
        "megabytes": megabytes,
    }
    return ask_child("app.engine.guard", order)


def encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files as JSON can carry them."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Files as :func:`encoded` wrote them."""
    return {name: base64.b64decode(content) for name, content in files.items()}


def ask_child(module: str, order: Mapping[str, Any]) -> list[Finding]:
    """What the *module* finds in its own process; one error when that process was stopped or did not finish.

    The order names ``files``, and the ``seconds`` of computing and ``megabytes`` that are allowed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", module],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=order["seconds"] + GRACE,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _stopped("too-slow", order)
    if done.returncode == 0:
        return [finding_of(entry) for entry in json.loads(done.stdout)]
    return _stopped("too-slow" if done.returncode in STOPPED else "not-startable", order)


def answer(work: Callable[[Mapping[str, Any]], list[Finding]]) -> None:
    """In the child: reads the order, does the *work* within its limits, and writes what was found."""
    order = json.loads(sys.stdin.buffer.read())
    confine(order["seconds"], order["megabytes"])
    try:
        written = json.dumps([entry_of(finding) for finding in work(order)])
    except MemoryError:
        sys.exit(EXHAUSTED)
    sys.stdout.write(written)


def start_each(files: Mapping[str, bytes]) -> None:
    """Starts every process of the files that can be started, as its first case would."""
    bundle = compile_bundle(files)
    for identity, process in bundle.processes.items():
        if process.executable:
            for node in bundle.diagram.beginnings(identity):
                execution, _ = Execution.start(bundle, identity, {}, now=ANY_DAY, at=node.id)
                execution.snapshot()


def _compile(order: Mapping[str, Any]) -> list[Finding]:
    files = decoded(order["files"])
    findings = check_bundle(files, order["forms"], order["groups"])
    if all(finding.severity is not Severity.ERROR for finding in findings):
        start_each(files)
    return findings


def confine(seconds: int, megabytes: int) -> None:
    """From here on so much computing and memory; the kernel ends what needs more, and cannot be asked not to. Its limit
    on computing knows whole seconds only; the timer is exact."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 2 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (spent, spent))
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001))
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = size + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _stopped(rule: str, order: Mapping[str, Any]) -> list[Finding]:
    report = Report()
    limits = {"seconds": order["seconds"], "megabytes": order["megabytes"]} if rule == "too-slow" else {}
    report.add(rule, next(iter(order.get("sent", order["files"])), ""), **limits)
    return list(report)


def entry_of(finding: Finding) -> list[object]:
    """A finding for another process."""
    placed = [finding.rule, finding.severity, finding.file, finding.element]
    details = {name: to_json(it) for name, it in finding.details.items()}
    return [*placed, finding.message, finding.remedy, details, finding.section, finding.name]


def finding_of(entry: list[Any]) -> Finding:
    """What :func:`entry_of` wrote."""
    rule, severity, file, element, message, remedy, details, section, name = entry
    read = {name: as_detail(from_json(it)) for name, it in details.items()}
    return Finding(rule, Severity(severity), file, element, message, remedy, read, section, name)


if __name__ == "__main__":
    answer(_compile)
