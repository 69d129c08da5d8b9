"""The same room for every piece of work, however much of Python's stack its caller has used."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

from app.feel.errors import NESTING, FeelBudgetExceeded

T = TypeVar("T")


def with_room(work: Callable[[], T], levels: int) -> T:
    """What *work* gives; where the stack is too short for it, it starts again on a stack of its own.

    So the verdict does not depend on where in a program an expression is used. Raises FeelBudgetExceeded, with the
    *levels* that are allowed, when a whole stack is not enough.
    """
    try:
        return work()
    except RecursionError:
        return _on_own_stack(work, levels)


def _on_own_stack(work: Callable[[], T], levels: int) -> T:
    outcome: list[T] = []
    problem: list[BaseException] = []
    context = copy_context()

    def attempt() -> None:
        try:
            outcome.append(context.run(work))
        except RecursionError:
            problem.append(FeelBudgetExceeded(NESTING, levels))
        except BaseException as raised:
            problem.append(raised)

    thread = Thread(target=attempt, name="feel")
    thread.start()
    thread.join()
    if problem:
        raise problem[0]
    return outcome[0]
