"""The SVG of connections: lines with rounded corners, their arrowheads, and the marks of default and condition."""

import math
from itertools import pairwise

from app.web.diagram_model import Edge

Point = tuple[float, float]
CORNER = 6.0
ASSOCIATIONS = ("association", "dataInputAssociation", "dataOutputAssociation")


def line_of(edge: Edge) -> str:
    """The line of a connection with what stands at its two ends."""
    kind = edge.meaning.kind
    if kind == "messageFlow":
        line = _line(edge, ' stroke-dasharray="8 5"')
        return line + _start_circle(edge.points) + _arrow(edge.points, "dg-open", "#fff")
    if kind in ASSOCIATIONS:
        return _line(edge, ' stroke-dasharray="1 5" stroke-linecap="round"', "dg-soft")
    return _line(edge) + _arrow(edge.points, "dg-arrow", "currentColor") + _start_mark(edge)


def middle_of(points: tuple[Point, ...]) -> Point:
    """The middle of the longest part of a line: where its name stands when the diagram does not say."""
    (x1, y1), (x2, y2) = max(pairwise(points), key=lambda pair: math.dist(*pair))
    return (x1 + x2) / 2, (y1 + y2) / 2


def _line(edge: Edge, more: str = "", kind: str = "dg-line") -> str:
    return f'<path class="{kind}" d="{_path(edge.points)}" stroke-width="1.5"{more}/>'


def _path(points: tuple[Point, ...]) -> str:
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{start[0]:g} {start[1]:g}Q{corner[0]:g} {corner[1]:g} {end[0]:g} {end[1]:g}")
    return "".join(parts) + f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(corner: Point, other: Point) -> Point:
    """A point a little way from the corner: at most half of the way to the other."""
    length = math.dist(corner, other)
    share = min(CORNER, length / 2) / length if length else 0.0
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _arrow(points: tuple[Point, ...], kind: str, fill: str) -> str:
    head = f'<path class="{kind}" fill="{fill}" d="M0 0l-10 4v-8z" stroke-linejoin="round"/>'
    return _placed(head, points[-1], points[-2])


def _start_circle(points: tuple[Point, ...]) -> str:
    return _placed('<circle class="dg-open" fill="#fff" cx="-4" r="4"/>', points[0], points[1])


def _start_mark(edge: Edge) -> str:
    """A stroke through the default flow, a diamond on a conditional one (BPMN 2.0.2 §8.3.13)."""
    if edge.meaning.is_default:
        return _placed('<path class="dg-line" d="M-13 5l6-10" stroke-width="1.5"/>', edge.points[0], edge.points[1])
    if edge.meaning.starts_with_condition:
        return _placed('<path class="dg-open" fill="#fff" d="M0 0l-8 5-8-5 8-5z"/>', edge.points[0], edge.points[1])
    return ""


def _placed(drawing: str, at: Point, from_: Point) -> str:
    """A drawing that points to the right, turned to point at *at* when one comes from *from_*."""
    angle = math.degrees(math.atan2(at[1] - from_[1], at[0] - from_[0]))
    return f'<g transform="translate({at[0]:g} {at[1]:g}) rotate({angle:g})">{drawing}</g>'
