"""Runs a case until everything in it waits for something outside; what fails is noted and the rest goes on."""

from SpiffWorkflow.util.task import TaskState

from app.engine import waiting
from app.engine.conditions import became_true
from app.engine.errors import StepFailed, ValueRefused
from app.engine.gateways import InclusiveGateway
from app.engine.runtime import Case, Phase, Token
from app.errors import Phrase, to_json
from app.feel import FeelError

STEPS = 10_000
TOKENS = 50_000


def run_to_rest(case: Case) -> None:
    """Runs what is ready, first come first served.

    What sends comes last: who is on the way to an event that receives shall not miss it by a step.
    """
    steps, first = 0, case.last_id
    _look_at_conditions(case)
    while True:
        while case.agenda or case.sending:
            token = (case.agenda or case.sending).popleft()
            if token.has_state(TaskState.READY):
                steps += 1
                _step(case, token, steps <= STEPS and case.last_id - first <= TOKENS)
                _look_at_conditions(case)
        if not _release_inclusive(case):
            return


def fail_step(case: Case, token: Token, code: str, message: str | Phrase) -> None:
    """Leaves a token where its step could not be done, to be repaired."""
    element = token.task_spec.node.id
    token.step = token.step or token.workflow.visit(element)
    token._set_state(TaskState.ERROR)
    token.internal_data["failure"] = [code, to_json(message)]
    if token.internal_data.pop("offered", False):
        case.journal.closed.append(token.step)
    case.journal.fail(token.step, element, code, message)


def _step(case: Case, token: Token, within_limits: bool) -> None:
    try:
        if not within_limits:
            limit: dict[str, object] = {"limit": STEPS}
            raise StepFailed("too-many-steps", Phrase("the case ran {limit} steps without waiting for anything", limit))
        token.run()
    except StepFailed as error:
        fail_step(case, token, error.failure_code, error.reason)
    except FeelError as error:
        fail_step(case, token, "expression", error.phrase)
    except ValueRefused as error:
        fail_step(case, token, "value", error.phrase)


def _look_at_conditions(case: Case) -> None:
    """Conditional events take place when a variable made their condition true (BPMN 2.0.2 §10.5.5)."""
    if not case.bundle.has_conditions or not case.look_at_conditions:
        return
    case.look_at_conditions = False
    for token, wait in list(waiting.waits_of(case, "conditional")):
        try:
            became_true(token, wait)
        except (StepFailed, FeelError) as error:
            if token.is_listener:
                token.phase = Phase.ARM
            waiting.stop_waiting(token)
            fail_step(case, token, "condition", error.phrase)


def _release_inclusive(case: Case) -> bool:
    """Lets one inclusive gateway go on that waited for tokens which can no longer come."""
    if not case.bundle.has_inclusive_joins:
        return False
    for token in case.every(lambda found: found.has_state(TaskState.WAITING | TaskState.STARTED)):
        if isinstance(token.task_spec, InclusiveGateway) and token.task_spec.may_go_on(token):
            token._ready()
            return True
    return False
