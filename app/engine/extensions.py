"""Checks that nothing beside BPMN's own elements is silently ignored.

That is: extensions of Camunda 8 that the desk does not read, those of other engines, and BPMN's own ways to say who
does a task and which case a message belongs to.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from app.engine.diagram import ACTIVITIES, EVENTS, GLOBAL_TASKS
from app.engine.findings import Report
from app.engine.xml import MODEL, ZEEBE, children, tag

_JOBS = frozenset(
    {"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "endEvent", "intermediateThrowEvent", "userTask"}
)
_USER = frozenset({"userTask"})
_ANY: frozenset[str] = frozenset()
"""every element"""
READ: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "ioMapping": (ACTIVITIES | EVENTS, frozenset()),
    "input": (_ANY, frozenset({"source", "target"})),
    "output": (_ANY, frozenset({"source", "target"})),
    "properties": (_ANY, frozenset()),
    "property": (_ANY, frozenset({"name", "value"})),
    "subscription": (frozenset({"message"}), frozenset({"correlationKey"})),
    "taskDefinition": (_JOBS, frozenset({"type", "retries"})),
    "taskHeaders": (_JOBS, frozenset()),
    "header": (_ANY, frozenset({"key", "value", "id"})),
    "loopCharacteristics": (
        frozenset({"multiInstanceLoopCharacteristics"}),
        frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    ),
    "calledElement": (
        frozenset({"callActivity"}),
        frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables"}),
    ),
    "calledDecision": (frozenset({"businessRuleTask"}), frozenset({"decisionId", "resultVariable"})),
    "script": (frozenset({"scriptTask"}), frozenset({"expression", "resultVariable"})),
    "userTask": (_USER, frozenset()),
    "formDefinition": (_USER | {"startEvent"}, frozenset({"formId", "externalReference", "formKey"})),
    "assignmentDefinition": (_USER, frozenset({"assignee", "candidateGroups", "candidateUsers"})),
    "taskSchedule": (_USER, frozenset({"dueDate", "followUpDate"})),
    "priorityDefinition": (_USER, frozenset({"priority"})),
    "adHoc": (frozenset({"adHocSubProcess"}), frozenset({"activeElementsCollection"})),
    "versionTag": (frozenset({"process"}), frozenset({"value"})),
}
"""The ``zeebe:`` elements that the engine reads: on which BPMN elements, and which attributes of theirs."""
_BINDING = {"bindingType": "deployment"}
"""What a reference to a form, decision or process is bound to: always the version that the case runs on."""
_FOREIGN = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffArena",
}
_FOUND = ACTIVITIES | EVENTS | {"process", "message", "sequenceFlow"}
_PEOPLE = frozenset({"performer", "humanPerformer", "potentialOwner", "resourceRole"})


def check_extensions(name: str, root: etree._Element, report: Report) -> None:
    """Adds what the file *name* says in words that are not read."""
    for element in root.iter(f"{{{MODEL}}}*"):
        kind = tag(element)[1]
        identity = _place(element)
        if kind == "extensionElements":
            for extension in element.iter(f"{{{ZEEBE}}}*"):
                _check_zeebe(extension, element.getparent(), name, identity, report)
        elif kind in _PEOPLE:
            report.add("people-ignored", name, identity, kind=kind)
        elif kind == "correlationSubscription":
            report.add("correlation-ignored", name, identity)
        engines = sorted(set(_foreign(element)))
        if engines:
            report.add("extension-foreign", name, identity, engine=", ".join(engines))


def _check_zeebe(
    extension: etree._Element, host: etree._Element | None, name: str, identity: str | None, report: Report
) -> None:
    word, kind = tag(extension)[1], tag(host)[1] if host is not None else ""
    if word not in READ:
        report.add("extension-unread", name, identity, extension=word)
        return
    hosts, attributes = READ[word]
    if hosts and GLOBAL_TASKS.get(kind, kind) not in hosts:
        report.add("extension-misplaced", name, identity, extension=word, kind=kind)
    for attribute, value in extension.attrib.items():
        if attribute not in attributes and _BINDING.get(str(attribute)) != value:
            report.add("extension-attribute", name, identity, extension=word, attribute=attribute)


def _foreign(element: etree._Element) -> Iterator[str]:
    """The engines for which an element carries attributes or extension elements."""
    for attribute in element.attrib:
        namespace = etree.QName(attribute).namespace or ""
        if namespace in _FOREIGN:
            yield _FOREIGN[namespace]
    for extensions in children(element, MODEL, "extensionElements"):
        for part in extensions:
            namespace = tag(part)[0]
            if namespace in _FOREIGN:
                yield _FOREIGN[namespace]


def _place(element: etree._Element) -> str | None:
    """The id of the nearest element that a person can find in the diagram."""
    current: etree._Element | None = element
    while current is not None:
        kind = tag(current)[1]
        if current.get("id") and (kind in _FOUND or kind in GLOBAL_TASKS):
            return current.get("id")
        current = current.getparent()
    return element.get("id")
