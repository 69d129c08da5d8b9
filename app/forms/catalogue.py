"""The forms of a folder or of a bundle, by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.engine.model import Finding
from app.forms.definition import FormDefinition
from app.forms.parsing import LARGEST, read_form
from app.forms.report import Report

ENDING = ".form"


@dataclass(frozen=True)
class Catalogue:
    """The forms that can be used, and what was found in all files, those that cannot be used included."""

    forms: Mapping[str, FormDefinition]
    findings: tuple[Finding, ...]


def load_forms(files: Mapping[str, bytes]) -> Catalogue:
    """Reads every ``.form`` file of a bundle; of two forms with one id the first by file name is kept."""
    forms: dict[str, FormDefinition] = {}
    findings: list[Finding] = []
    for file in sorted(name for name in files if name.endswith(ENDING)):
        form, found = read_form(files[file], file)
        findings += found
        if form is not None and form.id in forms:
            findings += _duplicate(form, forms[form.id])
        elif form is not None:
            forms[form.id] = form
    return Catalogue(forms, tuple(findings))


def load_folder(folder: Path) -> Catalogue:
    """Reads every ``.form`` file below a folder; names are relative to it."""
    found = sorted(path for path in folder.rglob(f"*{ENDING}") if path.is_file())
    return load_forms({path.relative_to(folder).as_posix(): _content(path) for path in found})


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _duplicate(form: FormDefinition, other: FormDefinition) -> list[Finding]:
    report = Report(form.file)
    report.add("form-id-duplicate", "id", id=form.id, other=other.file)
    return report.findings
