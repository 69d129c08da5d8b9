"""Reads the ``zeebe:`` extension elements of one node: mappings, people, job, script, decision, call."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.diagram import AdHoc, FlowNode, JobSettings, TaskSettings, VariableMapping
from app.engine.findings import Report
from app.engine.texts import Text, parse_text
from app.engine.xml import MODEL, ZEEBE, child, children, text, zeebe
from app.errors import Phrase
from app.feel import FeelError, check

_MAPPINGS = {"input": Phrase("input mapping"), "output": Phrase("output mapping")}
MOST = 10_000
_VARIABLE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class Place:
    """Where a text stands, so that what is wrong with it can be reported there.

    ``data`` names the variables of the file's data elements by their ids."""

    file: str
    element: str
    report: Report
    data: Mapping[str, str] = field(default_factory=dict)

    def text(self, source: str | None, what: Phrase) -> Text | None:
        """The literal or FEEL of *source*; None when it is absent or cannot be read (which is reported)."""
        if source is None or not source.strip():
            return None
        try:
            return parse_text(source)
        except FeelError:
            for finding in check(source.strip()[1:], others=True):
                self.add("expression", what=what, reason=finding.placed, source=source)
            return None

    def formula(self, source: str | None, what: Phrase) -> Text | None:
        """As :meth:`text`, for a text that is always FEEL: the leading ``=`` may be missing."""
        if source is None or not source.strip():
            self.add("expression-missing", what=what)
            return None
        written = source.strip()
        return self.text(written if written.startswith("=") else "=" + written, what)

    def variable(self, name: str | None, what: Phrase) -> str | None:
        """*name* when it can name a variable."""
        if name is None or not name.strip():
            return None
        if not _VARIABLE.fullmatch(name.strip()):
            self.add("variable-name", name=name, what=what)
            return None
        return name.strip()

    def data_name(self, identity: str) -> str | None:
        """The variable of the data element with an id, which may be a qualified name."""
        name = self.data.get(identity.strip().rpartition(":")[2])
        if name is None:
            self.add("reference-missing", kind=Phrase("data"))
        return name

    def count(self, written: str | None, what: str) -> int | None:
        """A whole number of at least 1 and at most :data:`MOST` that is written as an attribute."""
        if written is None:
            return None
        if not written.strip().isascii() or not written.strip().isdigit() or not 1 <= int(written[:9]) <= MOST:
            self.add("quantity", what=what, written=written, limit=MOST)
            return None
        return int(written)

    def add(self, rule: str, **details: object) -> None:
        """Reports that a rule is broken here."""
        self.report.add(rule, self.file, self.element, **details)


def read_settings(element: etree._Element, node: FlowNode, place: Place) -> dict[str, Any]:
    """The fields of :class:`FlowNode` that extension elements fill."""
    found: dict[str, Any] = {}
    found["inputs"], found["outputs"] = _mappings(element, place)
    found["job"] = _job(element, place)
    readers = {
        "userTask": _user_task,
        "scriptTask": _script,
        "businessRuleTask": _decision,
        "callActivity": _call,
        "adHocSubProcess": _ad_hoc,
        "complexGateway": _activation,
    }
    if node.kind in readers:
        found.update(readers[node.kind](element, place))
    if node.kind == "serviceTask" and found["job"] is None:
        place.add("job-type")
    return found


def _mappings(element: etree._Element, place: Place) -> tuple[tuple[VariableMapping, ...], tuple[VariableMapping, ...]]:
    holder = zeebe(element, "ioMapping")
    if holder is None:
        return (), ()
    read: dict[str, list[VariableMapping]] = {"input": [], "output": []}
    for kind, found in read.items():
        for part in children(holder, ZEEBE, kind):
            source = place.text(part.get("source"), _MAPPINGS[kind]) or Text("")
            target = place.variable(part.get("target"), _MAPPINGS[kind])
            if target is None:
                place.add("expression-missing", what=Phrase("target of the {mapping}", {"mapping": _MAPPINGS[kind]}))
            else:
                found.append(VariableMapping(source, target))
    return tuple(read["input"]), tuple(read["output"])


def _job(element: etree._Element, place: Place) -> JobSettings | None:
    definition = zeebe(element, "taskDefinition")
    if definition is None:
        return None
    kind = place.text(definition.get("type"), Phrase("job type"))
    if kind is None:
        return None
    holder = zeebe(element, "taskHeaders")
    headers = {} if holder is None else {part.get("key", ""): part.get("value", "") for part in holder}
    return JobSettings(kind, place.text(definition.get("retries"), Phrase("retries")), headers)


def _user_task(element: etree._Element, place: Place) -> dict[str, Any]:
    form, assignment = zeebe(element, "formDefinition"), zeebe(element, "assignmentDefinition")
    schedule, priority = zeebe(element, "taskSchedule"), zeebe(element, "priorityDefinition")
    given = {
        "form": (form, "formId", Phrase("form")),
        "assignee": (assignment, "assignee", Phrase("assignee")),
        "groups": (assignment, "candidateGroups", Phrase("candidate groups")),
        "users": (assignment, "candidateUsers", Phrase("candidate users")),
        "due": (schedule, "dueDate", Phrase("due date")),
        "follow_up": (schedule, "followUpDate", Phrase("follow-up date")),
        "priority": (priority, "priority", Phrase("priority")),
    }
    texts = {
        name: place.text(holder.get(attribute), what)
        for name, (holder, attribute, what) in given.items()
        if holder is not None
    }
    if form is not None and texts.get("form") is None:
        texts["form"] = place.text(form.get("externalReference") or form.get("formKey"), Phrase("form"))
    return {"task": TaskSettings(**texts)}


def _script(element: etree._Element, place: Place) -> dict[str, Any]:
    script = zeebe(element, "script")
    if script is None:
        if child(element, MODEL, "script") is not None:
            place.add("script-language")
        elif zeebe(element, "taskDefinition") is None:
            place.add("script-missing")
        return {}
    formula = place.formula(script.get("expression"), Phrase("script"))
    return {"script": formula, "result": place.variable(script.get("resultVariable"), Phrase("result"))}


def _decision(element: etree._Element, place: Place) -> dict[str, Any]:
    called = zeebe(element, "calledDecision")
    if called is None:
        if zeebe(element, "taskDefinition") is None:
            place.add("expression-missing", what=Phrase("decision"))
        return {}
    decision = place.text(called.get("decisionId"), Phrase("decision"))
    if decision is None:
        place.add("expression-missing", what=Phrase("decision"))
    return {"decision": decision, "result": place.variable(called.get("resultVariable"), Phrase("result"))}


def _ad_hoc(element: etree._Element, place: Place) -> dict[str, Any]:
    settings, condition = zeebe(element, "adHoc"), text(child(element, MODEL, "completionCondition"))
    given = dict(settings.attrib) if settings is not None else {}
    for name in given.keys() - {"activeElementsCollection"}:
        place.add("attribute-ignored", what=f"zeebe:adHoc {name}")
    if element.get("triggeredByEvent") == "true":
        place.add("attribute-ignored", what="triggeredByEvent")
    if element.get("ordering", "Parallel") not in ("Parallel", "Sequential"):
        place.add("attribute-ignored", what=f"ordering={element.get('ordering', '')[:40]}")
    return {
        "adhoc": AdHoc(
            sequential=element.get("ordering") == "Sequential",
            completion=place.formula(condition, Phrase("completion condition")) if condition else None,
            cancels_rest=element.get("cancelRemainingInstances", "true") not in ("false", "0"),
            chosen=place.text(given.get("activeElementsCollection"), Phrase("active elements")),
        )
    }


def _activation(element: etree._Element, place: Place) -> dict[str, Any]:
    written = text(child(element, MODEL, "activationCondition"))
    return {"activation": place.formula(written, Phrase("activation condition")) if written else None}


def _call(element: etree._Element, place: Place) -> dict[str, Any]:
    called = zeebe(element, "calledElement")
    attribute = element.get("calledElement", "").rpartition(":")[2]
    written = called.get("processId") if called is not None else attribute
    process = place.text(written, Phrase("called process"))
    if process is None:
        place.add("expression-missing", what=Phrase("called process"))
    read = {"called": process}
    if called is None:
        return read
    return {
        **read,
        "all_parent_variables": called.get("propagateAllParentVariables", "true") != "false",
        "all_child_variables": called.get("propagateAllChildVariables", "true") != "false",
    }
