"""A diagram on a page: the server's drawing, what it says in words, and where the browser gets the same diagram."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.cases.views import DiagramView
from app.definitions.queries import bundle_file, compiled
from app.web.diagram import places, render_svg
from app.web.language import in_language, language
from app.web.workplace import reading

STATES = ("here", "passed", "flows", "cancelled", "failed")


@dataclass(frozen=True)
class Picture:
    """What the macro ``diagram`` shows."""

    title: str
    svg: Markup
    xml_url: str
    tokens: dict[str, list[str]]
    places: Any


def picture(diagram: DiagramView) -> Picture:
    """Draws the diagram of a version with its marks."""
    xml = bundle_file(reading(), diagram.version_id, diagram.path)
    process = compiled(reading(), diagram.version_id).processes[diagram.process]
    tokens = {state: list(getattr(diagram, state)) for state in STATES}
    return Picture(
        title=in_language(process.name, process.properties.get("title:en") or process.name),
        svg=render_svg(xml, tokens, language=language(), process=diagram.process),
        xml_url=url_for("diagrams.source", version_id=diagram.version_id, path=diagram.path),
        tokens=tokens,
        places=places(xml, tokens, language=language(), process=diagram.process),
    )
