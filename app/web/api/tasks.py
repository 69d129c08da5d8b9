"""Tasks for programs: the inbox, a task, taking it and completing it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from flask import Response, request

from app.cases.views import AttachmentView, CommentView, InboxRow
from app.definitions.queries import bundle_file
from app.tasks.commands import claim_task, complete_task, release_task
from app.tasks.queries import inbox, task_view
from app.tasks.views import Completion, Inbox, InboxFilter, TaskView
from app.web.access import TOKEN, open_to
from app.web.api.bearer import caller
from app.web.api.language import say
from app.web.api.operations import answered, done, operation
from app.web.api.reading import read_json, read_key, read_query
from app.web.api.shapes import about
from app.web.workplace import clock, desk, reading

PRIORITIES = ["P1", "P2", "P3", "P4"]
WHOSE = "mine: taken by me or given to me; groups: those that my groups may take; all: both."


@dataclass(frozen=True)
class TaskQuery:
    """Which open tasks are wanted."""

    whose: str = field(default="all", metadata=about(WHOSE, enum=["all", "mine", "groups"]))
    scenario: str | None = field(default=None, metadata=about("Only tasks of this scenario.", maxLength=64))
    priority: str | None = field(default=None, metadata=about("Only cases of this priority.", enum=PRIORITIES))
    vip: bool = field(default=False, metadata=about("Only cases of VIPs."))
    late: bool = field(default=False, metadata=about("Only tasks whose deadline has passed."))
    page: int = field(default=1, metadata=about("The page, from 1.", minimum=1, maximum=100_000))
    page_size: int = field(default=50, metadata=about("Tasks on a page.", minimum=1, maximum=200))


@dataclass(frozen=True)
class CompletionRequest:
    """What a person decided: the values of the task's form by their keys."""

    values: dict[str, Any] | None = field(default=None, metadata=about("The form's answers, checked by the form."))
    revision: int | None = field(default=None, metadata=about("The case's revision that was looked at.", minimum=0))


@dataclass(frozen=True)
class Task:
    """A task with what a person needs in order to decide; ``form`` is the form-js definition of its form."""

    task: InboxRow
    element: str
    title: str
    title_en: str
    documentation: str
    properties: Mapping[str, str]
    form: Mapping[str, Any] | None
    values: Mapping[str, Any]
    revision: int
    comments: tuple[CommentView, ...]
    attachments: tuple[AttachmentView, ...]
    may_claim: bool
    may_release: bool
    may_complete: bool
    why_not: str


@operation("GET", "/tasks", query=TaskQuery, answer=Inbox)
@open_to(TOKEN)
def list_tasks() -> Response:
    """List open tasks, most urgent first."""
    actor = caller()
    filter = InboxFilter(**asdict(read_query(request, TaskQuery)))
    return answered(inbox(reading(), actor, filter, now=clock().now()))


@operation("GET", "/tasks/<task_id>", answer=Task, errors=(409,))
@open_to(TOKEN)
def read_task(task_id: str) -> Response:
    """Read a task with its form. A task that is over is answered with 409 and who closed it."""
    return answered(_task(task_view(reading(), caller(), task_id, now=clock().now())))


@operation("POST", "/tasks/<task_id>/claim", status=204, errors=(409,))
@open_to(TOKEN)
def claim(task_id: str) -> Response:
    """Take a task, so that the others of the group leave it alone."""
    claim_task(caller(), desk(), task_id=task_id)
    return done()


@operation("DELETE", "/tasks/<task_id>/claim", status=204, errors=(409,))
@open_to(TOKEN)
def release(task_id: str) -> Response:
    """Give a task back to its group."""
    release_task(caller(), desk(), task_id=task_id)
    return done()


@operation(
    "POST", "/tasks/<task_id>/completion", body=CompletionRequest, answer=Completion, repeatable=True, errors=(409, 422)
)
@open_to(TOKEN)
def complete(task_id: str) -> Response:
    """Complete a task.

    409 says who was faster; 422 names each answer that the form refuses. Repeated with the same Idempotency-Key, the
    first completion is answered again with ``repeated`` true.
    """
    actor, key = caller(), read_key(request)
    sent = read_json(request, CompletionRequest)
    completion = complete_task(
        actor, desk(), task_id=task_id, values=sent.values or {}, revision=sent.revision,
        idempotency_key=key, channel="api",
    )  # fmt: skip
    return answered(completion)


def _task(view: TaskView) -> Task:
    form = bundle_file(reading(), view.diagram.version_id, view.form.file) if view.form else None
    return Task(
        task=view.row, element=view.element, title=view.title, title_en=view.title_en,
        documentation=view.documentation, properties=view.properties, form=orjson.loads(form) if form else None,
        values=view.values, revision=view.revision, comments=view.comments, attachments=view.attachments,
        may_claim=view.may_claim, may_release=view.may_release, may_complete=view.may_complete,
        why_not=say(view.why_not, view.why_not_details) if view.why_not else "",
    )  # fmt: skip
