"""What a token waits for: armed timers, subscriptions, and who catches an error or escalation."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush

from app.engine import variables
from app.engine.diagram import Trigger
from app.engine.errors import StepFailed
from app.engine.model import ArmedTimer, Json, Subscription
from app.engine.runtime import Case, Scope, Token
from app.engine.timing import NoTime, due_at, parse_cycle, parse_duration
from app.time import from_iso, iso


def wait_for(token: Token, trigger: Trigger, element: str, step: str, seen_from: Token) -> None:
    """Arms *token* for a trigger whose expressions are evaluated as seen from another token."""
    wait: dict[str, Json] = {"element": element, "step": step, "kind": trigger.kind}
    if trigger.kind == "timer":
        wait.update(_timer(token, trigger, seen_from))
    elif trigger.kind == "message":
        key = variables.evaluate(trigger.key, seen_from) if trigger.key else None
        wait.update(message=trigger.name, key=None if key is None else str(key))
    token.internal_data["wait"] = wait
    listen(token)


def listen(token: Token) -> None:
    """Puts a token among those that wait, now or when the case is restored."""
    case = token.workflow.top_workflow
    case.event_manager.add_task(token)
    wait = token.internal_data["wait"]
    if wait["kind"] == "timer":
        heappush(case.alarms, (wait["due"], token.id))


def next_round(token: Token) -> dict[str, Json] | None:
    """What the next listener of a repeating timer continues from; None when the timer has fired for the last time."""
    wait = token.internal_data.get("wait", {})
    if wait.get("kind") != "timer":
        return {}
    if "every" not in wait or wait["left"] == 0:
        return None
    return {"from": wait["due"], "every": wait["every"], "left": wait["left"]}


def stop_waiting(token: Token) -> None:
    """The token no longer waits for anything outside."""
    token.internal_data.pop("wait", None)
    token.workflow.top_workflow.event_manager.remove_task(token)


def timers(case: Case) -> list[ArmedTimer]:
    """All armed timers, soonest first; those of the same moment in the order in which they were armed."""
    armed = [
        (wait["due"], token.id, ArmedTimer(wait["step"], wait["element"], from_iso(wait["due"])))
        for token, wait in _waits(case)
        if wait["kind"] == "timer"
    ]
    return [timer for _, _, timer in sorted(armed, key=lambda entry: entry[:2])]


def due_token(case: Case, now: datetime) -> Token | None:
    """The token whose timer is due first, if any is due at *now*."""
    moment, alarms = iso(now), case.alarms
    while alarms and alarms[0][0] <= moment:
        due, identity = alarms[0]
        token: Token | None = case.event_manager.tasks.get(identity)
        if token is not None and token.internal_data["wait"].get("due") == due:
            return token
        heappop(alarms)
    return None


def subscriptions(case: Case) -> list[Subscription]:
    """The messages that the case waits for, longest waiting first."""
    return [
        Subscription(wait["step"], wait["element"], wait["message"], wait["key"])
        for _, wait in _waits(case)
        if wait["kind"] == "message"
    ]


def receiver(case: Case, message: str, key: str | None) -> Token | None:
    """The one token that gets a message: with the same key before one without a key, longest waiting first."""
    waiting = [
        (token, wait["key"]) for token, wait in _waits(case) if wait["kind"] == "message" and wait["message"] == message
    ]
    exact = [token for token, own in waiting if key is None or own == key]
    keyless = [token for token, own in waiting if own is None]
    return next(iter(exact + keyless), None)


def catcher(token: Token, kind: str, code: str | None) -> Token | None:
    """The nearest listener for an error or escalation thrown at *token*: on its activity, in its scope, then outwards
    (BPMN 2.0.2 §10.5.6); at one level a matching code comes before a listener without code."""
    current: Token | None = token
    while current is not None:
        scope: Scope = current.workflow
        for attached in (current.id, current.host, 0) if current.host else (current.id, 0):
            found = _matching(scope, attached, kind, code)
            if found is not None:
                return found
        current = scope.owner
    return None


def _matching(scope: Scope, attached: int, kind: str, code: str | None) -> Token | None:
    found = [
        listener
        for listener in scope.listeners.of(attached)
        if listener.task_spec.trigger.kind == kind and listener.task_spec.trigger.code in (None, code)
    ]
    return min(found, key=lambda listener: (listener.task_spec.trigger.code is None, listener.id), default=None)


def _waits(case: Case) -> Iterator[tuple[Token, Mapping[str, Json]]]:
    for token in sorted(case.event_manager.tasks.values(), key=lambda token: token.id):
        yield token, token.internal_data["wait"]


def _timer(token: Token, trigger: Trigger, seen_from: Token) -> dict[str, Json]:
    """When the timer is due; for a cycle also what is needed to arm its next round."""
    now = token.workflow.top_workflow.now
    again = token.internal_data.pop("again", None)
    if again:
        due = parse_duration(again["every"]).after(from_iso(again["from"]))
        return {"due": iso(due), "every": again["every"], "left": _less(again["left"])}
    value = variables.evaluate(trigger.timer, seen_from) if trigger.timer else None
    try:
        if trigger.measure == "timeCycle" and str(value).startswith("R"):
            return _cycle(str(value), now)
        due = due_at(str(value), now)
        endless = {"every": str(value), "left": None} if trigger.measure == "timeCycle" else {}
        return {"due": iso(due), **endless}
    except (NoTime, OverflowError) as error:
        written = trigger.timer.source if trigger.timer else ""
        raise StepFailed("timer", f"the timer {written} is no duration, date or cycle: {str(value)[:80]}") from error


def _cycle(text: str, now: datetime) -> dict[str, Json]:
    cycle = parse_cycle(text)
    every = text.rpartition("/")[2]
    due = cycle.every.after(now) if cycle.start is None else cycle.start
    return {"due": iso(due), "every": every, "left": _less(cycle.times)}


def _less(times: int | None) -> int | None:
    return None if times is None else max(times - 1, 0)
