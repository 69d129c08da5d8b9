"""The history of a case in words: each event as a sentence, with what was sent, what moved and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.cases.labels import Labels
from app.cases.locked import reference
from app.cases.recording import element_of
from app.cases.rights import visible_case
from app.cases.version_history import first_version, version_reached
from app.cases.views import ChangeView, HistoryEntry, StepView
from app.definitions.library import compiled
from app.engine import Bundle
from app.history.log import StoredEvent, Verification, case_stream, read, verify
from app.identity.actor import CLOCK_ID, SYSTEM_ID, Actor
from app.identity.directory import PersonRef, person_names
from app.store.tables import Case

SENTENCES = {
    "case_started": "{who} opened the case.",
    "case_started:message": "{who} opened the case by the message “{message}”.",
    "case_started:message from case": "The message “{message}” of the case {case} opened this one.",
    "case_started:signal": "{who} opened the case by the signal “{signal}”.",
    "case_started:signal from case": "The signal “{signal}” of the case {case} opened this one.",
    "case_started:timer": "The desk opened the case when the timer “{timer}” was due.",
    "task_claimed": "{who} took “{name}”.",
    "task_released": "{who} gave “{name}” back to its group.",
    "task_delegated": "{who} handed “{name}” to {to}: {reason}",
    "task_completed": "{who} completed “{name}”.",
    "timer_fired": "A deadline passed: “{name}”.",
    "job_completed": "The desk did “{name}”.",
    "job_failed": "The desk could not do “{name}”: {message}",
    "case_withdrawn": "{who} withdrew the request: {reason}",
    "information_added": "{who} added information: {text}",
    "message_received": "{who} sent the message “{message}”.",
    "message_delivered": "The message “{message}” came from the case {case}.",
    "message_sent": "The message “{message}” went to the case {case}.",
    "message_sent:started": "The message “{message}” opened the case {case}.",
    "message_kept": "Nobody waits for the message “{message}” yet; the desk keeps it for an hour.",
    "message_lost": "Nobody took the message “{message}”; it was delivered to nobody.",
    "signal_received": "{who} sent the signal “{signal}” to all who listen.",
    "signal_delivered": "The signal “{signal}” came from the case {case}.",
    "signal_sent": "The signal “{signal}” went to others: running cases {cases}, new cases {starts}.",
    "case_cancelled": "{who} cancelled the case: {reason}",
    "case_ended": "{who} ended the case, which could not go on: {reason}",
    "step_retried": "{who} had “{name}” tried again: {reason}",
    "data_corrected": "{who} corrected data of the case: {reason}",
    "data_corrected:step": "{who} corrected data of “{name}”: {reason}",
    "token_moved": "{who} moved the case from “{left}” to “{begun}”: {reason}",
    "token_moved:away": "{who} cancelled “{left}”: {reason}",
    "token_moved:in": "{who} also started “{begun}”: {reason}",
    "case_migrated": "{who} moved the case from version {earlier} to version {number}: {reason}",
    "migration_undone": "{who} moved the case back to version {number}: {reason}",
    "comment_added": "{who} commented.",
    "file_attached": "{who} added the file “{file}”.",
}
ERASED = "The content of this event was erased."
TOLD_IN_FULL = frozenset({"case_withdrawn", "information_added"})  # their sentence says all that was sent
HIDDEN_VARIABLES = frozenset({"pace", "case", "requester"})
REPAIRS = frozenset({"step_retried", "data_corrected", "token_moved", "case_ended"})
Names = Mapping[str, PersonRef]


def case_events(session: Session, row: Case) -> tuple[StoredEvent, ...]:
    """All events of a case, oldest first."""
    return tuple(read(session, case_stream(row.id)))


def case_history(session: Session, actor: Actor, case_id: int) -> tuple[HistoryEntry, ...]:
    """The whole history of a case that the actor may see, oldest first. Raises ``NotFound``."""
    row = visible_case(session, actor, case_id)
    return story(session, row, case_events(session, row))


def verify_case(session: Session, case_id: int) -> Verification:
    """Whether the hash chain of the case's events holds."""
    return verify(session, case_stream(case_id))


def story(session: Session, row: Case, events: Sequence[StoredEvent]) -> tuple[HistoryEntry, ...]:
    """The events as entries, oldest first."""
    names = person_names(session, set(_people(events)))
    teller = _Teller(names, session, first_version(row, events))
    return tuple(teller.entry(event) for event in events)


def _people(events: Sequence[StoredEvent]) -> Iterator[str]:
    for event in events:
        yield event.actor
        payload = event.payload or {}
        yield from (payload[name] for name in ("on_behalf_of", "to", "from") if payload.get(name))


class _Teller:
    """Tells one event after the other, remembering the variables in order to say what each was before."""

    def __init__(self, names: Names, session: Session, version_id: str) -> None:
        self._names = names
        self._session = session
        self._before: dict[tuple[str, str], Any] = {}
        self._visits: dict[str, tuple[str, str]] = {}
        self._turn_to(version_id, {})

    def entry(self, event: StoredEvent) -> HistoryEntry:
        payload, reached = event.payload, version_reached(event)
        if reached is not None and payload is not None:
            self._turn_to(reached, payload["steps"])
        if payload is None:
            return self._plain(event, ERASED, {})
        behalf = payload.get("on_behalf_of")
        advance = payload.get("advance") or {}
        self._visits |= {task["step"]: (task["name"], task["name_en"])
                         for task in advance.get("opened", ()) if "name" in task}  # fmt: skip
        return HistoryEntry(
            sequence=event.sequence,
            type=event.type,
            at=event.at,
            actor=self._names[event.actor],
            sentence=SENTENCES.get(_kind(event.type, payload), event.type),
            details=self._details(event, payload),
            other_case=_other_case(payload),
            right=_right(event, payload),
            on_behalf_of=self._names[behalf] if behalf else None,
            channel=str(payload.get("channel", "")),
            comment=str(payload.get("text", "")) if event.type == "comment_added" else "",
            sent=() if event.type in TOLD_IN_FULL else self._labels.sent(payload, self._bundle),
            steps=tuple(self._step(move) for move in advance.get("moves", ())),
            changes=tuple(self._changes(advance.get("changes", ()))),
            digest=event.digest.hex(),
        )

    def _turn_to(self, version_id: str, steps: Mapping[str, str]) -> None:
        """From here on the case runs on this version, its open steps under new names."""
        self._bundle: Bundle = compiled(self._session, version_id)
        self._labels = Labels(self._session, version_id)
        for old, new in steps.items():
            if old in self._visits:
                self._visits[new] = self._visits[old]

    def _plain(self, event: StoredEvent, sentence: str, details: Mapping[str, str]) -> HistoryEntry:
        return HistoryEntry(
            event.sequence,
            event.type,
            event.at,
            self._names[event.actor],
            sentence,
            details,
            digest=event.digest.hex(),
        )

    def _details(self, event: StoredEvent, payload: Mapping[str, Any]) -> dict[str, str]:
        """What the sentence's placeholders stand for; element names in both languages."""
        step = payload.get("step") or next((timer["step"] for timer in payload.get("timers", ())), None)
        name, name_en = self._step_names(step) if step else ("", "")
        values, other = payload.get("values") or {}, _other_case(payload)
        return {
            "who": self._names[event.actor].name,
            "name": name,
            "name_en": name_en,
            **self._moved(payload),
            "to": self._names[payload["to"]].name if payload.get("to") else "",
            "reason": str(payload.get("reason") or values.get("reason") or ""),
            "text": str(values.get("text") or ""),
            "message": str(payload.get("message") or ""),
            "file": str(payload.get("name") or ""),
            "number": str(payload.get("number") or ""),
            "earlier": str((payload.get("before") or {}).get("number") or ""),
            "case": "" if other is None else reference(other),
            **{name: str(payload.get(name, "")) for name in ("signal", "timer", "cases", "starts")},
        }

    def _moved(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """The steps that an operator left and the elements that they began at, in both languages."""
        left = [self._step_names(step) for step in payload.get("cancel", ())]
        begun = [self._element_names(self._arrived_at(target)) for target in payload.get("start", ())]
        told = {"left": left, "begun": begun}
        return {
            key: ", ".join(pair[place] for pair in pairs)
            for name, pairs in told.items()
            for place, key in enumerate((name, f"{name}_en"))
        }

    def _arrived_at(self, target: str) -> str:
        flow = self._bundle.diagram.flows.get(target)
        return flow.target if flow else target

    def _step(self, move: Sequence[str]) -> StepView:
        element = element_of(move[1])
        name, name_en = self._step_names(move[1])
        known = self._bundle.elements.get(element)
        return StepView(move[0], element, move[1], name, name_en, known.kind if known else "")

    def _step_names(self, step: str) -> tuple[str, str]:
        """What the visit is called, else its element."""
        return self._visits.get(step) or self._element_names(element_of(step))

    def _element_names(self, element: str) -> tuple[str, str]:
        known = self._bundle.elements.get(element)
        if known is None:
            return element, element
        name = known.name or (self._attached_name(known.attached_to) if known.attached_to else "") or element
        return name, known.name_en or name

    def _attached_name(self, element: str) -> str:
        known = self._bundle.elements.get(element)
        return known.name if known else ""

    def _changes(self, changes: Sequence[Sequence[Any]]) -> Iterator[ChangeView]:
        for name, value, scope in changes:
            before = self._before.get((scope, name))
            self._before[scope, name] = value
            if name not in HIDDEN_VARIABLES and before != value:
                yield ChangeView(name, before, value)


def _kind(event_type: str, payload: Mapping[str, Any]) -> str:
    """The sentence that fits an event: how a case was started by something from outside, or started another; what a
    repair did."""
    if event_type == "case_started":
        kind = next((name for name in ("message", "signal", "timer") if name in payload), "")
        origin = " from case" if "sender" in payload else ""
        return f"{event_type}:{kind}{origin}" if kind else event_type
    if event_type == "token_moved" and not (payload.get("start") and payload.get("cancel")):
        return f"{event_type}:in" if payload.get("start") else f"{event_type}:away"
    if event_type == "data_corrected" and payload.get("step"):
        return f"{event_type}:step"
    return f"{event_type}:started" if event_type == "message_sent" and payload.get("started") else event_type


def _other_case(payload: Mapping[str, Any]) -> int | None:
    """The case that something came from or went to."""
    other: int | None = payload.get("sender") or payload.get("receiver")
    return other


def _right(event: StoredEvent, payload: Mapping[str, Any]) -> str:
    if event.actor in {SYSTEM_ID, CLOCK_ID}:
        return "system"
    if event.type in {"case_withdrawn", "information_added", "case_started"}:
        return "requester"
    if event.type in {"case_cancelled", *REPAIRS}:
        return "administrator"
    return str(payload.get("right", ""))
