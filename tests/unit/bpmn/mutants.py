"""The mutated files by number, and what becomes of each, watched for anything that runs code or leaves the process."""

import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from multiprocessing.connection import Connection

from tests.unit.bpmn.mutating import mutated
from tests.unit.bpmn.playing import Broken, play
from tests.unit.bpmn.seeds import seeds

SECONDS = 30
"""Of computing for one file: far more than any needs on any machine, so that only what hangs is stopped."""
Outcome = tuple[int, str, float]
"""A file's number, what became of it, and how many seconds it computed."""
_FORBIDDEN = ("compile", "exec", "os.", "subprocess.", "socket.", "ctypes.", "shutil.", "pickle.", "marshal.", "import")


def mutant(number: int) -> tuple[str, Mapping[str, bytes]]:
    """The bundle of that number, with the name of the file in it that was changed."""
    choices = random.Random(number)
    kinds = seeds()
    name, files = choices.choice(kinds[choices.choice((0, 1, 1, 1, 2))])
    other, others = choices.choice(kinds[choices.choice((0, 1, 2))])
    return name, {**files, name: mutated(files[name], others[other], choices)}


def examine(number: int) -> str:
    """How far the file came. Raises whatever is not an answer of the desk, with the file's number."""
    name, files = mutant(number)
    _warm()
    try:
        with watched(), limited():
            return play(files, random.Random(number))
    except Exception as error:
        error.add_note(f"file {number}, made from {name}")
        raise


def work(theirs: Connection, numbers: list[int]) -> None:
    """Tells what became of each file, in a process that may be killed."""
    for number in numbers:
        begun = time.process_time()
        try:
            said = examine(number)
        except Exception as error:
            places = [frame for frame in traceback.extract_tb(error.__traceback__) if "/app/" in frame.filename]
            place = f" at {places[-1].filename.rpartition('/app/')[2]}:{places[-1].lineno}" if places else ""
            said = f"FINDING: {type(error).__name__}{place}: {str(error)[:300]}"
        theirs.send((number, said, time.process_time() - begun))


@cache
def _warm() -> None:
    """What is loaded when it is first needed is loaded before anybody watches."""
    for name, files in chain(*seeds()):
        play(files, random.Random(name))


@contextmanager
def limited() -> Iterator[None]:
    """Raises :class:`Broken` in whatever takes too long."""

    def stop(*_: object) -> None:
        raise Broken(f"not done after {SECONDS} s of computing")

    earlier = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, earlier)


@contextmanager
def watched() -> Iterator[None]:
    """Raises :class:`Broken` at the end when anything was done that no diagram may do."""
    _listen()
    _seen.clear()
    _on.append(True)
    try:
        yield
    finally:
        _on.clear()
    if _seen:
        raise Broken(f"reached outside the engine: {_seen[:3]}")


_on: list[bool] = []
_seen: list[str] = []


@cache
def _listen() -> None:
    """Python tells of everything that leaves it; a hook cannot be taken away again, only made deaf."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if _on and (event == "open" or event.startswith(_FORBIDDEN)):
            _seen.append(f"{event} {str(arguments)[:200]}")

    sys.addaudithook(hook)
