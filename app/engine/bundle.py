"""A bundle: several diagrams and decisions compiled once, shared by every case of a version and by all threads."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from app.engine.check import check_diagram, check_executable
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
from app.engine.naming import with_names
from app.engine.parser import DiagramParser, ScopeSpec
from app.engine.pools import participant
from app.engine.reading import read_diagram
from app.engine.shared_ids import SharedIds, set_apart
from app.engine.standard.check import check_standard
from app.engine.variables_known import variables_set
from app.engine.xml import MODEL, read_xml
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
    drawn: Mapping[str, str] = field(default_factory=dict)
    """what the files call the elements and flows whose ids are used in several of them"""


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
    return read.findings()


def variables_of(files: Mapping[str, bytes]) -> Mapping[str, Type]:
    """The variables that the diagrams among the files set, with what is known of them."""
    return variables_set(_read(files, None, None, thorough=False).diagram, decision_outputs(files))


def compile_bundle(
    files: Mapping[str, bytes], forms: Collection[str] | None = None, groups: Collection[str] | None = None
) -> Bundle:
    """The files as a bundle. DiagramRefused (with every finding) when one of them cannot run as it is drawn."""
    read = _read(files, forms, groups, thorough=False)
    if read.report.errors:
        raise DiagramRefused(read.findings())
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
        findings=tuple(read.findings()),
        drawn=MappingProxyType(read.shared.drawn),
    )


@dataclass
class _Read:
    report: Report
    diagram: Diagram
    roots: dict[str, etree._Element]
    decisions: Decisions
    shared: SharedIds = field(default_factory=SharedIds)

    def findings(self) -> list[Finding]:
        """What was found, with the ids and names that the files have."""
        return [self.shared.as_drawn(finding) for finding in with_names(self.report, self.diagram)]


def _read(
    files: Mapping[str, bytes], forms: Collection[str] | None, groups: Collection[str] | None, *, thorough: bool
) -> _Read:
    report = Report()
    read = _Read(report, Diagram(), {}, load_decisions(files, report, thorough=thorough))
    for name, content in files.items():
        if name.lower().endswith((".bpmn", ".xml")) or MODEL.encode() in content:
            root = read_xml(name, content, read.report)
            if root is not None:
                read.roots[name] = root
        elif not name.endswith(".dmn"):
            read.report.add("file-kind", name)
    read.shared = set_apart(read.roots)
    for name, root in read.roots.items():
        read_diagram(name, root, read_definitions(root), read.diagram, read.report)
        if thorough:
            check_extensions(name, root, read.report)
        check_executable(name, read.diagram, read.report)
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
