"""Mutated files in processes that are watched: ``python -m tests.unit.bpmn [--files N] [--jobs N] [--first N]``.

A process that dies or does not answer is replaced, and the file that it was at is a finding.
"""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from tests.unit.bpmn.mutants import SECONDS, Outcome, mutant, work

PATIENCE = 4 * SECONDS


def main() -> int:
    """Examine all files, and say what became of them; the exit code is 1 when there is a finding."""
    options = _options()
    numbers = range(options.first, options.first + options.files)
    begun = time.perf_counter()
    with ThreadPoolExecutor(options.jobs) as pool:
        parts = pool.map(lambda part: list(_examined(list(numbers[part :: options.jobs]))), range(options.jobs))
        outcomes = [outcome for part in parts for outcome in part]
    found = [(number, said) for number, said, _ in outcomes if said.startswith("FINDING")]
    for number, said in sorted(found):
        print(f"file {number}, made from {mutant(number)[0]}: {said}")
    for said, number in Counter(said.split(":")[0] for _, said, _ in outcomes).most_common():
        print(f"{number:>8,} {said}")
    slowest = max(outcomes, key=lambda outcome: outcome[2])
    print(
        f"{len(outcomes):,} files in {options.jobs} processes, {time.perf_counter() - begun:.0f} s; "
        f"the slowest {slowest[2]:.2f} s of computing (file {slowest[0]}); {len(found)} findings"
    )
    return 1 if found or len(outcomes) < options.files else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.unit.bpmn")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    return parser.parse_args()


def _examined(numbers: list[int]) -> Iterator[Outcome]:
    """What became of each file, by processes one after the other, each going on where the one before it ended."""
    context = multiprocessing.get_context("spawn")
    while numbers:
        ours, theirs = context.Pipe()
        worker = context.Process(target=work, args=(theirs, numbers))
        worker.start()
        theirs.close()
        done = 0
        for outcome in _heard(ours, len(numbers)):
            yield outcome
            done += 1
        worker.kill()
        worker.join()
        if done < len(numbers):
            yield numbers[done], f"FINDING: the process ended or hung (exit code {worker.exitcode})", 0.0
            done += 1
        numbers = numbers[done:]


def _heard(ours: Connection, expected: int) -> Iterator[Outcome]:
    try:
        for _ in range(expected):
            if not ours.poll(PATIENCE):
                return
            yield ours.recv()
    except EOFError:
        return


if __name__ == "__main__":
    sys.exit(main())
