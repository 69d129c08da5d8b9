"""The SVG of each kind of BPMN element (BPMN 2.0.2 §7.4, tables 7.1 and 7.2); colours are the style sheet's."""

from app.web.diagram_model import Box, Meaning, Shape
from app.web.diagram_text import text_block, text_in_box, wrapped

# Signs in a field of 24 × 24, moved and scaled to where they belong.
EVENT_SIGNS = {
    "message": "M4 7h16v11H4zM20 7l-8 6-8-6",
    "timer": "M12 3a9 9 0 1 0 .01 0M12 7v5l4 2",
    "error": "M4 20 9 5l5 9 6-9-4 14-5-9z",
    "escalation": "M12 4l7 16-7-7-7 7z",
    "signal": "M12 4l9 15H3z",
    "conditional": "M6 4h12v16H6zM8 8h8M8 12h8M8 16h8",
    "link": "M4 9h9V5l8 7-8 7v-4H4z",
    "compensate": "M12 6v12l-9-6zM21 6v12l-9-6z",
    "cancel": "M5 7l2-2 5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5z",
    "multiple": "M12 3l9 7-3.5 10h-11L3 10z",
    "parallelMultiple": "M9.5 3h5v6.5H21v5h-6.500V21h-5v-6.500H3v-5h6.500z",
}
TASK_SIGNS = {
    "userTask": "M12 3a4.5 4.5 0 1 0 .01 0M3 21c0-5 4-8 9-8s9 3 9 8z",
    "serviceTask": "M12 8a4 4 0 1 0 .01 0M12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3",
    "scriptTask": "M6 3h13c-5 6 4 12-1 18H5c5-6-4-12 1-18zM8 8h7M9 12h7M9 16h7",
    "businessRuleTask": "M3 5h18v15H3zM3 10h18M9 10v10M3 15h18",
    "sendTask": "M3 6h18v13H3zM21 6l-9 7-9-7",
    "receiveTask": "M3 6h18v13H3zM21 6l-9 7-9-7",
    "manualTask": "M3 10l7-5 2 2-4 3h12v3h-8 7v3h-7 6v2h-6 4v2H9c-4 0-6-2-6-5z",
}
GATEWAY_SIGNS = {
    "exclusiveGateway": "M7 5.5l10 13M17 5.5l-10 13",
    "parallelGateway": "M12 4v16M4 12h16",
    "inclusiveGateway": "M12 5a7 7 0 1 0 .01 0",
    "complexGateway": "M12 4v16M4 12h16M6 6l12 12M18 6 6 18",
    "eventBasedGateway": "M12 2a10 10 0 1 0 .01 0M12 6l6 4.5-2.3 7H8.300L6 10.500z",
}
LOOP_SIGNS = {
    "loop": "M15 19a8 8 0 1 0-6 0M9 19v-5M9 19H4",
    "parallel": "M6 4v16M12 4v16M18 4v16",
    "sequential": "M4 6h16M4 12h16M4 18h16",
}
THROWING = ("intermediateThrowEvent", "endEvent")
PAINT = {"dg-solid": ' fill="currentColor"', "dg-solid dg-gap": ' fill="currentColor" stroke="#fff"'}
WHITE = 'class="dg-fill" fill="#fff"'
HEADER = 30.0


def body_of(shape: Shape) -> str:
    """The shape itself with the text inside it; events, gateways and data have theirs outside."""
    kind = shape.meaning.kind
    if kind.endswith("Event"):
        return _event(shape)
    if kind.endswith("Gateway"):
        return _gateway(shape)
    return _OTHERS.get(kind, _activity)(shape)


def has_label_outside(kind: str) -> bool:
    """Whether the name stands beside the shape."""
    return kind.endswith(("Event", "Gateway")) or kind in ("dataObjectReference", "dataStoreReference", "group")


def is_frame(shape: Shape) -> bool:
    """Whether other shapes are drawn on top of it."""
    kind = shape.meaning.kind
    return kind in ("participant", "lane", "group") or (shape.expanded and kind not in _OTHERS)


def sign(path: str, x: float, y: float, size: float, kind: str = "dg-line") -> str:
    """A sign with its upper left corner at (x, y)."""
    scale = size / 24
    return (
        f'<path class="{kind}"{PAINT.get(kind, "")} d="{path}" transform="translate({x:g} {y:g}) scale({scale:g})"'
        f' stroke-width="{1.3 / scale:g}" stroke-linejoin="round"/>'
    )


def _event(shape: Shape) -> str:
    meaning, (x, y, width, height) = shape.meaning, shape.box
    radius, cx, cy = min(width, height) / 2, x + width / 2, y + height / 2
    dash = ' stroke-dasharray="5 3"' if meaning.dashed else ""
    thick = 3.5 if meaning.kind == "endEvent" else 1.5
    parts = [f'<circle {WHITE} cx="{cx:g}" cy="{cy:g}" r="{radius:g}" stroke-width="{thick}"{dash}/>']
    if meaning.kind not in ("startEvent", "endEvent"):
        parts.append(f'<circle class="dg-line" cx="{cx:g}" cy="{cy:g}" r="{max(0, radius - 3.5):g}"{dash}/>')
    parts.append(_event_sign(meaning, cx, cy, radius))
    return "".join(parts)


def _event_sign(meaning: Meaning, cx: float, cy: float, radius: float) -> str:
    if meaning.event == "terminate":
        where = f'cx="{cx:g}" cy="{cy:g}" r="{radius * 0.55:g}"'
        return f'<circle class="dg-solid" fill="currentColor" stroke="none" {where}/>'
    path = EVENT_SIGNS.get(meaning.event)
    if path is None:
        return ""
    solid = meaning.kind in THROWING and meaning.event not in ("timer", "conditional")
    size = radius * 1.15
    kind = "dg-solid dg-gap" if solid and meaning.event == "message" else "dg-solid" if solid else "dg-line"
    return sign(path, cx - size / 2, cy - size / 2, size, kind)


def _gateway(shape: Shape) -> str:
    meaning, (x, y, width, height) = shape.meaning, shape.box
    cx, cy = x + width / 2, y + height / 2
    corners = f"{cx:g},{y:g} {x + width:g},{cy:g} {cx:g},{y + height:g} {x:g},{cy:g}"
    diamond = f'<polygon {WHITE} points="{corners}" stroke-width="1.5"/>'
    path = GATEWAY_SIGNS.get(meaning.kind)
    if path is None or (meaning.kind == "exclusiveGateway" and not shape.marked):
        return diamond
    size = min(width, height) * (0.6 if meaning.kind == "eventBasedGateway" else 0.52)
    return diamond + sign(path, x + (width - size) / 2, y + (height - size) / 2, size, "dg-line dg-strong")


def _activity(shape: Shape) -> str:
    meaning, (x, y, width, height) = shape.meaning, shape.box
    thick = 4 if meaning.kind == "callActivity" else 1.5
    dash = ' stroke-dasharray="2 4"' if meaning.dashed else ""
    parts = [_rectangle(shape.box, "dg-fill", f'fill="#fff" rx="10" stroke-width="{thick}"{dash}')]
    if meaning.kind == "transaction":
        parts.append(_rectangle(Box(x + 3, y + 3, max(0, width - 6), max(0, height - 6)), "dg-line", 'rx="7"'))
    if meaning.kind in TASK_SIGNS:
        solid = meaning.kind == "sendTask"
        parts.append(sign(TASK_SIGNS[meaning.kind], x + 6, y + 5, 16, "dg-solid dg-gap" if solid else "dg-line"))
    markers = _markers(shape)
    parts.append(_activity_name(shape, bool(markers)))
    return "".join([*parts, *markers])


def _activity_name(shape: Shape, has_markers: bool) -> str:
    x, y, width, height = shape.box
    if shape.expanded:
        return text_block(wrapped(shape.meaning.name, width - 20, 1), x + width / 2, y + 6)
    above = 14 if shape.meaning.kind in TASK_SIGNS else 0
    below = 18 if has_markers else 0
    # A long name may use the height beside the sign; a short one is centred on the whole shape.
    lines = wrapped(shape.meaning.name, width - 10, int((height - above - below) // 14))
    free = above if len(lines) * 14 > height - 2 * above - below else 0
    return text_block(lines, x + width / 2, y + free + (height - free - below - 14 * len(lines)) / 2)


def _markers(shape: Shape) -> list[str]:
    meaning = shape.meaning
    paths = []
    if not shape.expanded and meaning.kind in ("subProcess", "transaction", "adHocSubProcess", "callActivity"):
        paths.append("M3 3h18v18H3zM12 7v10M7 12h10")
    if meaning.loop:
        paths.append(LOOP_SIGNS[meaning.loop])
    if meaning.ad_hoc:
        paths.append("M4 14c3-7 6-5 8-2s5 5 8-2")
    x, y, width, height = shape.box
    left = x + width / 2 - 9 * len(paths)
    return [sign(path, left + 18 * number + 2, y + height - 18, 14) for number, path in enumerate(paths)]


def _pool(shape: Shape) -> str:
    x, y, width, height = shape.box
    kind = "dg-pool" if shape.meaning.kind == "participant" else "dg-lane"
    if shape.horizontal:
        line = f"M{x + HEADER:g} {y:g}v{height:g}"
        lines = wrapped(shape.meaning.name, height - 8, 2)
        text = text_block(lines, 0, -7.0 * len(lines))
        name = f'<g transform="translate({x + HEADER / 2:g} {y + height / 2:g}) rotate(-90)">{text}</g>'
    else:
        line = f"M{x:g} {y + HEADER:g}h{width:g}"
        name = text_in_box(shape.meaning.name, x, y, width, HEADER)
    header = f'<path class="{kind}" d="{line}"/>' if shape.meaning.kind == "participant" else ""
    return _rectangle(shape.box, kind) + header + name


def _annotation(shape: Shape) -> str:
    x, y, width, height = shape.box
    bracket = f'<path class="dg-soft" d="M{x + 10:g} {y:g}h-10v{height:g}h10"/>'
    lines = wrapped(shape.meaning.name, width - 8, max(1, int(height // 14)))
    return bracket + text_block(lines, x + 6, y + 3, anchor="start")


def _group(shape: Shape) -> str:
    return _rectangle(shape.box, "dg-soft", 'rx="10" stroke-dasharray="8 4 2 4"')


def _data_object(shape: Shape) -> str:
    x, y, width, height = shape.box
    fold = min(12.0, width / 2)
    outline = f"M{x:g} {y:g}h{width - fold:g}l{fold:g} {fold:g}v{height - fold:g}h{-width:g}z"
    corner = f"M{x + width - fold:g} {y:g}v{fold:g}h{fold:g}"
    return f'<path {WHITE} d="{outline}"/><path class="dg-line" d="{corner}"/>'


def _data_store(shape: Shape) -> str:
    x, y, width, height = shape.box
    rx, ry = width / 2, min(8.0, height / 4)
    body = f"M{x:g} {y + ry:g}a{rx:g} {ry:g} 0 0 1 {width:g} 0v{height - 2 * ry:g}a{rx:g} {ry:g} 0 0 1 {-width:g} 0z"
    rim = f"M{x:g} {y + ry:g}a{rx:g} {ry:g} 0 0 0 {width:g} 0"
    return f'<path {WHITE} d="{body}"/><path class="dg-line" d="{rim}"/>'


def _rectangle(box: Box, kind: str, more: str = "") -> str:
    x, y, width, height = box
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {more}/>'


_OTHERS = {
    "participant": _pool,
    "lane": _pool,
    "textAnnotation": _annotation,
    "group": _group,
    "dataObjectReference": _data_object,
    "dataInput": _data_object,
    "dataOutput": _data_object,
    "dataStoreReference": _data_store,
}
