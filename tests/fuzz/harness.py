"""One chunk of fuzzing in a process of its own: ``python -m tests.fuzz.harness KINDS FINDINGS [OPTION …]``.

A finding does not end the chunk: it is written down once for each place in the code where it comes from.
"""

import json
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app.feel", "app.dmn"]):
    from tests.fuzz.cases import Case, case_of
    from tests.fuzz.oracle import examine


def main(arguments: list[str]) -> None:
    """Run libFuzzer; it ends the process."""
    kinds, findings = tuple(arguments[1].split(",")), Path(arguments[2])

    def one_input(data: bytes) -> None:
        case = case_of(data, kinds)
        try:
            examine(case)
        except Exception as problem:
            _write_down(case, problem, findings)

    atheris.Setup([arguments[0], *arguments[3:]], one_input)
    atheris.Fuzz()


def _write_down(case: Case, problem: Exception, findings: Path) -> None:
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "/app/" in frame.filename]
    place = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else str(problem)[:30]
    name = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in f"{type(problem).__name__}-{place}")
    found = {**asdict(case), "problem": f"{type(problem).__name__}: {problem}"[:500]}
    (findings / f"{name}.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(sys.argv)
