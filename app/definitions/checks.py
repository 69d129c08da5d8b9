"""What is said about files before they are deployed: diagrams, decisions and forms together."""

from collections.abc import Collection, Mapping

from app.engine import check_bundle, known_together, variables_of
from app.engine.model import Finding
from app.feel.checking.declared import declared_types
from app.feel.types import ANY, Type
from app.forms import check_form, fields_of

Files = Mapping[str, bytes]
AT_START: Mapping[str, Type] = declared_types(
    {
        "case": "context<id: number, reference: string, scenario: string, title: string, opened: string, "
        "priority: string, vip: boolean>",
        "requester": "context<id: string, name: string, email: string, title: string, vip: boolean>",
        "pace": "number",
        "request": "context",
    }
)
"""What every case finds at its start; the request is what its start form asks."""


def check_files(files: Files, *, groups: Collection[str] | None = None) -> list[Finding]:
    """Every finding of every file; with *groups*, candidate groups that do not exist are found as well."""
    forms = {path.rsplit("/", 1)[-1].removesuffix(".form"): path for path in files if path.endswith(".form")}
    models = {path: content for path, content in files.items() if not path.endswith(".form")}
    answers: dict[str, Type] = dict.fromkeys((name for path in forms.values() for name in fields_of(files[path])), ANY)
    set_by_cases = known_together(AT_START, answers)
    findings = list(check_bundle(models, forms=forms.keys(), groups=groups, variables=set_by_cases))
    variables = known_together(set_by_cases, variables_of(models))
    for path in forms.values():
        findings.extend(check_form(files[path], path, variables))
    return findings
