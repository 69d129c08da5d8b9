"""Names what findings point at, as it is written in the diagram: people know their drawing, not its ids."""

from collections.abc import Iterable
from dataclasses import replace

from app.engine.diagram import Diagram, Flow
from app.engine.model import Finding


def with_names(findings: Iterable[Finding], diagram: Diagram) -> list[Finding]:
    """The findings with the names of their elements; a sequence flow is named by what it joins."""
    names = {(node.file, node.id): node.name for node in diagram.nodes.values()}
    names |= {(process.file, process.id): process.name for process in diagram.processes.values()}
    for flow in diagram.flows.values():
        names[diagram.nodes[flow.source].file, flow.id] = _ends(flow, diagram)
    return [replace(finding, name=names.get((finding.file, finding.element or ""), "")) for finding in findings]


def _ends(flow: Flow, diagram: Diagram) -> str:
    source, target = diagram.nodes[flow.source], diagram.nodes[flow.target]
    return f"{source.name or source.id} → {target.name or target.id}"
