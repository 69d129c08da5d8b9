"""A picture of a diagram without a browser: for pages without a script, lists, e-mails and print.

The SVG has classes for the style sheet (frontend/src/css/_diagram.scss) and plain attributes that make it readable
without one; it never has a ``style``, so that it may stand in a page with a strict Content-Security-Policy."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.web.diagram_edges import line_of, middle_of
from app.web.diagram_model import Box, Drawing, Edge, Shape, read_drawing
from app.web.diagram_shapes import body_of, has_label_outside, is_frame
from app.web.diagram_text import LINE, text_block, width_of, wrapped

Tokens = Mapping[str, Collection[str]]

# The strongest first: an element has one state. The colours are those of the light theme, for where no style sheet is.
STATES = {"failed": "#a3121f", "here": "#1f4fc4", "cancelled": "#565f68", "passed": "#17653a"}
SIGNS = {"passed": "M-4 0.5l3 3 5.5-6.5", "cancelled": "M-4 0h8", "failed": "M0-5v5.5M0 4.5v.01"}
LABEL = 90.0
MARGIN = 24.0


@dataclass(frozen=True)
class Place:
    """One element that has a state, in words: ``state`` is here, passed, cancelled or failed."""

    state: str
    id: str
    name: str


def render_svg(
    bpmn_xml: bytes, tokens: Tokens | None = None, *, language: str = "fr", process: str | None = None
) -> Markup:
    """The diagram part as SVG, all text escaped; empty where the file has no diagram part.

    *tokens* has the ids for ``here``, ``passed``, ``flows`` (passed flows), ``cancelled`` and ``failed``."""
    drawing = read_drawing(bpmn_xml, language=language, process=process)
    if not drawing.shapes:
        return Markup()
    marked, flows = _states(tokens or {}), frozenset((tokens or {}).get("flows", ()))
    frames = sorted((shape for shape in drawing.shapes if is_frame(shape)), key=_depth)
    others = sorted((shape for shape in drawing.shapes if not is_frame(shape)), key=_depth)
    parts = [
        *(_element(shape, marked) for shape in frames),
        *(_flow(edge, edge.meaning.id in flows) for edge in sorted(drawing.edges, key=lambda e: e.meaning.id in flows)),
        *(_element(shape, marked) for shape in others),
        *(_shape_label(shape) for shape in drawing.shapes if has_label_outside(shape.meaning.kind)),
        *(_edge_label(edge) for edge in drawing.edges),
    ]
    return Markup(_opening(drawing) + "".join(parts) + "</svg>")  # noqa: S704 - every text went through escape()


def places(bpmn_xml: bytes, tokens: Tokens, *, language: str = "fr", process: str | None = None) -> tuple[Place, ...]:
    """What the picture says, in words: the named elements that have a state, failed and open ones first."""
    drawing = read_drawing(bpmn_xml, language=language, process=process)
    marked = _states(tokens)
    found = [
        Place(marked[shape.meaning.id], shape.meaning.id, shape.meaning.name)
        for shape in drawing.shapes
        if shape.meaning.id in marked and shape.meaning.name
    ]
    return tuple(sorted(found, key=lambda place: list(STATES).index(place.state)))


def _states(tokens: Tokens) -> dict[str, str]:
    return {element: state for state in reversed(STATES) for element in tokens.get(state, ())}


def _depth(shape: Shape) -> tuple[bool, bool, float]:
    """Pools below lanes below the rest, large below small, boundary events on top."""
    kind = shape.meaning.kind
    pools = ("participant", "lane").index(kind) if kind in ("participant", "lane") else 2
    return kind == "boundaryEvent", pools == 2, -shape.box.width * shape.box.height if pools == 2 else pools


def _opening(drawing: Drawing) -> str:
    left, top, right, bottom = _extent(drawing)
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dg" role="img" aria-label="{escape(drawing.name)}"'
        f' viewBox="{left - MARGIN:g} {top - MARGIN:g} {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        ' fill="none" color="#2c3844" stroke="currentColor" font-family="sans-serif" font-size="12">'
    )


def _extent(drawing: Drawing) -> tuple[float, float, float, float]:
    boxes = [shape.box for shape in drawing.shapes]
    boxes += [_label_box(shape) for shape in drawing.shapes if has_label_outside(shape.meaning.kind)]
    boxes += [Box(x, y, 0, 0) for edge in drawing.edges for x, y in edge.points]
    return (
        min(box.x for box in boxes),
        min(box.y for box in boxes),
        max(box.x + box.width for box in boxes),
        max(box.y + box.height for box in boxes),
    )


def _element(shape: Shape, marked: Mapping[str, str]) -> str:
    state = marked.get(shape.meaning.id)
    title = f"<title>{escape(shape.meaning.name)}</title>" if shape.meaning.name else ""
    badge = _badge(shape.box, state) if state else ""
    kind = f'class="dg-element dg-{state}" color="{STATES[state]}"' if state else 'class="dg-element"'
    return f'<g {kind} data-element="{escape(shape.meaning.id)}">{title}{body_of(shape)}{badge}</g>'


def _badge(box: Box, state: str) -> str:
    small = box.width < 60
    x, y = box.x + box.width - (0 if small else 4), box.y + (0 if small else 2)
    inside = '<circle class="dg-pip" r="3.5" fill="#fff" stroke="none"/>'
    if state in SIGNS:
        inside = f'<path class="dg-sign" d="{SIGNS[state]}" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/>'
    circle = '<circle class="dg-badge" r="10" fill="currentColor" stroke="#fff" stroke-width="2"/>'
    return f'<g class="dg-mark" transform="translate({x:g} {y:g})">{circle}{inside}</g>'


def _flow(edge: Edge, passed: bool) -> str:
    kind = f'class="dg-flow dg-flow-passed" color="{STATES["passed"]}"' if passed else 'class="dg-flow"'
    return f'<g {kind} data-element="{escape(edge.meaning.id)}">{line_of(edge)}</g>'


def _shape_label(shape: Shape) -> str:
    box = _label_box(shape)
    lines = wrapped(shape.meaning.name, max(LABEL, box.width), 8)
    return _label(lines, box.x + box.width / 2, box.y)


def _label_box(shape: Shape) -> Box:
    """Where the name beside a shape stands: below it, when the diagram does not say."""
    lines = wrapped(shape.meaning.name, max(LABEL, shape.label.width if shape.label else 0), 8)
    width, height = max(map(width_of, lines), default=0.0), LINE * len(lines)
    if shape.label is None:
        top = shape.box.y + 4 if shape.meaning.kind == "group" else shape.box.y + shape.box.height + 4
        return Box(shape.box.x + (shape.box.width - width) / 2, top, width, height)
    return Box(shape.label.x + (shape.label.width - width) / 2, shape.label.y, width, height)


def _edge_label(edge: Edge) -> str:
    lines = wrapped(edge.meaning.name, max(LABEL, edge.label.width if edge.label else 0), 6)
    if edge.label is not None:
        return _label(lines, edge.label.x + edge.label.width / 2, edge.label.y)
    x, y = middle_of(edge.points)
    return _label(lines, x, y - LINE * len(lines) - 2)


def _label(lines: Iterable[str], x: float, top: float) -> str:
    return text_block(list(lines), x, top, kind="dg-text dg-label")
