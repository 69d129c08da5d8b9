"""What the logic of one element is compiled with: names, types, and where to report problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.dmn.errors import DmnError
from app.dmn.findings import RULES
from app.dmn.types import TypeTable
from app.dmn.xml import Element, label
from app.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError
from app.feel.evaluation import Compiled, UnaryTests, Vocabulary, model_expression, model_unary_tests
from app.feel.scope import Closure, Scope
from app.feel.types import Type, coerce
from app.feel.values import kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a model that cannot be used, and the element it is in.

    ``rule`` is a key of :data:`app.dmn.findings.RULES`, and ``details`` fill its templates.
    """

    element: str
    reason: str
    rule: str = "model"
    details: Mapping[str, object] = field(default_factory=dict)

    def error(self) -> DmnError:
        """The problem as an error."""
        return DmnError(element=self.element, reason=self.reason)


@dataclass(slots=True)
class Problems:
    """The problems found while a model is loaded, each with its element."""

    found: list[tuple[Element, Problem]] = field(default_factory=list)

    def add(self, element: Element, rule: str, **details: object) -> str:
        """Note a problem, the nearest named element and its decision; *rule* may also be a reason in words.

        Returns the reason in words.
        """
        names = [
            label(around) for around in (element, *element.iterancestors()) if around.get("name") or around.get("id")
        ]
        where = " in ".join(dict.fromkeys([*names[:1], *names[-2:-1]])) or label(element)
        reason = _in_words(rule, details)
        known = (rule, details) if rule in RULES else ("model", {"reason": reason})
        self.found.append((element, Problem(where, reason, *known)))
        return reason

    def add_feel(self, element: Element, source: str, error: FeelError) -> str:
        """Note that a text is not FEEL that can be used."""
        if isinstance(error, FeelSyntaxError):
            place = {"line": error.line, "column": error.column, "text": error.found}
            return self.add(element, "syntax", source=source, **place)
        details = error.details if isinstance(error, FeelBudgetExceeded) else {"what": error.reason, "limit": ""}
        return self.add(element, "budget", source=source, **details)


@dataclass(frozen=True, slots=True)
class Written:
    """An expression or unary tests as they stand in an element, and what they may refer to."""

    element: Element
    compiled: Compiled
    vocabulary: Vocabulary


@dataclass(slots=True)
class Watch:
    """What is worth looking at again, noted while a model is loaded: its texts in FEEL and its decision tables."""

    texts: list[Written] = field(default_factory=list)
    tables: list[tuple[Element, "Environment"]] = field(default_factory=list)
    compiled: dict[tuple[type[Compiled], str, int], Compiled] = field(default_factory=dict)

    def note(self, element: Element, compiled: Compiled, vocabulary: Vocabulary) -> None:
        """Keep a text that was read."""
        self.texts.append(Written(element, compiled, vocabulary))
        self.compiled[type(compiled), compiled.source, id(vocabulary)] = compiled


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that is known at one place of a model."""

    vocabulary: Vocabulary
    types: TypeTable
    problems: Problems
    decision: str = ""
    watch: Watch | None = None

    def knowing(self, names: Iterable[str]) -> "Environment":
        """The environment further inside, where more names are known."""
        known = self.vocabulary.names | {name for name in names if name}
        return replace(self, vocabulary=replace(self.vocabulary, names=known))

    def expression(self, source: str, element: Element) -> Closure:
        """The closure of an expression; of a wrong one a closure that gives null, with the problem noted."""
        try:
            compiled = model_expression(source, self.vocabulary)
        except FeelError as problem:
            return _null(self.problems.add_feel(element, source, problem))
        self._note(element, compiled)
        return compiled.closure

    def unary_tests(self, source: str, element: Element) -> UnaryTests | None:
        """The tests of a text; None, with the problem noted, when they are wrong."""
        try:
            compiled = model_unary_tests(source, self.vocabulary)
        except FeelError as problem:
            self.problems.add_feel(element, source, problem)
            return None
        self._note(element, compiled)
        return compiled

    def refuse(self, element: Element, rule: str, **details: object) -> Closure:
        """A closure that gives null, with the problem noted; *rule* and *details* as in :meth:`Problems.add`."""
        return _null(self.problems.add(element, rule, **details))

    def _note(self, element: Element, compiled: Compiled) -> None:
        if self.watch is not None:
            self.watch.note(element, compiled, self.vocabulary)

    def typed(self, closure: Closure, element: Element | None) -> Closure:
        """The closure with its value made to fit the ``typeRef`` of an element."""
        type_ = self.types.type_of(element)
        return closure if type_ is None else fitted(closure, type_)


def fitted(closure: Closure, type_: Type) -> Closure:
    """A closure whose value fits a type, or is null."""

    def evaluate(scope: Scope) -> object:
        value = closure(scope)
        result = coerce(value, type_)
        if result is None and value is not None:
            return scope.run.null(f"a {kind(value)} does not fit the type that is declared")
        return result

    return evaluate


def _in_words(rule: str, details: Mapping[str, object]) -> str:
    known = RULES.get(rule)
    if known is None:
        return rule
    sentence = known.message.format_map(details).removesuffix(".")
    return sentence[:1].lower() + sentence[1:]


def _null(reason: str) -> Closure:
    return lambda scope: scope.run.null(reason)
