"""A bundle: several diagrams and decisions compiled once, shared by every case of a version and by all threads."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from app.engine.check import check_diagram
from app.engine.check_expressions import check_expressions
from app.engine.decision_outputs import decision_outputs
from app.engine.decisions import Decisions, load_decisions
from app.engine.diagram import Diagram, FlowNode
from app.engine.errors import DiagramRefused
from app.engine.events_reading import read_definitions
from app.engine.extensions import check_extensions
from app.engine.findings import Report
from app.engine.language import NoPython
from app.engine.model import Element, Finding, Process
from app.engine.parser import DiagramParser, ScopeSpec
from app.engine.pools import participant
from app.engine.reading import read_diagram
from app.engine.standard.check import check_standard
from app.engine.variables_known import variables_set
from app.engine.xml import read_xml
from app.feel.types import Type

logging.getLogger("spiff").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Bundle:
    """What is needed to start and continue cases. Nothing in it changes after it was compiled."""

    processes: Mapping[str, Process]
    elements: Mapping[str, Element]
    decisions: Decisions
    specs: Mapping[str, ScopeSpec]
    diagram: Diagram
    script_engine: NoPython
    has_inclusive_joins: bool = False
    has_conditions: bool = False
    findings: tuple[Finding, ...] = ()


def check_bundle(
    files: Mapping[str, bytes],
    forms: Collection[str] | None = None,
    groups: Collection[str] | None = None,
    variables: Mapping[str, Type] | None = None,
) -> list[Finding]:
    """Everything that is wrong with the files, errors and warnings; never raises on bad input.

    *forms* and *groups* are those that exist, *variables* those that are set outside the diagrams (by forms, by the
    desk); None leaves them unchecked. What an expression gives, and what only the standard forbids, is judged here
    only: a version that runs is not stopped by what is found later.
    """
    read = _read(files, forms, groups, thorough=True)
    check_standard(read.roots, read.report)
    check_expressions(read.diagram, read.report, variables, decision_outputs(files))
    return list(read.report)


def variables_of(files: Mapping[str, bytes]) -> Mapping[str, Type]:
    """The variables that the diagrams among the files set, with what is known of them."""
    return variables_set(_read(files, None, None, thorough=False).diagram, decision_outputs(files))


def compile_bundle(
    files: Mapping[str, bytes], forms: Collection[str] | None = None, groups: Collection[str] | None = None
) -> Bundle:
    """The files as a bundle. DiagramRefused (with every finding) when one of them cannot run as it is drawn."""
    read = _read(files, forms, groups, thorough=False)
    if read.report.errors:
        raise DiagramRefused(list(read.report))
    specs = DiagramParser(read.diagram, read.roots).all_specs()
    return Bundle(
        processes=MappingProxyType(read.diagram.processes),
        elements=MappingProxyType({node.id: _element(node) for node in _nodes(read.diagram)}),
        decisions=read.decisions,
        specs=MappingProxyType(specs),
        diagram=read.diagram,
        script_engine=NoPython(),
        has_inclusive_joins=any(
            node.kind == "complexGateway" or (node.kind == "inclusiveGateway" and len(node.incoming) > 1)
            for node in read.diagram.nodes.values()
        ),
        has_conditions=any(node.has("conditional") for node in read.diagram.nodes.values()),
        findings=tuple(read.report),
    )


@dataclass
class _Read:
    report: Report
    diagram: Diagram
    roots: dict[str, etree._Element]
    decisions: Decisions


def _read(
    files: Mapping[str, bytes], forms: Collection[str] | None, groups: Collection[str] | None, *, thorough: bool
) -> _Read:
    report = Report()
    read = _Read(report, Diagram(), {}, load_decisions(files, report, thorough=thorough))
    for name, content in files.items():
        if name.endswith((".bpmn", ".xml")):
            root = read_xml(name, content, read.report)
            if root is not None:
                read.roots[name] = root
        elif not name.endswith(".dmn"):
            read.report.add("file-kind", name)
    for name, root in read.roots.items():
        read_diagram(name, root, read_definitions(root), read.diagram, read.report)
        if thorough:
            check_extensions(name, root, read.report)
    if read.roots and not any(process.executable for process in read.diagram.processes.values()):
        read.report.add("no-process", next(iter(read.roots)))
    check_diagram(read.diagram, read.report, forms=forms, groups=groups, decisions=read.decisions.decisions)
    return read


def _nodes(diagram: Diagram) -> Iterator[FlowNode]:
    """The nodes, and the pools that can run in a case of another."""
    yield from diagram.nodes.values()
    yield from (
        participant(process, diagram) for process in {it for those in diagram.partners.values() for it in those}
    )


def _element(node: FlowNode) -> Element:
    form = node.task.form if node.task else None
    return Element(
        id=node.id,
        kind=node.kind,
        name=node.name,
        process=node.process,
        lane=node.lane,
        parent=None if node.scope == node.process else node.scope,
        attached_to=node.attached_to,
        form=form.source if form and form.formula is None else None,
        events=tuple(trigger.kind for trigger in node.triggers),
        documentation=node.documentation,
        properties=MappingProxyType(dict(node.properties)),
    )
