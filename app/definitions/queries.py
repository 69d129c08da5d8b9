"""Reading what is deployed."""

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.definitions.library import bundle_file, compiled, form_of
from app.definitions.views import FormUse, ScenarioView, VersionDetail, VersionView
from app.engine import Bundle
from app.errors import NotFound
from app.store.tables import BundleFile, Case, Version

__all__ = ["bundle_file", "compiled", "current_version", "form_of", "scenario", "scenarios", "version", "versions"]


def scenarios(session: Session) -> tuple[ScenarioView, ...]:
    """The current scenarios that are offered for a direct start, by name."""
    rows = session.scalars(select(Version).where(Version.current).order_by(Version.name))
    views = [(row, json.loads(row.properties)) for row in rows]
    return tuple(_scenario(row, properties) for row, properties in views if properties.get("catalogue") == "true")


def scenario(session: Session, key: str) -> ScenarioView:
    """One current process as the catalogue would show it. Raises :class:`NotFound`."""
    row = current_version(session, key)
    return _scenario(row, json.loads(row.properties))


def current_version(session: Session, key: str) -> Version:
    """The version on which a new case of this process runs. Raises :class:`NotFound`."""
    row = session.scalar(select(Version).where(Version.key == key, Version.current))
    if row is None:
        raise NotFound(what=f"The scenario «{key}»")
    return row


def versions(session: Session, key: str | None = None) -> tuple[VersionView, ...]:
    """All versions (of one process), newest first within each process."""
    query = select(Version).order_by(Version.name, Version.key, Version.number.desc())
    rows = session.scalars(query if key is None else query.where(Version.key == key))
    counts = _counts(session)
    return tuple(_view(row, counts) for row in rows)


def version(session: Session, version_id: str, key: str) -> VersionDetail:
    """A version with its files. Raises :class:`NotFound`."""
    row = session.get(Version, (version_id, key))
    if row is None:
        raise NotFound(what="This version")
    paths = sorted(session.scalars(select(BundleFile.path).where(BundleFile.version_id == version_id)))
    bundle = compiled(session, version_id)
    return VersionDetail(
        _view(row, _counts(session)),
        bundle.processes[key].file,
        tuple(path for path in paths if path.endswith(".bpmn")),
        tuple(path for path in paths if path.endswith(".dmn")),
        tuple(path for path in paths if path.endswith(".form")),
        tuple(_uses(bundle, key)),
    )


def _uses(bundle: Bundle, key: str) -> Iterator[FormUse]:
    asked = bundle.processes[key].properties.get("start-form")
    if asked:
        yield FormUse(asked)
    for element in bundle.elements.values():
        if element.process == key and element.form and not element.form.startswith("="):
            yield FormUse(element.form, element.name, element.name_en)


def version_by_number(session: Session, key: str, number: int) -> VersionDetail:
    """A version by the number that people say. Raises :class:`NotFound`."""
    found = session.scalar(select(Version.id).where(Version.key == key, Version.number == number))
    return version(session, found or "", key)


def version_id_of(session: Session, key: str, number: int) -> str:
    """The id of a version by the number that people say. Raises :class:`NotFound`."""
    known = 0 < number < 2**31
    found = session.scalar(select(Version.id).where(Version.key == key, Version.number == number)) if known else None
    if found is None:
        raise NotFound(what=f"Version {number} of {key}")
    return found


def number_of(session: Session, key: str, version_id: str) -> int:
    """The number by which people know a version. Raises :class:`NotFound`."""
    row = session.get(Version, (version_id, key))
    if row is None:
        raise NotFound(what="This version")
    return row.number


def _counts(session: Session) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Cases by version and process: how many run, how many are over."""
    query = select(Case.version_id, Case.definition, Case.state, func.count()).group_by(
        Case.version_id, Case.definition, Case.state
    )
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for version_id, key, state, number in session.execute(query):
        running, finished = counts.get((version_id, key), (0, 0))
        more = (number, 0) if state == "running" else (0, number)
        counts[version_id, key] = (running + more[0], finished + more[1])
    return counts


def _view(row: Version, counts: Mapping[tuple[str, str], tuple[int, int]]) -> VersionView:
    running, finished = counts.get((row.id, row.key), (0, 0))
    return VersionView(
        id=row.id,
        key=row.key,
        number=row.number,
        name=row.name,
        name_en=row.name_en,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        reason=row.reason,
        current=row.current,
        running=running,
        finished=finished,
        properties=json.loads(row.properties),
    )


def _scenario(row: Version, properties: Mapping[str, str]) -> ScenarioView:
    return ScenarioView(
        key=row.key,
        name=row.name,
        name_en=row.name_en,
        story=properties.get("story", ""),
        story_en=properties.get("story:en", ""),
        escalation=properties.get("escalation", ""),
        vip=properties.get("vip") == "true",
        start_form=properties.get("start-form"),
        version_id=row.id,
        version_number=row.number,
    )
