"""The decisions of a bundle, read and asked through app.dmn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from app.dmn import DecisionModel, DecisionNotFound, DecisionResult, DmnError, MatchedRule, check_model, load_model
from app.dmn import Finding as ModelFinding
from app.engine.errors import StepFailed
from app.engine.findings import Report
from app.engine.model import DecisionMade, Finding, Json, Severity
from app.engine.values import copied
from app.engine.xml import BYTES, safe_parser
from app.errors import Phrase
from app.feel import to_json


@dataclass(frozen=True)
class Decisions:
    """All decisions of a bundle by id. Files that share a namespace, as editors write them, are models of their own."""

    models: Mapping[str, DecisionModel] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    """Names of the decisions by id."""

    def evaluate(
        self, decision_id: str, variables: Mapping[str, object], *, now: datetime, seed: str = ""
    ) -> DecisionResult:
        """As :meth:`DecisionModel.evaluate`. DecisionNotFound when no file has it."""
        model = self.models.get(decision_id)
        if model is None:
            raise DecisionNotFound(element=decision_id, known=", ".join(sorted(self.models)) or "none")
        return model.evaluate(decision_id, variables, now=now, seed=seed)

    def ask(self, step: str, decision: str, variables: Mapping[str, Json], now: datetime, seed: str) -> DecisionMade:
        """A decision for a business rule task, with the variables it looked at. StepFailed when it cannot be made."""
        asked = _Asked(variables)
        try:
            result = self.evaluate(decision, asked, now=now, seed=seed)
        except DmnError as error:
            raise StepFailed("decision", error.phrase) from error
        matched = tuple(_rule(rule) for rule in result.matched)
        return DecisionMade(step, decision, copied(asked.seen), copied(to_json(result.value)), matched)


class _Asked(Mapping[str, Json]):
    """Variables that remember which of them were read."""

    def __init__(self, variables: Mapping[str, Json]) -> None:
        self._variables = variables
        self.seen: dict[str, Json] = {}

    def __getitem__(self, name: str) -> Json:
        value = self.seen[name] = self._variables[name]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)

    def __contains__(self, name: object) -> bool:
        return name in self._variables


def load_decisions(files: Mapping[str, bytes], report: Report, *, thorough: bool = False) -> Decisions:
    """The decisions of all .dmn files; what is wrong with one is reported at that file.

    A *thorough* reading says everything that can be said of the models, and does not stop at the first problem. Cases
    that run on a version need only what they always needed of it: that it can be loaded.
    """
    documents = {name: content for name, content in files.items() if name.endswith(".dmn")}
    models: dict[str, DecisionModel] = {}
    names: dict[str, str] = {}
    for name, content in documents.items():
        if len(content) > BYTES:
            report.add("too-large", name, what=Phrase("bytes"), found=len(content), limit=BYTES)
            continue
        model = _model(name, [content, *_others(name, documents)], report, thorough)
        if model is None:
            continue
        for identity, title in model.decisions.items():
            if identity in models:
                report.add("decision-twice", name, identity, decision=identity)
            models[identity], names[identity] = model, title
    return Decisions(models, names)


def _model(name: str, documents: list[bytes], report: Report, thorough: bool) -> DecisionModel | None:
    if thorough:
        for found in check_model(*documents):
            if found.rule != "document":
                report.note(_placed(name, found))
    try:
        return load_model(*documents, tolerant=thorough)
    except DmnError as error:
        report.add("decision-file", name, reason=error)
        return None


def _others(name: str, documents: Mapping[str, bytes]) -> list[bytes]:
    """The documents that *name* could import: one of each other namespace."""
    seen = {_namespace(documents[name])}
    if b"import" not in documents[name]:
        return []
    others = []
    for content in documents.values():
        namespace = _namespace(content)
        if namespace not in seen:
            seen.add(namespace)
            others.append(content)
    return others


def _namespace(content: bytes) -> str:
    try:
        return str(etree.fromstring(content, safe_parser()).get("namespace"))
    except (etree.XMLSyntaxError, ValueError):
        return ""


def _placed(file: str, found: ModelFinding) -> Finding:
    """A finding of a model as one of a bundle."""
    severity, element = Severity(found.severity), found.place.element or None
    return Finding(found.rule, severity, file, element, found.message, found.remedy, found.details)


def _rule(rule: MatchedRule) -> dict[str, Json]:
    return {
        "decision": rule.decision,
        "rule": rule.rule_index,
        "inputs": [to_json(value) for value in rule.inputs],
        "outputs": [to_json(value) for value in rule.outputs],
    }
