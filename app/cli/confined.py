"""Reads what somebody sent in a process of its own that is stopped when it takes too much.

The process is a fork: unlike a new one it has everything loaded already, so that an ordinary file takes no longer. That
is for the command line, which has one thread; a server asks :mod:`app.engine.guard`.
"""

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from app.engine.guard import EXHAUSTED, STOPPED, confine
from app.errors import EscaladeError, from_json

SECONDS = 2
MEGABYTES = 256
DONE = 0
Work = Callable[[], Iterable[Any]]


class Stopped(EscaladeError):
    """The process that read the diagram ended unforeseen. Nothing was kept. Check the diagram in the editor."""

    status = 422


class TooMuch(Stopped):
    """It took more than {seconds} s or {megabytes} MB and was stopped. Nothing was kept. Make the diagram smaller."""


class Refused(EscaladeError):
    """{reason}"""

    status = 422


def confined(work: Work, *, seconds: int = SECONDS, then: int = 0, megabytes: int = MEGABYTES) -> Iterator[Any]:
    """What *work* gives, one piece of JSON after the other, in at most so many seconds of computing and so much memory.

    When the first piece is there, *then* seconds are allowed for the rest. TooMuch or Stopped when it did not
    come to its end; what the work refuses is :class:`Refused` here.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_work(work, writing, seconds, then, megabytes))
    os.close(writing)
    finished = False
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield from _pieces(pipe)
        finished = True
    finally:
        if not finished:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code in STOPPED:
        raise TooMuch(seconds=seconds + then, megabytes=megabytes)
    if code != DONE:
        raise Stopped


def _work(work: Work, writing: int, seconds: int, then: int, megabytes: int) -> int:
    """Does the work in the child; its exit code."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            confine(seconds + then, megabytes)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            for number, piece in enumerate(_told(work)):
                if number == 0:
                    signal.setitimer(signal.ITIMER_PROF, then or seconds)
                pipe.write(json.dumps(piece).encode() + b"\n")
                pipe.flush()
    except (MemoryError, BrokenPipeError, KeyboardInterrupt):
        return EXHAUSTED
    return DONE


def _told(work: Work) -> Iterator[dict[str, Any]]:
    """Each piece, and at the end what went wrong instead of the next one."""
    try:
        for piece in work():
            yield {"piece": piece}
    except EscaladeError as error:
        yield {"refused": error.phrase.as_json(), "status": error.status}
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:
        yield {"unforeseen": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}


def _pieces(pipe: BinaryIO) -> Iterator[Any]:
    for line in pipe:
        told = json.loads(line)
        if "unforeseen" in told:
            error = RuntimeError(told["unforeseen"])
            error.add_note(told["trace"])
            raise error
        if "refused" in told:
            refused = Refused(reason=from_json(told["refused"]))
            refused.status = told["status"]
            raise refused
        yield told["piece"]
