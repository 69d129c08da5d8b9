"""Writes small files of plain BPMN, without any dialect, and says which rules of the standard they break."""

from itertools import pairwise

from app.engine.findings import Report
from app.engine.standard.check import check_standard
from app.engine.xml import read_xml

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = (
    f'<definitions xmlns="{MODEL}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:own="urn:own" xmlns:far="urn:far"'
    ' targetNamespace="urn:own" id="D">'
)
START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
TASK = '<task id="t"/>'
FORMAL = 'xsi:type="tFormalExpression"'


def file(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</definitions>").encode()


def process(*parts: str, identity: str = "P", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in {"isExecutable": "true", **attributes}.items())
    return f'<process id="{identity}"{written}>{"".join(parts)}</process>'


def flow(source: str, target: str, inner: str = "", attributes: str = "") -> str:
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<sequenceFlow {ends} {attributes}>{inner}</sequenceFlow>"


def line(*nodes: str) -> str:
    """Sequence flows from each of the nodes to the next."""
    return "".join(flow(source, target) for source, target in pairwise(nodes))


def around(inner: str, node: str = "x", beside: str = "") -> str:
    """A process whose only node between start and end is *inner*, with what stands beside it."""
    return process(START, inner, END, line("s", node, "e"), beside)


def event(kind: str, definition: str = "", identity: str = "x", attributes: str = "", inner: str = "") -> str:
    """An event with one definition, such as ``message``."""
    defined = f"<{definition}EventDefinition/>" if definition else ""
    return f'<{kind} id="{identity}" {attributes}>{inner}{defined}</{kind}>'


def broken(*files: bytes) -> set[tuple[str, str | None]]:
    """(rule, element) of all that is wrong with the first of the files."""
    names = {f"{number}.bpmn": content for number, content in enumerate(files)}
    report = Report()
    roots = {name: read_xml(name, content, report) for name, content in names.items()}
    check_standard({name: root for name, root in roots.items() if root is not None}, report)
    return {(finding.rule, finding.element) for finding in report if finding.file == "0.bpmn"}
