"""What is deployed: the diagrams that decide, their forms and decisions, and how many cases run on them."""

from io import BytesIO

from flask import Blueprint, render_template, send_file
from werkzeug.wrappers import Response

from app.cases.outside import awaited, kept_messages, starters_of_desk
from app.cases.rights import may_migrate
from app.cases.views import DiagramView
from app.definitions.queries import bundle_file, form_of, version_by_number, versions
from app.definitions.views import VersionDetail
from app.errors import NotFound
from app.identity.directory import person_names
from app.web.access import SIGNED_IN, open_to
from app.web.form_view import shown_form
from app.web.picture import picture
from app.web.signed_in import actor
from app.web.workplace import reading

pages = Blueprint("diagrams", __name__, url_prefix="/diagrams")
MEDIA_TYPES = {"bpmn": "application/xml", "dmn": "application/xml", "form": "application/json"}


@pages.get("")
@open_to(SIGNED_IN)
def index() -> str:
    """Every diagram with its versions; for those who operate the desk, what comes from outside."""
    operates = actor().holds("administrator")
    return render_template(
        "diagrams.html",
        versions=versions(reading()),
        starts=starters_of_desk(reading()),
        waits=awaited(reading()) if operates else (),
        kept=kept_messages(reading()) if operates else (),
    )


@pages.get("/<key>/<version:number>")
@open_to(SIGNED_IN)
def show(key: str, number: int) -> str:
    """One version: its diagram, what it calls, its forms and decisions."""
    found = version_by_number(reading(), key, number)
    view, others = found.view, versions(reading(), key)
    return render_template(
        "diagram.html",
        found=found,
        picture=picture(DiagramView(view.id, found.diagram, view.key)),
        others=others,
        may_migrate=may_migrate(actor()) and any(each.running for each in others if each.number != number),
        starts=starters_of_desk(reading(), key) if view.current else (),
        author=person_names(reading(), {view.deployed_by})[view.deployed_by],
    )


@pages.get("/<key>/<version:number>/forms/<form_id>")
@open_to(SIGNED_IN)
def form(key: str, number: int, form_id: str) -> str:
    """A form as the person who gets it sees it, empty and not to be sent."""
    found = version_by_number(reading(), key, number)
    definition = form_of(reading(), found.view.id, form_id)
    return render_template("form_preview.html", found=found, form=shown_form(definition, {}), form_id=form_id)


@pages.get("/<key>/<version:number>/files/<path:path>")
@open_to(SIGNED_IN)
def file(key: str, number: int, path: str) -> Response:
    """A file of the version, to be saved."""
    found = version_by_number(reading(), key, number)
    return _file(found, path)


@pages.get("/versions/<version_id>/<path:path>")
@open_to(SIGNED_IN)
def source(version_id: str, path: str) -> Response:
    """The diagram that the page draws; a version never changes, so the browser may keep it."""
    if not path.endswith(".bpmn"):
        raise NotFound(what=path)
    response = send_file(BytesIO(bundle_file(reading(), version_id, path)), mimetype=MEDIA_TYPES["bpmn"])
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _file(found: VersionDetail, path: str) -> Response:
    if path not in (*found.diagrams, *found.decisions, *found.forms):
        raise NotFound(what=path)
    name = path.rsplit("/", 1)[-1]
    media_type = MEDIA_TYPES[path.rsplit(".", 1)[-1]]
    content = BytesIO(bundle_file(reading(), found.view.id, path))
    return send_file(content, mimetype=media_type, as_attachment=True, download_name=name)
