"""What must hold for every input: only errors of FEEL and DMN leave, verdicts repeat, values are values of FEEL."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from app.dmn import DmnError, load_model
from app.dmn.check import check_model
from app.dmn.graph import Decision, DecisionService, KnowledgeModel
from app.feel import Budget, Expression, FeelError, check, expression, to_json, unary_tests
from app.feel.budget import DEFAULT_BUDGET, Run
from app.feel.builtins import BUILTINS, Builtin
from app.feel.durations import DaysDuration, MonthsDuration
from app.feel.evaluation import Vocabulary, model_expression
from app.feel.temporal import Date, DateTime, Time
from app.feel.values import Function, Range
from tests.fuzz.cases import Case
from tests.fuzz.data import NAMES, variables

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LOOKED_AT = 2_000
_SIMPLE = (Decimal, str, bool, Date, Time, DateTime, DaysDuration, MonthsDuration, Function, Builtin, type(None))
_FOLLOWING = (
    *(
        "string(v)",
        "v = v",
        "to json(v)",
        "v in v",
        "v in (v)",
        "[v][1] = v",
        "from json(to json(v))",
        "v instance of list<list<Any>>",
    ),
    *(
        "flatten([v])",
        "distinct values([v, v])",
        "v.a",
        "v[1]",
        "union(v, v)",
        "{a: v, b: v} = {a: v, b: v}",
        "string join(v)",
    ),
)


SMALL = Budget(steps=400, items=5_000, text=10_000)
FOLLOWING = 2


class Broken(AssertionError):
    """Something that must hold does not."""


def examine(case: Case) -> None:
    """Raise Broken, or what left the evaluator, when an input shows a mistake."""
    _EXAMINERS[case.kind](case)


def budget_of(case: Case) -> Budget:
    """The budget of one evaluation for one number; a small one for all others, so that many can be examined."""
    return DEFAULT_BUDGET if case.number == 17 else SMALL


def _expression(case: Case) -> None:
    budget = budget_of(case)
    _check(case)
    known = Known(variables(case.number))
    try:
        parsed = expression(case.text, NAMES)
    except FeelError as problem:
        _again(lambda: model_expression(case.text, Vocabulary(frozenset(NAMES))), str(problem))
        return
    value = _same_twice(lambda: parsed.explain(known, now=NOW, budget=budget))
    unknown = known.read - parsed.variables - set(BUILTINS) - {"?"}
    if unknown:
        raise Broken(f"names are read that are not among the variables: {sorted(unknown)}")
    _follow(value[0] if value else None, case)


def _check(case: Case) -> None:
    """Findings have a place; checking looks for names that were meant, which takes long: one case of eleven."""
    if case.number % 11 == 5:
        for finding in check(case.text, NAMES, "number"):
            if finding.line < 1 or finding.column < 1:
                raise Broken(f"a finding is nowhere: {finding}")


def _tests(case: Case) -> None:
    budget = budget_of(case)
    known = variables(case.number)
    try:
        parsed = unary_tests(case.text, NAMES)
    except FeelError:
        return
    for tested in ((1, "a", None)[case.number % 3], known.get("a")):
        verdict = _same_twice(lambda tested=tested: (parsed.matches(tested, known, now=NOW, budget=budget), ()))
        if verdict and not isinstance(verdict[0], bool):
            raise Broken("unary tests give neither true nor false")


def _pattern(case: Case) -> None:
    budget = budget_of(case)
    flags = ("", "", "i", "s", "m", "x", "q", "smix")[case.number & 7]
    text = ("", "a", "aab1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "a\nb\r\né\u200b", "ab " * 400, "\ud800b", "ba")[
        case.number >> 3 & 7
    ]
    replacement = ("", "$0", "[$1]", "$12\\$", "$$", "$0" * 50, "\\\\", "$")[case.number >> 6 & 7]
    known = {"text": text, "pattern": case.text, "replacement": replacement, "flags": flags}
    for parsed in _PATTERNS:
        _same_twice(lambda parsed=parsed: parsed.explain(known, now=NOW, budget=budget))


def _model(case: Case) -> None:
    budget = budget_of(case)
    document = case.text.encode("utf-8", "surrogatepass")
    _check_model(case, document)
    try:
        load_model(document)
    except (DmnError, FeelError):
        pass
    try:
        model = load_model(document, tolerant=True)
    except (DmnError, FeelError):
        return
    known = variables(case.number)
    for element in model.elements.values():
        if isinstance(element, Decision | DecisionService):
            found = _same_twice(lambda key=element.key[1]: _outcome(model.evaluate(key, known, now=NOW, budget=budget)))
            _follow(found[0] if found else None, case)
        elif isinstance(element, KnowledgeModel):
            arguments = {parameter.name: known.get(parameter.name) for parameter in element.parameters}
            _same_twice(
                lambda key=element.key[1], given=arguments: _outcome(model.invoke(key, given, now=NOW, budget=budget))
            )


def _check_model(case: Case, document: bytes) -> None:
    """Checking a model finds something or nothing, whatever it is; it takes long: one case of eleven."""
    if case.number % 11 == 5:
        check_model(document)


def _outcome(result: object) -> tuple[object, tuple[str, ...]]:
    return result.value, result.warnings  # type: ignore[attr-defined]


def _same_twice(evaluate: Callable[[], tuple[object, tuple[str, ...]]]) -> tuple[object, tuple[str, ...]] | None:
    """The outcome, the same each time; None for an error of FEEL."""
    try:
        first = evaluate()
    except FeelError as problem:
        _again(evaluate, str(problem))
        return None
    try:
        second = evaluate()
    except FeelError as problem:
        raise Broken(f"the second time: {problem}") from problem
    if first[1] != second[1] or list(_shape(first[0])) != list(_shape(second[0])):
        raise Broken("the second evaluation gives something else")
    return first


def _again(action: Callable[[], object], message: str) -> None:
    try:
        action()
    except FeelError as problem:
        if str(problem) != message:
            raise Broken(f"first “{message}”, then “{problem}”") from problem
        return
    raise Broken(f"first “{message}”, then nothing")


def _follow(value: object, case: Case) -> None:
    """Do with a result what callers and other expressions do."""
    for _ in _shape(value):
        pass
    try:
        json.dumps(to_json(value, Run(NOW, budget_of(case))), allow_nan=False)
    except FeelError:
        pass
    for at in range(FOLLOWING):
        try:
            _NEXT[(case.number + at) % len(_NEXT)].evaluate({"v": value}, now=NOW, budget=budget_of(case))
        except FeelError:
            continue


def _shape(value: object) -> Iterator[object]:
    """The parts of a value, as many as there is time for. Raises Broken at what is no value of FEEL."""
    waiting = [value]
    for _ in range(LOOKED_AT):
        if not waiting:
            return
        part = waiting.pop()
        if isinstance(part, list):
            yield len(part)
            waiting += part[:50]
        elif isinstance(part, dict):
            if not all(type(key) is str for key in part):
                raise Broken(f"a key is no text: {list(part)[:5]}")
            yield tuple(part)
            waiting += list(part.values())[:50]
        elif isinstance(part, Range):
            yield part.low_closed, part.high_closed, part.operator
            waiting += [part.low, part.high]
        else:
            yield _simple(part)


def _simple(part: object) -> object:
    if type(part) not in _SIMPLE:
        raise Broken(f"no value of FEEL: {type(part)}")
    if isinstance(part, Decimal) and not (
        part.is_finite() and len(part.as_tuple().digits) <= 34 and part.adjusted() <= 6144
    ):
        raise Broken(f"no number of FEEL: {part}")
    if isinstance(part, str) and len(part) > DEFAULT_BUDGET.text:
        raise Broken(f"a text of {len(part)} characters")
    return type(part) if isinstance(part, Function | Builtin) else (type(part), part)


class Known(Mapping[str, object]):
    """Variables that remember which of them were asked for."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.read.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


_NEXT = [expression(source) for source in _FOLLOWING]
_PATTERNS: list[Expression] = [
    expression(source)
    for source in (
        *("matches(text, pattern, flags)", "replace(text, pattern, replacement, flags)", "split(text, pattern)"),
        *("extract(text, pattern)",),
    )
]
_EXAMINERS: dict[str, Callable[[Case], None]] = {
    "expression": _expression,
    "tests": _tests,
    "pattern": _pattern,
    "model": _model,
}
