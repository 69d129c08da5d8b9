"""Runs the test cases of the DMN Technology Compatibility Kit: ``python -m app.dmn.tck DIRECTORY``."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.dmn.errors import DmnError
from app.dmn.model import DecisionModel, DecisionResult, load_model
from app.dmn.tck_values import read_value, same, shown
from app.dmn.xml import Element, below, local_name_of, parse_xml
from app.errors import EscaladeError

_LEVEL = "compliance-level-"


@dataclass(frozen=True, slots=True)
class Result:
    """What one test case gave for one result node.

    ``refusal`` is set where the result is null for one reason only: a function of the model is written outside FEEL.
    """

    file: str
    case: str
    expected: object
    got: object
    passed: bool
    refusal: str = ""
    level: str = ""


def run(directory: Path | str, now: datetime | None = None) -> Iterator[Result]:
    """Run every test case file below a directory; a file that cannot be read is a case that failed."""
    for path in sorted(Path(directory).rglob("*.xml")):
        try:
            root = parse_xml(path.read_bytes())
        except (EscaladeError, OSError) as problem:
            yield Result(path.name, "the file", None, _told(problem), False, level=_level(path))
            continue
        if local_name_of(root) == "testCases":
            yield from _run_file(path, root, now or datetime.now(UTC))


def main(arguments: list[str]) -> int:
    """Print what failed and what was refused and, last, how many passed and failed; 1 when a case failed."""
    passed, failed = Counter[str](), Counter[str]()
    refused = 0
    for result in run(arguments[0]):
        (passed if result.passed else failed)[result.level] += 1
        refused += bool(result.refusal)
        if result.refusal:
            print(f"refused: {result.file}: {result.case}: {result.refusal}")
        elif not result.passed:
            print(f"{result.file}: {result.case}: expected {shown(result.expected)}, got {shown(result.got)}")
    levels = sorted({*passed, *failed})
    for level in levels if len(levels) > 1 else ():
        print(f"{level or 'no level'}: {passed[level]} passed, {failed[level]} failed")
    if refused:
        print(f"{refused} of those passed because a function outside FEEL was refused")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return 1 if failed else 0


def _run_file(path: Path, root: Element, now: datetime) -> Iterator[Result]:
    model = _load(path, "".join(name.text or "" for name in below(root, "modelName")[:1]).strip())
    for case in below(root, "testCase"):
        inputs = {node.get("name") or "": read_value(node) for node in below(case, "inputNode")}
        for node in below(case, "resultNode"):
            yield _judged(path, case, node, _evaluated(model, case, node, inputs, now))


def _judged(path: Path, case: Element, node: Element, outcome: DecisionResult | str) -> Result:
    """An error is what was expected only where the kit says so: ``errorResult``."""
    expected = next((read_value(each) for each in below(node, "expected")), None)
    got = outcome if isinstance(outcome, str) else outcome.value
    passed = same(expected, got)
    if isinstance(outcome, str):
        passed = expected is None and node.get("errorResult") == "true"
    refusals = () if isinstance(outcome, str) else outcome.refusals
    refusal = refusals[0] if refusals and got is None and not passed else ""
    name = f"{case.get('id') or ''} {node.get('name') or ''}".strip()
    return Result(path.name, name, expected, got, passed or bool(refusal), refusal, _level(path))


def _load(path: Path, name: str) -> DecisionModel | str:
    main_file = path.parent / name
    try:
        if not name or not main_file.resolve().is_relative_to(path.parent.resolve()):
            return f"the test case file names the model “{name}”"
        others = sorted(other for other in path.parent.glob("*.dmn") if other != main_file)
        content = main_file.read_bytes()
        return load_model(content, *_imported(content, others), tolerant=True)
    except (EscaladeError, OSError) as problem:
        return _told(problem)


def _imported(main: bytes, others: Iterable[Path]) -> list[bytes]:
    """Other models of the folder, but for alternatives of the main one and what is no model."""
    seen = {parse_xml(main).get("namespace")}
    found = []
    for other in others:
        content = other.read_bytes()
        try:
            namespace = parse_xml(content).get("namespace")
        except DmnError:
            continue
        if namespace not in seen:
            seen.add(namespace)
            found.append(content)
    return found


def _evaluated(
    model: DecisionModel | str, case: Element, node: Element, inputs: dict[str, object], now: datetime
) -> DecisionResult | str:
    """What the model answers for a result node, or why it does not. An error of our own fails this case alone."""
    if isinstance(model, str):
        return model
    try:
        return _asked(model, case, node.get("name") or "", inputs, now)
    except EscaladeError as problem:
        return _told(problem)
    except Exception as problem:
        return f"error of the evaluator: {_told(problem)}"


def _asked(model: DecisionModel, case: Element, name: str, inputs: dict[str, object], now: datetime) -> DecisionResult:
    invocable, kind = case.get("invocableName") or name, case.get("type")
    if kind == "bkm":
        return model.invoke(invocable, inputs, now=now)
    if kind != "decisionService":
        return model.evaluate(name, inputs, now=now)
    result = model.evaluate_service(invocable, inputs, now=now)
    if isinstance(result.value, dict) and name in result.value:
        return DecisionResult(result.value[name], result.matched, result.warnings, result.refusals)
    return result


def _level(path: Path) -> str:
    return next((part.removeprefix("compliance-") for part in path.parts if part.startswith(_LEVEL)), "").replace(
        "-", " "
    )


def _told(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
