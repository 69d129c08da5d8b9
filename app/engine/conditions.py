"""Conditional events (BPMN 2.0.2 §10.5.5): they take place when their condition becomes true."""

from app.engine import variables
from app.engine.runtime import Token
from app.engine.waiting import Wait, happened


def became_true(token: Token, wait: Wait) -> None:
    """Lets the event take place when its condition holds now and did not when it was last looked at."""
    if not any(wait is other for other in token.internal_data.get("waits", ())):
        return
    behaviour = token.task_spec
    condition = behaviour.triggers[wait["trigger"]].condition
    held, wait["held"] = wait["held"], variables.condition(condition, behaviour.seen_from(token))
    if wait["held"] and not held:
        happened(token, wait, {})
