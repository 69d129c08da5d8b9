"""Values of the desk as words: time that is left or late, priorities, states, what happened in a case."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_datetime, get_timezone, gettext, ngettext

from app.cases.outside import Awaited, Kept, Starter
from app.cases.views import AttachmentView, CaseSummary, CommentView, FieldValue, GroupRef, HistoryEntry, InboxRow
from app.clock.levels import Standing, standing
from app.definitions.views import ScenarioView
from app.errors import EscaladeError, Phrase, spoken
from app.forms import FormView, Kind
from app.forms.display import shown
from app.web.language import in_language, language
from app.web.workplace import clock

MINUTE, HOUR, DAY = 60, 3600, 86400
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
CASE_NAMED = re.compile(r"The case (E-\d+)")


def named(thing: Any) -> str:
    """The name of a group, scenario, version, task or step in the reader's language."""
    if isinstance(thing, CaseSummary):
        return in_language(thing.scenario_name, thing.scenario_name_en)
    return in_language(thing.name, thing.name_en)


def left(due_at: datetime) -> str:
    """How far a deadline is: ``in 42 min``, or ``18 min late`` when it has passed."""
    away = due_at - clock().now()
    if away < timedelta():
        return gettext("%(time)s late", time=span(-away))
    return gettext("in %(time)s", time=span(away))


def since(moment: datetime) -> str:
    """How long ago something happened: ``18 min ago``."""
    passed = clock().now() - moment
    if passed < timedelta(seconds=MINUTE):
        return gettext("just now")
    return gettext("%(time)s ago", time=span(passed))


def span(duration: timedelta) -> str:
    """A duration as one says it, with one unit, or two where the second one matters."""
    seconds = max(0, int(duration.total_seconds()))
    if seconds < MINUTE:
        return gettext("less than a minute")
    if seconds < HOUR:
        return gettext("%(number)s min", number=seconds // MINUTE)
    if seconds < DAY:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        if minutes and hours < 10:
            return gettext("%(hours)s h %(minutes)s", hours=hours, minutes=f"{minutes:02}")
        return gettext("%(number)s h", number=hours)
    return ngettext("%(num)s day", "%(num)s days", seconds // DAY)


def standing_of(thing: InboxRow | CaseSummary) -> str:
    """How the deadline of a task or case stands: none, on_time, soon, late."""
    if isinstance(thing, CaseSummary) and thing.state != "running":
        return str(Standing.NONE)
    return str(standing(thing.opened_at, thing.due_at, clock().now()))


def case_status(case: CaseSummary) -> str:
    """The status mark of a case: done, refused or cancelled when it is over, else how its deadline stands."""
    if case.state == "completed":
        return "refused" if case.outcome.startswith(("refus", "reject")) else "done"
    if case.state == "cancelled":
        return "cancelled"
    found = standing_of(case)
    return "on_time" if found == "none" else found


def state_word(case: CaseSummary) -> str:
    """Where a case stands, in a word or two."""
    words = {"running": gettext("In progress"), "completed": gettext("Closed"), "cancelled": gettext("Cancelled")}
    return words.get(case.state, case.state)


def kind_word(kind: str) -> str:
    """What a task asks for."""
    words = {
        "approval": gettext("Approval"),
        "action": gettext("Action"),
        "review": gettext("Review"),
        "information": gettext("Information"),
    }
    return words.get(kind, gettext("Task"))


def escalation_word(escalation: str) -> str:
    """The type of an escalation."""
    words = {
        "functional": gettext("Functional escalation"),
        "hierarchical": gettext("Hierarchical escalation"),
        "mixed": gettext("Mixed escalation"),
    }
    return words.get(escalation, "")


def holder_words(row: InboxRow) -> str:
    """Who has a task: the person who took it, the one it is for, or the groups that may take it."""
    holder = row.claimed_by or row.assignee
    return holder.name if holder else group_names(row.groups)


def group_names(groups: Sequence[GroupRef]) -> str:
    """The names of groups, one after the other."""
    return ", ".join(named(group) for group in groups)


def right_words(right: str, on_behalf_of: str = "") -> str:
    """With which right somebody acted, or may act."""
    words = {
        "own": gettext("their own task"),
        "assignee": gettext("their own task"),
        "group": gettext("as a member of the group"),
        "requester": gettext("as the requester"),
        "administrator": gettext("as an administrator"),
        "manager": gettext("as a manager"),
        "process-owner": gettext("as a process owner"),
        "system": gettext("by the diagram"),
    }
    if right == "delegate":
        return gettext("as the deputy of %(name)s", name=on_behalf_of) if on_behalf_of else gettext("as a deputy")
    return words.get(right, "")


def start_words(start: Starter) -> str:
    """What starts cases: a message, a signal, or a timer with its next moment."""
    if start.kind == "message":
        return gettext("the message “%(name)s”", name=start.name)
    if start.kind == "signal":
        return gettext("the signal “%(name)s”", name=start.name)
    if start.due_at is None:
        return gettext("the timer “%(name)s”, which is over", name=start.name)
    moment = format_datetime(start.due_at, "d MMM y, HH:mm")
    return gettext("the timer “%(name)s”, next on %(moment)s", name=start.name, moment=moment)


def awaited_words(wait: Awaited) -> str:
    """What running cases wait for."""
    if wait.kind == "signal":
        return gettext("the signal “%(name)s”", name=wait.name)
    return _message_words(wait.name, wait.key)


def kept_words(kept: Kept) -> str:
    """A message that nobody waits for yet, and until when it is kept."""
    moment = format_datetime(kept.until, "d MMM, HH:mm")
    return gettext("%(message)s, kept until %(moment)s", message=_message_words(kept.name, kept.key), moment=moment)


def _message_words(name: str, key: str | None) -> str:
    if key is None:
        return gettext("the message “%(name)s”", name=name)
    return gettext("the message “%(name)s” with the key “%(key)s”", name=name, key=key)


def channel_word(channel: str) -> str:
    """Through which door something came."""
    words = {"web": gettext("web page"), "api": gettext("program"), "cli": gettext("command line")}
    return words.get(channel, "")


def sentence(entry: HistoryEntry) -> str:
    """What happened, as a person would say it."""
    return filled(entry.sentence, entry.details)


def filled(template: str, details: Mapping[str, object]) -> str:
    """A sentence of the desk in the reader's language, with its details; element names too have their English."""
    told = spoken(details, gettext)
    for name in details:
        if language() == "en" and told.get(f"{name}_en"):
            told[name] = told[f"{name}_en"]
    return gettext(template).format_map(_Readable(told)) if template else ""


def error_words(error: EscaladeError) -> str:
    """The message of an error in the reader's language."""
    return gettext(error.template).format_map(_Readable({name: _detail(it) for name, it in error.details.items()}))


def sent_facts(sent: Sequence[FieldValue]) -> list[tuple[str, str]]:
    """What was sent, as questions and answers; what was left empty is left out."""
    return [
        (in_language(field.label, field.label_en) or field.key, value_words(in_language(field.value, field.value_en)))
        for field in sent
        if field.value not in (None, "", [], False)
    ]


def scenario_options(scenarios: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Scenarios as the choices of a filter."""
    return [(key, in_language(name, name_en)) for key, name, name_en in scenarios]


def catalogue_options(scenarios: Sequence[ScenarioView]) -> list[tuple[str, str]]:
    """The scenarios of the catalogue as the choices of a filter."""
    return [(scenario.key, named(scenario)) for scenario in scenarios]


def step_word(kind: str) -> str:
    """What the case did at a step."""
    words = {
        "entered": gettext("reached"),
        "left": gettext("done"),
        "cancelled": gettext("cancelled"),
        "failed": gettext("failed"),
    }
    return words.get(kind, kind)


def file_names(form: FormView) -> list[str]:
    """The names of the fields that take files: a draft does not keep them."""
    return [view.name for view in form.answerable if view.kind is Kind.FILEPICKER]


def comment_items(comments: Sequence[CommentView]) -> list[dict[str, Any]]:
    """Remarks as the list of remarks shows them."""
    return [
        {"person": who.name, "detail": who.title, "moment": it.at, "relative": since(it.at), "text": it.text}
        for it in comments
        for who in [it.author]
    ]


def file_items(files: Sequence[AttachmentView], case_id: int) -> list[dict[str, Any]]:
    """Files of a case as the list of files shows them."""
    return [
        {
            "name": it.name,
            "url": url_for("cases.read_file", case_id=case_id, file_id=it.id),
            "size": it.size,
            "type": it.media_type,
            "person": it.added_by.name,
            "moment": it.at,
            "relative": since(it.at),
        }
        for it in files
    ]


def value_words(value: Any) -> str:
    """A value as people read it; what has parts is told part by part."""
    if isinstance(value, Mapping):
        parts = [f"{name}: {value_words(part)}" for name, part in value.items() if part not in (None, "", [], {})]
        return " · ".join(parts) or "—"
    if isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        return " | ".join(value_words(part) for part in value)
    return shown(value, language(), get_timezone()) or "—"


def _detail(value: object) -> str:
    """A detail of an error as one says it: a kind of event, a moment, or a piece of a sentence."""
    if isinstance(value, Phrase):
        return value.spoken(gettext)
    text = str(value)
    words = {
        "task_completed": gettext("sent the form"),
        "timer_fired": gettext("the deadline passed"),
        "message_received": gettext("a message came in"),
        "message_delivered": gettext("a message came in"),
        "signal_received": gettext("a signal came in"),
        "signal_delivered": gettext("a signal came in"),
        "case_withdrawn": gettext("withdrew the request"),
        "case_cancelled": gettext("cancelled the case"),
        "case_ended": gettext("ended the case"),
        "step_retried": gettext("tried the step again"),
        "data_corrected": gettext("corrected the data"),
        "token_moved": gettext("moved the case"),
        "job_completed": gettext("an automatic step was done"),
        "job_failed": gettext("an automatic step failed"),
        "information_added": gettext("added information"),
    }
    if text in words:
        return words[text]
    named = CASE_NAMED.fullmatch(text)
    if named:
        return gettext("The case %(reference)s", reference=named[1])
    if MOMENT.fullmatch(text):
        return format_datetime(datetime.fromisoformat(text), "d MMM, HH:mm")
    return gettext(text) if text else ""


class _Readable(dict[str, object]):
    """Shows a missing detail as a dash: an old history must stay readable."""

    def __missing__(self, key: str) -> str:
        return "—"
