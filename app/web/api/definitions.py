"""Diagrams for programs: what can be started, which versions there are, and deploying a new one."""

import base64
import binascii
from dataclasses import dataclass, field

from flask import Response, request

from app.definitions.commands import deploy
from app.definitions.queries import scenarios, versions
from app.definitions.views import ScenarioView, VersionView
from app.web.access import EVERYBODY, TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.document import document
from app.web.api.operations import answered, operation
from app.web.api.reading import (
    DEPLOYMENT_LIMIT,
    MESSAGES,
    Fault,
    RequestRefused,
    UnsupportedMediaType,
    bearable,
    checked,
    read_json,
    read_query,
)  # fmt: skip
from app.web.api.shapes import about
from app.web.workplace import desk, reading


@dataclass(frozen=True)
class VersionQuery:
    """Which versions are wanted."""

    key: str | None = field(default=None, metadata=about("Only versions of this process definition.", maxLength=64))


@dataclass(frozen=True)
class DeploymentRequest:
    """Diagrams (.bpmn), decisions (.dmn) and forms (.form), each under its path."""

    reason: str = field(metadata=about("Why; it is kept in the history.", minLength=1, maxLength=2000))
    files: dict[str, str] = field(metadata=about("The content of each file in base64, by its path."))


@dataclass(frozen=True)
class Scenarios:
    """What can be started."""

    scenarios: tuple[ScenarioView, ...]


@dataclass(frozen=True)
class Versions:
    """Versions, newest first."""

    versions: tuple[VersionView, ...]


@operation("GET", "/scenarios", answer=Scenarios)
@open_to(TOKEN)
def list_scenarios() -> Response:
    """List the scenarios that can be started."""
    caller()
    return answered(Scenarios(tuple(scenarios(reading()))))


@operation("GET", "/versions", query=VersionQuery, answer=Versions)
@open_to(TOKEN)
def list_versions() -> Response:
    """List the deployed versions."""
    caller()
    return answered(Versions(tuple(versions(reading(), read_query(request, VersionQuery).key))))


@operation("POST", "/deployments", body=DeploymentRequest, answer=Versions, status=201, errors=(422,), multipart=True)
@open_to(TOKEN)
def deploy_files() -> Response:
    """Deploy diagrams, decisions and forms.

    New cases use them; running cases stay on their version. The same content again makes no new version. 422 names
    each place that cannot be deployed.
    """
    actor = caller()
    request.max_content_length = DEPLOYMENT_LIMIT
    files, reason = _from_form() if request.mimetype == "multipart/form-data" else _from_json()
    deployed = deploy(actor, desk(), files=files, reason=reason)
    return answered(Versions(tuple(deployed)), 201, location="/api/v1/versions")


@operation("GET", "/openapi.json")
@open_to(EVERYBODY)
def openapi() -> Response:
    """Read this document."""
    return answered(document())


def _from_json() -> tuple[dict[str, bytes], str]:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(sent=request.mimetype, accepted="application/json or multipart/form-data")
    sent = read_json(request, DeploymentRequest, limit=DEPLOYMENT_LIMIT)
    return {path: _decoded(path, text) for path, text in sent.files.items()}, sent.reason


def _from_form() -> tuple[dict[str, bytes], str]:
    """The uploaded files by their names; a browser's or curl's form has no folders, so the name is the path."""
    files = {upload.filename or "": upload.read() for upload in request.files.getlist("files")}
    sent = checked(bearable({**request.form.to_dict(), "files": dict.fromkeys(files, "")}), DeploymentRequest)
    return files, sent.reason


def _decoded(path: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RequestRefused({f"files.{path}": Fault("base64", MESSAGES["base64"], {})}) from error
