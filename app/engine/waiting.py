"""What a token waits for: armed timers, messages, signals and conditions, and who catches an error or escalation.

A token keeps its *waits* as plain data, one for each trigger of its event, and with several triggers that are all
needed those that it has *heard* of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush

from SpiffWorkflow.util.task import TaskState

from app.engine import variables
from app.engine.diagram import Trigger
from app.engine.errors import StepFailed
from app.engine.model import ArmedTimer, Json, SignalSubscription, Subscription
from app.engine.runtime import Case, Phase, Scope, Token
from app.engine.timing import NoTime, moment_of, parse_cycle, parse_duration
from app.errors import Phrase
from app.time import from_iso, iso

Wait = dict[str, Json]
_NO_TIME = {
    "timeDate": Phrase("the timer {source} is no date: {value}"),
    "timeCycle": Phrase("the timer {source} is no cycle: {value}"),
    "timeDuration": Phrase("the timer {source} is no duration: {value}"),
}


def wait_for(token: Token, triggers: Sequence[Trigger], element: str, step: str, seen_from: Token) -> None:
    """Arms *token* for its triggers, whose expressions are evaluated as seen from another token."""
    again: list[Wait] = token.internal_data.pop("again", [])
    waits = [{**wait, "step": step} for wait in again] or [
        {"element": element, "step": step, "kind": trigger.kind, "trigger": number, **_terms(token, trigger, seen_from)}
        for number, trigger in enumerate(triggers)
    ]
    token.internal_data["waits"] = waits
    token.workflow.top_workflow.look_at_conditions = True
    listen(token)


def listen(token: Token) -> None:
    """Puts a token among those that wait, now or when the case is restored."""
    case = token.workflow.top_workflow
    case.event_manager.add_task(token)
    for wait in token.internal_data["waits"]:
        if wait["kind"] == "timer":
            heappush(case.alarms, (wait["due"], token.id))


def happened(token: Token, wait: Wait, values: dict[str, Json]) -> None:
    """What the token waited for has happened: the event takes place, unless it needs further triggers."""
    waits: list[Wait] = token.internal_data["waits"]
    if token.task_spec.all_triggers and len(waits) > 1:
        waits.remove(wait)
        token.internal_data.setdefault("heard", []).append([wait, values])
        return
    token.internal_data["fired"] = wait
    together = [earlier for _, earlier in token.internal_data.get("heard", [])]
    token.task_spec.fired(token, {name: value for given in (*together, values) for name, value in given.items()})


def next_round(token: Token) -> list[Wait]:
    """What the next listener of an event that does not interrupt waits for; nothing when it has happened for the last
    time."""
    fired = token.internal_data.get("fired")
    heard = [wait for wait, _ in token.internal_data.get("heard", [])]
    others = [wait for wait in token.internal_data.get("waits", []) if wait is not fired]
    renewed = [_renewed(wait) for wait in (*heard, fired) if wait is not None]
    if token.task_spec.all_triggers and None in renewed:
        return []
    return sorted((*others, *(wait for wait in renewed if wait)), key=lambda wait: int(wait["trigger"]))


def listen_again(token: Token, again: list[Wait], attached: int) -> None:
    """A fresh listener after a non-interrupting one has fired, at once: a parallel branch may throw the same next."""
    listener = token.workflow.task_tree._add_child(token.task_spec, TaskState.STARTED)
    listener.phase, listener.attached = Phase.ARM, attached
    listener.internal_data["again"] = again
    listener.task_spec._run_hook(listener)


def stop_waiting(token: Token) -> None:
    """The token no longer waits for anything outside."""
    for name in ("waits", "heard", "fired"):
        token.internal_data.pop(name, None)
    token.workflow.top_workflow.event_manager.remove_task(token)


def timers(case: Case) -> list[ArmedTimer]:
    """All armed timers, soonest first; those of the same moment in the order in which they were armed."""
    armed = [
        (wait["due"], token.id, ArmedTimer(wait["step"], wait["element"], from_iso(wait["due"])))
        for token, wait in waits_of(case, "timer")
    ]
    return [timer for _, _, timer in sorted(armed, key=lambda entry: entry[:2])]


def due_timer(case: Case, now: datetime) -> tuple[Token, Wait] | None:
    """The token and its timer that is due first, if any is due at *now*."""
    moment, alarms = iso(now), case.alarms
    while alarms and alarms[0][0] <= moment:
        due, identity = alarms[0]
        token: Token | None = case.event_manager.tasks.get(identity)
        for wait in token.internal_data["waits"] if token is not None else ():
            if token is not None and wait.get("due") == due:
                return token, wait
        heappop(alarms)
    return None


def subscriptions(case: Case) -> list[Subscription]:
    """The messages that the case waits for, longest waiting first."""
    return [
        Subscription(wait["step"], wait["element"], wait["message"], wait["key"])
        for _, wait in waits_of(case, "message")
    ]


def signals(case: Case) -> list[SignalSubscription]:
    """The signals that the case listens to, longest waiting first."""
    return [SignalSubscription(wait["step"], wait["element"], wait["signal"]) for _, wait in waits_of(case, "signal")]


def receiver(case: Case, message: str, key: str | None, preferred: Sequence[str] = ()) -> tuple[Token, Wait] | None:
    """The one token that gets a message: where a message flow leads to first, then with the same key before one
    without a key, longest waiting first."""
    waiting = [(token, wait) for token, wait in waits_of(case, "message") if wait["message"] == message]
    exact = [entry for entry in waiting if key is None or entry[1]["key"] == key]
    found = exact + [entry for entry in waiting if entry[1]["key"] is None]
    led_to = [entry for entry in found if {entry[1]["element"], entry[0].task_spec.node.process} & set(preferred)]
    return next(iter(led_to + found), None)


def listeners(case: Case, signal: str) -> list[tuple[Token, Wait]]:
    """Everything in the case that listens to a signal now."""
    return [(token, wait) for token, wait in waits_of(case, "signal") if wait["signal"] == signal]


def waits_of(case: Case, kind: str) -> Iterator[tuple[Token, Wait]]:
    """All that is waited for of one kind, in the order of the tokens."""
    for token in sorted(case.event_manager.tasks.values(), key=lambda token: token.id):
        for wait in token.internal_data["waits"]:
            if wait["kind"] == kind:
                yield token, wait


def catcher(token: Token, kind: str, code: str | None) -> tuple[Token, Wait] | None:
    """The nearest listener for an error or escalation thrown at *token*: on its activity, in its scope, then outwards
    (BPMN 2.0.2 §10.5.6); at one level a matching code comes before a listener without code."""
    current: Token | None = token
    while current is not None:
        scope: Scope = current.workflow
        for attached in (current.id, current.host, 0) if current.host else (current.id, 0):
            found = listening(scope, attached, kind, code)
            if found is not None:
                return found
        current = scope.owner
    return None


def listening(scope: Scope, attached: int, kind: str, code: str | None) -> tuple[Token, Wait] | None:
    """What listens on one activity (0: on the scope itself) for an error, escalation or cancellation."""
    found = [
        (own is None, listener.id, listener, wait)
        for listener in scope.listeners.of(attached)
        for wait in listener.internal_data.get("waits", ())
        if wait["kind"] == kind and (own := listener.task_spec.triggers[wait["trigger"]].code) in (None, code)
    ]
    return min(found, key=lambda entry: entry[:2])[2:] if found else None


def _terms(token: Token, trigger: Trigger, seen_from: Token) -> Wait:
    """What a trigger's texts say at the moment of arming."""
    if trigger.kind == "timer":
        return _timer(token, trigger, seen_from)
    if trigger.kind == "conditional":
        return {"held": False}
    if trigger.kind not in ("message", "signal"):
        return {}
    name = named(trigger, seen_from)
    if trigger.kind == "signal":
        return {"signal": name}
    key = variables.evaluate(trigger.key, seen_from) if trigger.key else None
    return {"message": name, "key": None if key is None else str(key)}


def named(trigger: Trigger, token: Token) -> str:
    """The name of a message or signal, or the code of an error or escalation, which may be FEEL."""
    if trigger.title is None:
        return trigger.name
    value = variables.evaluate(trigger.title, token)
    if not isinstance(value, str) or not value:
        raise StepFailed(
            "name",
            Phrase(
                "the name {name} of the event is no text: {value}", {"name": trigger.name, "value": str(value)[:80]}
            ),
        )
    return value


def _renewed(wait: Wait) -> Wait | None:
    """The same wait once more; None for a timer that has fired for the last time."""
    if wait["kind"] != "timer":
        return {**wait, "held": True} if wait["kind"] == "conditional" else wait
    if "every" not in wait or wait["left"] == 0:
        return None
    due = parse_duration(wait["every"]).after(from_iso(wait["due"]))
    return {**wait, "due": iso(due), "left": _less(wait["left"])}


def _timer(token: Token, trigger: Trigger, seen_from: Token) -> Wait:
    """When the timer is due; for a cycle also what is needed to arm its next round."""
    now = token.workflow.top_workflow.now
    value = variables.evaluate(trigger.timer, seen_from) if trigger.timer else None
    try:
        if trigger.measure == "timeCycle":
            return _cycle(str(value), now)
        return {"due": iso(moment_of(str(value), trigger.measure, now))}
    except (NoTime, OverflowError) as error:
        written = trigger.timer.source if trigger.timer else ""
        said = {"source": written, "value": str(value)[:80]}
        raise StepFailed("timer", replace(_NO_TIME[trigger.measure], details=said)) from error


def _cycle(text: str, now: datetime) -> Wait:
    cycle = parse_cycle(text)
    every = text.rpartition("/")[2]
    due = cycle.every.after(now) if cycle.start is None else cycle.start
    return {"due": iso(due), "every": every, "left": _less(cycle.times)}


def _less(times: int | None) -> int | None:
    return None if times is None else max(times - 1, 0)
