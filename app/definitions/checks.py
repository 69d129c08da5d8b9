"""What is said about files before they are deployed: diagrams, decisions and forms together."""

from collections.abc import Collection, Mapping

from app.engine import check_bundle
from app.engine.model import Finding
from app.forms import check_form

Files = Mapping[str, bytes]


def check_files(files: Files, *, groups: Collection[str] | None = None) -> list[Finding]:
    """Every finding of every file; with *groups*, candidate groups that do not exist are found as well."""
    forms = {path.rsplit("/", 1)[-1].removesuffix(".form"): path for path in files if path.endswith(".form")}
    models = {path: content for path, content in files.items() if not path.endswith(".form")}
    findings = list(check_bundle(models, forms=forms.keys(), groups=groups))
    for path in forms.values():
        findings.extend(check_form(files[path], path))
    return findings
