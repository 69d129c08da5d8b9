"""Lanes: they sort the elements of their own process (BPMN 2.0.2 §10.8)."""

from app.engine.standard.parts import FLOW_NODES, File


def check(file: File) -> None:
    """Every lane that matters."""
    for lane in file.judged("lane"):
        for reference in lane.texts("flowNodeRef"):
            node = file.part(reference, *FLOW_NODES)
            if node is not None and node.process is not lane.process:
                file.note("lane-outside", lane, lane=lane.title, node=node.title)
