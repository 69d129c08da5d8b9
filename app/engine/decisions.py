"""The decisions of a bundle, read and asked through app.dmn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.engine.errors import StepFailed
from app.engine.findings import Report
from app.engine.model import DecisionMade, Json
from app.engine.values import copied
from app.engine.xml import BYTES
from app.feel import to_json


@dataclass(frozen=True)
class Decisions:
    """What business rule tasks can ask. ``model`` is None when the bundle has no decision files."""

    model: Any
    ids: frozenset[str]

    def ask(self, step: str, decision: str, variables: Mapping[str, Json], now: datetime) -> DecisionMade:
        """The decision's result for these variables. StepFailed when there is no such decision or it cannot be made."""
        from app.dmn import DmnError

        if decision not in self.ids:
            raise StepFailed("decision", f"the decision {decision} is in none of the files")
        try:
            result = self.model.evaluate(decision, variables, now=now)
        except DmnError as error:
            raise StepFailed("decision", str(error)) from error
        matched = tuple(_rule(rule) for rule in result.matched)
        return DecisionMade(step, decision, dict(variables), copied(to_json(result.value)), matched)


def load_decisions(files: Mapping[str, bytes], report: Report) -> Decisions:
    """The model of all .dmn files; what is wrong with them is reported, at the file that is to blame if one is."""
    documents = {name: content for name, content in files.items() if name.endswith(".dmn")}
    none = Decisions(None, frozenset())
    if not documents:
        return none
    from app.dmn import DmnError, load_model

    for name, content in documents.items():
        if len(content) > BYTES:
            report.add("too-large", name, what="bytes", found=len(content), limit=BYTES)
            return none
    try:
        model = load_model(*documents.values())
    except DmnError as error:
        report.add("decision-file", _to_blame(documents), reason=error)
        return none
    return Decisions(model, frozenset(str(getattr(decision, "id", decision)) for decision in model.decisions))


def _to_blame(documents: Mapping[str, bytes]) -> str:
    from app.dmn import DmnError, load_model

    for name, content in documents.items():
        try:
            load_model(content)
        except DmnError:
            return name
    return next(iter(documents), "")


def _rule(rule: Any) -> dict[str, Json]:
    return {
        "decision": rule.decision,
        "rule": rule.rule_index,
        "inputs": _plain(rule.inputs),
        "outputs": _plain(rule.outputs),
    }


def _plain(part: Any) -> Json:
    return {name: to_json(value) for name, value in part.items()} if hasattr(part, "items") else to_json(part)
