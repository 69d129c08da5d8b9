"""Time and memory of the hostile expressions of the tests: ``python -m benchmarks.feel_hostile [NAME …]``.

Each runs with nothing kept from the one before. The worst come last; the exit code is 1 when one takes more than 100 ms
or 16 MB. The time is the median of five runs with parsing, in seconds of the processor. Memory is the peak of what
Python allocates and, behind the plus sign, by how much the peak of the process grew (RE2 allocates its own).
"""

import gc
import resource
import sys
import time
import tracemalloc
from dataclasses import dataclass
from statistics import median

import re2

from tests.unit.feel.attacking import Attack, attempt
from tests.unit.feel.hostile import HOSTILE

LIMIT_MS = 100
LIMIT_MB = 16
RUNS = 5


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one expression took, in milliseconds and megabytes, and its verdict."""

    name: str
    milliseconds: float
    megabytes: float
    growth: float
    verdict: str

    @property
    def worst(self) -> float:
        """How much of what it may use, as a share."""
        return max(self.milliseconds / LIMIT_MS, self.megabytes / LIMIT_MB, self.growth / LIMIT_MB)


def measure(name: str, attack: Attack) -> Measurement:
    """The median time and the peak of memory."""
    before = _peak_of_process()
    times = [_timed(attack) for _ in range(RUNS)]
    growth = _peak_of_process() - before
    _forget()
    tracemalloc.start()
    verdict = attempt(attack)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Measurement(name, median(times) * 1000, peak / 2**20, growth, verdict)


def _timed(attack: Attack) -> float:
    _forget()
    start = time.process_time()
    attempt(attack)
    return time.process_time() - start


def _peak_of_process() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _forget() -> None:
    """Empty every cache of FEEL and of RE2."""
    re2.purge()
    for name, module in list(sys.modules.items()):
        if name.startswith("app.feel"):
            for kept in vars(module).values():
                getattr(kept, "cache_clear", lambda: None)()
    gc.collect()


def main(names: list[str]) -> int:
    """Print a line for each expression; the exit code."""
    chosen = {name: HOSTILE[name] for name in names} or HOSTILE
    found = sorted((measure(name, attack) for name, attack in chosen.items()), key=lambda each: each.worst)
    for each in found:
        mark = "!" if each.worst > 1 else " "
        memory = f"{each.megabytes:6.2f} +{each.growth:5.1f} MB"
        print(f"{mark} {each.milliseconds:7.1f} ms {memory}  {each.name}: {each.verdict[:90]!r}")
    over = sum(each.worst > 1 for each in found)
    print(f"{len(found)} expressions, {over} over {LIMIT_MS} ms or {LIMIT_MB} MB")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
