"""Deploying: new versions of whatever a set of files changes."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from sqlalchemy import select, update

from app.definitions.bundles import FileFacts, Files, closure, content_id, read_facts
from app.definitions.guard import check_in_child
from app.definitions.library import Shelf, bundle_files
from app.definitions.queries import versions
from app.definitions.starts import register_starts, unready_starts
from app.definitions.views import VersionView
from app.engine import compile_bundle
from app.engine.model import Finding, Process, Severity
from app.errors import EscaladeError, InvalidInput, NotAllowed
from app.history.log import NewEvent, append_last
from app.identity.actor import SYSTEM_ID, Actor
from app.identity.directory import groups
from app.store.desk import Desk
from app.store.tables import BundleFile, Version

SUFFIXES = (".bpmn", ".dmn", ".form")
_sound: Shelf[bool] = Shelf(64)


class DeploymentRefused(EscaladeError):
    """These files cannot be deployed: {summary}. Nothing was changed. Correct what is listed and deploy again."""

    status = 422

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(summary=self.findings[0].located.unended() if self.findings else "")


def deploy(actor: Actor, desk: Desk, *, files: Files, reason: str) -> tuple[VersionView, ...]:
    """Makes a new version of each process that these files change, directly or through what it calls.

    Files that are already deployed need not be sent again. Returns the versions made; none when nothing changed.
    Raises :class:`DeploymentRefused` with every finding when one of the bundles could not run.
    """
    _may_deploy(actor)
    if not files or any(not path.endswith(SUFFIXES) for path in files):
        raise InvalidInput(reason="a deployment is made of .bpmn, .dmn and .form files")
    placed = _placed(files)
    if placed.items() <= _deployed_files(desk).items():  # as at each start of the desk after the first
        return ()
    _refuse_unsound(desk, placed)
    made = desk.commit(lambda: _deploy(actor, desk, placed, reason.strip()))
    return tuple(view for view in versions(desk.session) if (view.id, view.key) in made)


def deploy_folder(actor: Actor, desk: Desk, *, workflows: Path, forms: Path, reason: str) -> tuple[VersionView, ...]:
    """Deploys all that is in the two folders; what is unchanged stays as it is."""
    return deploy(actor, desk, files=read_folder(workflows, forms), reason=reason)


def read_folder(workflows: Path, forms: Path) -> dict[str, bytes]:
    """The deployable files of the two folders by the path that they have in a bundle."""
    found = [*workflows.rglob("*.bpmn"), *workflows.rglob("*.dmn")]
    files = {f"workflows/{path.relative_to(workflows).as_posix()}": path.read_bytes() for path in found}
    return files | {f"forms/{path.name}": path.read_bytes() for path in forms.glob("*.form")}


def _may_deploy(actor: Actor) -> None:
    if actor.id != SYSTEM_ID and not actor.holds("process-owner", "administrator"):
        raise NotAllowed(action="deploy diagrams", whom="a process owner")


def _placed(files: Files) -> dict[str, bytes]:
    """Forms always lie in ``forms/``, whatever folder they were sent from."""
    return {
        f"forms/{path.rsplit('/', 1)[-1]}" if path.endswith(".form") else path: data for path, data in files.items()
    }


def _deploy(actor: Actor, desk: Desk, files: Files, reason: str) -> set[tuple[str, str]]:
    _refuse_unsound(desk, files)
    changed = _changed(desk, files)
    for key, bundle in changed:
        _add_version(actor, desk, key, bundle, reason)
    return {(content_id(bundle), key) for key, bundle in changed}


def _changed(desk: Desk, files: Files) -> list[tuple[str, dict[str, bytes]]]:
    """The processes whose bundle is another one with these files."""
    known = _deployed_files(desk) | dict(files)
    facts = {path: read_facts(path, content) for path, content in known.items()}
    bundles = ((key, {name: known[name] for name in closure(path, facts)}) for path, key in _processes(facts))
    return [(key, bundle) for key, bundle in bundles if not _is_current(desk, key, content_id(bundle))]


def _deployed_files(desk: Desk) -> dict[str, bytes]:
    """The files of all current versions; where two differ, the one deployed last holds."""
    rows = desk.session.scalars(select(Version).where(Version.current).order_by(Version.deployed_at, Version.number))
    known: dict[str, bytes] = {}
    for row in rows:
        known.update(bundle_files(desk.session, row.id))
    return known


def _refuse_unsound(desk: Desk, files: Files) -> None:
    """Asks a process that can be killed. Done before the transaction, so that nobody waits for it, and again inside:
    there the answer is known unless somebody else has deployed meanwhile."""
    deployed, known_groups = _deployed_files(desk), sorted(groups(desk.session))
    _sound.get(
        (content_id(deployed | dict(files)), *sorted(files), *known_groups),
        lambda: _judge(files, deployed, known_groups),
    )


def _judge(files: Files, deployed: Files, known_groups: Collection[str]) -> bool:
    errors = [
        finding for finding in check_in_child(files, deployed, known_groups) if finding.severity is Severity.ERROR
    ]
    if errors:
        raise DeploymentRefused(errors)
    return True


def _processes(facts: Mapping[str, FileFacts]) -> list[tuple[str, str]]:
    return [(path, process) for path in sorted(facts) for process in facts[path].processes]


def _is_current(desk: Desk, key: str, version_id: str) -> bool:
    query = select(Version.id).where(Version.key == key, Version.current)
    return desk.session.scalar(query) == version_id


def _add_version(actor: Actor, desk: Desk, key: str, bundle: Files, reason: str) -> None:
    process = compile_bundle({p: c for p, c in bundle.items() if not p.endswith(".form")}).processes[key]
    unready = unready_starts(desk, process, deployed_by=actor.id)
    if unready:
        raise DeploymentRefused(unready)
    version_id, number = content_id(bundle), _next_number(desk, key)
    desk.session.execute(update(Version).where(Version.key == key).values(current=False))
    earlier = desk.session.get(Version, (version_id, key))
    if earlier is not None:
        earlier.current = True
        number = earlier.number
    else:
        _store_files(desk, version_id, bundle)
        desk.session.add(_row(actor, desk, key, version_id, number, process, reason))
    desk.session.flush()
    payload = {"version": version_id, "number": number, "reason": reason, "files": sorted(bundle)}
    event = NewEvent("version_deployed", actor.id, payload)
    append_last(desk.session, f"definition/{key}", at=desk.now(), event=event)
    register_starts(desk, process, version_id, deployed_by=actor.id)


def _next_number(desk: Desk, key: str) -> int:
    numbers = desk.session.scalars(select(Version.number).where(Version.key == key))
    return max(numbers, default=0) + 1


def _store_files(desk: Desk, version_id: str, bundle: Files) -> None:
    stored = set(desk.session.scalars(select(BundleFile.path).where(BundleFile.version_id == version_id)))
    for path in bundle.keys() - stored:
        desk.session.add(BundleFile(version_id=version_id, path=path, content=bundle[path]))


def _row(actor: Actor, desk: Desk, key: str, version_id: str, number: int, process: Process, reason: str) -> Version:
    return Version(
        id=version_id,
        key=key,
        number=number,
        name=process.name or key,
        name_en=process.properties.get("title:en") or process.properties.get("name:en") or process.name or key,
        properties=json.dumps(dict(process.properties), ensure_ascii=False, sort_keys=True),
        deployed_at=desk.now(),
        deployed_by=actor.id,
        reason=reason,
        current=True,
    )
