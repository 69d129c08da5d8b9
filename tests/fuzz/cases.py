"""Inputs: as bytes for the fuzzer, as lines of JSON in the corpus that is kept."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz import grammar, models, patterns
from tests.fuzz.choices import Choices

CORPUS = Path(__file__).with_name("corpus.jsonl")
KINDS = ("expression", "tests", "pattern", "model")


@dataclass(frozen=True, slots=True)
class Case:
    """One input: what the text is, the text, and the number of the variables that go with it."""

    kind: str
    text: str
    number: int = 0


def case_of(data: bytes, kinds: tuple[str, ...] = KINDS) -> Case:
    """The input that bytes stand for: the text itself, or decisions from which it is generated."""
    head = Choices(data[:3])
    kind, written = (
        kinds[head.below(2 * len(kinds)) % len(kinds)],
        bool(data[:1]) and data[0] % (2 * len(kinds)) < len(kinds),
    )
    number = head.below(256) * 256 + head.below(256)
    if written:
        return Case(kind, data[3:].decode("utf-8", "surrogatepass" if _is_text(data[3:]) else "replace"), number)
    return Case(kind, _GENERATORS[kind](Choices(data[3:])), number)


def seed_of(case: Case, kinds: tuple[str, ...] = KINDS) -> bytes:
    """The bytes whose input is this one."""
    return bytes((kinds.index(case.kind), case.number >> 8, case.number & 255)) + case.text.encode(
        "utf-8", "surrogatepass"
    )


def read_corpus(path: Path = CORPUS) -> list[Case]:
    """The inputs that are kept."""
    return [Case(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def write_corpus(cases: list[Case], path: Path = CORPUS) -> None:
    """Keep inputs, the short ones first."""
    ordered = sorted(set(cases), key=lambda case: (KINDS.index(case.kind), len(case.text), case.text, case.number))
    path.write_text("".join(json.dumps(asdict(case)) + "\n" for case in ordered), "utf-8")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


_GENERATORS = {
    "expression": grammar.expression,
    "tests": grammar.unary_tests,
    "pattern": patterns.pattern,
    "model": models.model,
}
