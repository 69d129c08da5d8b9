"""What the logic of one element is compiled with: names, types, and where to report problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.dmn.errors import DmnError
from app.dmn.findings import RULES
from app.dmn.types import TypeTable
from app.dmn.xml import Element, label
from app.errors import Phrase
from app.feel.compiling.structure import language_of
from app.feel.compiling.tests import Check
from app.feel.errors import FeelError, FeelSyntaxError
from app.feel.evaluation import Compiled, Expression, UnaryTests, Vocabulary, model_expression, model_unary_tests
from app.feel.reading import syntax
from app.feel.scope import Closure, Scope
from app.feel.types import AnyType, Type, coerce
from app.feel.values import named_kind

MOST_SHOWN = 200
MAX_TEXT = 500_000
MAX_PROBLEMS = 1_000
_SMALL = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a model that cannot be used, and the element it is in.

    ``rule`` is a key of :data:`app.dmn.findings.RULES`, and ``details`` fill its templates.
    """

    element: str | Phrase
    reason: Phrase
    rule: str
    details: Mapping[str, object] = field(default_factory=dict)

    def error(self) -> DmnError:
        """The problem as an error."""
        return DmnError(element=self.element, reason=self.reason)


@dataclass(slots=True)
class Problems:
    """The problems found while a model is loaded, each with its element, and how much was read."""

    found: list[tuple[Element, Problem]] = field(default_factory=list)
    read: int = 0

    def count(self, source: str) -> None:
        """Count an expression that is read. Raises DmnError when all are too long together."""
        self.read += len(source)
        if self.read > MAX_TEXT:
            reason = f"its expressions have more than {MAX_TEXT} characters together"
            raise DmnError(element="the document", reason=reason)

    def add(self, element: Element, rule: str, **details: object) -> Phrase:
        """Note a problem; the nearest named element and its decision are told. Returns the reason."""
        names = [
            label(around) for around in (element, *element.iterancestors()) if around.get("name") or around.get("id")
        ]
        inner, *outer = dict.fromkeys([*names[:1], *names[-2:-1]]) or [label(element)]
        place = Phrase("{part} in {whole}", {"part": inner, "whole": outer[0]}) if outer else inner
        reason = Phrase(RULES[rule].message, details).unended()
        if len(self.found) < MAX_PROBLEMS:
            self.found.append((element, Problem(place, reason, rule, details)))
        return reason

    def add_feel(self, element: Element, source: str, error: FeelError) -> Phrase:
        """Note that a text is not FEEL that can be used."""
        told = {"source": source[:MOST_SHOWN], "reason": error.reason}
        if isinstance(error, FeelSyntaxError):
            return self.add(element, "syntax", line=error.line, column=error.column, **told)
        return self.add(element, "budget", **told)


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
        self.problems.count(source)
        try:
            compiled = model_expression(source, self.vocabulary)
        except FeelError as problem:
            return _null(self.problems.add_feel(element, source, problem))
        for node in syntax.walk(compiled.tree):
            if isinstance(node, syntax.FunctionDefinition) and node.external:
                self.refuse_function(element, language_of(node))
        self._note(element, compiled)
        return counted(compiled)

    def unary_tests(self, source: str, element: Element) -> UnaryTests | None:
        """The tests of a text; None, with the problem noted, when they are wrong."""
        self.problems.count(source)
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

    def refuse_function(self, element: Element, language: str) -> Closure:
        """The same for a function that is written in another language."""
        self.problems.add(element, "function-kind", kind=language)
        return lambda scope: scope.run.refuse(language)

    def _note(self, element: Element, compiled: Compiled) -> None:
        if self.watch is not None:
            self.watch.note(element, compiled, self.vocabulary)

    def typed(self, closure: Closure, element: Element | None) -> Closure:
        """The closure with its value made to fit the ``typeRef`` of an element."""
        type_ = self.types.type_of(element)
        return closure if type_ is None else fitted(closure, type_)


def counted(compiled: Expression) -> Closure:
    """The closure of an expression that counts its own size as work: it may be evaluated in a loop of the model."""
    closure, size = compiled.closure, compiled.size

    def evaluate(scope: Scope) -> object:
        scope.run.spend(size)
        return closure(scope)

    return evaluate


def counted_check(tests: UnaryTests) -> Check:
    """The check of unary tests that counts its own size as work, unless that is next to nothing, as most cells are."""
    check, size = tests.check, tests.size
    if size <= _SMALL:
        return check

    def evaluate(scope: Scope, value: object) -> bool | None:
        scope.run.spend(size)
        return check(scope, value)

    return evaluate


def fitted(closure: Closure, type_: Type) -> Closure:
    """A closure whose value fits a type, or is null."""
    if isinstance(type_, AnyType):
        return closure

    def evaluate(scope: Scope) -> object:
        value = closure(scope)
        result = coerce(value, type_, scope.run)
        if result is None and value is not None:
            return scope.run.null("{value} does not fit the type that is declared", value=named_kind(value))
        return result

    return evaluate


def _null(reason: Phrase) -> Closure:
    return lambda scope: scope.run.null(reason)
