"""Names what findings point at, as it is written in the diagram: people know their drawing, not its ids."""

from collections.abc import Iterable
from dataclasses import replace

from app.engine.diagram import Diagram, Flow, FlowNode
from app.engine.model import Finding
from app.engine.words import word
from app.errors import Phrase, quoted


def with_names(findings: Iterable[Finding], diagram: Diagram) -> list[Finding]:
    """The findings with the names of their elements; a sequence flow is named by what it joins."""
    names = {(node.file, node.id): node.name for node in diagram.nodes.values()}
    names |= {(process.file, process.id): process.name for process in diagram.processes.values()}
    for flow in diagram.flows.values():
        names[diagram.nodes[flow.source].file, flow.id] = _ends(flow, diagram)
    return [replace(finding, name=names.get((finding.file, finding.element or ""), "")) for finding in findings]


def spoken_name(node: FlowNode) -> Phrase:
    """What a sentence calls an element: its name, or its kind and id where it has none."""
    return quoted(node.name) if node.name else Phrase("{kind} {id}", {"kind": word(node.kind), "id": node.id})


def _ends(flow: Flow, diagram: Diagram) -> str:
    source, target = diagram.nodes[flow.source], diagram.nodes[flow.target]
    return f"{source.name or source.id} → {target.name or target.id}"
