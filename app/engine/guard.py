"""Checks, compiles and starts diagrams of strangers in a process of its own that is killed when it takes too much.

``python -m app.engine.guard`` is that process: it reads one JSON document and writes one.
"""

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Collection, Mapping
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
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "forms": None if forms is None else sorted(forms),
        "groups": None if groups is None else sorted(groups),
        "seconds": seconds,
        "megabytes": megabytes,
    }
    command = [sys.executable, "-m", "app.engine.guard"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds + GRACE,
            cwd=ROOT,
            check=False,
        )
        found = [_finding(entry) for entry in json.loads(done.stdout)] if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        found = None
    return _stopped(next(iter(files), ""), seconds, megabytes) if found is None else found


def main() -> None:
    """Does in the child what :func:`compile_in_child` asked for."""
    order = json.loads(sys.stdin.buffer.read())
    _limit(order["seconds"], order["megabytes"])
    files = {name: base64.b64decode(content) for name, content in order["files"].items()}
    findings = check_bundle(files, order["forms"], order["groups"])
    if all(finding.severity is not Severity.ERROR for finding in findings):
        _start_each(files)
    sys.stdout.write(json.dumps([_entry(finding) for finding in findings]))


def _start_each(files: Mapping[str, bytes]) -> None:
    bundle = compile_bundle(files)
    for identity, process in bundle.processes.items():
        if process.executable:
            for node in bundle.diagram.beginnings(identity):
                execution, _ = Execution.start(bundle, identity, {}, now=ANY_DAY, at=node.id)
                execution.snapshot()


def _limit(seconds: int, megabytes: int) -> None:
    """From here on so much computing and memory; the kernel ends what needs more, and cannot be asked not to."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (spent, spent))
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = size + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _stopped(name: str, seconds: int, megabytes: int) -> list[Finding]:
    report = Report()
    report.add("too-slow", name, seconds=seconds, megabytes=megabytes)
    return list(report)


def _entry(finding: Finding) -> list[object]:
    placed = [finding.rule, finding.severity, finding.file, finding.element]
    return [*placed, finding.message, finding.remedy, {name: to_json(it) for name, it in finding.details.items()}]


def _finding(entry: list[Any]) -> Finding:
    rule, severity, file, element, message, remedy, details = entry
    read = {name: as_detail(from_json(it)) for name, it in details.items()}
    return Finding(rule, Severity(severity), file, element, message, remedy, read)


if __name__ == "__main__":
    main()
