"""Fuzz with atheris, in chunks: ``python -m tests.fuzz [--runs N] [--jobs N] [--directory DIRECTORY] [--keep]``.

Each chunk starts from the corpus that is kept and from what earlier chunks found. With ``--keep`` the inputs that reach
something that no shorter one reaches become the corpus that is kept.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from app.feel.builtins import BUILTINS
from app.feel.reading.cursor import KEYWORDS
from tests.fuzz.cases import Case, case_of, read_corpus, seed_of, write_corpus
from tests.fuzz.keeping import worth_keeping

TARGETS = {"feel": ("expression", "tests", "pattern"), "dmn": ("model",)}
CHUNK = 20_000
LONGEST = {"feel": 64, "dmn": 160}
SECONDS_FOR_ONE = 60
KEPT_LENGTH = {"feel": 120, "dmn": 2_000}
_COVERAGE = re.compile(r"cov: (\d+)")
_DONE = re.compile(r"Done (\d+) runs")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the runs: its target, how many, and its number."""

    target: str
    runs: int
    number: int


def main() -> int:
    """Run all chunks, and say what was run and found; the exit code is 1 when there is a finding."""
    options = _options()
    for target in TARGETS:
        _prepare(options.directory, target)
    if options.keep:
        write_corpus([case for target in TARGETS for case in _kept(options.directory, target)])
        return 0
    inputs, coverage = 0, dict.fromkeys(TARGETS, 0)
    with ThreadPoolExecutor(options.jobs) as pool:
        running = [pool.submit(_run, options.directory, chunk) for chunk in _chunks(options.runs)]
        for done in as_completed(running):
            chunk, ran, covered = done.result()
            inputs += ran
            coverage[chunk.target] = max(coverage[chunk.target], covered)
            print(f"{inputs:>9,} inputs; {chunk.target}: coverage {covered}", flush=True)
    findings = sorted((options.directory / "findings").iterdir())
    for finding in findings:
        print(finding.name, json.loads(finding.read_text("utf-8"))["problem"] if finding.suffix == ".json" else "")
    reached = ", ".join(f"{target} {covered}" for target, covered in coverage.items())
    print(f"{inputs:,} inputs run, coverage {reached}, {len(findings)} findings")
    return 1 if findings or inputs < options.runs else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--directory", type=Path, default=Path("var/fuzz"))
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def _chunks(runs: int) -> Iterator[Chunk]:
    """One of sixteen chunks is for DMN, whose inputs take longer."""
    for number, start in enumerate(range(0, runs, CHUNK)):
        yield Chunk("dmn" if number % 16 == 1 else "feel", min(CHUNK, runs - start), number + 1)


def _prepare(directory: Path, target: str) -> None:
    for folder in ("findings", f"seeds-{target}", f"corpus-{target}"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(read_corpus()):
        if case.kind in TARGETS[target]:
            (directory / f"seeds-{target}" / f"{number:05d}").write_bytes(seed_of(case, TARGETS[target]))
    words = (*KEYWORDS, *BUILTINS, "..", "**", '@"', "instance of", "partial[-1]", "10 ** 6000")
    lines = (json.dumps(word) + "\n" for word in sorted(words))
    (directory / "words.txt").write_text("".join(lines), "utf-8")


def _run(directory: Path, chunk: Chunk) -> tuple[Chunk, int, int]:
    """The chunk, how many inputs it ran, and its coverage. An input on which it hangs or dies is a finding, too."""
    output = _fuzzer(
        directory,
        chunk.target,
        [
            *(f"-runs={chunk.runs}", f"-seed={chunk.number}", f"-max_len={LONGEST[chunk.target]}"),
            *(
                f"-timeout={SECONDS_FOR_ONE}",
                f"-report_slow_units={SECONDS_FOR_ONE}",
                "-rss_limit_mb=3000",
                f"-dict={directory / 'words.txt'}",
            ),
            *(str(directory / f"corpus-{chunk.target}"), str(directory / f"seeds-{chunk.target}")),
        ],
    )
    done, covered = _DONE.search(output), _COVERAGE.findall(output)
    if not done:
        (directory / "findings" / f"chunk-{chunk.number}.txt").write_text(output[-4000:], "utf-8")
    return chunk, int(done[1]) if done else 0, int(covered[-1]) if covered else 0


def _kept(directory: Path, target: str) -> list[Case]:
    """Those of the inputs that are kept, and of those that were found, that reach something of their own."""
    found = [
        case_of(path.read_bytes()[: LONGEST[target]], TARGETS[target])
        for path in (directory / f"corpus-{target}").iterdir()
    ]
    known = [case for case in read_corpus() if case.kind in TARGETS[target]]
    return worth_keeping([*known, *(case for case in found if len(case.text) <= KEPT_LENGTH[target])])


def _fuzzer(directory: Path, target: str, options: list[str]) -> str:
    """The output of one process of the fuzzer."""
    command = [sys.executable, "-m", "tests.fuzz.harness", ",".join(TARGETS[target]), str(directory / "findings")]
    found = f"-artifact_prefix={directory / 'findings'}/"
    done = subprocess.run([*command, found, *options], capture_output=True, text=True, errors="replace", check=False)
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
