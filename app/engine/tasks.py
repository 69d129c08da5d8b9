# mypy: disallow-subclassing-any=False
"""Tasks (BPMN 2.0.2 §13.3.3): for people, for the desk's workers, and those that the engine does itself."""

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from app.engine import data, variables
from app.engine.behaviour import Behaviour, note_end
from app.engine.diagram import FlowNode, TaskSettings
from app.engine.errors import StepFailed
from app.engine.model import Json, OpenJob, OpenTask
from app.engine.runtime import Phase, Token
from app.engine.texts import Text, parse_text
from app.engine.timing import NoTime, due_at
from app.engine.values import copied
from app.engine.work import DECISION
from app.errors import Phrase
from app.time import from_iso, iso

PRIORITY = 50
RETRIES = 3


class PassTask(Behaviour, spiff.NoneTask):
    """An abstract task: nothing is done and the token goes on."""


class Offered(Behaviour):
    """A task that somebody outside completes."""

    def begin(self, token: Token) -> bool:
        token.internal_data["task"] = self.terms(token)
        self.offer(token)
        return False

    def terms(self, token: Token) -> dict[str, Json]:
        """What the diagram's texts say about this visit, evaluated once."""
        raise NotImplementedError

    def offer(self, token: Token) -> None:
        """Notes that the step is open."""
        token.internal_data["offered"] = True

    def is_open(self, token: Token) -> bool:
        return token.phase is Phase.OPEN and "offered" in token.internal_data


class HumanTask(Offered):
    """Waits for a person."""

    def terms(self, token: Token) -> dict[str, Json]:
        settings = self.node.task or TaskSettings()
        return {
            "form": _text(settings.form, token),
            "assignee": _text(settings.assignee, token),
            "groups": _names(settings.groups, token),
            "users": _names(settings.users, token),
            "due": _moment(settings.due, token),
            "follow_up": _moment(settings.follow_up, token),
            "priority": _number(settings.priority, token, PRIORITY, 100),
            "properties": _properties(token),
        }

    def offer(self, token: Token) -> None:
        super().offer(token)
        token.workflow.top_workflow.journal.opened.append(open_task(token))


class UserTask(HumanTask, spiff.UserTask):
    """A task with a form."""


class ManualTask(HumanTask, spiff.ManualTask):
    """A task that is done elsewhere and only confirmed."""


class JobTask(Offered, spiff.ServiceTask):
    """Waits for an operator of the desk: a service task, or any task or throw event with a job type."""

    def terms(self, token: Token) -> dict[str, Json]:
        job = self.node.job
        if job is None:
            raise StepFailed("job", Phrase("the task has no job type"))
        return {
            "type": _text(job.type, token) or "",
            "retries": _number(job.retries, token, RETRIES, 100),
            "inputs": copied(data.given(token)),
        }

    def offer(self, token: Token) -> None:
        super().offer(token)
        token.workflow.top_workflow.journal.jobs.append(open_job(token))


class JobEnd(JobTask):
    """An end event that a worker completes, such as sending the closing message."""

    def _on_complete_hook(self, token: Token) -> None:
        note_end(token)
        super()._on_complete_hook(token)


class ScriptTask(Behaviour, spiff.ScriptTask):
    """Evaluates its FEEL expression into the result variable."""

    def __init__(self, wf_spec: Any, name: str, node: FlowNode, **spiff_settings: Any) -> None:
        super().__init__(wf_spec, name, node, script="", **spiff_settings)

    def begin(self, token: Token) -> bool:
        if self.node.script is not None:
            value = variables.evaluate(self.node.script, token)
            token.values = {self.node.result: value} if self.node.result else {}
        return True


class DecisionTask(Behaviour, spiff.NoneTask):
    """Asks a decision of the bundle and puts its result into the result variable."""

    def begin(self, token: Token) -> bool:
        top = token.workflow.top_workflow
        decision = _text(self.node.decision, token) or ""
        seen, seed = variables.visible(token), top.seed_at(token.step)
        top.work.require_left()
        top.work.done(DECISION)
        made = top.bundle.decisions.ask(token.step, decision, seen, top.now, seed)
        top.journal.decided(made)
        token.values = {self.node.result: copied(made.result)} if self.node.result else {}
        return True


def open_task(token: Token) -> OpenTask:
    """The open task that the token stands for."""
    terms, node = token.internal_data["task"], token.task_spec.node
    return OpenTask(
        step=token.step,
        element=node.id,
        name=node.name,
        form=terms["form"],
        assignee=terms["assignee"],
        candidate_groups=tuple(terms["groups"]),
        candidate_users=tuple(terms["users"]),
        due_at=_date(terms["due"]),
        follow_up_at=_date(terms["follow_up"]),
        priority=terms["priority"],
        properties=terms["properties"],
    )


def open_job(token: Token) -> OpenJob:
    """The open job that the token stands for."""
    terms, node = token.internal_data["task"], token.task_spec.node
    return OpenJob(
        token.step, node.id, terms["type"], dict(node.job.headers), copied(terms["inputs"]), terms["retries"]
    )


def _text(text: Text | None, token: Token) -> str | None:
    value = variables.evaluate(text, token) if text else None
    return None if value is None else str(value)


def _properties(token: Token) -> dict[str, str]:
    """The node's properties, those written as FEEL evaluated for this visit; one whose value is null is left out."""
    given = {name: _text(parse_text(value), token) for name, value in token.task_spec.node.properties.items()}
    return {name: value for name, value in given.items() if value is not None}


def _names(text: Text | None, token: Token) -> list[str]:
    """A FEEL list, or a literal with commas."""
    value = variables.evaluate(text, token) if text else None
    if isinstance(value, str):
        return [name.strip() for name in value.split(",") if name.strip()]
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return value
    raise StepFailed("assignment", Phrase("{source} is not a list of names: {value}", _said(text, value)))


def _moment(text: Text | None, token: Token) -> str | None:
    """A date, or a duration counted from now."""
    value = variables.evaluate(text, token) if text else None
    if value is None or value == "":
        return None
    try:
        return iso(due_at(str(value), token.workflow.top_workflow.now))
    except NoTime as error:
        raise StepFailed("date", Phrase("{source} is no date or duration: {value}", _said(text, value))) from error


def _number(text: Text | None, token: Token, default: int, most: int) -> int:
    value = variables.evaluate(text, token) if text else None
    if value is None:
        return default
    try:
        return min(max(int(value), 0), most)
    except (TypeError, ValueError, OverflowError) as error:
        raise StepFailed("number", Phrase("{source} is no number: {value}", _said(text, value))) from error


def _date(text: str | None) -> datetime | None:
    return None if text is None else from_iso(text)


def _said(text: Text | None, value: Json) -> dict[str, object]:
    return {"source": text.source if text else "", "value": str(value)[:80]}
