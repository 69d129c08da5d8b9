"""Runs the test cases of the DMN Technology Compatibility Kit: ``python -m app.dmn.tck DIRECTORY``."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from app.dmn.errors import DmnError
from app.dmn.model import DecisionModel, load_model
from app.errors import EscaladeError
from app.feel.comparison import equal
from app.feel.durations import parse_duration
from app.feel.numbers import parse_number
from app.feel.temporal_text import parse_date, parse_date_time, parse_time

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("0.00000001")
_READERS = {
    "decimal": parse_number,
    "double": parse_number,
    "integer": parse_number,
    "boolean": lambda text: text.strip() == "true",
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one test case gave for one result node."""

    file: str
    case: str
    expected: object
    got: object
    passed: bool


def run(directory: Path | str, now: datetime | None = None) -> Iterator[Result]:
    """Run every test case file below a directory."""
    for path in sorted(Path(directory).rglob("*.xml")):
        root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
        if etree.QName(root).localname == "testCases":
            yield from _run_file(path, root, now or datetime.now(UTC))


def main(arguments: list[str]) -> int:
    """Print the failed cases and, last, how many passed and failed; the exit code is 1 when one failed."""
    passed = failed = 0
    for result in run(arguments[0]):
        if result.passed:
            passed += 1
            continue
        failed += 1
        print(f"{result.file}: {result.case}: expected {_show(result.expected)}, got {_show(result.got)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _run_file(path: Path, root: etree._Element, now: datetime) -> Iterator[Result]:
    model, problem = _load(path, _text(root, "modelName"))
    for case in _below(root, "testCase"):
        inputs = {node.get("name") or "": _value(node) for node in _below(case, "inputNode")}
        for node in _below(case, "resultNode"):
            expected = _expected(node)
            got = _evaluate(model, case, node, inputs, now) if model else problem
            name = f"{case.get('id')} {node.get('name')}"
            yield Result(path.name, name, expected, got, _same(expected, got))


def _load(path: Path, name: str) -> tuple[DecisionModel | None, str]:
    main_file = path.parent / name
    others = sorted(other for other in path.parent.glob("*.dmn") if other != main_file)
    try:
        imported = _imported(main_file, others)
        return load_model(main_file.read_bytes(), *imported, tolerant=True), ""
    except (EscaladeError, OSError) as problem:
        return None, f"{type(problem).__name__}: {problem}"


def _imported(main_file: Path, others: Iterable[Path]) -> list[bytes]:
    """Other models of the folder, but for alternatives of the main one."""
    seen = {_namespace(main_file)}
    found = []
    for other in others:
        if _namespace(other) not in seen:
            seen.add(_namespace(other))
            found.append(other.read_bytes())
    return found


def _namespace(path: Path) -> str:
    return etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False)).get("namespace") or ""


def _evaluate(
    model: DecisionModel, case: etree._Element, node: etree._Element, inputs: dict[str, object], now: datetime
) -> object:
    invocable = case.get("invocableName")
    try:
        if case.get("type") == "bkm" and invocable:
            return model.invoke(invocable, inputs, now=now).value
        if invocable and case.get("type") == "decisionService":
            value = model.evaluate(invocable, inputs, now=now).value
            name = node.get("name")
            return value[name] if isinstance(value, dict) and name in value else value
        return model.evaluate(node.get("name") or "", inputs, now=now).value
    except (DmnError, EscaladeError) as problem:
        return f"{type(problem).__name__}: {problem}"


def _expected(node: etree._Element) -> object:
    expected = next(iter(_below(node, "expected")), None)
    return None if expected is None else _value(expected)


def _value(node: etree._Element) -> object:
    for value in _below(node, "value"):
        if value.get(f"{_XSI}nil") == "true":
            return None
        kind = (value.get(f"{_XSI}type") or "string").rpartition(":")[2]
        text = value.text or ""
        return _READERS[kind](text) if kind in _READERS else text
    for items in _below(node, "list"):
        return None if items.get(f"{_XSI}nil") == "true" else [_value(item) for item in _below(items, "item")]
    components = _below(node, "component")
    return {part.get("name") or "": _value(part) for part in components} if components else None


def _same(expected: object, got: object) -> bool:
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return abs(expected - got) <= max(_TOLERANCE, abs(expected) * Decimal("1E-15"))
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(_same, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(_same(expected[key], got[key]) for key in expected)
    return equal(expected, got) is True


def _below(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name]


def _text(element: etree._Element, name: str) -> str:
    found = _below(element, name)
    return (found[0].text or "").strip() if found else ""


def _show(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_show, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_show(entry)}" for key, entry in value.items()) + "}"
    return "null" if value is None else f"“{value}”" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
