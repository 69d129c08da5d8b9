"""Files that somebody sent are read, checked and started in a process that can be killed, before they are deployed.

``python -m app.definitions.guard`` is that process; nothing of a file is parsed outside it until it was found sound.
"""

from collections.abc import Collection, Mapping
from typing import Any

from app.definitions.bundles import Files, closure, read_facts
from app.definitions.checks import check_files
from app.engine.guard import answer, ask_child, decoded, encoded, start_each
from app.engine.model import Finding, Severity

SECONDS = 2
MEGABYTES = 256


def check_in_child(sent: Files, deployed: Files, groups: Collection[str]) -> list[Finding]:
    """Every finding of what is sent, together with all that it reaches or that reaches it among what is deployed; one
    error when reading and starting it takes more than the limits allow."""
    order = {
        "sent": sorted(sent),
        "files": encoded({**deployed, **sent}),
        "groups": sorted(groups),
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    return ask_child("app.definitions.guard", order)


def _check(order: Mapping[str, Any]) -> list[Finding]:
    files = _concerned(set(order["sent"]), decoded(order["files"]))
    findings = check_files(files, groups=order["groups"])
    if all(finding.severity is not Severity.ERROR for finding in findings):
        start_each({path: content for path, content in files.items() if not path.endswith(".form")})
    return findings


def _concerned(sent: set[str], files: Files) -> Files:
    facts = {path: read_facts(path, content) for path, content in files.items()}
    concerned = set(sent)
    for path, fact in facts.items():
        bundle = closure(path, facts) if fact.processes else ()
        if not sent.isdisjoint(bundle):
            concerned.update(bundle)
    return {path: files[path] for path in sorted(concerned)}


if __name__ == "__main__":
    answer(_check)
